/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * hold-page: reads standard input into a page that never comes.  Whoever reads or closes the pipe or socket from
 * then on waits in the kernel until this program ends: the same as a file of a FUSE file system of one's own, for
 * which no rights are needed.  Says "held" once it holds.
 */
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static void *
fill (void *page)
{
  return read (STDIN_FILENO, page, 8) < 0 ? page : NULL;
}

static void
fail (const char *what)
{
  perror (what);
  exit (1);
}

int
main (void)
{
  int faults = (int) syscall (SYS_userfaultfd, O_CLOEXEC);
  struct uffdio_api api = { .api = UFFD_API };
  void *page = mmap (NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  struct uffdio_register region = { .range = { (unsigned long) page, 4096 }, .mode = UFFDIO_REGISTER_MODE_MISSING };
  struct pollfd fault = { .fd = faults, .events = POLLIN };
  pthread_t reader;

  if (faults < 0)
    fail ("userfaultfd");
  if (ioctl (faults, UFFDIO_API, &api) != 0 || ioctl (faults, UFFDIO_REGISTER, &region) != 0)
    fail ("ioctl");
  if (pthread_create (&reader, NULL, fill, page) != 0)
    fail ("pthread_create");
  if (poll (&fault, 1, -1) != 1)
    fail ("poll");
  puts ("held");
  fflush (stdout);
  pause ();
  return 0;
}
