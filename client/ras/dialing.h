/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A dial under way: whoever waits for it, and whom it tells. */
#pragma once

#include "internal.h"

/* What RasDial was asked for, as texts.  "": not given.  A number to be called back at
 * is no part of it: no server here asks for one. */
typedef struct {
  char entry[RAS_UTF8 (RAS_MaxEntryName)];
  char phone_number[RAS_UTF8 (RAS_MaxPhoneNumber)];
  char user_name[RAS_UTF8 (UNLEN)];
  char password[RAS_UTF8 (PWLEN)];
  char domain[RAS_UTF8 (DNLEN)];
  ULONG_PTR callback_id;
  DWORD notifier_type;
  void *notifier;               /* NULL: wait for the end */
  bool pauses;                  /* RDEOPT_PausedStates; only with a notifier */
} RasDialing;

/* After the parameters were looked at; overwrites the password. */
DWORD ras_dial (RasDialing *dialing, HRASCONN *handle);
DWORD ras_hang_up (HRASCONN handle);

/* call.c: the call of the service; *id then has a reference of ours. */
DWORD ras_call (const RasDialing *dialing, uint64_t *id, bool *existed);
/* Whether the entry logs in as this user. */
bool ras_entry_has_user (const char *entry, const char *user_name);

/* paused.c.  What a dial that may pause was begun with is kept until its notifier ends.
 * False without memory. */
bool ras_pause_keep (uint64_t id, const RasDialing *dialing);
void ras_pause_forget (uint64_t id);
/* RasDial with the handle of a paused dial, which another user's login changes; overwrites
 * the password. */
DWORD ras_resume (RasDialing *dialing, HRASCONN *handle);

/* notifier.c: a thread that tells one dial's edges. */
typedef struct _RasNotifier RasNotifier;
/* The thread waits until it is told to start.  NULL without memory. */
RasNotifier *ras_notifier_new (const RasDialing *dialing);
/* Takes it; id 0: there was no dial after all. */
void ras_notifier_start (RasNotifier *notifier, uint64_t id, bool existed);
/* Whether the calling thread is in a callback of this dial; then no more come. */
bool ras_notifier_silence (uint64_t id);

/* follow.c: each new state of a dial, up to its end.  @told returns false to hear
 * no more of it.  @existed: the connection was there before the dial.  Returns the
 * dial's dwError. */
typedef bool (*RasTold) (void *data, DWORD state, DWORD error);
DWORD ras_follow (uint64_t id, bool existed, RasTold told, void *data);
