/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Addresses as text into RAS's forms. */
#pragma once

#include "internal.h"

/* UNKNOWN where it is no address. */
RASTUNNELENDPOINT ras_endpoint (const char *address);
/* UUID in text form; zeros where it is none. */
GUID ras_guid (const char *uuid);
