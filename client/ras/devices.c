/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RasEnumDevices: what can be dialled on, and the VPN plugins. */
#include <string.h>

#include "internal.h"

#ifdef UNICODE
static const DWORD accepted[] = { 296, 0 };
#else
static const DWORD accepted[] = { 152, 0 };
#endif

static const char *
ras_type (const char *type)
{
  static const struct {
    const char *ours, *ras;
  } types[] = { { "pppoe", "PPPoE" }, { "adsl", "PPPoE" }, { "vpn", "vpn" } };

  for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
    if (strcmp (types[i].ours, type) == 0)
      return types[i].ras;
  return "modem";
}

static void
describe (RASDEVINFO *record, const DialtoneFields *device)
{
  memset (record, 0, sizeof *record);
  record->dwSize = sizeof *record;
  RAS_PUT (record->szDeviceType, ras_type (dialtone_fields_text (device, "type")));
  RAS_PUT (record->szDeviceName, dialtone_fields_text (device, "name"));
}

DWORD WINAPI
RasEnumDevices (LPRASDEVINFO devices, LPDWORD size, LPDWORD count)
{
  DWORD stride, error = ras_enum_begin (devices, size, count, accepted, &stride);
  DialtoneList *list;
  DialtoneResult result;
  RASDEVINFO record;
  size_t fit;

  if (error != ERROR_SUCCESS)
    return error;
  result = dialtone_device_list (&list);
  if (result != DIALTONE_OK)
    return ras_error (result);
  error = ras_enum_space (devices, size, count, list->n, stride, &fit);
  for (size_t i = 0; i < fit; i++) {
    describe (&record, list->items[i]);
    memcpy ((char *) devices + i * stride, &record, stride);
  }
  dialtone_list_free (list);
  return error;
}
