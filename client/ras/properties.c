/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RasGetEntryProperties and RasSetEntryProperties: a RASENTRY from and to the fields of an entry. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "endpoint.h"
#include "kinds.h"

#ifdef UNICODE
static const DWORD accepted[] = { 3468, 3496, 4048, 5616, 5656, 5680, 6724, 0 };
#else
static const DWORD accepted[] = { 1768, 1796, 2088, 2884, 2924, 2948, 3480, 0 };
#endif

typedef char Name[RAS_UTF8 (RAS_MaxEntryName)];

/*
 * Reading.
 */

static RASIPADDR
address_of (const char *text)
{
  RASIPADDR address = { 0 };
  char first[INET_ADDRSTRLEN];

  snprintf (first, sizeof first, "%.*s", (int) strcspn (text, "/ "), text);
  inet_pton (AF_INET, first, &address);
  return address;
}

static void
fill_addresses (RASENTRY *entry, const DialtoneFields *fields)
{
  const char *address = dialtone_fields_text (fields, "ip4-address"), *dns = dialtone_fields_text (fields, "dns");
  const char *second = strchr (dns, ' ');

  if (*address) {
    entry->dwfOptions |= RASEO_SpecificIpAddr;
    entry->ipaddr = address_of (address);
  }
  if (*dns) {
    entry->dwfOptions |= RASEO_SpecificNameServers;
    entry->ipaddrDns = address_of (dns);
    entry->ipaddrDnsAlt = address_of (second ? second + 1 : "");
  }
}

/* What every entry has. */
static void
fill_defaults (RASENTRY *entry, DWORD size)
{
  memset (entry, 0, sizeof *entry);
  entry->dwSize = size;
  entry->dwfOptions = RASEO_RemoteDefaultGateway;
  entry->dwfNetProtocols = RASNP_Ip | RASNP_Ipv6;
  entry->dwFramingProtocol = RASFP_Ppp;
  entry->dwIdleDisconnectSeconds = RASIDS_Disabled;
  entry->dwType = RASET_Phone;
  entry->dwEncryptionType = ET_Optional;
  RAS_PUT (entry->szDeviceType, "modem");
}

static void
fill (RASENTRY *entry, const DialtoneFields *fields)
{
  const RasKind *kind = ras_kind_of_entry (dialtone_fields_text (fields, "kind"));
  const char *service = dialtone_fields_text (fields, "service"), *gateway = dialtone_fields_text (fields, "gateway");

  entry->dwType = kind->type;
  RAS_PUT (entry->szDeviceType, kind->device_type);
  RAS_PUT (entry->szDeviceName, *service ? service : dialtone_fields_text (fields, "device"));
  RAS_PUT (entry->szLocalPhoneNumber, kind->type == RASET_Vpn ? gateway : dialtone_fields_text (fields, "phone-number"));
  entry->guidId = ras_guid (dialtone_fields_text (fields, "uuid"));
  entry->dwVpnStrategy = ras_strategy_of_service (service);
  if (dialtone_fields_truth (fields, "never-default"))
    entry->dwfOptions &= ~(DWORD) RASEO_RemoteDefaultGateway;
  fill_addresses (entry, fields);
}

static DWORD
read_entry (const char *name, RASENTRY *entry)
{
  DialtoneFields *fields;
  DialtoneResult result;

  if (*name == '\0')
    return ERROR_SUCCESS;
  result = dialtone_entry_get (name, &fields);
  if (result != DIALTONE_OK)
    return ras_error (result);
  fill (entry, fields);
  dialtone_fields_free (fields);
  return ERROR_SUCCESS;
}

DWORD WINAPI
RasGetEntryProperties (LPCTSTR phonebook, LPCTSTR entry, LPRASENTRY properties, LPDWORD size, LPBYTE device, LPDWORD device_size)
{
  DWORD needed, error;
  RASENTRY answer;
  Name name = "";

  if (size == NULL)
    return ERROR_INVALID_PARAMETER;
  needed = properties ? properties->dwSize : sizeof answer;
  if (!ras_size_is (needed, accepted))
    return ERROR_INVALID_SIZE;
  error = ras_phonebook_check (phonebook);
  if (error != ERROR_SUCCESS)
    return error;
  if (entry && !ras_text_from (name, entry, RAS_MaxEntryName))
    return ERROR_CANNOT_FIND_PHONEBOOK_ENTRY;
  fill_defaults (&answer, needed);
  error = read_entry (name, &answer);
  if (error != ERROR_SUCCESS)
    return error;
  if (device_size)
    *device_size = 0;
  error = properties == NULL || *size < needed ? ERROR_BUFFER_TOO_SMALL : ERROR_SUCCESS;
  *size = needed;
  if (error == ERROR_SUCCESS)
    memcpy (properties, &answer, needed);
  return error;
}

/*
 * Writing.  Of an entry that is there only what differs from what reading gives is said, so that all that a RASENTRY has no
 * place for stays: prefixes, further addresses and name servers, a server's name that is longer, what a plugin needs.
 */

typedef struct {
  char type[RAS_UTF8 (RAS_MaxDeviceType)], device[RAS_UTF8 (RAS_MaxDeviceName)], number[RAS_UTF8 (RAS_MaxPhoneNumber)];
} Texts;

static bool
read_texts (const RASENTRY *entry, Texts *texts)
{
  return RAS_GET (texts->type, entry->szDeviceType) && RAS_GET (texts->device, entry->szDeviceName) &&
         RAS_GET (texts->number, entry->szLocalPhoneNumber);
}

/* What changes; of a new entry from the defaults, and @known has nothing. */
typedef struct {
  const RASENTRY *entry, *before;
  const Texts *texts, *texts_before;
  const RasKind *kind;
  const DialtoneFields *known;
  bool is_new;
} Change;

static bool
same_address (const RASIPADDR *a, const RASIPADDR *b)
{
  return a->a == b->a && a->b == b->b && a->c == b->c && a->d == b->d;
}

static bool
option_differs (const Change *change, DWORD option)
{
  return (change->entry->dwfOptions ^ change->before->dwfOptions) & option;
}

static bool
take_address (DialtoneFields *fields, const Change *change)
{
  const RASIPADDR *a = &change->entry->ipaddr;
  bool given = change->entry->dwfOptions & RASEO_SpecificIpAddr;
  char address[32] = "";

  if (!option_differs (change, RASEO_SpecificIpAddr) && (!given || same_address (a, &change->before->ipaddr)))
    return true;
  if (given)
    snprintf (address, sizeof address, "%u.%u.%u.%u", a->a, a->b, a->c, a->d);
  return dialtone_fields_set_text (fields, "ip4-address", address);
}

/* From the third on; each with the space before it. */
static const char *
further_servers (const DialtoneFields *known)
{
  const char *second = known ? strchr (dialtone_fields_text (known, "dns"), ' ') : NULL;
  const char *third = second ? strchr (second + 1, ' ') : NULL;

  return third ? third : "";
}

static bool
set_servers (DialtoneFields *fields, const RASENTRY *entry, const char *further)
{
  const RASIPADDR *d = &entry->ipaddrDns, *e = &entry->ipaddrDnsAlt;
  char both[48];
  int used = snprintf (both, sizeof both, "%u.%u.%u.%u", d->a, d->b, d->c, d->d);
  size_t room = sizeof both + strlen (further);
  char *all = malloc (room);
  bool set;

  if (e->a)
    snprintf (both + used, sizeof both - (size_t) used, " %u.%u.%u.%u", e->a, e->b, e->c, e->d);
  if (all)
    snprintf (all, room, "%s%s", both, further);
  set = all && dialtone_fields_set_text (fields, "dns", all);
  free (all);
  return set;
}

static bool
take_servers (DialtoneFields *fields, const Change *change)
{
  const RASENTRY *entry = change->entry, *before = change->before;
  bool given = entry->dwfOptions & RASEO_SpecificNameServers;

  if (!option_differs (change, RASEO_SpecificNameServers) &&
      (!given || (same_address (&entry->ipaddrDns, &before->ipaddrDns) && same_address (&entry->ipaddrDnsAlt, &before->ipaddrDnsAlt))))
    return true;
  return given ? set_servers (fields, entry, further_servers (change->known)) : dialtone_fields_set_text (fields, "dns", "");
}

/* What of a VPN is said: a device that programs leave empty is the one it has, or the
 * default of its kind; one of Windows's own says which kind. */
static bool
take_service (DialtoneFields *fields, const Change *change)
{
  const char *device = change->texts->device;
  DWORD strategy, wanted = change->entry->dwVpnStrategy;
  bool unsaid = ras_is_miniport (device, &strategy) || *device == '\0';

  if (!change->is_new && wanted == change->before->dwVpnStrategy && strcmp (device, change->texts_before->device) == 0)
    return true;
  if (wanted != VS_Default)
    strategy = wanted;
  if (!change->is_new && unsaid && strategy == VS_Default)
    return true;
  return dialtone_fields_set_text (fields, "service", unsaid ? ras_service_of_strategy (strategy) : device);
}

static bool
take_device (DialtoneFields *fields, const Change *change)
{
  const char *device = change->texts->device;
  DWORD strategy;

  if (strcmp (change->kind->kind, "vpn") == 0)
    return take_service (fields, change);
  return *device == '\0' || strcmp (device, change->texts_before->device) == 0 || ras_is_miniport (device, &strategy) ||
         dialtone_fields_set_text (fields, "device", device);
}

static bool
take_all (DialtoneFields *fields, const Change *change)
{
  const char *number = change->kind->type == RASET_Vpn ? "gateway" : "phone-number";

  return take_device (fields, change) &&
         (strcmp (change->texts->number, change->texts_before->number) == 0 ||
          dialtone_fields_set_text (fields, number, change->texts->number)) &&
         take_address (fields, change) && take_servers (fields, change) &&
         (!option_differs (change, RASEO_RemoteDefaultGateway) ||
          dialtone_fields_set_truth (fields, "never-default", !(change->entry->dwfOptions & RASEO_RemoteDefaultGateway)));
}

static DWORD
create (const char *name, const Change *change)
{
  DialtoneFields *fields = dialtone_fields_new ();
  DWORD error = ERROR_NOT_ENOUGH_MEMORY;

  if (fields && dialtone_fields_set_text (fields, "name", name) && dialtone_fields_set_text (fields, "kind", change->kind->kind) &&
      take_all (fields, change))
    error = ras_error (dialtone_entry_create (fields));
  dialtone_fields_free (fields);
  return error;
}

/* Also where nothing differs: the service says whether the caller might. */
static DWORD
update (const RasKind *before, const Change *change)
{
  DialtoneFields *fields = dialtone_fields_new ();
  DWORD error = ERROR_NOT_ENOUGH_MEMORY;

  if (fields && (change->kind == before || dialtone_fields_set_text (fields, "kind", change->kind->kind)) && take_all (fields, change))
    error = ras_error (dialtone_entry_update (dialtone_fields_text (change->known, "uuid"), fields));
  dialtone_fields_free (fields);
  return error;
}

static bool
lacks_number (const Change *change)
{
  return change->kind->needs_number && *change->texts->number == '\0' && (change->is_new || *change->texts_before->number);
}

static DWORD
store_new (const char *name, const RASENTRY *entry, const Texts *texts)
{
  static const Texts none;
  RASENTRY defaults;
  Change change = { entry, &defaults, texts, &none, ras_kind_of_ras (entry->dwType, texts->type), NULL, true };

  fill_defaults (&defaults, sizeof defaults);
  return change.kind == NULL || lacks_number (&change) ? ERROR_INVALID_PARAMETER : create (name, &change);
}

static DWORD
store_known (const DialtoneFields *known, const RASENTRY *entry, const Texts *texts)
{
  const RasKind *kind = ras_kind_of_entry (dialtone_fields_text (known, "kind"));
  RASENTRY before;
  Texts texts_before;
  Change change = { entry, &before, texts, &texts_before, kind, known, false };

  fill_defaults (&before, sizeof before);
  fill (&before, known);
  /* A program of another age sees less. */
  memset ((char *) &before + entry->dwSize, 0, sizeof before - entry->dwSize);
  if (!read_texts (&before, &texts_before))
    return ERROR_INVALID_PARAMETER;
  if (entry->dwType != before.dwType || strcmp (texts->type, texts_before.type) != 0)
    change.kind = ras_kind_of_ras (entry->dwType, texts->type);
  if (change.kind == NULL)
    return ERROR_INVALID_PARAMETER;
  /* RAS has fewer kinds: one of the same type is meant as it is. */
  if (change.kind->type == kind->type)
    change.kind = kind;
  return lacks_number (&change) ? ERROR_INVALID_PARAMETER : update (kind, &change);
}

static DWORD
store (const char *name, const RASENTRY *entry)
{
  DialtoneFields *known;
  DialtoneResult result;
  DWORD error;
  Texts texts;

  if (!read_texts (entry, &texts))
    return ERROR_INVALID_PARAMETER;
  result = dialtone_entry_get (name, &known);
  if (result == DIALTONE_NO_SUCH_ENTRY)
    return store_new (name, entry, &texts);
  if (result != DIALTONE_OK)
    return ras_error (result);
  error = store_known (known, entry, &texts);
  dialtone_fields_free (known);
  return error;
}

DWORD WINAPI
RasSetEntryProperties (LPCTSTR phonebook, LPCTSTR entry, LPRASENTRY properties, DWORD size, LPBYTE device, DWORD device_size)
{
  RASENTRY given;
  DWORD error;
  Name name;

  if (entry == NULL)
    return ERROR_INVALID_PARAMETER;
  if (properties == NULL)
    return ERROR_BUFFER_INVALID;
  if (!ras_size_is (properties->dwSize, accepted))
    return ERROR_INVALID_SIZE;
  if (size < properties->dwSize)
    return ERROR_BUFFER_INVALID;
  error = ras_phonebook_check (phonebook);
  if (error != ERROR_SUCCESS)
    return error;
  if (!ras_text_from (name, entry, RAS_MaxEntryName) || *name == '\0' || *name == '.')
    return ERROR_INVALID_NAME;
  memset (&given, 0, sizeof given);
  memcpy (&given, properties, properties->dwSize);
  return store (name, &given);
}
