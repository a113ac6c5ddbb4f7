/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A ModemManager that recordings are played on. */
#pragma once

#include "fake-service.h"
#include "trace.h"

G_BEGIN_DECLS

FakeService *fake_mm_new (const char *address);
/* Without a word to anybody: another one that returns. */
void fake_mm_set_version (FakeService *mm, const char *version);
void fake_mm_load (FakeService *mm, const Snapshot *snapshot);
/* Exports the bearers that the modem lists and that are new: like the real one,
 * without a signal and not among the managed objects. */
void fake_mm_add_bearers (FakeService *mm, const char *modem);

G_END_DECLS
