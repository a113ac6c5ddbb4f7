/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A library for LD_PRELOAD below user-mode-linux, which knows the registers of a process up to those of AVX-512.  A processor with more
 * (AMX) has a longer state of them, and its kernel takes no shorter one by PTRACE_SETREGSET: the guest would die at once.  What follows
 * the end that user-mode-linux knows is never in use, so the rest of the state is sent as zeros. */
#include <elf.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define PUBLIC __attribute__ ((visibility ("default")))
#define LONGEST 65536

/* Not on the stack: that of a guest's kernel is small.  Only one call is under way. */
static unsigned char state[LONGEST] __attribute__ ((aligned (64)));
static size_t wanted;           /* what the host's kernel takes; 0: not known yet */

PUBLIC long ptrace (enum __ptrace_request request, ...);

static void
learn (pid_t pid)
{
  struct iovec whole = { state, sizeof state };

  if (syscall (SYS_ptrace, PTRACE_GETREGSET, pid, NT_X86_XSTATE, &whole) == 0)
    wanted = whole.iov_len;
  memset (state, 0, sizeof state);
}

long
ptrace (enum __ptrace_request request, ...)
{
  struct iovec whole = { state, 0 };
  const struct iovec *known;
  long address, peeked, result;
  va_list rest;
  pid_t pid;
  void *data;

  va_start (rest, request);
  pid = va_arg (rest, pid_t);
  address = va_arg (rest, long);
  data = va_arg (rest, void *);
  va_end (rest);
  if (request == PTRACE_PEEKUSER || request == PTRACE_PEEKDATA || request == PTRACE_PEEKTEXT)
    data = &peeked;             /* as in glibc */
  if (request == PTRACE_SETREGSET && address == NT_X86_XSTATE)
    {
      known = data;
      if (wanted == 0)
        learn (pid);
      if (known->iov_len < wanted)
        {
          memcpy (state, known->iov_base, known->iov_len);
          whole.iov_len = wanted;
          data = &whole;
        }
    }
  result = syscall (SYS_ptrace, request, pid, address, data);
  return result == 0 && data == &peeked ? peeked : result;
}
