/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The a{sv} options of our methods: unknown or wrongly typed ones are refused by
 * name, keys that begin with "x-" are ignored (rule 15).  More or longer ones than
 * dt-limits.h has are LimitsExceeded. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  const char *name;
  const char *type;             /* D-Bus signature */
} DtOption;

/* @known: ends with a NULL name. */
gboolean dt_options_check (GVariant *options, const DtOption *known, GError **error);

/* The options of Dial. */
typedef enum { DT_BIND_NONE, DT_BIND_DIAL, DT_BIND_CONNECTION } DtBindLifetime;

typedef struct {
  const char *device;           /* borrowed of the variant; NULL: any */
  const char *handle_token;     /* NULL: none */
  const char *apn, *phone_number;       /* of a dial without an entry */
  const char *user_name, *domain, *password, *pin;
  gint32 password_fd;           /* index into the message's descriptors; -1: none */
  const char *agent;            /* path of an .Agent of the caller's; NULL: none */
  const char *activation;       /* NetworkManager's, of the caller's own making; NULL: none */
  gboolean reuse, add_reference, prove_peer, pause;
  DtBindLifetime bind;
  guint32 linger, timeout;      /* seconds */
} DtDialOptions;

/* @with_entry: what a modem is told goes into its commands, and may have fewer characters. */
gboolean dt_options_parse_dial (GVariant *options, gboolean with_entry, DtDialOptions *out, GError **error);

/* The "all" of HangUp and HangUpAll. */
gboolean dt_options_parse_hang_up (GVariant *options, gboolean *all, GError **error);
/* Methods that have no option yet. */
gboolean dt_options_parse_none (GVariant *options, GError **error);
/* The "kind" of ListEntries; NULL: all. */
gboolean dt_options_parse_list (GVariant *options, const char **kind, GError **error);

G_END_DECLS
