/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of the fake NetworkManager share. */
#pragma once

#include "fake-nm.h"

G_BEGIN_DECLS

struct _FakeNm {
  FakeService *service;
  Stage stage;
  GHashTable *profiles;       /* path -> GVariant a{sa{sv}} */
  GHashTable *paths;          /* uuid -> path */
  GHashTable *scripts;        /* path -> Script */
  GPtrArray *players;
  GDBusConnection *nmcli;
  gboolean hold;
  GPtrArray *held;            /* calls of profiles */
  FakeCopies *copies;
  int writes_left;            /* of profiles, that the disk takes; -1: all */
  gboolean forgetful;
};

/* Of a Stage: a recorded profile became known. */
void fake_nm_profile_seen (const char *path, GVariant *recorded, gpointer data);

G_END_DECLS
