/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Entries whose secrets a desktop keeps for its user.  NetworkManager asks for them only agents of
 * the user who activates, and the service is root: so such an entry is activated here, in the
 * user's name, and the activation is handed to the service.
 */
#pragma once

#include "dial-options.h"
#include "service.h"

G_BEGIN_DECLS

/* Path of the activation; NULL where the service can dial by itself, or is to tell why it cannot. */
char *dt_activation_begin (DtService *service, const DtDialArguments *arguments);

/* The argument of Dial with it (floating).  Frees @arguments. */
GVariant *dt_activation_hand_over (GVariant *arguments, const char *path);

/* The service did not take it. */
void dt_activation_end (DtService *service, const char *path);

G_END_DECLS
