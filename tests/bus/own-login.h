/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An entry that is dialled with a login of its own, so that NetworkManager gets a copy of it. */
#pragma once

#include "fake-copies.h"
#include "fixture.h"

#define ENTRY "77777777-0000-0000-0000-000000000001"
#define DSL "pppoe-user-disconnect"
#define PROFILE(type) "'connection': {'id': <'mine'>, 'uuid': <'" ENTRY "'>, 'type': <'" type "'>}"
#define PARENTED "{" PROFILE ("pppoe") ", 'pppoe': {'username': <'u'>, 'parent': <'dsl1'>, 'password': <'stored'>}}"
#define GSM PROFILE ("gsm") ", 'gsm': {'apn': <'internet'>, 'username': <'u'>, 'password': <'stored'>}"

/* @world: a recording; its lines are played for the copy too.  @settings: of the entry, as text. */
void own_login_begin (Fixture *f, const char *world, const char *settings);
/* A number in the settings of the copy; 0: it is not there. */
guint32 own_login_number (Fixture *f, const char *setting, const char *key);
void own_login_assert_no (Fixture *f, const char *text);
gboolean own_login_has_copy (Fixture *f);
/* Until the copy is gone, too. */
void own_login_hang_up (Fixture *f, const char *path);
