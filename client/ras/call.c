/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What RasDial hands to the service. */
#include <stdio.h>
#include <string.h>

#include "dialing.h"
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

bool
ras_entry_has_user (const char *entry, const char *user_name)
{
  DialtoneFields *credentials;
  bool same = false;

  if (dialtone_entry_get_credentials (entry, &credentials) == DIALTONE_OK) {
    same = strcmp (dialtone_fields_text (credentials, "user-name"), user_name) == 0;
    dialtone_fields_free (credentials);
  }
  return same;
}

/* "*": the one that is stored. */
static bool
has_domain (const RasDialing *dialing)
{
  return *dialing->domain && strcmp (dialing->domain, "*") != 0;
}

/* A dial of a number alone has no place for a domain but the name that PPP sends. */
static bool
add_bare_options (const RasDialing *dialing, DialtoneFields *options)
{
  char user[sizeof dialing->domain + sizeof dialing->user_name + 1];

  snprintf (user, sizeof user, "%s%s%s", has_domain (dialing) ? dialing->domain : "", has_domain (dialing) ? "\\" : "",
            dialing->user_name);
  return dialtone_fields_set_text (options, "phone-number", dialing->phone_number) &&
         (*dialing->user_name == '\0' || dialtone_fields_set_text (options, "user-name", user));
}

/* What the entry has anyway need not be said: programs hand back what they read
 * from it, and 16 asterisks mean the password that is stored. */
static bool
add_options (const RasDialing *dialing, DialtoneFields *options)
{
  bool stored = *dialing->password == '\0' || strcmp (dialing->password, RAS_STORED_PASSWORD) == 0;
  bool done = dialtone_fields_set_truth (options, "add-reference", true) &&
              dialtone_fields_set_text (options, "bind-lifetime", "dial");

  if (dialing->pauses)
    done = done && dialtone_fields_set_truth (options, "pause", true);
  if (!stored)
    done = done && dialtone_fields_set_text (options, "password", dialing->password);
  if (*dialing->entry == '\0')
    return done && add_bare_options (dialing, options);
  if (*dialing->user_name && !(stored && ras_entry_has_user (dialing->entry, dialing->user_name)))
    done = done && dialtone_fields_set_text (options, "user-name", dialing->user_name);
  if (has_domain (dialing))
    done = done && dialtone_fields_set_text (options, "domain", dialing->domain);
  if (*dialing->phone_number && !is_same (dialing->entry, "phone-number", dialing->phone_number) &&
      !is_same (dialing->entry, "gateway", dialing->phone_number))
    done = done && dialtone_fields_set_text (options, "phone-number", dialing->phone_number);
  return done;
}

/* On the first modem of several that fit. */
static DialtoneResult
call_bare (DialtoneFields *options, uint64_t *id, bool *existed)
{
  DialtoneResult result = dialtone_dial ("", options, id, existed);
  DialtoneList *devices;

  if (result != DIALTONE_INVALID_OPTION || dialtone_device_list (&devices) != DIALTONE_OK)
    return result;
  for (size_t i = 0; i < devices->n && (result == DIALTONE_INVALID_OPTION || result == DIALTONE_NOT_AVAILABLE); i++) {
    if (strcmp (dialtone_fields_text (devices->items[i], "type"), "modem") != 0)
      continue;
    if (dialtone_fields_set_text (options, "device", dialtone_fields_text (devices->items[i], "name")))
      result = dialtone_dial ("", options, id, existed);
    else
      result = DIALTONE_NO_MEMORY;
  }
  dialtone_list_free (devices);
  return result;
}

/* Characters that a modem is dialled with. */
static bool
is_number (const char *text)
{
  return text[strspn (text, "0123456789ABCDabcd*#+,TtPpWw@!-(). ")] == '\0';
}

DWORD
ras_call (const RasDialing *dialing, uint64_t *id, bool *existed)
{
  DialtoneFields *options;
  DialtoneResult result;
  bool bare = *dialing->entry == '\0';

  if (bare && !is_number (dialing->phone_number))
    return ERROR_BAD_PHONE_NUMBER;
  options = dialtone_fields_new ();
  result = options && add_options (dialing, options) ? DIALTONE_OK : DIALTONE_NO_MEMORY;
  if (result == DIALTONE_OK)
    result = bare ? call_bare (options, id, existed) : dialtone_dial (dialing->entry, options, id, existed);
  dialtone_fields_free (options);
  if (result == DIALTONE_OK && !ras_handle_refer (*id)) {
    dialtone_connection_hang_up (*id);
    result = DIALTONE_NO_MEMORY;
  }
  return bare && result == DIALTONE_NOT_AVAILABLE ? ERROR_CONNECTING_DEVICE_NOT_FOUND : ras_error (result);
}
