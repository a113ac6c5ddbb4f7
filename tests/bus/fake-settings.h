/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* NetworkManager's Settings and its profiles: what the fake one answers. */
#pragma once

#include "fake-nm.h"

G_BEGIN_DECLS

/* Calls of org.freedesktop.NetworkManager.Settings, and of a profile. */
void fake_settings_answer (FakeNm *nm, GDBusMessage *call);
void fake_settings_answer_profile (FakeNm *nm, GDBusMessage *call);

G_END_DECLS
