/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The functions of ras.h, in both forms, and what the names without a suffix mean. */
#ifndef DIALTONE_RASPROTO_H
#define DIALTONE_RASPROTO_H

RASAPI RasDialA (LPRASDIALEXTENSIONS extensions, LPCSTR phonebook, LPRASDIALPARAMSA params, DWORD notifier_type, LPVOID notifier, LPHRASCONN connection);
RASAPI RasDialW (LPRASDIALEXTENSIONS extensions, const RASTYPES_WCHAR *phonebook, LPRASDIALPARAMSW params, DWORD notifier_type, LPVOID notifier, LPHRASCONN connection);
RASAPI RasEnumConnectionsA (LPRASCONNA connections, LPDWORD size, LPDWORD count);
RASAPI RasEnumConnectionsW (LPRASCONNW connections, LPDWORD size, LPDWORD count);
RASAPI RasEnumEntriesA (LPCSTR reserved, LPCSTR phonebook, LPRASENTRYNAMEA entries, LPDWORD size, LPDWORD count);
RASAPI RasEnumEntriesW (const RASTYPES_WCHAR *reserved, const RASTYPES_WCHAR *phonebook, LPRASENTRYNAMEW entries, LPDWORD size, LPDWORD count);
RASAPI RasGetConnectStatusA (HRASCONN connection, LPRASCONNSTATUSA status);
RASAPI RasGetConnectStatusW (HRASCONN connection, LPRASCONNSTATUSW status);
RASAPI RasGetErrorStringA (UINT error, LPSTR text, DWORD characters);
RASAPI RasGetErrorStringW (UINT error, RASTYPES_WCHAR *text, DWORD characters);
RASAPI RasHangUpA (HRASCONN connection);
RASAPI RasHangUpW (HRASCONN connection);
RASAPI RasGetProjectionInfoA (HRASCONN connection, RASPROJECTION projection, LPVOID info, LPDWORD size);
RASAPI RasGetProjectionInfoW (HRASCONN connection, RASPROJECTION projection, LPVOID info, LPDWORD size);
RASAPI RasCreatePhonebookEntryA (HWND window, LPCSTR phonebook);
RASAPI RasCreatePhonebookEntryW (HWND window, const RASTYPES_WCHAR *phonebook);
RASAPI RasEditPhonebookEntryA (HWND window, LPCSTR phonebook, LPCSTR entry);
RASAPI RasEditPhonebookEntryW (HWND window, const RASTYPES_WCHAR *phonebook, const RASTYPES_WCHAR *entry);
RASAPI RasSetEntryDialParamsA (LPCSTR phonebook, LPRASDIALPARAMSA params, BOOL remove_password);
RASAPI RasSetEntryDialParamsW (const RASTYPES_WCHAR *phonebook, LPRASDIALPARAMSW params, BOOL remove_password);
RASAPI RasGetEntryDialParamsA (LPCSTR phonebook, LPRASDIALPARAMSA params, LPBOOL password);
RASAPI RasGetEntryDialParamsW (const RASTYPES_WCHAR *phonebook, LPRASDIALPARAMSW params, LPBOOL password);
RASAPI RasEnumDevicesA (LPRASDEVINFOA devices, LPDWORD size, LPDWORD count);
RASAPI RasEnumDevicesW (LPRASDEVINFOW devices, LPDWORD size, LPDWORD count);
RASAPI RasGetCountryInfoA (LPRASCTRYINFOA country, LPDWORD size);
RASAPI RasGetCountryInfoW (LPRASCTRYINFOW country, LPDWORD size);
RASAPI RasGetEntryPropertiesA (LPCSTR phonebook, LPCSTR entry, LPRASENTRYA properties, LPDWORD size, LPBYTE device, LPDWORD device_size);
RASAPI RasGetEntryPropertiesW (const RASTYPES_WCHAR *phonebook, const RASTYPES_WCHAR *entry, LPRASENTRYW properties, LPDWORD size, LPBYTE device, LPDWORD device_size);
RASAPI RasSetEntryPropertiesA (LPCSTR phonebook, LPCSTR entry, LPRASENTRYA properties, DWORD size, LPBYTE device, DWORD device_size);
RASAPI RasSetEntryPropertiesW (const RASTYPES_WCHAR *phonebook, const RASTYPES_WCHAR *entry, LPRASENTRYW properties, DWORD size, LPBYTE device, DWORD device_size);
RASAPI RasRenameEntryA (LPCSTR phonebook, LPCSTR old_name, LPCSTR new_name);
RASAPI RasRenameEntryW (const RASTYPES_WCHAR *phonebook, const RASTYPES_WCHAR *old_name, const RASTYPES_WCHAR *new_name);
RASAPI RasDeleteEntryA (LPCSTR phonebook, LPCSTR entry);
RASAPI RasDeleteEntryW (const RASTYPES_WCHAR *phonebook, const RASTYPES_WCHAR *entry);
RASAPI RasValidateEntryNameA (LPCSTR phonebook, LPCSTR entry);
RASAPI RasValidateEntryNameW (const RASTYPES_WCHAR *phonebook, const RASTYPES_WCHAR *entry);
RASAPI RasConnectionNotificationA (HRASCONN connection, HANDLE event, DWORD flags);
RASAPI RasConnectionNotificationW (HRASCONN connection, HANDLE event, DWORD flags);

#if WINVER >= 0x401
RASAPI RasGetSubEntryHandleA (HRASCONN connection, DWORD subentry, LPHRASCONN subentry_connection);
RASAPI RasGetSubEntryHandleW (HRASCONN connection, DWORD subentry, LPHRASCONN subentry_connection);
RASAPI RasGetCredentialsA (LPCSTR phonebook, LPCSTR entry, LPRASCREDENTIALSA credentials);
RASAPI RasGetCredentialsW (const RASTYPES_WCHAR *phonebook, const RASTYPES_WCHAR *entry, LPRASCREDENTIALSW credentials);
RASAPI RasSetCredentialsA (LPCSTR phonebook, LPCSTR entry, LPRASCREDENTIALSA credentials, BOOL clear);
RASAPI RasSetCredentialsW (const RASTYPES_WCHAR *phonebook, const RASTYPES_WCHAR *entry, LPRASCREDENTIALSW credentials, BOOL clear);
RASAPI RasGetSubEntryPropertiesA (LPCSTR phonebook, LPCSTR entry, DWORD subentry, LPRASSUBENTRYA properties, LPDWORD size, LPBYTE device, LPDWORD device_size);
RASAPI RasGetSubEntryPropertiesW (const RASTYPES_WCHAR *phonebook, const RASTYPES_WCHAR *entry, DWORD subentry, LPRASSUBENTRYW properties, LPDWORD size, LPBYTE device, LPDWORD device_size);
RASAPI RasSetSubEntryPropertiesA (LPCSTR phonebook, LPCSTR entry, DWORD subentry, LPRASSUBENTRYA properties, DWORD size, LPBYTE device, DWORD device_size);
RASAPI RasSetSubEntryPropertiesW (const RASTYPES_WCHAR *phonebook, const RASTYPES_WCHAR *entry, DWORD subentry, LPRASSUBENTRYW properties, DWORD size, LPBYTE device, DWORD device_size);
RASAPI RasGetAutodialAddressA (LPCSTR address, LPDWORD reserved, LPRASAUTODIALENTRYA entries, LPDWORD size, LPDWORD count);
RASAPI RasGetAutodialAddressW (const RASTYPES_WCHAR *address, LPDWORD reserved, LPRASAUTODIALENTRYW entries, LPDWORD size, LPDWORD count);
RASAPI RasSetAutodialAddressA (LPCSTR address, DWORD reserved, LPRASAUTODIALENTRYA entries, DWORD size, DWORD count);
RASAPI RasSetAutodialAddressW (const RASTYPES_WCHAR *address, DWORD reserved, LPRASAUTODIALENTRYW entries, DWORD size, DWORD count);
RASAPI RasEnumAutodialAddressesA (LPSTR *addresses, LPDWORD size, LPDWORD count);
RASAPI RasEnumAutodialAddressesW (RASTYPES_WCHAR **addresses, LPDWORD size, LPDWORD count);
RASAPI RasGetAutodialEnableA (DWORD location, LPBOOL enabled);
RASAPI RasGetAutodialEnableW (DWORD location, LPBOOL enabled);
RASAPI RasSetAutodialEnableA (DWORD location, BOOL enabled);
RASAPI RasSetAutodialEnableW (DWORD location, BOOL enabled);
RASAPI RasGetAutodialParamA (DWORD key, LPVOID value, LPDWORD size);
RASAPI RasGetAutodialParamW (DWORD key, LPVOID value, LPDWORD size);
RASAPI RasSetAutodialParamA (DWORD key, LPVOID value, DWORD size);
RASAPI RasSetAutodialParamW (DWORD key, LPVOID value, DWORD size);
#endif

#if WINVER >= 0x500
RASAPI RasGetEapUserDataA (HANDLE token, LPCSTR phonebook, LPCSTR entry, BYTE *data, DWORD *size);
RASAPI RasGetEapUserDataW (HANDLE token, const RASTYPES_WCHAR *phonebook, const RASTYPES_WCHAR *entry, BYTE *data, DWORD *size);
RASAPI RasSetEapUserDataA (HANDLE token, LPCSTR phonebook, LPCSTR entry, BYTE *data, DWORD size);
RASAPI RasSetEapUserDataW (HANDLE token, const RASTYPES_WCHAR *phonebook, const RASTYPES_WCHAR *entry, BYTE *data, DWORD size);
RASAPI RasGetCustomAuthDataA (LPCSTR phonebook, LPCSTR entry, BYTE *data, DWORD *size);
RASAPI RasGetCustomAuthDataW (const RASTYPES_WCHAR *phonebook, const RASTYPES_WCHAR *entry, BYTE *data, DWORD *size);
RASAPI RasSetCustomAuthDataA (LPCSTR phonebook, LPCSTR entry, BYTE *data, DWORD size);
RASAPI RasSetCustomAuthDataW (const RASTYPES_WCHAR *phonebook, const RASTYPES_WCHAR *entry, BYTE *data, DWORD size);
RASAPI RasGetEapUserIdentityA (LPCSTR phonebook, LPCSTR entry, DWORD flags, HWND window, LPRASEAPUSERIDENTITYA *identity);
RASAPI RasGetEapUserIdentityW (const RASTYPES_WCHAR *phonebook, const RASTYPES_WCHAR *entry, DWORD flags, HWND window, LPRASEAPUSERIDENTITYW *identity);
#endif

#if WINVER >= 0x501
RASAPI RasDeleteSubEntryA (LPCSTR phonebook, LPCSTR entry, DWORD subentry);
RASAPI RasDeleteSubEntryW (const RASTYPES_WCHAR *phonebook, const RASTYPES_WCHAR *entry, DWORD subentry);
#endif

/* Without texts. */
#if WINVER >= 0x500
RASAPI RasGetConnectionStatistics (HRASCONN connection, RAS_STATS *statistics);
RASAPI RasGetLinkStatistics (HRASCONN connection, DWORD subentry, RAS_STATS *statistics);
RASAPI RasClearConnectionStatistics (HRASCONN connection);
RASAPI RasClearLinkStatistics (HRASCONN connection, DWORD subentry);
RASAPI RasInvokeEapUI (HRASCONN connection, DWORD subentry, LPRASDIALEXTENSIONS extensions, HWND window);
#if defined(__GNUC__)
__attribute__ ((visibility ("default")))
#endif
VOID WINAPI RasFreeEapUserIdentityA (LPRASEAPUSERIDENTITYA identity);
#if defined(__GNUC__)
__attribute__ ((visibility ("default")))
#endif
VOID WINAPI RasFreeEapUserIdentityW (LPRASEAPUSERIDENTITYW identity);
#endif
#if WINVER >= 0x600
RASAPI RasGetNapStatus (HRASCONN connection, LPRASNAPSTATE state);
#endif
#if WINVER >= 0x601
RASAPI RasGetProjectionInfoEx (HRASCONN connection, PRAS_PROJECTION_INFO info, LPDWORD size);
RASAPI RasUpdateConnection (HRASCONN connection, LPRASUPDATECONN update);
#endif
#if WINVER >= 0xA00
RASAPI RasGetPCscf (const RASTYPES_WCHAR *path);
#endif

/*
 * Linux: an event HANDLE is (HANDLE)(intptr_t)eventfd; see ras-porting(7).
 */
#if defined(__GNUC__)
__attribute__ ((visibility ("default")))
#endif
HANDLE RasCreateEvent (void);                                   /* INVALID_HANDLE_VALUE without a descriptor */
RASAPI RasWaitForEvent (HANDLE event, DWORD milliseconds);      /* 0; 258 time-out (0xFFFFFFFF: none); 6 */
RASAPI RasCloseEvent (HANDLE event);                            /* ends its notifications too */

#ifdef UNICODE
#define RASNAME(name) name##W
#else
#define RASNAME(name) name##A
#endif
#define RasDial RASNAME (RasDial)
#define RasEnumConnections RASNAME (RasEnumConnections)
#define RasEnumEntries RASNAME (RasEnumEntries)
#define RasGetConnectStatus RASNAME (RasGetConnectStatus)
#define RasGetErrorString RASNAME (RasGetErrorString)
#define RasHangUp RASNAME (RasHangUp)
#define RasGetProjectionInfo RASNAME (RasGetProjectionInfo)
#define RasCreatePhonebookEntry RASNAME (RasCreatePhonebookEntry)
#define RasEditPhonebookEntry RASNAME (RasEditPhonebookEntry)
#define RasSetEntryDialParams RASNAME (RasSetEntryDialParams)
#define RasGetEntryDialParams RASNAME (RasGetEntryDialParams)
#define RasEnumDevices RASNAME (RasEnumDevices)
#define RasGetCountryInfo RASNAME (RasGetCountryInfo)
#define RasGetEntryProperties RASNAME (RasGetEntryProperties)
#define RasSetEntryProperties RASNAME (RasSetEntryProperties)
#define RasRenameEntry RASNAME (RasRenameEntry)
#define RasDeleteEntry RASNAME (RasDeleteEntry)
#define RasValidateEntryName RASNAME (RasValidateEntryName)
#define RasConnectionNotification RASNAME (RasConnectionNotification)
#define RasGetSubEntryHandle RASNAME (RasGetSubEntryHandle)
#define RasGetCredentials RASNAME (RasGetCredentials)
#define RasSetCredentials RASNAME (RasSetCredentials)
#define RasGetSubEntryProperties RASNAME (RasGetSubEntryProperties)
#define RasSetSubEntryProperties RASNAME (RasSetSubEntryProperties)
#define RasGetAutodialAddress RASNAME (RasGetAutodialAddress)
#define RasSetAutodialAddress RASNAME (RasSetAutodialAddress)
#define RasEnumAutodialAddresses RASNAME (RasEnumAutodialAddresses)
#define RasGetAutodialEnable RASNAME (RasGetAutodialEnable)
#define RasSetAutodialEnable RASNAME (RasSetAutodialEnable)
#define RasGetAutodialParam RASNAME (RasGetAutodialParam)
#define RasSetAutodialParam RASNAME (RasSetAutodialParam)
#define RasGetEapUserData RASNAME (RasGetEapUserData)
#define RasSetEapUserData RASNAME (RasSetEapUserData)
#define RasGetCustomAuthData RASNAME (RasGetCustomAuthData)
#define RasSetCustomAuthData RASNAME (RasSetCustomAuthData)
#define RasGetEapUserIdentity RASNAME (RasGetEapUserIdentity)
#define RasDeleteSubEntry RASNAME (RasDeleteSubEntry)
#define RasFreeEapUserIdentity RASNAME (RasFreeEapUserIdentity)

#define RASADFUNC RASNAME (RASADFUNC)
#define RASCONN RASNAME (RASCONN)
#define LPRASCONN RASNAME (LPRASCONN)
#define RASCONNSTATUS RASNAME (RASCONNSTATUS)
#define LPRASCONNSTATUS RASNAME (LPRASCONNSTATUS)
#define RASDIALPARAMS RASNAME (RASDIALPARAMS)
#define LPRASDIALPARAMS RASNAME (LPRASDIALPARAMS)
#define RASENTRYNAME RASNAME (RASENTRYNAME)
#define LPRASENTRYNAME RASNAME (LPRASENTRYNAME)
#define RASAMB RASNAME (RASAMB)
#define LPRASAMB RASNAME (LPRASAMB)
#define RASPPPNBF RASNAME (RASPPPNBF)
#define LPRASPPPNBF RASNAME (LPRASPPPNBF)
#define RASPPPIPX RASNAME (RASPPPIPX)
#define LPRASPPPIPX RASNAME (LPRASPPPIPX)
#define RASPPPIP RASNAME (RASPPPIP)
#define LPRASPPPIP RASNAME (LPRASPPPIP)
#define RASPPPLCP RASNAME (RASPPPLCP)
#define LPRASPPPLCP RASNAME (LPRASPPPLCP)
#define RASSLIP RASNAME (RASSLIP)
#define LPRASSLIP RASNAME (LPRASSLIP)
#define RASDEVINFO RASNAME (RASDEVINFO)
#define LPRASDEVINFO RASNAME (LPRASDEVINFO)
#define RASENTRY RASNAME (RASENTRY)
#define LPRASENTRY RASNAME (LPRASENTRY)
#define RASSUBENTRY RASNAME (RASSUBENTRY)
#define LPRASSUBENTRY RASNAME (LPRASSUBENTRY)
#define RASCREDENTIALS RASNAME (RASCREDENTIALS)
#define LPRASCREDENTIALS RASNAME (LPRASCREDENTIALS)
#define RASAUTODIALENTRY RASNAME (RASAUTODIALENTRY)
#define LPRASAUTODIALENTRY RASNAME (LPRASAUTODIALENTRY)
#define RASEAPUSERIDENTITY RASNAME (RASEAPUSERIDENTITY)
#define LPRASEAPUSERIDENTITY RASNAME (LPRASEAPUSERIDENTITY)

#endif
