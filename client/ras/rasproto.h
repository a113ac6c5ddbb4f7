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
#define RASPROTO_NAME(name) name##W
#else
#define RASPROTO_NAME(name) name##A
#endif
#define RasDial RASPROTO_NAME (RasDial)
#define RasEnumConnections RASPROTO_NAME (RasEnumConnections)
#define RasEnumEntries RASPROTO_NAME (RasEnumEntries)
#define RasGetConnectStatus RASPROTO_NAME (RasGetConnectStatus)
#define RasGetErrorString RASPROTO_NAME (RasGetErrorString)
#define RasHangUp RASPROTO_NAME (RasHangUp)
#define RasGetProjectionInfo RASPROTO_NAME (RasGetProjectionInfo)
#define RasCreatePhonebookEntry RASPROTO_NAME (RasCreatePhonebookEntry)
#define RasEditPhonebookEntry RASPROTO_NAME (RasEditPhonebookEntry)
#define RasSetEntryDialParams RASPROTO_NAME (RasSetEntryDialParams)
#define RasGetEntryDialParams RASPROTO_NAME (RasGetEntryDialParams)
#define RasEnumDevices RASPROTO_NAME (RasEnumDevices)
#define RasGetCountryInfo RASPROTO_NAME (RasGetCountryInfo)
#define RasGetEntryProperties RASPROTO_NAME (RasGetEntryProperties)
#define RasSetEntryProperties RASPROTO_NAME (RasSetEntryProperties)
#define RasRenameEntry RASPROTO_NAME (RasRenameEntry)
#define RasDeleteEntry RASPROTO_NAME (RasDeleteEntry)
#define RasValidateEntryName RASPROTO_NAME (RasValidateEntryName)
#define RasConnectionNotification RASPROTO_NAME (RasConnectionNotification)
#define RasGetSubEntryHandle RASPROTO_NAME (RasGetSubEntryHandle)
#define RasGetCredentials RASPROTO_NAME (RasGetCredentials)
#define RasSetCredentials RASPROTO_NAME (RasSetCredentials)
#define RasGetSubEntryProperties RASPROTO_NAME (RasGetSubEntryProperties)
#define RasSetSubEntryProperties RASPROTO_NAME (RasSetSubEntryProperties)
#define RasGetAutodialAddress RASPROTO_NAME (RasGetAutodialAddress)
#define RasSetAutodialAddress RASPROTO_NAME (RasSetAutodialAddress)
#define RasEnumAutodialAddresses RASPROTO_NAME (RasEnumAutodialAddresses)
#define RasGetAutodialEnable RASPROTO_NAME (RasGetAutodialEnable)
#define RasSetAutodialEnable RASPROTO_NAME (RasSetAutodialEnable)
#define RasGetAutodialParam RASPROTO_NAME (RasGetAutodialParam)
#define RasSetAutodialParam RASPROTO_NAME (RasSetAutodialParam)
#define RasGetEapUserData RASPROTO_NAME (RasGetEapUserData)
#define RasSetEapUserData RASPROTO_NAME (RasSetEapUserData)
#define RasGetCustomAuthData RASPROTO_NAME (RasGetCustomAuthData)
#define RasSetCustomAuthData RASPROTO_NAME (RasSetCustomAuthData)
#define RasGetEapUserIdentity RASPROTO_NAME (RasGetEapUserIdentity)
#define RasDeleteSubEntry RASPROTO_NAME (RasDeleteSubEntry)
#define RasFreeEapUserIdentity RASPROTO_NAME (RasFreeEapUserIdentity)

#define RASADFUNC RASPROTO_NAME (RASADFUNC)
#define RASCONN RASPROTO_NAME (RASCONN)
#define LPRASCONN RASPROTO_NAME (LPRASCONN)
#define RASCONNSTATUS RASPROTO_NAME (RASCONNSTATUS)
#define LPRASCONNSTATUS RASPROTO_NAME (LPRASCONNSTATUS)
#define RASDIALPARAMS RASPROTO_NAME (RASDIALPARAMS)
#define LPRASDIALPARAMS RASPROTO_NAME (LPRASDIALPARAMS)
#define RASENTRYNAME RASPROTO_NAME (RASENTRYNAME)
#define LPRASENTRYNAME RASPROTO_NAME (LPRASENTRYNAME)
#define RASAMB RASPROTO_NAME (RASAMB)
#define LPRASAMB RASPROTO_NAME (LPRASAMB)
#define RASPPPNBF RASPROTO_NAME (RASPPPNBF)
#define LPRASPPPNBF RASPROTO_NAME (LPRASPPPNBF)
#define RASPPPIPX RASPROTO_NAME (RASPPPIPX)
#define LPRASPPPIPX RASPROTO_NAME (LPRASPPPIPX)
#define RASPPPIP RASPROTO_NAME (RASPPPIP)
#define LPRASPPPIP RASPROTO_NAME (LPRASPPPIP)
#define RASPPPLCP RASPROTO_NAME (RASPPPLCP)
#define LPRASPPPLCP RASPROTO_NAME (LPRASPPPLCP)
#define RASSLIP RASPROTO_NAME (RASSLIP)
#define LPRASSLIP RASPROTO_NAME (LPRASSLIP)
#define RASDEVINFO RASPROTO_NAME (RASDEVINFO)
#define LPRASDEVINFO RASPROTO_NAME (LPRASDEVINFO)
#define RASENTRY RASPROTO_NAME (RASENTRY)
#define LPRASENTRY RASPROTO_NAME (LPRASENTRY)
#define RASSUBENTRY RASPROTO_NAME (RASSUBENTRY)
#define LPRASSUBENTRY RASPROTO_NAME (LPRASSUBENTRY)
#define RASCREDENTIALS RASPROTO_NAME (RASCREDENTIALS)
#define LPRASCREDENTIALS RASPROTO_NAME (LPRASCREDENTIALS)
#define RASAUTODIALENTRY RASPROTO_NAME (RASAUTODIALENTRY)
#define LPRASAUTODIALENTRY RASPROTO_NAME (LPRASAUTODIALENTRY)
#define RASEAPUSERIDENTITY RASPROTO_NAME (RASEAPUSERIDENTITY)
#define LPRASEAPUSERIDENTITY RASPROTO_NAME (LPRASEAPUSERIDENTITY)

#endif
