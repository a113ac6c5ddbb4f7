/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a person is asked in the middle of a dial. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  guint32 state;                /* a paused RASCONNSTATE */
  char **fields;                /* "password", "pin", or as the VPN plugin names them */
  char **shown;                 /* those of them that are no secrets: a code that is used once; NULL: none */
  char *message;                /* the plugin's own words; "" */
  guint tries_left;             /* after this one */
} DtQuestion;

void dt_question_clear (DtQuestion *question);

/* @answer: a{sv}, a string for each field and nothing else. G_IO_ERROR_INVALID_ARGUMENT names
 * what is wrong, and never a value. */
gboolean dt_question_check (const DtQuestion *question, GVariant *answer, GError **error);

/* For clients (a{sv}, floating): fields a(sb) with name and whether it is a secret, message s,
 * tries-left u. */
GVariant *dt_question_describe (const DtQuestion *question);

G_END_DECLS
