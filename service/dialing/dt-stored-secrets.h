/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * GetSecrets of a profile makes NetworkManager ask the caller's own agents, too: ours.  It hands
 * them what is stored, and when they have nothing to add it answers NoSecrets (1.42.4, run;
 * without an agent it answers with what is stored).  So what it hands our agent while we read
 * is kept here until the answer.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* GetSecrets of the profile is called now. */
void dt_stored_secrets_await (const char *profile_path);
/* NetworkManager asks our agent. @settings: a{sa{sv}}, the profile with its stored secrets. */
void dt_stored_secrets_note (const char *profile_path, GVariant *settings);
/* GetSecrets was answered: (transfer full) the settings that were noted last, or NULL. */
GVariant *dt_stored_secrets_take (const char *profile_path);

G_END_DECLS
