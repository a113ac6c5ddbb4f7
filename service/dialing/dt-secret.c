/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-secret.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

struct _DtSecret {
  char text[DT_SECRET_MAX + 1];
};

static DtSecret *
allocate (void)
{
  DtSecret *secret = mmap (NULL, sizeof *secret, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (secret == MAP_FAILED)
    g_error ("No memory for a secret: %s", g_strerror (errno));
  /* RLIMIT_MEMLOCK may forbid the one; kernels without the other just dump it. */
  mlock (secret, sizeof *secret);
  madvise (secret, sizeof *secret, MADV_DONTDUMP);
  return secret;
}

DtSecret *
dt_secret_new (const char *text)
{
  DtSecret *secret;

  if (text == NULL)
    return NULL;
  secret = allocate ();
  g_strlcpy (secret->text, text, sizeof secret->text);
  return secret;
}

void
dt_secret_free (DtSecret *secret)
{
  if (secret == NULL)
    return;
  explicit_bzero (secret, sizeof *secret);
  munmap (secret, sizeof *secret);
}

const char *
dt_secret_text (const DtSecret *secret)
{
  return secret ? secret->text : NULL;
}

/*
 * From a descriptor.  The caller shares it with us and may do with it what he likes
 * meanwhile: no call here may be one that can wait.
 */

/* A description of our own of the same pipe: O_NONBLOCK on the shared one could be taken away. */
static gssize
read_pipe (int fd, char *to, gsize size)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  int own = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  gsize n = 0;
  gssize got = own < 0 ? -1 : 0;

  while (own >= 0 && n < size && (got = read (own, to + n, size - n)) > 0)
    n += (gsize) got;
  if (own >= 0)
    close (own);
  return n > 0 || got == 0 ? (gssize) n : -1;
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
  /* Only files in memory have seals; one of a network may take for ever. */
  if (S_ISREG (status.st_mode) && fcntl (fd, F_GET_SEALS) >= 0)
    return pread (fd, to, size, 0);
  errno = EINVAL;
  return -1;
}

DtSecret *
dt_secret_read (int fd, GError **error)
{
  g_autoptr(DtSecret) secret = allocate ();
  gssize n = read_some (fd, secret->text, sizeof secret->text);

  if (n < 0 && errno == EINVAL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "it is no pipe, socket or memfd");
  else if (n <= 0)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "nothing has been written to it yet");
  else if (n == sizeof secret->text)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "it has more than %d bytes", DT_SECRET_MAX);
  else if (secret->text[strcspn (secret->text, "\r\n")] = '\0', !g_utf8_validate (secret->text, -1, NULL))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "it is not UTF-8");
  else
    return g_steal_pointer (&secret);
  return NULL;
}
