/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The numbers of ras.h: limits and flags. */
#ifndef DIALTONE_RASCONST_H
#define DIALTONE_RASCONST_H

/* Limits, without the ending NUL. */
#define RAS_MaxDeviceType 16
#define RAS_MaxPhoneNumber 128
#define RAS_MaxIpAddress 15
#define RAS_MaxIpxAddress 21
#if WINVER >= 0x400
#define RAS_MaxEntryName 256
#define RAS_MaxDeviceName 128
#define RAS_MaxCallbackNumber RAS_MaxPhoneNumber
#else
#define RAS_MaxEntryName 20
#define RAS_MaxDeviceName 32
#define RAS_MaxCallbackNumber 48
#endif
#define RAS_MaxAreaCode 10
#define RAS_MaxPadType 32
#define RAS_MaxX25Address 200
#define RAS_MaxFacilities 200
#define RAS_MaxUserData 200
#define RAS_MaxReplyMessage 1024
#define RAS_MaxDnsSuffix 256
#define RAS_MaxIDSize 256
#ifndef UNLEN
#define UNLEN 256
#endif
#ifndef PWLEN
#define PWLEN 256
#endif
#ifndef DNLEN
#define DNLEN 15
#endif
#ifndef NETBIOS_NAME_LEN
#define NETBIOS_NAME_LEN 16
#endif

/* RASENTRY.dwfOptions. */
#define RASEO_UseCountryAndAreaCodes 0x00000001u
#define RASEO_SpecificIpAddr 0x00000002u
#define RASEO_SpecificNameServers 0x00000004u
#define RASEO_IpHeaderCompression 0x00000008u
#define RASEO_RemoteDefaultGateway 0x00000010u
#define RASEO_DisableLcpExtensions 0x00000020u
#define RASEO_TerminalBeforeDial 0x00000040u
#define RASEO_TerminalAfterDial 0x00000080u
#define RASEO_ModemLights 0x00000100u
#define RASEO_SwCompression 0x00000200u
#define RASEO_RequireEncryptedPw 0x00000400u
#define RASEO_RequireMsEncryptedPw 0x00000800u
#define RASEO_RequireDataEncryption 0x00001000u
#define RASEO_NetworkLogon 0x00002000u
#define RASEO_UseLogonCredentials 0x00004000u
#define RASEO_PromoteAlternates 0x00008000u
#define RASEO_SecureLocalFiles 0x00010000u
#define RASEO_RequireEAP 0x00020000u
#define RASEO_RequirePAP 0x00040000u
#define RASEO_RequireSPAP 0x00080000u
#define RASEO_Custom 0x00100000u
#define RASEO_PreviewPhoneNumber 0x00200000u
#define RASEO_SharedPhoneNumbers 0x00800000u
#define RASEO_PreviewUserPw 0x01000000u
#define RASEO_PreviewDomain 0x02000000u
#define RASEO_ShowDialingProgress 0x04000000u
#define RASEO_RequireCHAP 0x08000000u
#define RASEO_RequireMsCHAP 0x10000000u
#define RASEO_RequireMsCHAP2 0x20000000u
#define RASEO_RequireW95MSCHAP 0x40000000u
#define RASEO_CustomScript 0x80000000u

/* RASENTRY.dwfOptions2. */
#define RASEO2_SecureFileAndPrint 0x00000001u
#define RASEO2_SecureClientForMSNet 0x00000002u
#define RASEO2_DontNegotiateMultilink 0x00000004u
#define RASEO2_DontUseRasCredentials 0x00000008u
#define RASEO2_UsePreSharedKey 0x00000010u
#define RASEO2_Internet 0x00000020u
#define RASEO2_DisableNbtOverIP 0x00000040u
#define RASEO2_UseGlobalDeviceSettings 0x00000080u
#define RASEO2_ReconnectIfDropped 0x00000100u
#define RASEO2_SharePhoneNumbers 0x00000200u
#define RASEO2_SecureRoutingCompartment 0x00000400u
#define RASEO2_UseTypicalSettings 0x00000800u
#define RASEO2_IPv6SpecificNameServers 0x00001000u
#define RASEO2_IPv6RemoteDefaultGateway 0x00002000u
#define RASEO2_RegisterIpWithDNS 0x00004000u
#define RASEO2_UseDNSSuffixForRegistration 0x00008000u
#define RASEO2_IPv4ExplicitMetric 0x00010000u
#define RASEO2_IPv6ExplicitMetric 0x00020000u
#define RASEO2_DisableIKENameEkuCheck 0x00040000u
#define RASEO2_DisableClassBasedStaticRoute 0x00080000u
#define RASEO2_SpecificIPv6Addr 0x00100000u
#define RASEO2_DisableMobility 0x00200000u
#define RASEO2_RequireMachineCertificates 0x00400000u
#define RASEO2_UsePreSharedKeyForIkev2Initiator 0x00800000u
#define RASEO2_UsePreSharedKeyForIkev2Responder 0x01000000u
#define RASEO2_CacheCredentials 0x02000000u
#define RASEO2_AutoTriggerCapable 0x04000000u
#define RASEO2_IsThirdPartyProfile 0x08000000u
#define RASEO2_AuthTypeIsOtp 0x10000000u
#define RASEO2_IsAlwaysOn 0x20000000u
#define RASEO2_IsPrivateNetwork 0x40000000u
#define RASEO2_PlumbIKEv2TSAsRoutes 0x80000000u

/* RASENTRY.dwfNetProtocols. */
#define RASNP_NetBEUI 0x1
#define RASNP_Ipx 0x2
#define RASNP_Ip 0x4
#define RASNP_Ipv6 0x8

/* RASENTRY.dwFramingProtocol. */
#define RASFP_Ppp 0x1
#define RASFP_Slip 0x2
#define RASFP_Ras 0x4

/* RASENTRY.dwType. */
#define RASET_Phone 1
#define RASET_Vpn 2
#define RASET_Direct 3
#define RASET_Internet 4
#define RASET_Broadband 5

/* RASENTRY.dwEncryptionType. */
#define ET_None 0
#define ET_Require 1
#define ET_RequireMax 2
#define ET_Optional 3

/* RASENTRY.dwVpnStrategy. */
#define VS_Default 0
#define VS_PptpOnly 1
#define VS_PptpFirst 2
#define VS_L2tpOnly 3
#define VS_L2tpFirst 4
#define VS_SstpOnly 5
#define VS_SstpFirst 6
#define VS_Ikev2Only 7
#define VS_Ikev2First 8
#define VS_GREOnly 9
#define VS_PptpSstp 12
#define VS_L2tpSstp 13
#define VS_Ikev2Sstp 14
#define VS_ProtocolList 15

/* RASENTRY.dwDialMode. */
#define RASEDM_DialAll 1
#define RASEDM_DialAsNeeded 2

/* RASENTRY.dwIdleDisconnectSeconds. */
#define RASIDS_Disabled 0xFFFFFFFFu
#define RASIDS_UseGlobalValue 0

/* Device types. */
#define RASDT_Modem TEXT ("modem")
#define RASDT_Isdn TEXT ("isdn")
#define RASDT_X25 TEXT ("x25")
#define RASDT_Vpn TEXT ("vpn")
#define RASDT_Pad TEXT ("pad")
#define RASDT_Generic TEXT ("GENERIC")
#define RASDT_Serial TEXT ("SERIAL")
#define RASDT_FrameRelay TEXT ("FRAMERELAY")
#define RASDT_Atm TEXT ("ATM")
#define RASDT_Sonet TEXT ("SONET")
#define RASDT_SW56 TEXT ("SW56")
#define RASDT_Irda TEXT ("IRDA")
#define RASDT_Parallel TEXT ("PARALLEL")
#define RASDT_PPPoE TEXT ("PPPoE")
#define RASDT_Direct TEXT ("direct")

/* RASCONN.dwFlags. */
#define RASCF_AllUsers 0x1
#define RASCF_GlobalCreds 0x2
#define RASCF_OwnerKnown 0x4
#define RASCF_OwnerMatch 0x8

/* RASENTRYNAME.dwFlags. */
#define REN_User 0
#define REN_AllUsers 1

/* RASDIALEXTENSIONS.dwfOptions. */
#define RDEOPT_UsePrefixSuffix 0x1
#define RDEOPT_PausedStates 0x2
#define RDEOPT_IgnoreModemSpeaker 0x4
#define RDEOPT_SetModemSpeaker 0x8
#define RDEOPT_IgnoreSoftwareCompression 0x10
#define RDEOPT_SetSoftwareCompression 0x20
#define RDEOPT_DisableConnectedUI 0x40
#define RDEOPT_DisableReconnectUI 0x80
#define RDEOPT_DisableReconnect 0x100
#define RDEOPT_NoUser 0x200
#define RDEOPT_PauseOnScript 0x400
#define RDEOPT_Router 0x800
#define RDEOPT_CustomDial 0x1000
#define RDEOPT_UseCustomScripting 0x2000
#define RDEOPT_InvokeAutoTriggerCredentialUI 0x4000
#define RDEOPT_EapInfoCryptInCapable 0x8000

/* RASCREDENTIALS.dwMask. */
#define RASCM_UserName 0x1
#define RASCM_Password 0x2
#define RASCM_Domain 0x4
#define RASCM_DefaultCreds 0x8
#define RASCM_PreSharedKey 0x10
#define RASCM_ServerPreSharedKey 0x20
#define RASCM_DDMPreSharedKey 0x40

/* RasConnectionNotification. */
#define RASCN_Connection 0x01
#define RASCN_Disconnection 0x02
#define RASCN_BandwidthAdded 0x04
#define RASCN_BandwidthRemoved 0x08
#define RASCN_Dormant 0x10
#define RASCN_ReConnection 0x20
#define RASCN_EPDGPacketArrival 0x40

/* RASTUNNELENDPOINT.dwType. */
#define RASTUNNELENDPOINT_UNKNOWN 0
#define RASTUNNELENDPOINT_IPv4 1
#define RASTUNNELENDPOINT_IPv6 2

/* RASPPPLCP. */
#define RASLCPAP_PAP 0xC023
#define RASLCPAP_SPAP 0xC027
#define RASLCPAP_CHAP 0xC223
#define RASLCPAP_EAP 0xC227
#define RASLCPAD_CHAP_MD5 0x05
#define RASLCPAD_CHAP_MS 0x80
#define RASLCPAD_CHAP_MSV2 0x81

/* RASPPPLCP.dwOptions. */
#define RASLCPO_PFC 0x1
#define RASLCPO_ACFC 0x2
#define RASLCPO_SSHF 0x4
#define RASLCPO_DES_56 0x8
#define RASLCPO_3_DES 0x10
#define RASLCPO_AES_128 0x20
#define RASLCPO_AES_256 0x40
#define RASLCPO_AES_192 0x80
#define RASLCPO_GCM_AES_128 0x100
#define RASLCPO_GCM_AES_192 0x200
#define RASLCPO_GCM_AES_256 0x400

/* RASPPPIP.dwOptions. */
#define RASIPO_VJ 0x1

/* RASPPPCCP. */
#define RASCCPCA_MPPC 6
#define RASCCPCA_STAC 5
#define RASCCPO_Compression 0x1
#define RASCCPO_HistoryLess 0x2
#define RASCCPO_Encryption56bit 0x10
#define RASCCPO_Encryption40bit 0x20
#define RASCCPO_Encryption128bit 0x40

/* RASIKEV2_PROJECTION_INFO. */
#define RASIKEv2_FLAGS_MOBIKESUPPORTED 0x1
#define RASIKEv2_FLAGS_BEHIND_NAT 0x2
#define RASIKEv2_FLAGS_SERVERBEHIND_NAT 0x4
#define RASIKEv2_AUTH_MACHINECERTIFICATES 1
#define RASIKEv2_AUTH_EAP 2
#define RASIKEv2_AUTH_PSK 3

/* RasGetAutodialParam. */
#define RASADP_DisableConnectionQuery 0
#define RASADP_LoginSessionDisable 1
#define RASADP_SavedAddressesLimit 2
#define RASADP_FailedConnectionTimeout 3
#define RASADP_ConnectionQueryTimeout 4

/* RASADPARAMS.dwFlags. */
#define RASADFLG_PositionDlg 0x1

/* RasGetEapUserIdentity. */
#define RASEAPF_NonInteractive 0x2
#define RASEAPF_Logon 0x4
#define RASEAPF_Preview 0x8

/* Messages and notifiers of RasDial. */
#define RASDIALEVENT "RasDialEvent"
#define WM_RASDIALEVENT 0xCCCD

#endif
