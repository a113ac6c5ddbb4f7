/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * hold-file FOLDER PROGRAM: a FUSE file system on FOLDER, seen by this process alone, with one file "file".  Whatever a
 * process called PROGRAM asks for (its close() asks for FUSE_FLUSH, also where others have the file open) is never answered.
 * Says "mounted" when it is there; ends with its parent, and with it all that waits.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <unistd.h>

#define FILE_NODE 2

static int device;

static void
answer (const struct fuse_in_header *request, int error, const void *body, size_t size)
{
  struct fuse_out_header header = { (uint32_t) (sizeof header + size), -error, request->unique };
  struct iovec parts[] = { { &header, sizeof header }, { (void *) body, size } };

  /* Whoever asked may have been killed. */
  if (writev (device, parts, 2) < 0)
    perror ("answer");
}

static struct fuse_attr
attributes (uint64_t node)
{
  return (struct fuse_attr) { .ino = node, .mode = node == FILE_NODE ? S_IFREG | 0666 : S_IFDIR | 0755, .nlink = 1 };
}

static void
serve (const struct fuse_in_header *request)
{
  struct fuse_init_out begin = { .major = FUSE_KERNEL_VERSION, .minor = 31, .max_write = 4096 };
  struct fuse_entry_out entry = { .nodeid = FILE_NODE, .attr = attributes (FILE_NODE) };
  struct fuse_attr_out attr = { .attr = attributes (request->nodeid) };
  struct fuse_open_out opened = { 0 };

  if (request->opcode == FUSE_INIT)
    answer (request, 0, &begin, sizeof begin);
  else if (request->opcode == FUSE_LOOKUP)
    answer (request, 0, &entry, sizeof entry);
  else if (request->opcode == FUSE_GETATTR)
    answer (request, 0, &attr, sizeof attr);
  else if (request->opcode == FUSE_OPEN)
    answer (request, 0, &opened, sizeof opened);
  else if (request->opcode == FUSE_FLUSH || request->opcode == FUSE_RELEASE)
    answer (request, 0, NULL, 0);
  else if (request->opcode != FUSE_FORGET && request->opcode != FUSE_INTERRUPT)
    answer (request, ENOSYS, NULL, 0);
}

/* Whether the thread is one of a process with this name. */
static int
is_of (unsigned int thread, const char *program)
{
  char path[64], line[128], name[32] = "";
  unsigned int process = 0;
  FILE *file;

  snprintf (path, sizeof path, "/proc/%u/status", thread);
  file = fopen (path, "r");
  while (file != NULL && fgets (line, sizeof line, file) != NULL)
    sscanf (line, "Tgid: %u", &process);
  if (file != NULL)
    fclose (file);
  snprintf (path, sizeof path, "/proc/%u/comm", process);
  file = fopen (path, "r");
  if (file != NULL && fgets (name, sizeof name, file) != NULL)
    name[strcspn (name, "\n")] = '\0';
  if (file != NULL)
    fclose (file);
  return strcmp (name, program) == 0;
}

static void
fail (const char *what)
{
  perror (what);
  exit (1);
}

static void
set_up (const char *folder)
{
  char options[128];

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  if (unshare (CLONE_NEWNS) != 0 || mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
    fail ("unshare");
  /* A bare root may have no such device. */
  snprintf (options, sizeof options, "%s/fuse", folder);
  if (mknod (options, S_IFCHR | 0600, makedev (10, 229)) != 0 || (device = open (options, O_RDWR | O_CLOEXEC)) < 0)
    fail ("fuse");
  unlink (options);
  snprintf (options, sizeof options, "fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other", device);
  if (mount ("hold-file", folder, "fuse", 0, options) != 0)
    fail ("mount");
  puts ("mounted");
  fflush (stdout);
}

int
main (int argc, char **argv)
{
  static char buffer[65536 + 4096] __attribute__ ((aligned (8)));
  const struct fuse_in_header *request = (const void *) buffer;

  if (argc != 3)
    return 2;
  set_up (argv[1]);
  while (read (device, buffer, sizeof buffer) > 0)
    if (!is_of (request->pid, argv[2]))
      serve (request);
  return 0;
}
