/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A dial under way: whoever waits for it, and whom it tells. */
#pragma once

#include "internal.h"

/* What RasDial was asked for, as texts.  "": not given. */
typedef struct {
  char entry[RAS_UTF8 (RAS_MaxEntryName)];
  char phone_number[RAS_UTF8 (RAS_MaxPhoneNumber)];
  char callback_number[RAS_UTF8 (RAS_MaxCallbackNumber)];
  char user_name[RAS_UTF8 (UNLEN)];
  char password[RAS_UTF8 (PWLEN)];
  char domain[RAS_UTF8 (DNLEN)];
  ULONG_PTR callback_id;
  DWORD notifier_type;
  void *notifier;               /* NULL: wait for the end */
} RasDialing;

/* After the parameters were looked at; overwrites the password. */
DWORD ras_dial (RasDialing *dialing, HRASCONN *handle);
DWORD ras_hang_up (HRASCONN handle);

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
