/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* rasdial: the command line that Windows has, on the RAS functions. */
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "dt-vocabulary.h"
#include "password.h"
#include "ras.h"

#define STATUS_USAGE 2
#define STATUS_FAILED 1

static const char usage[] =
  "Usage: rasdial\n"
  "       rasdial ENTRY [USER [PASSWORD|*]] [/DOMAIN:DOMAIN] [/PHONE:NUMBER]\n"
  "               [/CALLBACK:NUMBER] [/PHONEBOOK:FILE] [/PREFIXSUFFIX]\n"
  "       rasdial [ENTRY] /DISCONNECT\n";

typedef struct {
  const char *entry, *user, *password, *domain, *phone, *callback, *phonebook;
  int disconnect, prefix_suffix, help;
} Line;

/*
 * The command line.
 */

static int
take_switch (Line *line, const char *text)
{
  const struct {
    const char *name;
    const char **value;
  } valued[] = {
    { "DOMAIN:", &line->domain }, { "PHONE:", &line->phone }, { "CALLBACK:", &line->callback }, { "PHONEBOOK:", &line->phonebook },
  };
  const struct {
    const char *name;
    int *flag;
  } plain[] = {
    { "DISCONNECT", &line->disconnect }, { "D", &line->disconnect }, { "PREFIXSUFFIX", &line->prefix_suffix },
    { "?", &line->help }, { "HELP", &line->help },
  };

  for (size_t i = 0; i < sizeof valued / sizeof valued[0]; i++)
    if (strncasecmp (text, valued[i].name, strlen (valued[i].name)) == 0) {
      *valued[i].value = text + strlen (valued[i].name);
      return 1;
    }
  for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
    if (strcasecmp (text, plain[i].name) == 0)
      return *plain[i].flag = 1;
  return 0;
}

static int
take_word (Line *line, const char *text)
{
  const char **places[] = { &line->entry, &line->user, &line->password };

  for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
    if (*places[i] == NULL) {
      *places[i] = text;
      return 1;
    }
  return 0;
}

static int
read_line (Line *line, int argc, char **argv)
{
  for (int i = 1; i < argc; i++) {
    int taken = argv[i][0] == '/' ? take_switch (line, argv[i] + 1)
                : strcmp (argv[i], "--help") == 0 ? (line->help = 1) : take_word (line, argv[i]);

    if (!taken) {
      fprintf (stderr, "rasdial: what is \"%s\"?\n%s", argv[i], usage);
      return 0;
    }
  }
  return 1;
}

/*
 * What is said.
 */

static int
fail (DWORD error)
{
  char text[512];
  const char *known = dt_error_text (error);

  if (RasGetErrorStringA (error, text, sizeof text) != ERROR_SUCCESS)
    snprintf (text, sizeof text, "%s", known ? known : "Unknown error.");
  printf ("\nRemote Access error %u - %s\n", (unsigned) error, text);
  return STATUS_FAILED;
}

static int
succeed (void)
{
  puts ("Command completed successfully.");
  return EXIT_SUCCESS;
}

/* All that are connected; the caller frees. */
static DWORD
list (RASCONNA **connections, DWORD *count)
{
  DWORD size = sizeof (RASCONNA), error;

  do {
    *connections = calloc (1, size);
    if (*connections == NULL)
      return ERROR_NOT_ENOUGH_MEMORY;
    (*connections)->dwSize = sizeof (RASCONNA);
    error = RasEnumConnectionsA (*connections, &size, count);
    if (error != ERROR_SUCCESS)
      free (*connections);
  } while (error == ERROR_BUFFER_TOO_SMALL);
  return error;
}

static int
show (void)
{
  RASCONNA *connections;
  DWORD count, error = list (&connections, &count);

  if (error != ERROR_SUCCESS)
    return fail (error);
  puts (count > 0 ? "Connected to" : "No connections");
  for (DWORD i = 0; i < count; i++)
    puts (connections[i].szEntryName);
  free (connections);
  return succeed ();
}

/*
 * Hanging up.
 */

static void
await_end (HRASCONN connection)
{
  const struct timespec pause = { 0, 50 * 1000 * 1000 };
  RASCONNSTATUSA status = { .dwSize = sizeof status };

  while (RasGetConnectStatusA (connection, &status) != ERROR_INVALID_HANDLE)
    nanosleep (&pause, NULL);
}

static DWORD
hang_up (HRASCONN connection)
{
  DWORD error = RasHangUpA (connection);

  if (error == ERROR_SUCCESS)
    await_end (connection);
  return error == ERROR_NO_CONNECTION ? ERROR_SUCCESS : error;
}

static int
disconnect (const char *entry)
{
  RASCONNA *connections;
  DWORD count, error = list (&connections, &count), found = 0;

  for (DWORD i = 0; error == ERROR_SUCCESS && i < count; i++)
    if (entry == NULL || strcmp (connections[i].szEntryName, entry) == 0) {
      found++;
      error = hang_up (connections[i].hrasconn);
    }
  if (count > 0 || error == ERROR_SUCCESS)
    free (connections);
  if (error != ERROR_SUCCESS)
    return fail (error);
  if (found == 0 && entry) {
    printf ("You are not connected to %s.\n", entry);
    return succeed ();
  }
  if (found == 0)
    puts ("No connections");
  return succeed ();
}

/*
 * Dialling.
 */

static int
copy (char *to, size_t size, const char *from, const char *what)
{
  if (from && strlen (from) >= size) {
    fprintf (stderr, "rasdial: the %s has more than %zu bytes\n", what, size - 1);
    return 0;
  }
  strcpy (to, from ? from : "");
  return 1;
}

/* The notifier tells the way, and the end last. */
static sem_t over;
static DWORD result;

static void WINAPI
tell (HRASCONN connection, UINT message, RASCONNSTATE state, DWORD error, DWORD extended)
{
  (void) connection, (void) message, (void) extended;
  if (error == ERROR_SUCCESS && state == RASCS_Authenticate)
    puts ("Verifying username and password...");
  else if (error == ERROR_SUCCESS && state == RASCS_Projected)
    puts ("Registering your computer on the network...");
  fflush (stdout);
  if (error == ERROR_SUCCESS && !(state & RASCS_DONE))
    return;
  result = error;
  sem_post (&over);
}

static DWORD
await_result (void)
{
  while (sem_wait (&over) != 0)
    ;
  return result;
}

static DWORD
place_call (const Line *line, RASDIALPARAMSA *params)
{
  RASDIALEXTENSIONS extensions = { .dwSize = sizeof extensions, .dwfOptions = line->prefix_suffix ? RDEOPT_UsePrefixSuffix : 0 };
  HRASCONN connection = NULL;
  DWORD error;

  sem_init (&over, 0, 0);
  error = RasDialA (&extensions, line->phonebook, params, 1, (void *) tell, &connection);

  explicit_bzero (params, sizeof *params);
  if (error == ERROR_SUCCESS)
    error = await_result ();
  if (error != ERROR_SUCCESS && connection)
    RasHangUpA (connection);
  return error;
}

static int
dial (const Line *line)
{
  RASDIALPARAMSA params = { .dwSize = sizeof params };
  char asked[sizeof params.szPassword] = "";
  const char *password = line->password;
  DWORD error;

  if (password && strcmp (password, "*") == 0) {
    if (!password_ask ("Type the password: ", asked, sizeof asked))
      return STATUS_FAILED;
    password = asked;
  }
  if (!copy (params.szEntryName, sizeof params.szEntryName, line->entry, "entry") ||
      !copy (params.szUserName, sizeof params.szUserName, line->user, "user name") ||
      !copy (params.szPassword, sizeof params.szPassword, password, "password") ||
      !copy (params.szDomain, sizeof params.szDomain, line->domain, "domain") ||
      !copy (params.szPhoneNumber, sizeof params.szPhoneNumber, line->phone, "phone number") ||
      !copy (params.szCallbackNumber, sizeof params.szCallbackNumber, line->callback, "callback number"))
    return STATUS_USAGE;
  explicit_bzero (asked, sizeof asked);
  printf ("Connecting to %s...\n", line->entry);
  fflush (stdout);
  error = place_call (line, &params);
  if (error != ERROR_SUCCESS)
    return fail (error);
  printf ("Successfully connected to %s.\n", line->entry);
  return succeed ();
}

int
main (int argc, char **argv)
{
  Line line = { 0 };

  if (!read_line (&line, argc, argv))
    return STATUS_USAGE;
  if (line.help) {
    fputs (usage, stdout);
    return EXIT_SUCCESS;
  }
  if (line.disconnect)
    return disconnect (line.entry);
  return line.entry ? dial (&line) : show ();
}
