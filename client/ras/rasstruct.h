/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The structures of ras.h that hold text; ras.h includes this twice, with RAS_(x)
 * naming the A or W form and RASCHAR its character.  Packed to 4 bytes by ras.h.
 */

typedef struct RAS_ (tagRASCONN) {
  DWORD dwSize;
  HRASCONN hrasconn;
  RASCHAR szEntryName[RAS_MaxEntryName + 1];
#if WINVER >= 0x400
  RASCHAR szDeviceType[RAS_MaxDeviceType + 1];
  RASCHAR szDeviceName[RAS_MaxDeviceName + 1];
#endif
#if WINVER >= 0x401
  RASCHAR szPhonebook[MAX_PATH];
  DWORD dwSubEntry;
#endif
#if WINVER >= 0x500
  GUID guidEntry;
#endif
#if WINVER >= 0x501
  DWORD dwFlags;
  LUID luid;
#endif
#if WINVER >= 0x600
  GUID guidCorrelationId;
#endif
} RAS_ (RASCONN), *RAS_ (LPRASCONN);

typedef struct RAS_ (tagRASCONNSTATUS) {
  DWORD dwSize;
  RASCONNSTATE rasconnstate;
  DWORD dwError;
  RASCHAR szDeviceType[RAS_MaxDeviceType + 1];
  RASCHAR szDeviceName[RAS_MaxDeviceName + 1];
#if WINVER >= 0x401
  RASCHAR szPhoneNumber[RAS_MaxPhoneNumber + 1];
#endif
#if WINVER >= 0x601
  RASTUNNELENDPOINT localEndPoint;
  RASTUNNELENDPOINT remoteEndPoint;
  RASCONNSUBSTATE rasconnsubstate;
#endif
} RAS_ (RASCONNSTATUS), *RAS_ (LPRASCONNSTATUS);

typedef struct RAS_ (tagRASDIALPARAMS) {
  DWORD dwSize;
  RASCHAR szEntryName[RAS_MaxEntryName + 1];
  RASCHAR szPhoneNumber[RAS_MaxPhoneNumber + 1];
  RASCHAR szCallbackNumber[RAS_MaxCallbackNumber + 1];
  RASCHAR szUserName[UNLEN + 1];
  RASCHAR szPassword[PWLEN + 1];
  RASCHAR szDomain[DNLEN + 1];
#if WINVER >= 0x401
  DWORD dwSubEntry;
  ULONG_PTR dwCallbackId;
#endif
#if WINVER >= 0x601
  DWORD dwIfIndex;
#endif
#if WINVER >= 0x602
  RASCHAR *szEncPassword;
#endif
} RAS_ (RASDIALPARAMS), *RAS_ (LPRASDIALPARAMS);

typedef struct RAS_ (tagRASENTRYNAME) {
  DWORD dwSize;
  RASCHAR szEntryName[RAS_MaxEntryName + 1];
#if WINVER >= 0x500
  DWORD dwFlags;
  RASCHAR szPhonebookPath[MAX_PATH + 1];
#endif
} RAS_ (RASENTRYNAME), *RAS_ (LPRASENTRYNAME);

typedef struct RAS_ (tagRASAMB) {
  DWORD dwSize;
  DWORD dwError;
  RASCHAR szNetBiosError[NETBIOS_NAME_LEN + 1];
  BYTE bLana;
} RAS_ (RASAMB), *RAS_ (LPRASAMB);

typedef struct RAS_ (tagRASPPPNBF) {
  DWORD dwSize;
  DWORD dwError;
  DWORD dwNetBiosError;
  RASCHAR szNetBiosError[NETBIOS_NAME_LEN + 1];
  RASCHAR szWorkstationName[NETBIOS_NAME_LEN + 1];
  BYTE bLana;
} RAS_ (RASPPPNBF), *RAS_ (LPRASPPPNBF);

typedef struct RAS_ (tagRASIPX) {
  DWORD dwSize;
  DWORD dwError;
  RASCHAR szIpxAddress[RAS_MaxIpxAddress + 1];
} RAS_ (RASPPPIPX), *RAS_ (LPRASPPPIPX);

typedef struct RAS_ (tagRASPPPIP) {
  DWORD dwSize;
  DWORD dwError;
  RASCHAR szIpAddress[RAS_MaxIpAddress + 1];
#ifndef WINNT35COMPATIBLE
  RASCHAR szServerIpAddress[RAS_MaxIpAddress + 1];
#endif
#if WINVER >= 0x500
  DWORD dwOptions;
  DWORD dwServerOptions;
#endif
} RAS_ (RASPPPIP), *RAS_ (LPRASPPPIP);

typedef struct RAS_ (tagRASPPPLCP) {
  DWORD dwSize;
  BOOL fBundled;
#if WINVER >= 0x500
  DWORD dwError;
  DWORD dwAuthenticationProtocol;
  DWORD dwAuthenticationData;
  DWORD dwEapTypeId;
  DWORD dwServerAuthenticationProtocol;
  DWORD dwServerAuthenticationData;
  DWORD dwServerEapTypeId;
  BOOL fMultilink;
  DWORD dwTerminateReason;
  DWORD dwServerTerminateReason;
  RASCHAR szReplyMessage[RAS_MaxReplyMessage];
  DWORD dwOptions;
  DWORD dwServerOptions;
#endif
} RAS_ (RASPPPLCP), *RAS_ (LPRASPPPLCP);

#if WINVER < 0x600
typedef struct RAS_ (tagRASSLIP) {
  DWORD dwSize;
  DWORD dwError;
  RASCHAR szIpAddress[RAS_MaxIpAddress + 1];
} RAS_ (RASSLIP), *RAS_ (LPRASSLIP);
#endif

typedef struct RAS_ (tagRASDEVINFO) {
  DWORD dwSize;
  RASCHAR szDeviceType[RAS_MaxDeviceType + 1];
  RASCHAR szDeviceName[RAS_MaxDeviceName + 1];
} RAS_ (RASDEVINFO), *RAS_ (LPRASDEVINFO);

typedef struct RAS_ (tagRASENTRY) {
  DWORD dwSize;
  DWORD dwfOptions;
  DWORD dwCountryID;
  DWORD dwCountryCode;
  RASCHAR szAreaCode[RAS_MaxAreaCode + 1];
  RASCHAR szLocalPhoneNumber[RAS_MaxPhoneNumber + 1];
  DWORD dwAlternateOffset;
  RASIPADDR ipaddr;
  RASIPADDR ipaddrDns;
  RASIPADDR ipaddrDnsAlt;
  RASIPADDR ipaddrWins;
  RASIPADDR ipaddrWinsAlt;
  DWORD dwFrameSize;
  DWORD dwfNetProtocols;
  DWORD dwFramingProtocol;
  RASCHAR szScript[MAX_PATH];
  RASCHAR szAutodialDll[MAX_PATH];
  RASCHAR szAutodialFunc[MAX_PATH];
  RASCHAR szDeviceType[RAS_MaxDeviceType + 1];
  RASCHAR szDeviceName[RAS_MaxDeviceName + 1];
  RASCHAR szX25PadType[RAS_MaxPadType + 1];
  RASCHAR szX25Address[RAS_MaxX25Address + 1];
  RASCHAR szX25Facilities[RAS_MaxFacilities + 1];
  RASCHAR szX25UserData[RAS_MaxUserData + 1];
  DWORD dwChannels;
  DWORD dwReserved1;
  DWORD dwReserved2;
#if WINVER >= 0x401
  DWORD dwSubEntries;
  DWORD dwDialMode;
  DWORD dwDialExtraPercent;
  DWORD dwDialExtraSampleSeconds;
  DWORD dwHangUpExtraPercent;
  DWORD dwHangUpExtraSampleSeconds;
  DWORD dwIdleDisconnectSeconds;
#endif
#if WINVER >= 0x500
  DWORD dwType;
  DWORD dwEncryptionType;
  DWORD dwCustomAuthKey;
  GUID guidId;
  RASCHAR szCustomDialDll[MAX_PATH];
  DWORD dwVpnStrategy;
#endif
#if WINVER >= 0x501
  DWORD dwfOptions2;
  DWORD dwfOptions3;
  RASCHAR szDnsSuffix[RAS_MaxDnsSuffix];
  DWORD dwTcpWindowSize;
  RASCHAR szPrerequisitePbk[MAX_PATH];
  RASCHAR szPrerequisiteEntry[RAS_MaxEntryName + 1];
  DWORD dwRedialCount;
  DWORD dwRedialPause;
#endif
#if WINVER >= 0x600
  RASIPV6ADDR ipv6addrDns;
  RASIPV6ADDR ipv6addrDnsAlt;
  DWORD dwIPv4InterfaceMetric;
  DWORD dwIPv6InterfaceMetric;
#endif
#if WINVER >= 0x601
  RASIPV6ADDR ipv6addr;
  DWORD dwIPv6PrefixLength;
  DWORD dwNetworkOutageTime;
#endif
#if WINVER >= 0xA00
  RASCHAR szIDi[RAS_MaxIDSize + 1];
  RASCHAR szIDr[RAS_MaxIDSize + 1];
  BOOL fIsImsConfig;
  IKEV2_ID_PAYLOAD_TYPE IdiType;
  IKEV2_ID_PAYLOAD_TYPE IdrType;
  BOOL fDisableIKEv2Fragmentation;
#endif
} RAS_ (RASENTRY), *RAS_ (LPRASENTRY);

#if WINVER >= 0x401
typedef struct RAS_ (tagRASSUBENTRY) {
  DWORD dwSize;
  DWORD dwfFlags;
  RASCHAR szDeviceType[RAS_MaxDeviceType + 1];
  RASCHAR szDeviceName[RAS_MaxDeviceName + 1];
  RASCHAR szLocalPhoneNumber[RAS_MaxPhoneNumber + 1];
  DWORD dwAlternateOffset;
} RAS_ (RASSUBENTRY), *RAS_ (LPRASSUBENTRY);

typedef struct RAS_ (tagRASCREDENTIALS) {
  DWORD dwSize;
  DWORD dwMask;
  RASCHAR szUserName[UNLEN + 1];
  RASCHAR szPassword[PWLEN + 1];
  RASCHAR szDomain[DNLEN + 1];
} RAS_ (RASCREDENTIALS), *RAS_ (LPRASCREDENTIALS);

typedef struct RAS_ (tagRASAUTODIALENTRY) {
  DWORD dwSize;
  DWORD dwFlags;
  DWORD dwDialingLocation;
  RASCHAR szEntry[RAS_MaxEntryName + 1];
} RAS_ (RASAUTODIALENTRY), *RAS_ (LPRASAUTODIALENTRY);
#endif

#if WINVER >= 0x500
typedef struct RAS_ (tagRASEAPUSERIDENTITY) {
  RASCHAR szUserName[UNLEN + 1];
  DWORD dwSizeofEapInfo;
  BYTE pbEapInfo[1];
} RAS_ (RASEAPUSERIDENTITY), *RAS_ (LPRASEAPUSERIDENTITY);
#endif
