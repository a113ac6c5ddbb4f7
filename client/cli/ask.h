/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* dial --ask: an org.dialtone.RemoteAccess1.Agent that asks on the terminal. */
#pragma once

#include "service.h"

G_BEGIN_DECLS

#define DT_ASK_PATH "/org/dialtone/RemoteAccess1/Agent"

typedef struct _DtAsk DtAsk;

/* NULL and *status: there is no terminal, and it was told. */
DtAsk *dt_ask_new (DtService *service, int *status);
/* The terminal echoes again. */
void dt_ask_free (DtAsk *ask);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DtAsk, dt_ask_free)

G_END_DECLS
