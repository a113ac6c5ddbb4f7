/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-secret.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct _DtSecret {
  char text[DT_SECRET_MAX + 1];
};

void
dt_secret_protect (gpointer page, gsize size)
{
  /* RLIMIT_MEMLOCK may forbid the one; kernels without the other just dump it. */
  mlock (page, size);
  madvise (page, size, MADV_DONTDUMP);
}

static DtSecret *
allocate (void)
{
  DtSecret *secret = mmap (NULL, sizeof *secret, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (secret == MAP_FAILED)
    g_error ("No memory for a secret: %s", g_strerror (errno));
  dt_secret_protect (secret, sizeof *secret);
  /* A child that hangs for ever (dt-descriptor-child.h) has no copy. */
  madvise (secret, sizeof *secret, MADV_DONTFORK);
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

DtSecret *
dt_secret_take_bytes (char *bytes, gssize n, GError **error)
{
  DtSecret *secret = NULL;

  if (n == DT_SECRET_NO_SOURCE)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "it is no pipe, socket or memfd");
  else if (n <= 0)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "nothing has been written to it yet");
  else if (n > DT_SECRET_MAX)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "it has more than %d bytes", DT_SECRET_MAX);
  else if (bytes[n] = '\0', bytes[strcspn (bytes, "\r\n")] = '\0', !g_utf8_validate (bytes, -1, NULL))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "it is not UTF-8");
  else
    secret = dt_secret_new (bytes);
  explicit_bzero (bytes, DT_SECRET_MAX + 1);
  return secret;
}

DtSecret *
dt_secret_read_sealed (int fd, GError **error)
{
  char bytes[DT_SECRET_MAX + 1];

  return dt_secret_take_bytes (bytes, pread (fd, bytes, sizeof bytes, 0), error);
}
