/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A track as a dictionary that outlives the process, and back. */
#include <string.h>

#include "dt-upstream-private.h"

/*
 * Numbers and strings.
 */

typedef struct {
  const char *key;
  const char *type;             /* "b" is bool, "i" 32 bits, "x" a time; "u" and "t" unsigned; "X" an alarm, maybe DT_NEVER */
  gsize offset;                 /* in DtDial */
} Number;

#define N(key, type, member) { key, type, G_STRUCT_OFFSET (DtDial, member) }

static const Number numbers[] = {
  N ("observed-only", "b", observed_only), N ("connected", "b", connected), N ("began-at", "x", began_at),
  N ("connected-at", "x", connected_at), N ("ended-at", "x", ended_at), N ("timeout-at", "X", timeout_at),
  N ("patience-at", "X", patience_at),
  N ("sequence", "t", status.sequence), N ("state", "u", status.state), N ("substate", "u", status.substate),
  N ("error", "u", status.error), N ("result", "u", status.result), N ("attempt", "u", status.attempt),
  N ("finished", "b", status.finished), N ("ended", "b", status.ended), N ("disconnecting", "b", status.disconnecting),
  N ("paused", "b", status.paused), N ("at", "x", status.at),
  N ("leaving", "b", seen.leaving), N ("given-up", "b", seen.given_up), N ("timed-out", "b", seen.timed_out), N ("question", "b", seen.question),
  N ("plugin-gone", "b", seen.plugin_gone), N ("ppp-ended", "b", seen.ppp_ended), N ("ppp-phase", "i", seen.ppp_phase),
  N ("ppp-walked-back", "b", seen.ppp_walked_back), N ("activated", "b", seen.activated), N ("answered", "b", seen.answered),
  N ("prove-peer", "b", prove_peer), N ("direct", "b", direct),
  N ("parent-lost-at", "x", seen.parent_lost_at), N ("parent-reason", "i", seen.parent_reason),
  N ("home-only", "b", home_only), N ("roaming", "b", seen.roaming), N ("taken", "b", seen.taken),
  N ("vpn-state", "i", seen.vpn_state), N ("device-state", "i", seen.device_state),
  N ("modem-state", "i", seen.modem_state), N ("registration", "i", seen.registration),
  N ("rejection", "i", seen.rejection), N ("device-worked", "b", seen.device_worked),
  N ("cdma-registration", "i", seen.cdma_registration), N ("cdma-activation", "i", seen.cdma_activation), N ("lock", "i", seen.lock),
  N ("refusals", "u", seen.refusals), N ("retried", "b", retried), N ("paused-in", "u", paused_in),
};

static const struct {
  const char *key;
  gsize offset;                 /* in DtTrack */
} strings[] = {
  { "uuid", G_STRUCT_OFFSET (DtTrack, uuid) }, { "id", G_STRUCT_OFFSET (DtTrack, id) },
  { "copy-uuid", G_STRUCT_OFFSET (DtTrack, copy_uuid) }, { "service", G_STRUCT_OFFSET (DtTrack, service) }, { "active", G_STRUCT_OFFSET (DtTrack, active_path) },
  { "profile", G_STRUCT_OFFSET (DtTrack, profile_path) }, { "device", G_STRUCT_OFFSET (DtTrack, device_path) },
  { "modem", G_STRUCT_OFFSET (DtTrack, modem_path) }, { "bearer", G_STRUCT_OFFSET (DtTrack, bearer_path) },
  { "interface", G_STRUCT_OFFSET (DtTrack, interface) }, { "ip-interface", G_STRUCT_OFFSET (DtTrack, ip_interface) },
  { "ip4", G_STRUCT_OFFSET (DtTrack, ip4_path) }, { "ip6", G_STRUCT_OFFSET (DtTrack, ip6_path) },
  { "plugin", G_STRUCT_OFFSET (DtTrack, plugin_name) },
  { "foreign-bearers", G_STRUCT_OFFSET (DtTrack, foreign_bearers) }, { "copy", G_STRUCT_OFFSET (DtTrack, copy_uuid) },
};

static GVariant *
save_number (const DtDial *dial, const Number *number)
{
  const void *at = G_STRUCT_MEMBER_P (dial, number->offset);

  switch (*number->type) {
  case 'b':
    return g_variant_new_boolean (*(const bool *) at);
  case 'i':
    return g_variant_new_int32 (*(const gint32 *) at);
  case 'u':
    return g_variant_new_uint32 (*(const guint32 *) at);
  case 't':
    return g_variant_new_uint64 (*(const guint64 *) at);
  default:
    return g_variant_new_int64 (*(const gint64 *) at);
  }
}

gint64
dt_record_time (gint64 time)
{
  const gint64 furthest = G_GINT64_CONSTANT (1) << 60;

  return CLAMP (time, -furthest, furthest);
}

static void
restore_number (DtDial *dial, const Number *number, GVariant *record)
{
  void *at = G_STRUCT_MEMBER_P (dial, number->offset);
  gboolean flag = FALSE;
  gint64 time;

  if (strchr ("xX", *number->type)) {
    if (g_variant_lookup (record, number->key, "x", &time))
      *(gint64 *) at = *number->type == 'X' && time == DT_NEVER ? DT_NEVER : dt_record_time (time);
  } else if (*number->type != 'b') {
    g_variant_lookup (record, number->key, number->type, at);
  } else if (g_variant_lookup (record, number->key, "b", &flag)) {
    *(bool *) at = flag;
  }
}

/*
 * Lists.
 */

static GVariant *
save_causes (const DtCauses *causes)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sssiuxus)"));

  for (guint i = 0; i < causes->n; i++) {
    const DtCause *cause = &causes->cause[i];

    g_variant_builder_add (&builder, "(sssiuxus)", cause->source, cause->name, cause->text, cause->code, cause->error,
                           cause->at, (guint32) cause->weight, cause->hint ? cause->hint : "none");
  }
  return g_variant_builder_end (&builder);
}

/* In the order in which they came, so that the same one is the best. */
static void
restore_causes (DtCauses *causes, GVariant *record)
{
  g_autoptr(GVariant) list = g_variant_lookup_value (record, "causes", G_VARIANT_TYPE ("a(sssiuxus)"));

  for (gsize i = 0; list && i < g_variant_n_children (list); i++) {
    DtCause cause = { .code = 0 };
    const char *source, *name, *text, *hint;
    guint32 weight;

    g_variant_get_child (list, i, "(&s&s&siuxu&s)", &source, &name, &text, &cause.code, &cause.error, &cause.at, &weight, &hint);
    dt_cause_copy_text (cause.source, sizeof cause.source, source);
    dt_cause_copy_text (cause.name, sizeof cause.name, name);
    dt_cause_copy_text (cause.text, sizeof cause.text, text);
    cause.at = dt_record_time (cause.at);
    cause.weight = MIN (weight, DT_WEIGHT_DECISIVE);
    cause.hint = g_intern_string (hint);
    dt_causes_add (causes, &cause);
  }
}

static GVariant *
save_phases (const DtDial *dial)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ux)"));

  for (guint i = 0; i < dial->n_phases; i++)
    g_variant_builder_add (&builder, "(ux)", dial->phase[i].state, dial->phase[i].at);
  return g_variant_builder_end (&builder);
}

static void
restore_phases (DtDial *dial, GVariant *record)
{
  g_autoptr(GVariant) list = g_variant_lookup_value (record, "phases", G_VARIANT_TYPE ("a(ux)"));
  gsize n = list ? MIN (g_variant_n_children (list), DT_PHASES_MAX) : 0;

  for (dial->n_phases = 0; dial->n_phases < n; dial->n_phases++) {
    gint64 *at = &dial->phase[dial->n_phases].at;

    g_variant_get_child (list, dial->n_phases, "(ux)", &dial->phase[dial->n_phases].state, at);
    *at = dt_record_time (*at);
  }
}

/*
 * Tracks.
 */

GVariant *
dt_track_save (DtTrack *track)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  g_variant_builder_add (&builder, "{sv}", "kind", g_variant_new_string (dt_kind_to_string (track->dial.kind)));
  g_variant_builder_add (&builder, "{sv}", "ours", g_variant_new_boolean (track->ours));
  g_variant_builder_add (&builder, "{sv}", "modem-called", g_variant_new_boolean (track->modem_called));
  g_variant_builder_add (&builder, "{sv}", "left-call", g_variant_new_boolean (track->left_call));
  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    g_variant_builder_add (&builder, "{sv}", strings[i].key,
                           g_variant_new_string (G_STRUCT_MEMBER (char *, track, strings[i].offset)));
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    g_variant_builder_add (&builder, "{sv}", numbers[i].key, save_number (&track->dial, &numbers[i]));
  g_variant_builder_add (&builder, "{sv}", "causes", save_causes (&track->dial.causes));
  g_variant_builder_add (&builder, "{sv}", "phases", save_phases (&track->dial));
  return g_variant_builder_end (&builder);
}

DtTrack *
dt_upstream_restore (DtUpstream *upstream, GVariant *record)
{
  const char *kind = "";
  DtTrack *track;
  DtEffects effects;

  g_variant_lookup (record, "kind", "&s", &kind);
  track = dt_track_new (upstream, dt_kind_from_string (kind), NULL, NULL, NULL, NULL);
  g_variant_lookup (record, "ours", "b", &track->ours);
  g_variant_lookup (record, "modem-called", "b", &track->modem_called);
  g_variant_lookup (record, "left-call", "b", &track->left_call);
  for (guint i = 0; i < G_N_ELEMENTS (strings); i++) {
    char **at = G_STRUCT_MEMBER_P (track, strings[i].offset);
    const char *value;

    if (g_variant_lookup (record, strings[i].key, "&s", &value))
      dt_track_set (at, value, **at == '/' ? "/" : "");
  }
  dt_dial_begin (&track->dial, track->dial.kind, FALSE, 0, &effects);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    restore_number (&track->dial, &numbers[i], record);
  restore_causes (&track->dial.causes, record);
  restore_phases (&track->dial, record);
  track->finish_sent = track->dial.status.finished;
  if (track->dial.status.ended)
    dt_track_set (&track->active_path, NULL, "/");      /* the number may be another's by now */
  else
    track->held = track->awaited = track->restored = TRUE;
  g_ptr_array_add (upstream->tracks, track);
  return track;
}

void
dt_upstream_resume (DtUpstream *upstream, gint64 at)
{
  g_autoptr(GPtrArray) tracks = g_ptr_array_copy (upstream->tracks, NULL, NULL);

  g_ptr_array_set_free_func (tracks, NULL);
  for (guint i = 0; i < tracks->len; i++) {
    DtTrack *track = tracks->pdata[i];
    g_autoptr(GArray) queue = NULL;

    if (!track->restored)
      continue;
    track->restored = track->held = track->awaited = FALSE;
    queue = g_steal_pointer (&track->queue);
    track->queue = dt_track_new_queue ();
    if (track->dial.direct)
      dt_upstream_direct_resume (track, at);
    else
      dt_upstream_nm_resume (track, at);
    dt_track_replay (track, queue);
    dt_track_changed (track);
  }
  dt_upstream_ppp_resume (upstream, at);
}
