/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Settings of the fake NetworkManager's profiles. */
#pragma once

#include "fake-nm.h"

G_BEGIN_DECLS

/* a{sa{sv}}, as GetSettings has it; floating. */
GVariant *fake_profile_settings (const FakeProfile *profile);
/* The same profile with other connection.permissions; floating. */
GVariant *fake_profile_with_permissions (GVariant *settings, const char *const *permissions);
/* A string of the section "connection". */
const char *fake_profile_string (GVariant *settings, const char *key);
/* a{sa{sv}}, as InterfacesAdded has it: no names, UUIDs or types; floating. */
GVariant *fake_profile_object (void);

G_END_DECLS
