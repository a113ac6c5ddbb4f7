/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a link was given. */
#pragma once

#include "internal.h"

typedef struct {
  char address[64], server[64];         /* "": none */
  unsigned prefix;
} RasFamily;

typedef struct {
  RasFamily ipv4, ipv6;
  bool is_ppp, is_ikev2;                /* known to be; false where nobody tells */
  char banner[RAS_MaxReplyMessage];     /* what the server says; mostly "" */
} RasProjection;

/* Of a handle that is known: 0, 6, 8, 730 before it is connected. */
DWORD ras_projection_read (HRASCONN handle, RasProjection *projection);
/* The lower half of an IPv6 address; zeros for "". */
void ras_projection_interface_id (const char *address, BYTE id[8]);
