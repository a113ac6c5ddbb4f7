/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A libFuzzer target for the core: bytes become events, and the laws of a dial
 * must hold after each.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dt-dial.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define LAW(x)                                                                                                       \
  do {                                                                                                               \
    if (!(x)) {                                                                                                      \
      fprintf (stderr, "broken law at line %d: %s\n", __LINE__, #x);                                                 \
      abort ();                                                                                                      \
    }                                                                                                                \
  } while (0)

static const char *const names[] = { NULL, "", "org.freedesktop.ModemManager1.Error.Connection.NoCarrier",
                                     "org.freedesktop.ModemManager1.Error.MobileEquipment.IllegalUe",
                                     "org.freedesktop.NetworkManager.UnknownDevice", "no.such.Error" };

static void
check_edges (const DtStatus *before, const DtDial *dial, const DtEffects *effects)
{
  uint64_t sequence = before->sequence;

  LAW (effects->n_edges < DT_EDGES_MAX);
  LAW (!before->ended || effects->n_edges == 0);
  LAW (!before->finished || !effects->finish);
  LAW (!before->finished || dial->status.result == before->result);
  for (unsigned i = 0; i < effects->n_edges; i++) {
    LAW (effects->edge[i].sequence == ++sequence);
    LAW (dt_state_name (effects->edge[i].state) != NULL);
    LAW (effects->edge[i].ended == (effects->edge[i].state == DT_RASCS_DISCONNECTED));
    LAW (!effects->edge[i].ended || effects->edge[i].error != 0);
  }
  LAW (!effects->finish || dial->status.result != DT_ERROR_PENDING);
  LAW (!dial->status.ended || dt_dial_deadline (dial) == DT_NEVER);
  LAW (dial->causes.n <= DT_CAUSES_MAX && dial->causes.best < dial->causes.n);
}

/* Small numbers are the ones that mean something; now and then any. */
static int32_t
number (uint8_t byte)
{
  return byte < 250 ? byte : byte == 250 ? -1 : (int32_t) (byte * 16777213u);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  DtDial dial;
  DtEffects effects;
  int64_t now = 1;
  unsigned finishes;

  if (size < 2)
    return 0;
  if (data[0] & 1)
    dt_dial_adopt (&dial, (DtKind) (1 + data[1] % 8), now, &effects);
  else
    dt_dial_begin (&dial, (DtKind) (1 + data[1] % 8), data[0] & 2, now, &effects);
  if ((data[0] & 7) == 4)
    dt_dial_set_direct (&dial);
  if ((data[0] & 11) == 8)
    dt_dial_set_prove_peer (&dial);
  finishes = dial.status.finished;
  for (size_t i = 2; i + 5 <= size; i += 5) {
    DtStatus before = dial.status;
    DtEvent event = { .type = (DtEventType) (data[i] % (DT_EVENT_CLOCK + 1)),
                      .state = number (data[i + 1]),
                      .old_state = number (data[i + 2]),
                      .reason = number (data[i + 3]),
                      .name = names[data[i + 2] % (sizeof names / sizeof names[0])],
                      .text = data[i + 4] & 1 ? "a text with \xc3\xa4" : NULL };

    now += (int64_t) data[i + 4] * data[i + 4] * 1000;
    event.at = now;
    dt_dial_feed (&dial, &event, &effects);
    check_edges (&before, &dial, &effects);
    finishes += effects.finish;
    LAW (finishes <= 1);
  }
  return 0;
}
