/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dialing.h"

#include <string.h>

#include "handle.h"

static bool
is_same (const char *entry, const char *field, const char *text)
{
  DialtoneFields *properties;
  bool same = false;

  if (dialtone_entry_get (entry, &properties) == DIALTONE_OK) {
    same = strcmp (dialtone_fields_text (properties, field), text) == 0;
    dialtone_fields_free (properties);
  }
  return same;
}

static bool
is_stored_user (const char *entry, const char *user_name)
{
  DialtoneFields *credentials;
  bool same = false;

  if (dialtone_entry_get_credentials (entry, &credentials) == DIALTONE_OK) {
    same = strcmp (dialtone_fields_text (credentials, "user-name"), user_name) == 0;
    dialtone_fields_free (credentials);
  }
  return same;
}

/* What the entry has anyway need not be said: programs hand back what they read
 * from it, and 16 asterisks mean the password that is stored. */
static bool
add_options (const RasDialing *dialing, DialtoneFields *options)
{
  bool stored = *dialing->password == '\0' || strcmp (dialing->password, RAS_STORED_PASSWORD) == 0;
  bool done = dialtone_fields_set_truth (options, "add-reference", true) &&
              dialtone_fields_set_text (options, "bind-lifetime", "dial");

  if (*dialing->user_name && !(stored && is_stored_user (dialing->entry, dialing->user_name)))
    done = done && dialtone_fields_set_text (options, "user-name", dialing->user_name);
  if (!stored)
    done = done && dialtone_fields_set_text (options, "password", dialing->password);
  if (*dialing->domain && strcmp (dialing->domain, "*") != 0)
    done = done && dialtone_fields_set_text (options, "domain", dialing->domain);
  if (*dialing->phone_number && !is_same (dialing->entry, "phone-number", dialing->phone_number) &&
      !is_same (dialing->entry, "gateway", dialing->phone_number))
    done = done && dialtone_fields_set_text (options, "phone-number", dialing->phone_number);
  if (*dialing->callback_number)
    done = done && dialtone_fields_set_text (options, "callback-number", dialing->callback_number);
  return done;
}

static DWORD
place_call (const RasDialing *dialing, uint64_t *id, bool *existed)
{
  DialtoneFields *options = dialtone_fields_new ();
  DialtoneResult result = options && add_options (dialing, options) ? DIALTONE_OK : DIALTONE_NO_MEMORY;

  if (result == DIALTONE_OK)
    result = dialtone_dial (dialing->entry, options, id, existed);
  dialtone_fields_free (options);
  if (result == DIALTONE_OK && !ras_handle_refer (*id)) {
    dialtone_connection_hang_up (*id);
    result = DIALTONE_NO_MEMORY;
  }
  return ras_error (result);
}

static bool
hear_all (void *data, DWORD state, DWORD error)
{
  return true;
}

static DWORD
dial_and_wait (const RasDialing *dialing, HRASCONN *handle)
{
  bool existed;
  uint64_t id;
  DWORD error = place_call (dialing, &id, &existed);

  if (error != ERROR_SUCCESS)
    return error;
  /* Before the end: others may look at its progress. */
  __atomic_store_n (handle, ras_handle (id), __ATOMIC_RELEASE);
  return ras_follow (id, existed, hear_all, NULL);
}

static DWORD
dial_and_tell (const RasDialing *dialing, HRASCONN *handle)
{
  RasNotifier *notifier = ras_notifier_new (dialing);
  bool existed = false;
  uint64_t id = 0;
  DWORD error;

  if (notifier == NULL)
    return ERROR_NOT_ENOUGH_MEMORY;
  error = place_call (dialing, &id, &existed);
  if (error == ERROR_SUCCESS)
    __atomic_store_n (handle, ras_handle (id), __ATOMIC_RELEASE);
  ras_notifier_start (notifier, error == ERROR_SUCCESS ? id : 0, existed);
  return error;
}

DWORD
ras_dial (RasDialing *dialing, HRASCONN *handle)
{
  DWORD error = dialing->notifier ? dial_and_tell (dialing, handle) : dial_and_wait (dialing, handle);

  explicit_bzero (dialing->password, sizeof dialing->password);
  return error;
}

/*
 * RasHangUp.
 */

static DWORD
release (uint64_t id, const DialtoneConnection *connection)
{
  bool owed = ras_handle_references (id) > 0;

  if (!ras_handle_die (id))
    return ERROR_NOT_ENOUGH_MEMORY;
  if (!owed)
    return ERROR_NO_CONNECTION;
  /* A dial that failed is released; where another did it already, well. */
  dialtone_connection_release (id);
  return connection->status.result == ERROR_SUCCESS ? ERROR_NO_CONNECTION : ERROR_SUCCESS;
}

static bool
falls (uint64_t id)
{
  DialtoneConnection connection;

  return dialtone_connection_get (id, &connection) != DIALTONE_OK || connection.status.ended || connection.status.disconnecting;
}

static void
let_go (uint64_t id)
{
  ras_notifier_silence (id);
  ras_handle_go (id);
  dialtone_connection_abandon (id);
}

static DWORD
drop (uint64_t id)
{
  DialtoneResult result;

  if (!ras_handle_hang (id))
    return ERROR_NOT_ENOUGH_MEMORY;
  result = dialtone_connection_hang_up (id);
  if (result == DIALTONE_OK && falls (id))
    let_go (id);
  ras_handle_hung (id, result == DIALTONE_OK);
  switch (result) {
  case DIALTONE_OK:
    return ERROR_SUCCESS;
  case DIALTONE_NO_MEMORY:
    return ERROR_NOT_ENOUGH_MEMORY;
  case DIALTONE_NO_SUCH_CONNECTION:
  case DIALTONE_NO_SERVICE:
    return ERROR_NO_CONNECTION;
  default:
    return ERROR_HANGUP_FAILED;
  }
}

DWORD
ras_hang_up (HRASCONN handle)
{
  uint64_t id = ras_id (handle);
  DialtoneConnection connection;

  if (!ras_is_handle (handle))
    return ERROR_INVALID_HANDLE;
  if (ras_handle_view (id) > RAS_HANDLE_HANGING)
    return ERROR_NO_CONNECTION;
  if (dialtone_connection_get (id, &connection) != DIALTONE_OK)
    return dialtone_connection_was_known (id) ? ERROR_NO_CONNECTION : ERROR_INVALID_HANDLE;
  if (connection.status.ended)
    return release (id, &connection);
  if (connection.status.disconnecting) {
    let_go (id);
    return ERROR_NO_CONNECTION;
  }
  return drop (id);
}
