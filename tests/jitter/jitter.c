/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A library for LD_PRELOAD that lets processes and threads come late to each other, as a
 * busy machine does, so that an order which a test or the service takes for granted fails
 * here.  DIALTONE_JITTER is the seed; DIALTONE_JITTER_PROGRAMS names the programs that are
 * delayed, with commas between them and with wildcards ("dialtoned,test-*"; all without it).
 *
 * What is delayed are the calls by which processes and threads speak to each other: before
 * something is sent, before and after something is waited for, and before a thread begins.
 * A poll that would not wait (a source of low priority is ready) waits a moment for
 * something else, so that what the main loop does when it is idle comes late too.  Nothing
 * is delayed for more than half of its time, or a test of a thousand dials would not end.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fnmatch.h>
#include <linux/futex.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define PUBLIC __attribute__ ((visibility ("default")))

/* In microseconds. */
#define FIRST 500000
#define HESITATION 2000
#define SLOW_STEP 20000
#define LONG_SHORTEST 50000
#define LONG_LONGEST 200000

/* Out of so many calls one makes its thread begin a phase in which it is slow, or wait long. */
#define SLOW_ONE_IN 300
#define SLOW_CALLS_MAX 12
#define LONG_ONE_IN 700
#define HESITATION_ONE_IN 10
#define IDLE_ONE_IN 3

typedef struct {
  uint64_t random;
  unsigned slow_calls;
} Pace;

/* 0: this program is not delayed. */
static uint64_t seed;
static atomic_uint n_threads;
/* In microseconds. */
static int64_t began;
static atomic_llong delayed;
static __thread Pace pace;

static uint64_t
mix (uint64_t value)
{
  value += 0x9e3779b97f4a7c15;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

static uint64_t
next_random (void)
{
  if (pace.random == 0)
    pace.random = mix (seed + atomic_fetch_add (&n_threads, 1));
  pace.random = mix (pace.random);
  return pace.random;
}

static bool
one_in (unsigned n)
{
  return next_random () % n == 0;
}

static long
up_to (long most)
{
  return (long) (next_random () % (uint64_t) most);
}

static long
next_delay (void)
{
  if (pace.slow_calls > 0)
    {
      pace.slow_calls--;
      return up_to (SLOW_STEP);
    }
  if (one_in (LONG_ONE_IN))
    return LONG_SHORTEST + up_to (LONG_LONGEST - LONG_SHORTEST);
  if (one_in (SLOW_ONE_IN))
    pace.slow_calls = 1 + (unsigned) up_to (SLOW_CALLS_MAX);
  return one_in (HESITATION_ONE_IN) ? up_to (HESITATION) : 0;
}

static int64_t
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);
  return (int64_t) time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

static void
come_late (void)
{
  int error = errno;
  long delay = seed != 0 ? next_delay () : 0;
  struct timespec rest = { .tv_nsec = delay * 1000 };

  if (delay > 0 && atomic_load (&delayed) < FIRST + (now () - began) / 2)
    {
      atomic_fetch_add (&delayed, delay);
      clock_nanosleep (CLOCK_MONOTONIC, 0, &rest, NULL);
    }
  errno = error;
}

static bool
waits_though_ready (void)
{
  return seed != 0 && one_in (IDLE_ONE_IN);
}

static bool
is_named (const char *program, const char *patterns)
{
  char *list = strdup (patterns), *rest = list, *pattern;
  bool named = false;

  while (list != NULL && !named && (pattern = strsep (&rest, ",")) != NULL)
    named = fnmatch (pattern, program, 0) == 0;
  free (list);
  return named;
}

__attribute__ ((constructor)) static void
begin (void)
{
  const char *wanted = getenv ("DIALTONE_JITTER"), *programs = getenv ("DIALTONE_JITTER_PROGRAMS");
  const char *name = program_invocation_short_name;
  uint64_t own;

  if (wanted == NULL || (programs != NULL && !is_named (name, programs)))
    return;
  own = mix (strtoull (wanted, NULL, 10));
  for (const char *letter = name; *letter != '\0'; letter++)
    own = mix (own ^ (unsigned char) *letter);
  began = now ();
  seed = own | 1;
  come_late ();
}

/* What the program would have called. */
#define THE_REAL(name) \
  static __typeof__ (&name) real; \
  if (real == NULL) \
    real = (__typeof__ (&name)) dlsym (RTLD_NEXT, #name)

PUBLIC ssize_t
sendmsg (int fd, const struct msghdr *message, int flags)
{
  THE_REAL (sendmsg);
  come_late ();
  return real (fd, message, flags);
}

PUBLIC ssize_t
send (int fd, const void *buffer, size_t size, int flags)
{
  THE_REAL (send);
  come_late ();
  return real (fd, buffer, size, flags);
}

/* A thread that wakes up another one writes to an eventfd; the other may be faster then. */
PUBLIC ssize_t
write (int fd, const void *buffer, size_t size)
{
  ssize_t written;

  THE_REAL (write);
  come_late ();
  written = real (fd, buffer, size);
  come_late ();
  return written;
}

PUBLIC ssize_t
recvmsg (int fd, struct msghdr *message, int flags)
{
  THE_REAL (recvmsg);
  come_late ();
  return real (fd, message, flags);
}

PUBLIC ssize_t
recv (int fd, void *buffer, size_t size, int flags)
{
  THE_REAL (recv);
  come_late ();
  return real (fd, buffer, size, flags);
}

PUBLIC int
poll (struct pollfd *fds, nfds_t n, int timeout_ms)
{
  int ready;

  THE_REAL (poll);
  come_late ();
  if (timeout_ms == 0 && waits_though_ready ())
    timeout_ms = (int) up_to (SLOW_STEP / 1000);
  ready = real (fds, n, timeout_ms);
  come_late ();
  return ready;
}

PUBLIC int
ppoll (struct pollfd *fds, nfds_t n, const struct timespec *timeout, const sigset_t *mask)
{
  struct timespec moment = { 0 };
  int ready;

  THE_REAL (ppoll);
  come_late ();
  if (timeout != NULL && timeout->tv_sec == 0 && timeout->tv_nsec == 0 && waits_though_ready ())
    {
      moment.tv_nsec = up_to (SLOW_STEP) * 1000;
      timeout = &moment;
    }
  ready = real (fds, n, timeout, mask);
  come_late ();
  return ready;
}

PUBLIC int
epoll_wait (int fd, struct epoll_event *events, int n, int timeout_ms)
{
  int ready;

  THE_REAL (epoll_wait);
  come_late ();
  ready = real (fd, events, n, timeout_ms);
  come_late ();
  return ready;
}

PUBLIC int
pthread_cond_wait (pthread_cond_t *condition, pthread_mutex_t *mutex)
{
  int result;

  THE_REAL (pthread_cond_wait);
  result = real (condition, mutex);
  come_late ();
  return result;
}

PUBLIC int
pthread_cond_timedwait (pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *until)
{
  int result;

  THE_REAL (pthread_cond_timedwait);
  result = real (condition, mutex, until);
  come_late ();
  return result;
}

/* GLib's locks and conditions are futexes of its own. */
PUBLIC long
syscall (long number, ...)
{
  long args[6], result;
  va_list rest;

  THE_REAL (syscall);
  va_start (rest, number);
  for (int i = 0; i < 6; i++)
    args[i] = va_arg (rest, long);
  va_end (rest);
  result = real (number, args[0], args[1], args[2], args[3], args[4], args[5]);
  if (number == SYS_futex && (args[1] & FUTEX_CMD_MASK) == FUTEX_WAIT)
    come_late ();
  return result;
}

typedef struct {
  void *(*function) (void *);
  void *data;
} Beginning;

static void *
begin_late (void *data)
{
  Beginning beginning = *(Beginning *) data;

  free (data);
  come_late ();
  return beginning.function (beginning.data);
}

PUBLIC int
pthread_create (pthread_t *thread, const pthread_attr_t *attributes, void *(*function) (void *), void *data)
{
  Beginning *beginning;
  int result;

  THE_REAL (pthread_create);
  beginning = seed != 0 ? malloc (sizeof *beginning) : NULL;
  if (beginning == NULL)
    return real (thread, attributes, function, data);
  beginning->function = function;
  beginning->data = data;
  result = real (thread, attributes, begin_late, beginning);
  if (result != 0)
    free (beginning);
  return result;
}
