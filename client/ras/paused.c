/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Paused dials.  A question of the service is answered with one text for each of its
 * fields: what a program gives as the password.  Where the password has expired the
 * old one may be asked for too; it is kept from the first call, as RAS does.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "dialing.h"
#include "handle.h"

typedef struct _Kept Kept;
struct _Kept {
  Kept *next;
  uint64_t id;
  char user_name[RAS_UTF8 (UNLEN)];
  char password[RAS_UTF8 (PWLEN)];
  char domain[RAS_UTF8 (DNLEN)];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Kept *all;

static void
wipe (Kept *kept)
{
  explicit_bzero (kept, sizeof *kept);
  free (kept);
}

/* With the lock. */
static Kept *
take_out (uint64_t id)
{
  for (Kept **place = &all; *place; place = &(*place)->next)
    if ((*place)->id == id) {
      Kept *kept = *place;

      *place = kept->next;
      return kept;
    }
  return NULL;
}

bool
ras_pause_keep (uint64_t id, const RasDialing *dialing)
{
  Kept *kept = calloc (1, sizeof *kept), *older;

  if (kept == NULL)
    return false;
  kept->id = id;
  strcpy (kept->user_name, dialing->user_name);
  strcpy (kept->password, dialing->password);
  strcpy (kept->domain, dialing->domain);
  pthread_mutex_lock (&lock);
  older = take_out (id);
  kept->next = all;
  all = kept;
  pthread_mutex_unlock (&lock);
  if (older)
    wipe (older);
  return true;
}

void
ras_pause_forget (uint64_t id)
{
  Kept *kept;

  pthread_mutex_lock (&lock);
  kept = take_out (id);
  pthread_mutex_unlock (&lock);
  if (kept)
    wipe (kept);
}

/* Whatever is not known is "". */
static void
look_up (uint64_t id, Kept *copy)
{
  memset (copy, 0, sizeof *copy);
  pthread_mutex_lock (&lock);
  for (const Kept *kept = all; kept; kept = kept->next)
    if (kept->id == id)
      *copy = *kept;
  pthread_mutex_unlock (&lock);
}

/*
 * The answer.
 */

/* "" is what the entry has. */
static bool
is_same_user (const RasDialing *dialing, const Kept *first, const DialtoneConnection *connection)
{
  bool same_domain = *dialing->domain == '\0' || strcmp (dialing->domain, "*") == 0 || strcmp (dialing->domain, first->domain) == 0;

  return same_domain && (*dialing->user_name == '\0' || strcmp (dialing->user_name, first->user_name) == 0 ||
                         ras_entry_has_user (connection->entry_uuid, dialing->user_name));
}

/* What a dial logs in as was fixed when it began, so another user's is another dial, with
 * another handle; of the old one no more is told. */
static DWORD
dial_anew (RasDialing *dialing, const DialtoneConnection *connection, HRASCONN *handle)
{
  DWORD error;

  if (!ras_handle_supersede (connection->id, true))
    return ERROR_NOT_ENOUGH_MEMORY;
  error = ras_hang_up (*handle);
  if (error != ERROR_SUCCESS) {
    ras_handle_supersede (connection->id, false);
    return error;
  }
  *handle = NULL;
  if (*connection->entry_uuid)
    strcpy (dialing->entry, connection->entry_uuid);
  else
    strcpy (dialing->phone_number, connection->phone_number);
  return ras_dial (dialing, handle);
}

static const char *
value_of (const char *field, DWORD state, const RasDialing *dialing, const Kept *first)
{
  return state == RASCS_PasswordExpired && strcmp (field, "password") == 0 ? first->password : dialing->password;
}

/* @fields: names, a line each. */
static bool
fill (DialtoneFields *answer, const char *fields, DWORD state, const RasDialing *dialing, const Kept *first)
{
  char name[256];

  for (const char *line = fields; *line; line += *line == '\n') {
    size_t n = strcspn (line, "\n");

    if (n >= sizeof name)
      return false;
    memcpy (name, line, n);
    name[n] = '\0';
    if (!dialtone_fields_set_text (answer, name, value_of (name, state, dialing, first)))
      return false;
    line += n;
  }
  return true;
}

static DWORD
answer_question (uint64_t id, DWORD state, const RasDialing *dialing, const Kept *first)
{
  DialtoneFields *question, *answer;
  DialtoneResult result = dialtone_connection_details (id, &question);

  if (result != DIALTONE_OK)
    return ras_error (result);
  answer = dialtone_fields_new ();
  result = DIALTONE_NO_MEMORY;
  if (!dialtone_fields_has (question, "Question.fields"))
    result = DIALTONE_NOT_PAUSED;
  else if (answer && fill (answer, dialtone_fields_text (question, "Question.fields"), state, dialing, first))
    result = dialtone_connection_resume (id, answer);
  dialtone_fields_free (answer);
  dialtone_fields_free (question);
  return ras_error (result);
}

static DWORD
resume (RasDialing *dialing, HRASCONN *handle)
{
  DialtoneConnection connection;
  DWORD error = ras_handle_get (*handle, &connection);
  Kept first;

  if (error != ERROR_SUCCESS)
    return error;
  if (!connection.status.paused || dialing->notifier == NULL)
    return ERROR_INVALID_PARAMETER;
  /* The stored password is what was refused, or is not there. */
  if (strcmp (dialing->password, RAS_STORED_PASSWORD) == 0)
    return ERROR_AUTHENTICATION_FAILURE;
  look_up (connection.id, &first);
  if (is_same_user (dialing, &first, &connection))
    error = answer_question (connection.id, connection.status.state, dialing, &first);
  else
    error = dial_anew (dialing, &connection, handle);
  explicit_bzero (&first, sizeof first);
  return error;
}

DWORD
ras_resume (RasDialing *dialing, HRASCONN *handle)
{
  DWORD error = resume (dialing, handle);

  explicit_bzero (dialing->password, sizeof dialing->password);
  return error;
}
