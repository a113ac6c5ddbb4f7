/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RasGetEntryProperties and RasSetEntryProperties: a RASENTRY from and to the fields of an entry. */
#include <arpa/inet.h>
#include <stdio.h>
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
 * Writing.
 */

static bool
take_addresses (DialtoneFields *fields, const RASENTRY *entry)
{
  const RASIPADDR *a = &entry->ipaddr, *d = &entry->ipaddrDns, *e = &entry->ipaddrDnsAlt;
  char address[32] = "", dns[48] = "";
  int used = 0;

  if (entry->dwfOptions & RASEO_SpecificIpAddr)
    snprintf (address, sizeof address, "%u.%u.%u.%u/32", a->a, a->b, a->c, a->d);
  if (entry->dwfOptions & RASEO_SpecificNameServers)
    used = snprintf (dns, sizeof dns, "%u.%u.%u.%u", d->a, d->b, d->c, d->d);
  if (used > 0 && e->a)
    snprintf (dns + used, sizeof dns - (size_t) used, " %u.%u.%u.%u", e->a, e->b, e->c, e->d);
  return dialtone_fields_set_text (fields, "ip4-address", address) && dialtone_fields_set_text (fields, "dns", dns);
}

/* What of a VPN is said: a device that programs leave empty is the one it has, or the
 * default of its kind; one of Windows's own says which kind. */
static bool
take_vpn (DialtoneFields *fields, const RASENTRY *entry, const char *number, const char *device, bool is_new)
{
  DWORD strategy;
  bool unsaid = ras_is_miniport (device, &strategy) || *device == '\0';
  const char *service;
  bool keep;

  if (entry->dwVpnStrategy != VS_Default)
    strategy = entry->dwVpnStrategy;
  service = unsaid ? ras_service_of_strategy (strategy) : device;
  keep = !is_new && unsaid && strategy == VS_Default;

  return (keep || dialtone_fields_set_text (fields, "service", service)) && dialtone_fields_set_text (fields, "gateway", number);
}

static bool
take_kind (DialtoneFields *fields, const RASENTRY *entry, const RasKind *kind, const char *number, const char *device, bool is_new)
{
  DWORD strategy;

  if (!dialtone_fields_set_text (fields, "kind", kind->kind))
    return false;
  if (strcmp (kind->kind, "vpn") == 0)
    return take_vpn (fields, entry, number, device, is_new);
  /* WireGuard's peers are not RAS's to change. */
  if (kind->type == RASET_Vpn)
    return true;
  return dialtone_fields_set_text (fields, "phone-number", number) &&
         (*device == '\0' || ras_is_miniport (device, &strategy) || dialtone_fields_set_text (fields, "device", device));
}

typedef struct {
  char type[RAS_UTF8 (RAS_MaxDeviceType)], device[RAS_UTF8 (RAS_MaxDeviceName)], number[RAS_UTF8 (RAS_MaxPhoneNumber)];
} Texts;

static DWORD
write_entry (const char *name, const RASENTRY *entry, const RasKind *kind, const Texts *texts, bool is_new)
{
  DialtoneFields *fields = dialtone_fields_new ();
  DWORD error = ERROR_NOT_ENOUGH_MEMORY;

  if (fields && dialtone_fields_set_text (fields, "name", name) &&
      take_kind (fields, entry, kind, texts->number, texts->device, is_new) && take_addresses (fields, entry) &&
      dialtone_fields_set_truth (fields, "never-default", !(entry->dwfOptions & RASEO_RemoteDefaultGateway)))
    error = ras_error (is_new ? dialtone_entry_create (fields) : dialtone_entry_update (name, fields));
  dialtone_fields_free (fields);
  return error;
}

static DWORD
store (const char *name, const RASENTRY *entry)
{
  const RasKind *kind, *before;
  DialtoneFields *known;
  DialtoneResult result;
  Texts texts;

  if (!RAS_GET (texts.type, entry->szDeviceType) || !RAS_GET (texts.device, entry->szDeviceName) ||
      !RAS_GET (texts.number, entry->szLocalPhoneNumber))
    return ERROR_INVALID_PARAMETER;
  kind = ras_kind_of_ras (entry->dwType, texts.type);
  if (kind == NULL || (*texts.number == '\0' && kind->needs_number))
    return ERROR_INVALID_PARAMETER;
  result = dialtone_entry_get (name, &known);
  if (result != DIALTONE_OK && result != DIALTONE_NO_SUCH_ENTRY)
    return ras_error (result);
  if (result == DIALTONE_NO_SUCH_ENTRY)
    return write_entry (name, entry, kind, &texts, true);
  /* RAS has fewer kinds: one of the same type is meant as it is. */
  before = ras_kind_of_entry (dialtone_fields_text (known, "kind"));
  dialtone_fields_free (known);
  return write_entry (name, entry, before->type == kind->type ? before : kind, &texts, false);
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
