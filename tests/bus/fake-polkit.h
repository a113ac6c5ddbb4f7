/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A polkit authority with an answer for each action; the default is yes. */
#pragma once

#include "fake-service.h"

G_BEGIN_DECLS

typedef enum {
  POLKIT_YES,
  POLKIT_NO,
  POLKIT_CHALLENGE,           /* yes, if the caller allows interaction */
} PolkitVerdict;

typedef struct _FakePolkit FakePolkit;

/* What else it may do than answer. */
typedef enum {
  POLKIT_SOUND,
  POLKIT_GARBAGE,             /* an answer of another type */
  POLKIT_ERROR,
} PolkitHealth;

FakePolkit *fake_polkit_new (const char *address);
void fake_polkit_free (FakePolkit *polkit);
void fake_polkit_set (FakePolkit *polkit, const char *action, PolkitVerdict verdict);
/* Of one caller, by its unique name; every action with NULL.  Before those of fake_polkit_set(). */
void fake_polkit_set_for (FakePolkit *polkit, const char *sender, const char *action, PolkitVerdict verdict);
void fake_polkit_set_default (FakePolkit *polkit, PolkitVerdict verdict);
/* TRUE: answers no more.  FALSE: answers what has come meanwhile, and at once from now on. */
void fake_polkit_hold (FakePolkit *polkit, gboolean hold);
guint fake_polkit_held (FakePolkit *polkit);
/* The same of prompts alone: a person takes her time. */
void fake_polkit_hold_prompts (FakePolkit *polkit, gboolean hold);
/* How many of those that were held were withdrawn by CancelCheckAuthorization. */
guint fake_polkit_cancelled (FakePolkit *polkit);
void fake_polkit_set_health (FakePolkit *polkit, PolkitHealth health);
FakeService *fake_polkit_service (FakePolkit *polkit);
/* How often the action was asked about; all actions with NULL. */
guint fake_polkit_asked (FakePolkit *polkit, const char *action);
/* How often a user would have been prompted. */
guint fake_polkit_prompts (FakePolkit *polkit);

G_END_DECLS
