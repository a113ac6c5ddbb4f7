/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-descriptor-child.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SEALS (F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW)
#define SEALED_BYTES (64 * 1024)        /* more memory takes its time to be given back */
#define TAKEN (INT_MAX / 2)
#define MARKS 65536                     /* LimitNOFILE= of the unit */

struct _DtDescriptorWork {
  char text[DT_SECRET_MAX + 1];
  gssize n;
  int error;
  gboolean read;
  pid_t parent;
  guint count;
  atomic_int next;                      /* of fds; whoever counts it up or takes it away closes them */
  int fds[DT_DESCRIPTOR_BATCH];
};

/* One byte a descriptor, shared with the warden. */
static atomic_uchar *marks;
/* Where malloc()'s memory begins; 0: not known. */
static gulong heap_start;

/*
 * The child.  After fork() in a process with threads only what a signal handler may do is allowed.
 */

static gssize
read_pipe (int fd, char *to, gsize size)
{
  struct pollfd ready = { .fd = fd, .events = POLLIN };
  gsize n = 0;
  gssize got = 0;

  /* What is in it now; without a writer its end can be read too. */
  while (n < size && memchr (to, '\n', n) == NULL && poll (&ready, 1, 0) > 0 && (got = read (fd, to + n, size - n)) > 0)
    n += (gsize) got;
  return got < 0 ? -1 : (gssize) n;
}

static gssize
read_some (int fd, char *to, gsize size)
{
  struct stat status;

  if (fstat (fd, &status) != 0)
    return -1;
  if (S_ISFIFO (status.st_mode))
    return read_pipe (fd, to, size);
  if (S_ISSOCK (status.st_mode))
    return recv (fd, to, size, MSG_DONTWAIT);
  if (S_ISREG (status.st_mode) && fcntl (fd, F_GET_SEALS) >= 0)
    return pread (fd, to, size, 0);
  errno = EINVAL;
  return -1;
}

/* A child may hang for ever, or live as long as the service: what others' calls bring at this moment is no part of it.  (Secrets
 * that are kept, dt-secret.h, it does not inherit.)  It allocates nothing. */
static void
forget_heap (void)
{
  if (heap_start != 0)
    syscall (SYS_brk, heap_start);
}

static void
work (DtDescriptorWork *work)
{
  int i;

  forget_heap ();
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  if (getppid () != work->parent)
    _exit (1);
  if (work->read) {
    work->n = read_some (work->fds[0], work->text, sizeof work->text);
    work->error = errno;
  }
  while ((i = atomic_fetch_add (&work->next, 1)) < (int) work->count)
    close (work->fds[i]);
  _exit (0);
}

/* proc(5): start_brk is the 47th field of stat; the second one may have blanks, and ends with the last bracket. */
static gulong
find_heap (void)
{
  g_autofree char *stat = NULL;
  g_auto(GStrv) fields = NULL;
  const char *after;

  if (!g_file_get_contents ("/proc/self/stat", &stat, NULL, NULL) || (after = strrchr (stat, ')')) == NULL)
    return 0;
  fields = g_strsplit (after + 2, " ", -1);
  return g_strv_length (fields) > 44 ? strtoul (fields[44], NULL, 10) : 0;
}

/* The table of descriptors is shared and nothing else.  All signals but SIGKILL stay blocked in the child. */
static pid_t
clone_with_table (void)
{
  sigset_t all, before;
  pid_t pid;

  if (heap_start == 0)
    heap_start = find_heap ();
  sigfillset (&all);
  pthread_sigmask (SIG_SETMASK, &all, &before);
#ifdef __s390__
  pid = (pid_t) syscall (SYS_clone, NULL, CLONE_FILES | SIGCHLD, NULL, NULL, NULL);
#else
  pid = (pid_t) syscall (SYS_clone, CLONE_FILES | SIGCHLD, NULL, NULL, NULL, NULL);
#endif
  if (pid != 0)
    pthread_sigmask (SIG_SETMASK, &before, NULL);
  return pid;
}

/*
 * The parent.
 */

static void *
map_shared (gsize size)
{
  void *memory = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

  if (memory == MAP_FAILED)
    g_error ("No memory to share with a child: %s", g_strerror (errno));
  return memory;
}

DtDescriptorWork *
dt_descriptor_work_new (const int *fds, guint n, gboolean read)
{
  DtDescriptorWork *work = map_shared (sizeof *work);

  g_assert (n > 0 && n <= DT_DESCRIPTOR_BATCH);
  dt_secret_protect (work, sizeof *work);
  memcpy (work->fds, fds, n * sizeof *fds);
  work->count = n;
  work->read = read;
  work->parent = getpid ();
  return work;
}

void
dt_descriptor_work_free (DtDescriptorWork *work)
{
  explicit_bzero (work, sizeof *work);
  munmap (work, sizeof *work);
}

guint
dt_descriptor_work_take_rest (DtDescriptorWork *work, int rest[DT_DESCRIPTOR_BATCH])
{
  guint next = (guint) atomic_exchange (&work->next, TAKEN);
  guint n = 0;

  if (next >= TAKEN)
    return 0;
  for (guint i = 0; i < MIN (next, work->count); i++)
    dt_descriptor_mark (work->fds[i], FALSE);
  for (; next < work->count; next++)
    rest[n++] = work->fds[next];
  return n;
}

DtSecret *
dt_descriptor_work_secret (DtDescriptorWork *work, GError **error)
{
  return dt_secret_take_bytes (work->text, work->n < 0 && work->error == EINVAL ? DT_SECRET_NO_SOURCE : work->n, error);
}

pid_t
dt_descriptor_work_start (DtDescriptorWork *shared)
{
  pid_t pid = clone_with_table ();

  if (pid == 0)
    work (shared);
  return pid;
}

static void
guard (pid_t parent, int bus, int highest)
{
  sigset_t death;

  forget_heap ();
  sigemptyset (&death);
  sigaddset (&death, SIGUSR1);
  prctl (PR_SET_NAME, "dialtone-warden");
  prctl (PR_SET_PDEATHSIG, SIGUSR1);
  while (getppid () == parent)
    sigwaitinfo (&death, NULL);
  shutdown (bus, SHUT_RDWR);
  for (int i = 0; i < 2 * highest; i++)
    if (atomic_load (&marks[i % highest]) == (i >= highest))
      close (i % highest);
  _exit (0);
}

static int
highest_descriptor (void)
{
  struct rlimit limit;

  return getrlimit (RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < MARKS ? (int) limit.rlim_cur : MARKS;
}

gboolean
dt_descriptor_warden_start (int bus)
{
  static gboolean started;
  int highest = highest_descriptor ();
  pid_t parent = getpid (), pid;

  if (started)
    return TRUE;
  pid = clone_with_table ();
  if (pid == 0)
    guard (parent, bus, highest);
  started = pid > 0;
  return started;
}

void
dt_descriptor_mark (int fd, gboolean foreign)
{
  static gsize once;

  if (g_once_init_enter (&once)) {
    marks = map_shared (MARKS);
    g_once_init_leave (&once, 1);
  }
  if (fd < MARKS)
    atomic_store (&marks[fd], foreign ? 1 : 0);
}

gboolean
dt_descriptor_is_sealed (int fd)
{
  int seals = fcntl (fd, F_GET_SEALS);
  struct stat status;

  /* Only files in memory have any, so that the second question goes to no other file system. */
  return seals >= 0 && (seals & SEALS) == SEALS && fstat (fd, &status) == 0 && status.st_size <= SEALED_BYTES &&
         status.st_blocks <= SEALED_BYTES / 512;
}
