/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What was got and is set again changes nothing, and what is changed changes alone; compiled as A and as W. */
#include <string.h>

#include "harness.h"

#define NAME TEXT ("Made")
#define UUID "77777777-0000-0000-0000-0000000000a1"
#define UUID_TEXT TEXT ("77777777-0000-0000-0000-0000000000a1")
#define STORED TEXT ("****************")
#define NM "org.freedesktop.NetworkManager."

#define ADDRESSES                                                                                                             \
  "'ipv4': {'method': <'auto'>, 'never-default': <true>, 'dns': <[uint32 16843009, 33686018, 50529027]>, "                     \
  "'address-data': <[{'address': <'10.1.1.1'>, 'prefix': <uint32 24>}, {'address': <'10.1.2.1'>, 'prefix': <uint32 16>}]>}, " \
  "'ipv6': {'method': <'auto'>}"

typedef struct {
  const char *type, *sections;
} Kind;

static const Kind kinds[] = {
  { "vpn", "'vpn': {'service-type': <'" NM "openvpn'>, 'data': <{'remote': 'h', 'username': 'u'}>, 'secrets': <{'password': 'p'}>}" },
  { "vpn", "'vpn': {'service-type': <'" NM "l2tp'>, 'data': <{'gateway': 'h', 'user': 'u'}>, 'secrets': <{'ipsec-psk': 'k'}>}" },
  { "vpn", "'vpn': {'service-type': <'" NM "iodine'>, 'data': <{'topdomain': 't.example'}>}" },
  { "pppoe", "'pppoe': {'username': <'u'>, 'parent': <'wan0'>, 'password': <'p'>}" },
  { "gsm", "'gsm': {'apn': <'internet'>, 'number': <'*99#'>, 'pin': <'1234'>}" },
  { "gsm", "'gsm': {'auto-config': <true>, 'password': <'p'>}" },
  { "cdma", "'cdma': {'number': <'#777'>, 'username': <'u'>}" },
  { "adsl", "'adsl': {'username': <'u'>, 'protocol': <'pppoa'>, 'password': <'p'>}" },
  { "bluetooth", "'bluetooth': {'type': <'dun'>}, 'gsm': {'apn': <'internet'>}" },
  { "wireguard", "'wireguard': {'private-key': <'k'>, 'peers': <[{'public-key': <'q'>, 'endpoint': <'h:1'>}]>}" },
};
#define N_KINDS (sizeof kinds / sizeof kinds[0])

#ifdef UNICODE
static const DWORD sizes[] = { 3468, 3496, 4048, 5616, 5656, 5680, 6724, 0 };
#else
static const DWORD sizes[] = { 1768, 1796, 2088, 2884, 2924, 2948, 3480, 0 };
#endif

static void
make (const Kind *kind)
{
  world_tell ("settings {'connection': {'id': <'Made'>, 'uuid': <'" UUID "'>, 'type': <'%s'>}, %s, " ADDRESSES "}", kind->type,
              kind->sections);
  AWAIT (RasValidateEntryName (NULL, NAME) == ERROR_ALREADY_EXISTS);
}

static void
unmake (void)
{
  CHECK_EQUAL (RasDeleteEntry (NULL, NAME), ERROR_SUCCESS);
}

static unsigned
count_writes (void)
{
  return world_tell ("calls Update") + world_tell ("calls Update2") + world_tell ("calls ClearSecrets");
}

/* Runs for an entry of each kind, and nothing may change. */
static void
for_each_kind (void (*get_and_set) (void))
{
  for (size_t i = 0; i < N_KINDS; i++) {
    unsigned writes = count_writes (), sum;

    make (&kinds[i]);
    sum = world_tell ("sum " UUID);
    get_and_set ();
    CHECK_EQUAL (world_tell ("sum " UUID), sum);
    CHECK_EQUAL (count_writes (), writes);
    unmake ();
  }
}

static void
properties_again (void)
{
  for (size_t i = 0; sizes[i]; i++) {
    RASENTRY entry = { .dwSize = sizes[i] };
    DWORD size = sizeof entry;

    CHECK_EQUAL (RasGetEntryProperties (NULL, NAME, &entry, &size, NULL, NULL), ERROR_SUCCESS);
    CHECK_EQUAL (RasSetEntryProperties (NULL, NAME, &entry, size, NULL, 0), ERROR_SUCCESS);
  }
}

static void
properties (void)
{
  for_each_kind (properties_again);
}

/* As programs do: what was not stored is removed. */
static void
params_again (void)
{
  RASDIALPARAMS params = { .dwSize = sizeof params };
  BOOL password = FALSE;

  set_text (params.szEntryName, NAME);
  CHECK_EQUAL (RasGetEntryDialParams (NULL, &params, &password), ERROR_SUCCESS);
  CHECK_EQUAL (RasSetEntryDialParams (NULL, &params, FALSE), ERROR_SUCCESS);
  CHECK_EQUAL (RasSetEntryDialParams (NULL, &params, !password), ERROR_SUCCESS);
}

static void
dial_params (void)
{
  for_each_kind (params_again);
}

static void
credentials_again (void)
{
  static const DWORD masks[] = {
    RASCM_UserName | RASCM_Password | RASCM_Domain, RASCM_PreSharedKey, RASCM_Password | RASCM_PreSharedKey,
    RASCM_UserName | RASCM_Password | RASCM_Domain | RASCM_DefaultCreds | RASCM_PreSharedKey,
  };

  for (size_t i = 0; i < sizeof masks / sizeof masks[0]; i++) {
    RASCREDENTIALS credentials = { .dwSize = sizeof credentials, .dwMask = masks[i] };

    CHECK_EQUAL (RasGetCredentials (NULL, NAME, &credentials), ERROR_SUCCESS);
    CHECK_EQUAL (RasSetCredentials (NULL, NAME, &credentials, FALSE), ERROR_SUCCESS);
  }
}

static void
credentials (void)
{
  for_each_kind (credentials_again);
}

/* There is nothing, and nothing can be set. */
static void
eap_again (void)
{
  DWORD size = 1;

  CHECK_EQUAL (RasGetEapUserData (NULL, NULL, NAME, NULL, &size), ERROR_SUCCESS);
  CHECK_EQUAL (size, 0);
  CHECK_EQUAL (RasSetEapUserData (NULL, NULL, NAME, NULL, size), ERROR_SUCCESS);
  size = 1;
  CHECK_EQUAL (RasGetCustomAuthData (NULL, NAME, NULL, &size), ERROR_SUCCESS);
  CHECK_EQUAL (size, 0);
  CHECK_EQUAL (RasSetCustomAuthData (NULL, NAME, NULL, size), ERROR_SUCCESS);
}

static void
eap (void)
{
  for_each_kind (eap_again);
}

/* By its UUID an entry is found, too; it keeps its name. */
static void
by_uuid_again (void)
{
  RASENTRY entry = { .dwSize = sizeof entry };
  DWORD size = sizeof entry;

  CHECK_EQUAL (RasGetEntryProperties (NULL, UUID_TEXT, &entry, &size, NULL, NULL), ERROR_SUCCESS);
  CHECK_EQUAL (RasSetEntryProperties (NULL, UUID_TEXT, &entry, size, NULL, 0), ERROR_SUCCESS);
}

static void
by_uuid (void)
{
  for_each_kind (by_uuid_again);
}

static void
changes_alone (void)
{
  RASENTRY entry = { .dwSize = sizeof entry };
  DWORD size = sizeof entry;

  make (&kinds[3]);
  CHECK_EQUAL (RasGetEntryProperties (NULL, NAME, &entry, &size, NULL, NULL), ERROR_SUCCESS);
  CHECK (entry.ipaddr.d == 1 && entry.ipaddrDnsAlt.a == 2);
  entry.ipaddr.d = 9;
  CHECK_EQUAL (RasSetEntryProperties (NULL, NAME, &entry, size, NULL, 0), ERROR_SUCCESS);
  CHECK (world_tell ("keeps " UUID " 'address': <'10.1.1.9'>, 'prefix': <uint32 24>"));
  CHECK (world_tell ("keeps " UUID " 'address': <'10.1.2.1'>, 'prefix': <uint32 16>"));
  CHECK (world_tell ("keeps " UUID " 'ipv6': {'method': <'auto'>}"));
  CHECK (world_tell ("keeps " UUID " [uint32 16843009, 33686018, 50529027]"));
  entry.ipaddrDnsAlt = (RASIPADDR) { 4, 4, 4, 4 };
  CHECK_EQUAL (RasSetEntryProperties (NULL, NAME, &entry, size, NULL, 0), ERROR_SUCCESS);
  CHECK (world_tell ("keeps " UUID " [uint32 16843009, 67372036, 50529027]"));
  CHECK (world_tell ("keeps " UUID " 'parent': <'wan0'>"));
  entry.dwfOptions &= ~(DWORD) (RASEO_SpecificIpAddr | RASEO_SpecificNameServers);
  CHECK_EQUAL (RasSetEntryProperties (NULL, NAME, &entry, size, NULL, 0), ERROR_SUCCESS);
  CHECK (!world_tell ("keeps " UUID " 10.1."));
  CHECK (!world_tell ("keeps " UUID " 67372036"));
  unmake ();
}

/* A key and a password are two secrets behind one text. */
static void
key_and_password (void)
{
  RASCREDENTIALS read = { .dwSize = sizeof read };

  make (&kinds[0]);
  read.dwMask = RASCM_Password | RASCM_PreSharedKey;
  CHECK_EQUAL (RasGetCredentials (NULL, NAME, &read), ERROR_SUCCESS);
  CHECK_EQUAL (read.dwMask, RASCM_Password);
  CHECK (same_text (read.szPassword, STORED));
  read.dwMask = RASCM_PreSharedKey;
  CHECK_EQUAL (RasGetCredentials (NULL, NAME, &read), ERROR_SUCCESS);
  CHECK_EQUAL (read.dwMask, 0);
  CHECK (read.szPassword[0] == 0);
  unmake ();
  make (&kinds[1]);
  read.dwMask = RASCM_Password | RASCM_PreSharedKey;
  CHECK_EQUAL (RasGetCredentials (NULL, NAME, &read), ERROR_SUCCESS);
  CHECK_EQUAL (read.dwMask, RASCM_PreSharedKey);
  read.dwMask = RASCM_Password;
  set_text (read.szPassword, TEXT ("s3cret"));
  CHECK_EQUAL (RasSetCredentials (NULL, NAME, &read, FALSE), ERROR_SUCCESS);
  read.dwMask = RASCM_Password | RASCM_PreSharedKey;
  CHECK_EQUAL (RasGetCredentials (NULL, NAME, &read), ERROR_SUCCESS);
  CHECK_EQUAL (read.dwMask, RASCM_Password | RASCM_PreSharedKey);
  /* One text for both would give the password to whoever has the key. */
  set_text (read.szPassword, TEXT ("both"));
  CHECK_EQUAL (RasSetCredentials (NULL, NAME, &read, FALSE), ERROR_INVALID_PARAMETER);
  CHECK_EQUAL (RasSetCredentials (NULL, NAME, &read, TRUE), ERROR_SUCCESS);
  CHECK (!world_tell ("keeps " UUID " s3cret") && !world_tell ("keeps " UUID " 'ipsec-psk'"));
  unmake ();
}

/* Cleared is gone, by either function. */
static void
cleared (void)
{
  RASCREDENTIALS given = { .dwSize = sizeof given, .dwMask = RASCM_Password };
  RASDIALPARAMS params = { .dwSize = sizeof params };

  set_text (params.szEntryName, NAME);
  for (size_t i = 0; i < N_KINDS; i++) {
    make (&kinds[i]);
    CHECK_EQUAL (RasSetCredentials (NULL, NAME, &given, TRUE), ERROR_SUCCESS);
    CHECK (!world_tell ("keeps " UUID " 'password': <'p'>") && !world_tell ("keeps " UUID " 'password': 'p'"));
    unmake ();
    make (&kinds[i]);
    CHECK_EQUAL (RasSetEntryDialParams (NULL, &params, TRUE), ERROR_SUCCESS);
    CHECK (!world_tell ("keeps " UUID " 'password': <'p'>") && !world_tell ("keeps " UUID " 'password': 'p'"));
    unmake ();
  }
}

static void
the_disk_refuses (void)
{
  RASCREDENTIALS given = { .dwSize = sizeof given, .dwMask = RASCM_Password };
  RASDIALPARAMS params = { .dwSize = sizeof params };
  RASENTRY entry = { .dwSize = sizeof entry };
  DWORD size = sizeof entry;

  make (&kinds[3]);
  set_text (params.szEntryName, NAME);
  CHECK_EQUAL (RasGetEntryProperties (NULL, NAME, &entry, &size, NULL, NULL), ERROR_SUCCESS);
  world_tell ("disk 0");
  CHECK_EQUAL (RasSetCredentials (NULL, NAME, &given, TRUE), ERROR_CANNOT_WRITE_PHONEBOOK);
  CHECK_EQUAL (RasSetEntryDialParams (NULL, &params, TRUE), ERROR_CANNOT_WRITE_PHONEBOOK);
  entry.ipaddr.d = 9;
  CHECK_EQUAL (RasSetEntryProperties (NULL, NAME, &entry, size, NULL, 0), ERROR_CANNOT_WRITE_PHONEBOOK);
  CHECK_EQUAL (RasSetEntryProperties (NULL, TEXT ("New"), &entry, size, NULL, 0), ERROR_CANNOT_WRITE_PHONEBOOK);
  CHECK_EQUAL (RasRenameEntry (NULL, NAME, TEXT ("Other")), ERROR_CANNOT_WRITE_PHONEBOOK);
  world_tell ("disk -1");
  unmake ();
}

static const Test tests[] = {
  { "properties", properties },
  { "dial-params", dial_params },
  { "credentials", credentials },
  { "eap", eap },
  { "by-uuid", by_uuid },
  { "changes-alone", changes_alone },
  { "key-and-password", key_and_password },
  { "cleared", cleared },
  { "the-disk-refuses", the_disk_refuses },
};

int
main (void)
{
  return harness_main ("unchanged", tests, sizeof tests / sizeof tests[0]);
}
