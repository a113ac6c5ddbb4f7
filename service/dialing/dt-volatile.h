/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A profile for one dial of a modem that NetworkManager manages: it goes when the line does. */
#pragma once

#include <gio/gio.h>

#include "dt-dialer-mm.h"

G_BEGIN_DECLS

typedef struct _DtVolatile DtVolatile;

/* @id: what NetworkManager shows as its name.  Of @call everything but the modem is copied. */
DtVolatile *dt_volatile_new (const DtModemCall *call, const char *uuid, const char *id);
void dt_volatile_free (DtVolatile *profile);

/* Once: (transfer floating) the arguments of AddAndActivateConnection2; the secrets are wiped. */
GVariant *dt_volatile_take_arguments (DtVolatile *profile, const char *device_path);

G_END_DECLS
