/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Everything a connection received, in the order in which it came. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _Wire Wire;

Wire *wire_new (GDBusConnection *link);
/* Everything on the bus, whoever it is for. */
Wire *wire_new_monitor (const char *address);
void wire_free (Wire *wire);

/* All messages so far, of GDBusMessage; owned by the wire. */
GPtrArray *wire_messages (Wire *wire);
/* Forgets them. */
void wire_clear (Wire *wire);
/* Returns when every message that the bus handled before is in the log of a monitor. */
void wire_catch_up (Wire *wire, GDBusConnection *other);

gboolean wire_is_signal (GDBusMessage *message, const char *interface, const char *member);

G_END_DECLS
