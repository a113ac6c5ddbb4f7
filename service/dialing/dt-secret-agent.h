/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * NetworkManager's secret agent for dials of ours.  It asks only agents of the uid that
 * activated (S1), and this one for everything that root activates, so what is none of ours is
 * answered with NoSecrets at once (S2).  Saving and deleting is refused, so that a user's own
 * agent gets to do it (S3).
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _DtSecretAgent DtSecretAgent;

/* NMSecretAgentGetSecretsFlags */
#define DT_SECRET_ASK_INTERACTION 1u
#define DT_SECRET_ASK_NEW 2u

/* NetworkManager waits for an answer. */
typedef struct {
  GDBusMethodInvocation *invocation;
  char *uuid, *path, *setting;
  GVariant *settings;           /* a{sa{sv}}: the profile, with the setting's stored secrets */
  char **hints;                 /* names of secrets, and "x-vpn-message:TEXT" */
  guint32 flags;
} DtSecretAsk;

typedef struct {
  /* TRUE: it is of ours and will be answered with dt_secret_ask_*(); FALSE: NoSecrets. */
  gboolean (*asked) (DtSecretAsk *ask, gpointer data);
  /* NetworkManager does not want it any more; the ask must be refused now. */
  void (*withdrawn) (DtSecretAsk *ask, gpointer data);
} DtSecretAgentCalls;

/* Registers with NetworkManager, each time it comes. */
DtSecretAgent *dt_secret_agent_new (GDBusConnection *bus, const DtSecretAgentCalls *calls, gpointer data);
void dt_secret_agent_free (DtSecretAgent *agent);

/* Each answers and frees. @values: a{sv} of the setting, floating. */
void dt_secret_ask_answer (DtSecretAsk *ask, GVariant *values);
void dt_secret_ask_refuse (DtSecretAsk *ask);

G_END_DECLS
