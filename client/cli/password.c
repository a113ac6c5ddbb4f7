/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "password.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static struct termios before;
static int terminal = -1;

/* A terminal must not be left without echo. */
static void
on_signal (int signal_number)
{
  tcsetattr (terminal, TCSAFLUSH, &before);
  signal (signal_number, SIG_DFL);
  raise (signal_number);
}

static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
#define N_SIGNALS (sizeof signals / sizeof signals[0])

static void
silence (struct sigaction *old)
{
  struct sigaction action = { .sa_handler = on_signal };
  struct termios silent = before;

  for (size_t i = 0; i < N_SIGNALS; i++)
    sigaction (signals[i], &action, &old[i]);
  silent.c_lflag &= ~(tcflag_t) (ECHO | ECHOE | ECHOK);
  silent.c_lflag |= ECHONL;
  tcsetattr (terminal, TCSAFLUSH, &silent);
}

static void
restore (const struct sigaction *old)
{
  tcsetattr (terminal, TCSAFLUSH, &before);
  for (size_t i = 0; i < N_SIGNALS; i++)
    sigaction (signals[i], &old[i], NULL);
}

/* Byte by byte, so that no buffer keeps a copy. */
static int
read_password (int descriptor, char *password, size_t size)
{
  size_t n = 0;
  char byte;

  while (read (descriptor, &byte, 1) == 1 && byte != '\n')
    if (n < size)
      password[n++] = byte;
  if (n == 0 || n >= size) {
    explicit_bzero (password, size);
    fprintf (stderr, n == 0 ? "rasdial: no password was given\n" : "rasdial: the password is too long\n");
    return 0;
  }
  password[n] = '\0';
  return 1;
}

int
password_ask (const char *prompt, char *password, size_t size)
{
  struct sigaction old[N_SIGNALS];
  int given;

  terminal = open ("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (terminal < 0 || tcgetattr (terminal, &before) != 0)
    return read_password (STDIN_FILENO, password, size);
  if (write (terminal, prompt, strlen (prompt)) < 0)
    return 0;
  silence (old);
  given = read_password (terminal, password, size);
  restore (old);
  close (terminal);
  return given;
}
