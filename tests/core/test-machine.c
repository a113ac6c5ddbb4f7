/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The machine by itself: every state times every fact, and the rules about edges. */
#include <glib.h>
#include <string.h>

#include "dt-machine.h"

static const DtKind kinds[] = { DT_KIND_VPN, DT_KIND_WIREGUARD, DT_KIND_PPPOE, DT_KIND_ADSL,
                                DT_KIND_GSM, DT_KIND_CDMA, DT_KIND_BLUETOOTH, DT_KIND_SERIAL };

static const guint32 states[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24,
                                  4096, 4097, 4098, 4099, 4100, 8192, 8193, 77777 };

static DtFact
cause_fact (guint32 error, DtWeight weight)
{
  DtFact fact = { .type = DT_FACT_CAUSE, .at = 5 };

  dt_cause_copy_text (fact.cause.source, sizeof fact.cause.source, "test");
  fact.cause.error = error;
  fact.cause.weight = weight;
  return fact;
}

static DtDial
dial_in (DtKind kind, guint32 state)
{
  DtDial dial;
  DtEffects effects;

  dt_dial_begin (&dial, kind, false, 1, &effects);
  dial.status.state = state;
  if (state == DT_RASCS_CONNECTED) {
    dial.connected = dial.status.finished = true;
    dial.status.result = 0;
  }
  if (state == DT_RASCS_DISCONNECTED) {
    dial.status.ended = dial.status.finished = true;
    dial.status.error = dial.status.result = DT_ERROR_NO_CARRIER;
  }
  return dial;
}

static void
check_step (const DtDial *before, const DtFact *fact)
{
  DtDial after = *before;
  DtEffects effects = { 0 };
  guint64 sequence = before->status.sequence;

  dt_machine_apply (&after, fact, &effects);
  for (guint i = 0; i < effects.n_edges; i++) {
    const DtStatus *edge = &effects.edge[i];

    g_assert_cmpuint (edge->sequence, ==, ++sequence);
    g_assert_true (edge->paused == dt_state_is_paused (edge->state) || edge->state == before->status.state);
    if (fact->type != DT_FACT_AUTH_RETRY && fact->type != DT_FACT_PAUSED && before->status.state != 77777)
      g_assert_cmpint (dt_state_rank (edge->state), >=, dt_state_rank (before->status.state));
  }
  if (before->status.ended) {
    g_assert_cmpuint (effects.n_edges, ==, 0);
    g_assert_cmpmem (&before->status, sizeof before->status, &after.status, sizeof after.status);
  }
  if (before->status.finished) {
    g_assert_false (effects.finish);
    g_assert_cmpuint (after.status.result, ==, before->status.result);
  }
  if (effects.finish)
    g_assert_true (after.status.finished && after.status.result != DT_ERROR_PENDING);
  if (after.status.ended)
    g_assert_cmpuint (after.status.error, !=, 0);
}

static void
test_every_state_and_fact (void)
{
  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    for (guint s = 0; s < G_N_ELEMENTS (states); s++)
      for (int type = 0; type <= DT_FACT_LAST; type++)
        for (guint t = 0; t < G_N_ELEMENTS (states); t++) {
          DtDial dial = dial_in (kinds[k], states[s]);
          DtFact fact = type == DT_FACT_CAUSE ? cause_fact (DT_ERROR_LINE_BUSY, DT_WEIGHT_SPECIFIC)
                                              : (DtFact) { .type = (DtFactType) type, .at = 9, .state = states[t] };

          if (type == DT_FACT_ENDED)
            fact.state = DT_ERROR_DISCONNECTION;
          check_step (&dial, &fact);
          dial.status.disconnecting = true;
          check_step (&dial, &fact);
        }
}

static void
test_failure_is_two_edges (void)
{
  DtDial dial = dial_in (DT_KIND_PPPOE, DT_RASCS_AUTHENTICATE);
  DtEffects effects = { 0 };
  DtFact cause = cause_fact (DT_ERROR_AUTHENTICATION_FAILURE, DT_WEIGHT_SPECIFIC);
  DtFact end = { .type = DT_FACT_ENDED, .at = 10, .state = DT_ERROR_DISCONNECTION };

  dt_machine_apply (&dial, &cause, &effects);
  g_assert_cmpuint (effects.n_edges, ==, 0);
  dt_machine_apply (&dial, &end, &effects);
  g_assert_cmpuint (effects.n_edges, ==, 2);
  g_assert_cmpuint (effects.edge[0].state, ==, DT_RASCS_AUTHENTICATE);
  g_assert_cmpuint (effects.edge[0].error, ==, DT_ERROR_AUTHENTICATION_FAILURE);
  g_assert_false (effects.edge[0].ended);
  g_assert_cmpuint (effects.edge[1].state, ==, DT_RASCS_DISCONNECTED);
  g_assert_cmpuint (effects.edge[1].error, ==, DT_ERROR_AUTHENTICATION_FAILURE);
  g_assert_true (effects.edge[1].ended);
  g_assert_true (effects.finish);
}

/* A pause is a state of its own; the dial goes on from where it was. */
static void
test_pause_and_resume (void)
{
  DtDial dial = dial_in (DT_KIND_VPN, DT_RASCS_CONNECT_DEVICE);
  DtEffects effects = { 0 };
  DtFact refused = { .type = DT_FACT_PAUSED, .at = 10, .state = DT_RASCS_RETRY_AUTHENTICATION };
  DtFact lower = { .type = DT_FACT_REACHED, .at = 11, .state = DT_RASCS_PORT_OPENED };
  DtFact answered = { .type = DT_FACT_RESUMED, .at = 12, .state = 1 };
  DtFact again = { .type = DT_FACT_AUTH_RETRY, .at = 13 };
  DtFact missing = { .type = DT_FACT_PAUSED, .at = 14, .state = DT_RASCS_INTERACTIVE };
  DtFact leaving = { .type = DT_FACT_DISCONNECTING, .at = 15 };

  dt_machine_apply (&dial, &refused, &effects);
  dt_machine_apply (&dial, &lower, &effects);
  g_assert_cmpuint (effects.n_edges, ==, 1);
  g_assert_cmpuint (effects.edge[0].state, ==, DT_RASCS_RETRY_AUTHENTICATION);
  g_assert_true (effects.edge[0].paused);
  dt_machine_apply (&dial, &answered, &effects);
  dt_machine_apply (&dial, &again, &effects);       /* upstream's own word for it */
  g_assert_cmpuint (effects.n_edges, ==, 2);
  g_assert_cmpuint (effects.edge[1].state, ==, DT_RASCS_AUTH_RETRY);
  g_assert_false (effects.edge[1].paused);
  dt_machine_apply (&dial, &again, &effects);
  g_assert_cmpuint (effects.n_edges, ==, 3);
  dt_machine_apply (&dial, &missing, &effects);
  dt_machine_apply (&dial, &leaving, &effects);
  g_assert_cmpuint (effects.edge[4].state, ==, DT_RASCS_AUTH_RETRY);
  g_assert_true (effects.edge[4].disconnecting && !effects.edge[4].paused);
}

/* Nobody answers a paused dial: it ends as one that needs a person. */
static void
test_pause_has_an_end (void)
{
  DtDial dial = dial_in (DT_KIND_VPN, DT_RASCS_CONNECT_DEVICE);
  DtEffects effects;
  DtEvent question = { .type = DT_EVENT_QUESTION, .at = 10, .state = DT_RASCS_INTERACTIVE };
  DtEvent clock = { .type = DT_EVENT_CLOCK };

  dt_dial_feed (&dial, &question, &effects);
  g_assert_cmpint (dt_dial_deadline (&dial), ==, 10 + DT_PAUSE_PATIENCE_US);
  clock.at = dt_dial_deadline (&dial);
  dt_dial_feed (&dial, &clock, &effects);
  g_assert_true (effects.hang_up);
  g_assert_false (dial.status.paused);
  g_assert_cmpuint (dt_causes_best (&dial.causes)->error, ==, DT_ERROR_INTERACTIVE_MODE);
}

static void
test_loss_keeps_the_result (void)
{
  DtDial dial = dial_in (DT_KIND_VPN, DT_RASCS_PROJECTED);
  DtEffects effects = { 0 };
  DtFact up = { .type = DT_FACT_CONNECTED, .at = 10 };
  DtFact end = { .type = DT_FACT_ENDED, .at = 20, .state = DT_ERROR_REMOTE_DISCONNECTION };

  dt_machine_apply (&dial, &up, &effects);
  g_assert_true (effects.finish);
  memset (&effects, 0, sizeof effects);
  dt_machine_apply (&dial, &end, &effects);
  g_assert_false (effects.finish);
  g_assert_cmpuint (dial.status.result, ==, 0);
  g_assert_cmpuint (dial.status.error, ==, DT_ERROR_REMOTE_DISCONNECTION);
}

static void
test_causes_of_the_way_up_explain_no_loss (void)
{
  DtDial dial = dial_in (DT_KIND_GSM, DT_RASCS_CONNECT_DEVICE);
  DtEffects effects = { 0 };
  DtFact busy = cause_fact (DT_ERROR_LINE_BUSY, DT_WEIGHT_SPECIFIC);
  DtFact up = { .type = DT_FACT_CONNECTED, .at = 10 };

  dt_machine_apply (&dial, &busy, &effects);
  dt_machine_apply (&dial, &up, &effects);
  g_assert_null (dt_causes_best (&dial.causes));
}

static void
test_first_specific_cause_wins (void)
{
  DtDial dial = dial_in (DT_KIND_GSM, DT_RASCS_CONNECT_DEVICE);
  DtEffects effects = { 0 };
  DtFact facts[] = { cause_fact (1, DT_WEIGHT_GENERIC), cause_fact (2, DT_WEIGHT_HINTING), cause_fact (3, DT_WEIGHT_SPECIFIC),
                     cause_fact (4, DT_WEIGHT_SPECIFIC), cause_fact (5, DT_WEIGHT_GENERIC) };

  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    dt_machine_apply (&dial, &facts[i], &effects);
  g_assert_cmpuint (dt_causes_best (&dial.causes)->error, ==, 3);
}

static void
test_sixteen_causes (void)
{
  DtCauses causes;
  const DtCause *order[DT_CAUSES_MAX];

  dt_causes_clear (&causes);
  for (guint i = 0; i < 40; i++) {
    DtFact fact = cause_fact (100 + i, i % 5 == 4 ? DT_WEIGHT_SPECIFIC : DT_WEIGHT_GENERIC);

    dt_causes_add (&causes, &fact.cause);
  }
  g_assert_cmpuint (dt_causes_order (&causes, order), ==, DT_CAUSES_MAX);
  g_assert_cmpuint (order[0]->error, ==, 104);
  g_assert_cmpuint (order[1]->error, ==, 100);
}

static void
test_text_is_cut_between_characters (void)
{
  char to[8];

  dt_cause_copy_text (to, sizeof to, "abcdef\xc3\xa4\xc3\xb6");
  g_assert_cmpstr (to, ==, "abcdef");
  dt_cause_copy_text (to, sizeof to, "ab\xe2\x82\xac" "cd\xc3\xa4");
  g_assert_cmpstr (to, ==, "ab\xe2\x82\xac" "cd");
  dt_cause_copy_text (to, sizeof to, NULL);
  g_assert_cmpstr (to, ==, "");
}

static void
test_copy_is_independent (void)
{
  DtDial dial = dial_in (DT_KIND_VPN, DT_RASCS_PROJECTED), copy = dial;
  DtEffects effects = { 0 };
  DtFact up = { .type = DT_FACT_CONNECTED, .at = 10 };

  dt_machine_apply (&copy, &up, &effects);
  g_assert_cmpuint (dial.status.state, ==, DT_RASCS_PROJECTED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/machine/every-state-and-fact", test_every_state_and_fact);
  g_test_add_func ("/core/machine/failure-is-two-edges", test_failure_is_two_edges);
  g_test_add_func ("/core/machine/pause-and-resume", test_pause_and_resume);
  g_test_add_func ("/core/machine/pause-has-an-end", test_pause_has_an_end);
  g_test_add_func ("/core/machine/loss-keeps-the-result", test_loss_keeps_the_result);
  g_test_add_func ("/core/machine/way-up-explains-no-loss", test_causes_of_the_way_up_explain_no_loss);
  g_test_add_func ("/core/machine/first-specific-cause-wins", test_first_specific_cause_wins);
  g_test_add_func ("/core/machine/sixteen-causes", test_sixteen_causes);
  g_test_add_func ("/core/machine/text-is-cut-between-characters", test_text_is_cut_between_characters);
  g_test_add_func ("/core/machine/copy-is-independent", test_copy_is_independent);
  return g_test_run ();
}
