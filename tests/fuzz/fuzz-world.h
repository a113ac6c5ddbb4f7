/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The phone book and the devices of the bus fuzzer, put right between its rounds. */
#pragma once

#include "fixture.h"

G_BEGIN_DECLS

#define ENTRY_WATCHED "66666666-0000-0000-0000-000000000001"
#define ENTRY_REFUSED "66666666-0000-0000-0000-000000000002"
#define OWNER_UID 4           /* of the connection that is watched */
#define OWNER_NAME "sync"

/* Before the service starts. */
void fuzz_world_fill (Fixture *fixture);
/* What the calls made of the phone book goes, and what they removed comes back. */
void fuzz_world_restore_entries (Fixture *fixture);
/* Paths of the devices and activations that are there. */
GHashTable *fuzz_world_objects (Fixture *fixture);
/* Those that were not there @at_first go. */
void fuzz_world_forget_leftovers (Fixture *fixture, GHashTable *at_first);

G_END_DECLS
