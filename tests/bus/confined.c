/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * confined UNIT FILTER PROGRAM [ARGUMENT...]: runs PROGRAM as systemd would under the unit's hardening, as far as that can
 * be had without systemd: PrivateUsers=, ProtectSystem=strict (the root file system; RUNTIME_DIRECTORY can be written), no
 * capability, no new privilege, LimitNOFILE=, and FILTER (confined-filter).  FILTER "-", or DIALTONE_UNDER_CHECKER: no filter,
 * for what a checker does itself no unit allows.  The process is PROGRAM's in the end, and ends with its parent.
 */
#include <fcntl.h>
#include <libgen.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Always there, and of no use to the service. */
#define OPEN_FOLDER "/mnt"

static void
must (int result, const char *what)
{
  if (result >= 0)
    return;
  perror (what);
  exit (99);
}

static void
write_file (const char *path, const char *text)
{
  int file = open (path, O_WRONLY | O_CLOEXEC);

  must (file, path);
  must ((int) write (file, text, strlen (text)), path);
  close (file);
}

/* Root of a user namespace may pass no folder that is closed to others, as home folders are, and as what is installed never is. */
static char *
open_way (const char *path)
{
  char *name = strdup (path), *to = NULL;
  int file;

  must (asprintf (&to, OPEN_FOLDER "/%s", basename (name)), "asprintf");
  file = open (to, O_CREAT | O_RDONLY | O_CLOEXEC, 0644);
  must (file, to);
  close (file);
  must (mount (path, to, "none", MS_BIND, ""), path);
  free (name);
  return to;
}

static char *
open_ways (const char *program)
{
  const char *preload = getenv ("LD_PRELOAD");

  must (unshare (CLONE_NEWNS), "unshare");
  must (mount ("none", "/", "none", MS_REC | MS_PRIVATE, ""), "private mounts");
  must (mount ("tmpfs", OPEN_FOLDER, "tmpfs", 0, "mode=755"), OPEN_FOLDER);
  /* tests/jitter; valgrind has a list, of what is installed. */
  if (preload != NULL && *preload == '/' && strchr (preload, ':') == NULL)
    setenv ("LD_PRELOAD", open_way (preload), 1);
  return open_way (program);
}

static void
own_user_namespace (void)
{
  const char *state = getenv ("RUNTIME_DIRECTORY");

  must (unshare (CLONE_NEWUSER | CLONE_NEWNS), "unshare");
  write_file ("/proc/self/setgroups", "deny");
  write_file ("/proc/self/uid_map", "0 0 1");
  write_file ("/proc/self/gid_map", "0 0 1");
  if (state != NULL)
    must (mount (state, state, "none", MS_BIND, ""), state);
  must (mount ("none", "/", "none", MS_REMOUNT | MS_BIND | MS_RDONLY, ""), "read-only root");
}

static void
drop_privileges (void)
{
  struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
  struct __user_cap_data_struct none[2] = { { 0 } };

  for (unsigned long cap = 0; prctl (PR_CAPBSET_READ, cap) >= 0; cap++)
    must (prctl (PR_CAPBSET_DROP, cap), "bounding set");
  must (prctl (PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0), "ambient capabilities");
  must ((int) syscall (SYS_capset, &header, none), "capset");
  must (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no new privileges");
  /* Forgotten with the change of rights. */
  must (prctl (PR_SET_PDEATHSIG, SIGKILL), "pdeathsig");
}

/* As far as this machine lets root raise it. */
static void
limit_descriptors (const char *unit)
{
  char line[512];
  unsigned long wanted = 0;
  struct rlimit limit;
  FILE *file = fopen (unit, "r");

  must (file != NULL ? 0 : -1, unit);
  while (fgets (line, sizeof line, file) != NULL)
    sscanf (line, "LimitNOFILE=%lu", &wanted);
  fclose (file);
  must (getrlimit (RLIMIT_NOFILE, &limit), unit);
  limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
  limit.rlim_max = limit.rlim_cur;
  must (setrlimit (RLIMIT_NOFILE, &limit), "LimitNOFILE");
}

static struct sock_fprog
read_filter (const char *path)
{
  struct stat status = { 0 };
  struct sock_fprog program = { 0 };
  int file = open (path, O_RDONLY | O_CLOEXEC);

  must (file, path);
  must (fstat (file, &status), path);
  program.len = (unsigned short) ((size_t) status.st_size / sizeof (struct sock_filter));
  program.filter = malloc ((size_t) status.st_size);
  must (read (file, program.filter, (size_t) status.st_size) == status.st_size ? 0 : -1, path);
  close (file);
  return program;
}

int
main (int argc, char **argv)
{
  struct sock_fprog filter = { 0 };
  char *program;

  if (argc < 4)
    return 2;
  limit_descriptors (argv[1]);
  if (strcmp (argv[2], "-") != 0 && getenv ("DIALTONE_UNDER_CHECKER") == NULL)
    filter = read_filter (argv[2]);
  /* Where valgrind, too, may write. */
  if (getenv ("DIALTONE_UNDER_CHECKER") != NULL && getenv ("RUNTIME_DIRECTORY") != NULL)
    setenv ("TMPDIR", getenv ("RUNTIME_DIRECTORY"), 1);
  program = open_ways (argv[3]);
  own_user_namespace ();
  drop_privileges ();
  if (filter.len > 0)
    must (prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter), "filter");
  execv (program, argv + 3);
  must (-1, program);
  return 99;
}
