/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The .Agent object of a caller: it answers rightly, wrongly, with an error, late or never. */
#pragma once

#include "fuzz-values.h"

G_BEGIN_DECLS

#define FUZZ_AGENT_PATH "/fuzz/agent"

typedef struct _FuzzAgent FuzzAgent;

/* @source: borrowed. */
FuzzAgent *fuzz_agent_new (GDBusConnection *link, FuzzSource *source);
void fuzz_agent_free (FuzzAgent *agent);

/* In any thread: whether the message is a call of an agent; it is answered later then. */
gboolean fuzz_agent_take (FuzzAgent *agent, GDBusMessage *message);
/* Answers what has come, or some of it; @all: leaves nothing for later. */
void fuzz_agent_answer (FuzzAgent *agent, gboolean all);

/* How often it was asked, was told that the answer is not awaited any more, and gave an answer that fits. */
void fuzz_agent_count (FuzzAgent *agent, guint *asked, guint *cancelled, guint *answered);

G_END_DECLS
