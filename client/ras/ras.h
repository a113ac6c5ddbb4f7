/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The Remote Access Service API of Windows, for programs that are recompiled on
 * Linux; librasapi32 answers it through the service dialtoned.  See ras(3), and
 * ras-porting(7) for what differs.
 *
 * WINVER chooses the layout (default 0x0A00), UNICODE the W forms.  A texts are
 * UTF-8, W texts UTF-16.  C89, C++98 and younger ones.
 */
#ifndef DIALTONE_RAS_H
#define DIALTONE_RAS_H

#include "rastypes.h"

/* mingw's and Wine's ras.h have nothing to add. */
#ifndef _RAS_H_
#define _RAS_H_
#endif
#ifndef __WINE_RAS_H
#define __WINE_RAS_H
#endif

#include "rasconst.h"
#include "raserror.h"

#ifdef __cplusplus
extern "C" {
#endif

#if defined(USES_RAS_QUARANTINE_APIS) || WINVER >= 0x600
typedef enum tagISOLATIONSTATE {
  isolationStateNotRestricted = 1,
  isolationStateInProbation = 2,
  isolationStateRestrictedAccess = 3
} RASNAPISOLATIONSTATE;
#else
typedef DWORD RASNAPISOLATIONSTATE;
#endif

/* Not packed, unlike everything below. */
typedef struct tagRASNAPSTATE {
  DWORD dwSize;
  DWORD dwFlags;
  RASNAPISOLATIONSTATE IsolationState;
  FILETIME ProbationTime;
} RASNAPSTATE, *LPRASNAPSTATE;

#pragma pack(push, 4)

DECLARE_HANDLE (HRASCONN);
typedef HRASCONN *LPHRASCONN;

typedef struct in_addr RASIPV4ADDR;
typedef struct in6_addr RASIPV6ADDR;

/* In the order of the dotted quad. */
typedef struct tagRASIPADDR {
  BYTE a;
  BYTE b;
  BYTE c;
  BYTE d;
} RASIPADDR;

#define RASCS_PAUSED 0x1000
#define RASCS_DONE 0x2000

typedef enum tagRASCONNSTATE {
  RASCS_OpenPort = 0,
  RASCS_PortOpened = 1,
  RASCS_ConnectDevice = 2,
  RASCS_DeviceConnected = 3,
  RASCS_AllDevicesConnected = 4,
  RASCS_Authenticate = 5,
  RASCS_AuthNotify = 6,
  RASCS_AuthRetry = 7,
  RASCS_AuthCallback = 8,
  RASCS_AuthChangePassword = 9,
  RASCS_AuthProject = 10,
  RASCS_AuthLinkSpeed = 11,
  RASCS_AuthAck = 12,
  RASCS_ReAuthenticate = 13,
  RASCS_Authenticated = 14,
  RASCS_PrepareForCallback = 15,
  RASCS_WaitForModemReset = 16,
  RASCS_WaitForCallback = 17,
  RASCS_Projected = 18,
  RASCS_StartAuthentication = 19,
  RASCS_CallbackComplete = 20,
  RASCS_LogonNetwork = 21,
  RASCS_SubEntryConnected = 22,
  RASCS_SubEntryDisconnected = 23,
  RASCS_ApplySettings = 24,
  RASCS_Interactive = 0x1000,
  RASCS_RetryAuthentication = 0x1001,
  RASCS_CallbackSetByCaller = 0x1002,
  RASCS_PasswordExpired = 0x1003,
  RASCS_InvokeEapUI = 0x1004,
  RASCS_Connected = 0x2000,
  RASCS_Disconnected = 0x2001
} RASCONNSTATE, *LPRASCONNSTATE;

typedef enum tagRASCONNSUBSTATE {
  RASCSS_None = 0,
  RASCSS_Dormant = 1,
  RASCSS_Reconnecting = 2,
  RASCSS_Reconnected = 0x2000
} RASCONNSUBSTATE, *LPRASCONNSUBSTATE;

typedef enum tagRASPROJECTION {
  RASP_Amb = 0x10000,
  RASP_PppNbf = 0x803F,
  RASP_PppIpx = 0x802B,
  RASP_PppIp = 0x8021,
  RASP_PppCcp = 0x80FD,
  RASP_PppLcp = 0xC021,
  RASP_PppIpv6 = 0x8057,
  RASP_Slip = 0x20000
} RASPROJECTION, *LPRASPROJECTION;

typedef enum tagRASPROJECTION_INFO_TYPE {
  PROJECTION_INFO_TYPE_PPP = 1,
  PROJECTION_INFO_TYPE_IKEv2 = 2
} RASPROJECTION_INFO_TYPE;

typedef enum tagRASAPIVERSION {
  RASAPIVERSION_500 = 1,
  RASAPIVERSION_501 = 2,
  RASAPIVERSION_600 = 3,
  RASAPIVERSION_601 = 4
} RASAPIVERSION;
#define RASAPIVERSION_CURRENT RASAPIVERSION_601

typedef enum tagIKEV2_ID_PAYLOAD_TYPE {
  IKEV2_ID_PAYLOAD_TYPE_INVALID = 0
} IKEV2_ID_PAYLOAD_TYPE;

typedef struct tagRASTUNNELENDPOINT {
  DWORD dwType;                 /* RASTUNNELENDPOINT_**/
  __extension__ union {
    RASIPV4ADDR ipv4;
    RASIPV6ADDR ipv6;
  };
} RASTUNNELENDPOINT, *PRASTUNNELENDPOINT;

#if WINVER >= 0x500
typedef struct tagRASEAPINFO {
  DWORD dwSizeofEapInfo;
  BYTE *pbEapInfo;
} RASEAPINFO;
#endif

#if WINVER >= 0x601
typedef struct tagRASDEVSPECIFICINFO {
  DWORD dwSize;
  BYTE *pbDevSpecificInfo;
} RASDEVSPECIFICINFO;
#endif

typedef struct tagRASDIALEXTENSIONS {
  DWORD dwSize;
  DWORD dwfOptions;             /* RDEOPT_**/
  HWND hwndParent;
  ULONG_PTR reserved;
#if WINVER >= 0x500
  ULONG_PTR reserved1;
  RASEAPINFO RasEapInfo;
#endif
#if WINVER >= 0x601
  BOOL fSkipPppAuth;
  RASDEVSPECIFICINFO RasDevSpecificInfo;
#endif
} RASDIALEXTENSIONS, *LPRASDIALEXTENSIONS;

/* The texts of a call. */
#define RAS_(name) name##A
#define RASCHAR CHAR
#include "rasstruct.h"
#undef RAS_
#undef RASCHAR
#define RAS_(name) name##W
#define RASCHAR RASTYPES_WCHAR
#include "rasstruct.h"
#undef RAS_
#undef RASCHAR

#if WINVER >= 0x600
typedef struct tagRASPPPIPV6 {
  DWORD dwSize;
  DWORD dwError;
  BYTE bLocalInterfaceIdentifier[8];
  BYTE bPeerInterfaceIdentifier[8];
  BYTE bLocalCompressionProtocol[2];
  BYTE bPeerCompressionProtocol[2];
} RASPPPIPV6, *LPRASPPPIPV6;
#endif

#if WINVER >= 0x500
typedef struct tagRASPPPCCP {
  DWORD dwSize;
  DWORD dwError;
  DWORD dwCompressionAlgorithm;
  DWORD dwOptions;
  DWORD dwServerCompressionAlgorithm;
  DWORD dwServerOptions;
} RASPPPCCP, *LPRASPPPCCP;

typedef struct tagRAS_STATS {
  DWORD dwSize;
  DWORD dwBytesXmited;
  DWORD dwBytesRcved;
  DWORD dwFramesXmited;
  DWORD dwFramesRcved;
  DWORD dwCrcErr;
  DWORD dwTimeoutErr;
  DWORD dwAlignmentErr;
  DWORD dwHardwareOverrunErr;
  DWORD dwFramingErr;
  DWORD dwBufferOverrunErr;
  DWORD dwCompressionRatioIn;
  DWORD dwCompressionRatioOut;
  DWORD dwBps;                  /* bit/s */
  DWORD dwConnectDuration;      /* ms */
} RAS_STATS, *PRAS_STATS;
#endif

#if WINVER >= 0x601
typedef struct tagRASPPP_PROJECTION_INFO {
  DWORD dwIPv4NegotiationError;
  RASIPV4ADDR ipv4Address;
  RASIPV4ADDR ipv4ServerAddress;
  DWORD dwIPv4Options;
  DWORD dwIPv4ServerOptions;
  DWORD dwIPv6NegotiationError;
  BYTE bInterfaceIdentifier[8];
  BYTE bServerInterfaceIdentifier[8];
  BOOL fBundled;
  BOOL fMultilink;
  DWORD dwAuthenticationProtocol;
  DWORD dwAuthenticationData;
  DWORD dwServerAuthenticationProtocol;
  DWORD dwServerAuthenticationData;
  DWORD dwEapTypeId;
  DWORD dwServerEapTypeId;
  DWORD dwLcpOptions;
  DWORD dwLcpServerOptions;
  DWORD dwCcpError;
  DWORD dwCcpCompressionAlgorithm;
  DWORD dwCcpServerCompressionAlgorithm;
  DWORD dwCcpOptions;
  DWORD dwCcpServerOptions;
} RASPPP_PROJECTION_INFO;

typedef struct tagRASIKEV2_PROJECTION_INFO {
  DWORD dwIPv4NegotiationError;
  RASIPV4ADDR ipv4Address;
  RASIPV4ADDR ipv4ServerAddress;
  DWORD dwIPv6NegotiationError;
  RASIPV6ADDR ipv6Address;
  RASIPV6ADDR ipv6ServerAddress;
  DWORD dwPrefixLength;
  DWORD dwAuthenticationProtocol;
  DWORD dwEapTypeId;
  DWORD dwFlags;
  DWORD dwEncryptionMethod;
  DWORD numIPv4ServerAddresses;
  RASIPV4ADDR *ipv4ServerAddresses;
  DWORD numIPv6ServerAddresses;
  RASIPV6ADDR *ipv6ServerAddresses;
} RASIKEV2_PROJECTION_INFO;

typedef struct tagRAS_PROJECTION_INFO {
  RASAPIVERSION version;
  RASPROJECTION_INFO_TYPE type;
  __extension__ union {
    RASPPP_PROJECTION_INFO ppp;
    RASIKEV2_PROJECTION_INFO ikev2;
  };
} RAS_PROJECTION_INFO, *PRAS_PROJECTION_INFO;

typedef struct tagRASUPDATECONN {
  RASAPIVERSION version;
  DWORD dwSize;
  DWORD dwFlags;
  DWORD dwIfIndex;
  RASTUNNELENDPOINT localEndPoint;
  RASTUNNELENDPOINT remoteEndPoint;
} RASUPDATECONN, *LPRASUPDATECONN;
#endif

typedef struct tagRASCTRYINFO {
  DWORD dwSize;
  DWORD dwCountryID;
  DWORD dwNextCountryID;
  DWORD dwCountryCode;
  DWORD dwCountryNameOffset;
} RASCTRYINFO, *LPRASCTRYINFO;
typedef RASCTRYINFO RASCTRYINFOA, *LPRASCTRYINFOA, RASCTRYINFOW, *LPRASCTRYINFOW;

#if WINVER >= 0x401
typedef struct tagRASADPARAMS {
  DWORD dwSize;
  HWND hwndOwner;
  DWORD dwFlags;
  LONG xDlg;
  LONG yDlg;
} RASADPARAMS, *LPRASADPARAMS;

/* Of a program's own dialler; nothing here calls one. */
typedef BOOL (WINAPI *RASADFUNCA) (LPSTR phonebook, LPSTR entry, LPRASADPARAMS params, LPDWORD result);
typedef BOOL (WINAPI *RASADFUNCW) (RASTYPES_WCHAR *phonebook, RASTYPES_WCHAR *entry, LPRASADPARAMS params, LPDWORD result);
#endif

#if WINVER >= 0x501
typedef struct tagRASCOMMSETTINGS {
  DWORD dwSize;
  BYTE bParity;
  BYTE bStop;
  BYTE bByteSize;
  BYTE bAlign;
} RASCOMMSETTINGS;

typedef DWORD (WINAPI *PFNRASSETCOMMSETTINGS) (HANDLE port, RASCOMMSETTINGS *settings, LPVOID reserved);
typedef struct tagRASCUSTOMSCRIPTEXTENSIONS {
  DWORD dwSize;
  PFNRASSETCOMMSETTINGS pfnRasSetCommSettings;
} RASCUSTOMSCRIPTEXTENSIONS;
#endif

#pragma pack(pop)

/* Notifiers of RasDial, types 0, 1 and 2. */
typedef VOID (WINAPI *RASDIALFUNC) (UINT message, RASCONNSTATE state, DWORD error);
typedef VOID (WINAPI *RASDIALFUNC1) (HRASCONN connection, UINT message, RASCONNSTATE state, DWORD error, DWORD extended_error);
typedef DWORD (WINAPI *RASDIALFUNC2) (ULONG_PTR callback_id, DWORD subentry, HRASCONN connection, UINT message,
                                      RASCONNSTATE state, DWORD error, DWORD extended_error);

#ifndef RASAPI
#if defined(__GNUC__) && !defined(_WIN32)
#define RASAPI __attribute__ ((visibility ("default"))) DWORD WINAPI
#else
#define RASAPI DWORD WINAPI
#endif
#endif

#include "rasproto.h"

#ifdef __cplusplus
}
#endif
#endif
