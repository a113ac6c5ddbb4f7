/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Entries and credentials through the RAS functions; compiled as A and as W. */
#include <string.h>

#include "harness.h"

#define NAME TEXT ("Branch \u00e9\u20ac")
#define RENAMED TEXT ("Brook")
#define STORED TEXT ("****************")

static RASENTRY
vpn_entry (void)
{
  RASENTRY entry;

  memset (&entry, 0, sizeof entry);
  entry.dwSize = sizeof entry;
  set_text (entry.szLocalPhoneNumber, TEXT ("vpn.example.org"));
  set_text (entry.szDeviceType, RASDT_Vpn);
  entry.dwFramingProtocol = RASFP_Ppp;
  entry.dwfNetProtocols = RASNP_Ip;
  entry.dwType = RASET_Vpn;
  entry.dwVpnStrategy = VS_L2tpOnly;
  entry.dwfOptions = RASEO_SpecificNameServers;
  entry.ipaddrDns = (RASIPADDR) { 10, 1, 2, 3 };
  return entry;
}

static void
create (void)
{
  RASENTRY entry = vpn_entry (), read = { .dwSize = sizeof read };
  DWORD size = sizeof read;

  CHECK_EQUAL (RasValidateEntryName (NULL, NAME), ERROR_SUCCESS);
  CHECK_EQUAL (RasSetEntryProperties (NULL, NAME, &entry, sizeof entry, NULL, 0), ERROR_SUCCESS);
  CHECK_EQUAL (RasValidateEntryName (NULL, NAME), ERROR_ALREADY_EXISTS);
  CHECK_EQUAL (RasGetEntryProperties (NULL, NAME, &read, &size, NULL, NULL), ERROR_SUCCESS);
  CHECK (same_text (read.szLocalPhoneNumber, TEXT ("vpn.example.org")));
  CHECK (same_text (read.szDeviceType, RASDT_Vpn));
  CHECK (same_text (read.szDeviceName, TEXT ("org.freedesktop.NetworkManager.l2tp")));
  CHECK_EQUAL (read.dwType, RASET_Vpn);
  CHECK_EQUAL (read.dwVpnStrategy, VS_L2tpOnly);
  CHECK_EQUAL (read.dwfOptions & (RASEO_SpecificNameServers | RASEO_RemoteDefaultGateway), RASEO_SpecificNameServers);
  CHECK (read.ipaddrDns.a == 10 && read.ipaddrDns.d == 3);
  CHECK_EQUAL (read.dwSubEntries, 0);
}

static bool
makes (const TCHAR *device, DWORD type, const TCHAR *service)
{
  RASENTRY entry = vpn_entry ();
  DWORD size = sizeof entry;

  entry.dwVpnStrategy = VS_Default;
  entry.dwType = type;
  set_text (entry.szDeviceType, type == RASET_Vpn ? RASDT_Vpn : RASDT_PPPoE);
  set_text (entry.szDeviceName, device);
  entry.dwfOptions = 0;
  CHECK_EQUAL (RasSetEntryProperties (NULL, TEXT ("by device"), &entry, sizeof entry, NULL, 0), ERROR_SUCCESS);
  CHECK_EQUAL (RasGetEntryProperties (NULL, TEXT ("by device"), &entry, &size, NULL, NULL), ERROR_SUCCESS);
  CHECK_EQUAL (entry.dwType, type);
  CHECK_EQUAL (RasDeleteEntry (NULL, TEXT ("by device")), ERROR_SUCCESS);
  return same_text (entry.szDeviceName, service);
}

/* Programs know the devices that every Windows has by name. */
static void
miniports (void)
{
  CHECK (makes (TEXT ("WAN Miniport (PPTP)"), RASET_Vpn, TEXT ("org.freedesktop.NetworkManager.pptp")));
  CHECK (makes (TEXT ("WAN Miniport (IKEv2)"), RASET_Vpn, TEXT ("org.freedesktop.NetworkManager.strongswan")));
  CHECK (makes (TEXT ("WAN Miniport (XYZ)"), RASET_Vpn, TEXT ("org.freedesktop.NetworkManager.l2tp")));
  CHECK (makes (TEXT (""), RASET_Vpn, TEXT ("org.freedesktop.NetworkManager.l2tp")));
  CHECK (makes (TEXT ("WAN Miniport (PPPOE)"), RASET_Broadband, TEXT ("")));
}

/* Changing goes by reading and writing back. */
static void
change (void)
{
  RASENTRY entry = { .dwSize = sizeof entry };
  DWORD size = sizeof entry;

  CHECK_EQUAL (RasGetEntryProperties (NULL, NAME, &entry, &size, NULL, NULL), ERROR_SUCCESS);
  set_text (entry.szLocalPhoneNumber, TEXT ("other.example.org"));
  entry.dwfOptions |= RASEO_RemoteDefaultGateway;
  CHECK_EQUAL (RasSetEntryProperties (NULL, NAME, &entry, size, NULL, 0), ERROR_SUCCESS);
  memset (&entry, 0, sizeof entry);
  entry.dwSize = sizeof entry;
  CHECK_EQUAL (RasGetEntryProperties (NULL, NAME, &entry, &size, NULL, NULL), ERROR_SUCCESS);
  CHECK (same_text (entry.szLocalPhoneNumber, TEXT ("other.example.org")));
  CHECK (entry.dwfOptions & RASEO_RemoteDefaultGateway);
}

/* 14: what comes back is 16 asterisks, and going in they leave what is stored. */
static void
credentials (void)
{
  RASCREDENTIALS given = { .dwSize = sizeof given }, read = { .dwSize = sizeof read };

  given.dwMask = RASCM_UserName | RASCM_Password | RASCM_Domain;
  set_text (given.szUserName, TEXT ("ann"));
  set_text (given.szPassword, TEXT ("s3cret"));
  set_text (given.szDomain, TEXT ("CORP"));
  CHECK_EQUAL (RasSetCredentials (NULL, NAME, &given, FALSE), ERROR_SUCCESS);
  read.dwMask = RASCM_UserName | RASCM_Password | RASCM_Domain | RASCM_DefaultCreds;
  CHECK_EQUAL (RasGetCredentials (NULL, NAME, &read), ERROR_SUCCESS);
  CHECK_EQUAL (read.dwMask, RASCM_UserName | RASCM_Password | RASCM_Domain);
  CHECK (same_text (read.szUserName, TEXT ("ann")) && same_text (read.szPassword, STORED) && same_text (read.szDomain, TEXT ("CORP")));
  set_text (read.szUserName, TEXT ("bob"));
  CHECK_EQUAL (RasSetCredentials (NULL, NAME, &read, FALSE), ERROR_SUCCESS);
  read.dwMask = RASCM_UserName;
  CHECK_EQUAL (RasGetCredentials (NULL, NAME, &read), ERROR_SUCCESS);
  CHECK_EQUAL (read.dwMask, RASCM_UserName);
  CHECK (same_text (read.szUserName, TEXT ("bob")) && read.szPassword[0] == 0);
}

/* All three at once, as programs do, and of an entry that has no place for a domain. */
static void
empty_domain (void)
{
  RASCREDENTIALS given = { .dwSize = sizeof given };

  world_tell ("profile lab-openvpn 33333333-2222-2222-2222-0000000000b1 vpn org.freedesktop.NetworkManager.openvpn");
  AWAIT (RasValidateEntryName (NULL, TEXT ("lab-openvpn")) == ERROR_ALREADY_EXISTS);
  given.dwMask = RASCM_UserName | RASCM_Password | RASCM_Domain;
  set_text (given.szUserName, TEXT ("ann"));
  set_text (given.szPassword, TEXT ("s3cret"));
  CHECK_EQUAL (RasSetCredentials (NULL, TEXT ("lab-openvpn"), &given, FALSE), ERROR_SUCCESS);
  CHECK_EQUAL (RasGetCredentials (NULL, TEXT ("lab-openvpn"), &given), ERROR_SUCCESS);
  CHECK_EQUAL (given.dwMask, RASCM_UserName | RASCM_Password);
  given.dwMask = RASCM_UserName | RASCM_Password | RASCM_Domain;
  CHECK_EQUAL (RasSetCredentials (NULL, TEXT ("lab-openvpn"), &given, TRUE), ERROR_SUCCESS);
  given.dwMask = RASCM_Domain;
  set_text (given.szDomain, TEXT ("LAB"));
  CHECK_EQUAL (RasSetCredentials (NULL, TEXT ("lab-openvpn"), &given, FALSE), ERROR_NOT_SUPPORTED);
}

static void
pre_shared_key (void)
{
  RASCREDENTIALS key = { .dwSize = sizeof key };

  key.dwMask = RASCM_PreSharedKey;
  CHECK_EQUAL (RasGetCredentials (NULL, NAME, &key), ERROR_SUCCESS);
  CHECK_EQUAL (key.dwMask, 0);
  key.dwMask = RASCM_PreSharedKey;
  set_text (key.szPassword, TEXT ("k3y"));
  CHECK_EQUAL (RasSetCredentials (NULL, NAME, &key, FALSE), ERROR_SUCCESS);
  CHECK_EQUAL (RasGetCredentials (NULL, NAME, &key), ERROR_SUCCESS);
  CHECK_EQUAL (key.dwMask, RASCM_PreSharedKey);
  CHECK (same_text (key.szPassword, STORED));
  key.dwMask = RASCM_ServerPreSharedKey;
  CHECK_EQUAL (RasSetCredentials (NULL, NAME, &key, FALSE), ERROR_NOT_SUPPORTED);
}

static void
dial_params (void)
{
  RASDIALPARAMS params = { .dwSize = sizeof params };
  BOOL password = FALSE;

  set_text (params.szEntryName, NAME);
  CHECK_EQUAL (RasGetEntryDialParams (NULL, &params, &password), ERROR_SUCCESS);
  CHECK_EQUAL (password, TRUE);
  CHECK (same_text (params.szUserName, TEXT ("bob")) && same_text (params.szPassword, STORED) && params.szPhoneNumber[0] == 0);
  /* Empty texts leave what is stored. */
  params.szUserName[0] = 0;
  set_text (params.szDomain, TEXT ("LAB"));
  CHECK_EQUAL (RasSetEntryDialParams (NULL, &params, FALSE), ERROR_SUCCESS);
  CHECK_EQUAL (RasGetEntryDialParams (NULL, &params, &password), ERROR_SUCCESS);
  CHECK (same_text (params.szUserName, TEXT ("bob")) && same_text (params.szDomain, TEXT ("LAB")));
  CHECK_EQUAL (RasSetEntryDialParams (NULL, &params, TRUE), ERROR_SUCCESS);
  CHECK_EQUAL (RasGetEntryDialParams (NULL, &params, &password), ERROR_SUCCESS);
  CHECK_EQUAL (password, FALSE);
  CHECK (params.szPassword[0] == 0);
}

static void
clear (void)
{
  RASCREDENTIALS read = { .dwSize = sizeof read };

  read.dwMask = RASCM_UserName | RASCM_Domain;
  CHECK_EQUAL (RasSetCredentials (NULL, NAME, &read, TRUE), ERROR_SUCCESS);
  CHECK_EQUAL (RasGetCredentials (NULL, NAME, &read), ERROR_SUCCESS);
  CHECK_EQUAL (read.dwMask, 0);
}

static void
names (void)
{
  static const TCHAR *const bad[] = {
    TEXT (""), TEXT ("  "), TEXT (".x"), TEXT ("a|b"), TEXT ("a>b"), TEXT ("a<b"), TEXT ("a?b"), TEXT ("a*b"),
    TEXT ("a\\b"), TEXT ("a/b"), TEXT ("a:b"), TEXT ("a;b"),
  };

  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    CHECK_EQUAL (RasValidateEntryName (NULL, bad[i]), ERROR_INVALID_NAME);
  CHECK_EQUAL (RasRenameEntry (NULL, NAME, TEXT (OK_NAME)), ERROR_ALREADY_EXISTS);
  CHECK_EQUAL (RasRenameEntry (NULL, NAME, RENAMED), ERROR_SUCCESS);
  CHECK_EQUAL (RasValidateEntryName (NULL, RENAMED), ERROR_ALREADY_EXISTS);
  CHECK_EQUAL (RasValidateEntryName (NULL, NAME), ERROR_SUCCESS);
}

static void
delete_entry (void)
{
  RASDIALPARAMS params = { .dwSize = sizeof params };
  HRASCONN handle = NULL;

  CHECK_EQUAL (RasDeleteEntry (NULL, RENAMED), ERROR_SUCCESS);
  CHECK_EQUAL (RasValidateEntryName (NULL, RENAMED), ERROR_SUCCESS);
  CHECK_EQUAL (RasDeleteEntry (NULL, RENAMED), ERROR_INVALID_NAME);
  set_text (params.szEntryName, TEXT (OK_NAME));
  CHECK_EQUAL (RasDial (NULL, NULL, &params, 0, NULL, &handle), ERROR_SUCCESS);
  CHECK_EQUAL (RasDeleteEntry (NULL, TEXT (OK_NAME)), ERROR_CANNOT_DELETE);
  CHECK_EQUAL (RasHangUp (handle), ERROR_SUCCESS);
}

/* The other kinds, and what careless programs leave out. */
static void
kinds (void)
{
  RASENTRY entry = vpn_entry ();

  entry.dwType = RASET_Broadband;
  set_text (entry.szDeviceType, RASDT_PPPoE);
  entry.szLocalPhoneNumber[0] = 0;
  entry.dwfOptions = 0;
  CHECK_EQUAL (RasSetEntryProperties (NULL, TEXT ("dsl"), &entry, sizeof entry, NULL, 0), ERROR_SUCCESS);
  entry.dwType = 0;
  set_text (entry.szDeviceType, RASDT_Modem);
  set_text (entry.szLocalPhoneNumber, TEXT ("*99#"));
  CHECK_EQUAL (RasSetEntryProperties (NULL, TEXT ("stick"), &entry, sizeof entry, NULL, 0), ERROR_SUCCESS);
  set_text (entry.szDeviceType, RASDT_X25);
  CHECK_EQUAL (RasSetEntryProperties (NULL, TEXT ("x25"), &entry, sizeof entry, NULL, 0), ERROR_INVALID_PARAMETER);
  CHECK_EQUAL (RasDeleteEntry (NULL, TEXT ("dsl")), ERROR_SUCCESS);
  CHECK_EQUAL (RasDeleteEntry (NULL, TEXT ("stick")), ERROR_SUCCESS);
}

/* One of a kind that RAS does not have is read and written back as it is. */
static void
write_back_another_kind (void)
{
  RASENTRY entry = { .dwSize = sizeof entry };
  DWORD size = sizeof entry;

  world_tell ("profile tunnel 77777777-0000-0000-0000-000000000009 wireguard -");
  AWAIT (RasGetEntryProperties (NULL, TEXT ("tunnel"), &entry, &size, NULL, NULL) == ERROR_SUCCESS);
  CHECK_EQUAL (entry.dwType, RASET_Vpn);
  /* Its peers are not RAS's to change, which is no success. */
  set_text (entry.szLocalPhoneNumber, TEXT ("peer.example.org:51820"));
  CHECK_EQUAL (RasSetEntryProperties (NULL, TEXT ("tunnel"), &entry, size, NULL, 0), ERROR_NOT_SUPPORTED);
  entry.szLocalPhoneNumber[0] = 0;
  entry.dwfOptions &= ~(DWORD) RASEO_RemoteDefaultGateway;
  CHECK_EQUAL (RasSetEntryProperties (NULL, TEXT ("tunnel"), &entry, size, NULL, 0), ERROR_SUCCESS);
  CHECK_EQUAL (RasGetEntryProperties (NULL, TEXT ("tunnel"), &entry, &size, NULL, NULL), ERROR_SUCCESS);
  CHECK (!(entry.dwfOptions & RASEO_RemoteDefaultGateway));
}

/* The round trip: read the parameters, hand them to RasDial unchanged. */
static void
dial_with_what_was_read (void)
{
  RASDIALPARAMS params = { .dwSize = sizeof params };
  RASCREDENTIALS given = { .dwSize = sizeof given };
  HRASCONN handle = NULL;
  BOOL password = FALSE;

  given.dwMask = RASCM_UserName | RASCM_Password;
  set_text (given.szUserName, TEXT ("ann"));
  set_text (given.szPassword, TEXT ("s3cret"));
  CHECK_EQUAL (RasSetCredentials (NULL, TEXT (OK_NAME), &given, FALSE), ERROR_SUCCESS);
  set_text (params.szEntryName, TEXT (OK_NAME));
  CHECK_EQUAL (RasGetEntryDialParams (NULL, &params, &password), ERROR_SUCCESS);
  CHECK_EQUAL (password, TRUE);
  CHECK_EQUAL (RasDial (NULL, NULL, &params, 0, NULL, &handle), ERROR_SUCCESS);
  CHECK_EQUAL (RasHangUp (handle), ERROR_SUCCESS);
}

static const Test tests[] = {
  { "create", create },
  { "miniports", miniports },
  { "change", change },
  { "credentials", credentials },
  { "empty-domain", empty_domain },
  { "pre-shared-key", pre_shared_key },
  { "dial-params", dial_params },
  { "clear", clear },
  { "names", names },
  { "delete", delete_entry },
  { "kinds", kinds },
  { "write-back-another-kind", write_back_another_kind },
  { "dial-with-what-was-read", dial_with_what_was_read },
};

int
main (void)
{
  return harness_main ("phonebook", tests, sizeof tests / sizeof tests[0]);
}
