/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Upstream counts on for as long as it runs: what is over must not be kept, however many dials and profiles there were. */
#include "dt-upstream-private.h"

#define MANY 500
#define FEW 100
#define PROPERTIES "org.freedesktop.DBus.Properties"
#define OBJECT_MANAGER "org.freedesktop.DBus.ObjectManager"
#define MODEM MM_PREFIX "Modem/0"
#define DEVICE NM_PREFIX "Devices/2"
#define UUID "11111111-0000-0000-0000-000000000001"

static void
nothing (DtTrack *track, gpointer data)
{
}

static void
nothing_appeared (DtTrack *track, gboolean adopted, gpointer data)
{
}

static void
nothing_edge (DtTrack *track, const DtStatus *status, gpointer data)
{
}

static void
nothing_versions (gpointer data)
{
}

static DtUpstream *
new_upstream (void)
{
  static const DtUpstreamListener listener = { .appeared = nothing_appeared, .edge = nothing_edge, .finished = nothing, .hang_up = nothing,
                                               .ask_login = nothing, .changed = nothing, .versions = nothing_versions };

  return dt_upstream_new (&listener, NULL);
}

/* @args: consumed. */
static void
say (DtUpstream *upstream, const char *sender, const char *path, const char *interface, const char *member, GVariant *args)
{
  static gint64 at = 1000;
  g_autoptr(GVariant) owned = g_variant_ref_sink (args);
  DtMessage message = { at++, sender, path, interface, member, owned };

  dt_upstream_signal (upstream, &message);
}

static void
count (const char *path, gpointer data)
{
  (*(guint *) data)++;
}

static guint
count_objects (DtUpstream *upstream, const char *interface)
{
  guint n = 0;

  dt_upstream_foreach_object (upstream, interface, count, &n);
  return n;
}

static void
profiles_that_were_removed (void)
{
  const DtProfileFacts facts = { .uuid = UUID, .id = "office", .type = "vpn", .service = "x" };
  g_autoptr(DtUpstream) upstream = new_upstream ();

  for (guint i = 0; i < MANY; i++) {
    g_autofree char *path = g_strdup_printf (NM_PREFIX "Settings/%u", i);

    dt_upstream_profile (upstream, path, &facts);
    if (i > 0)
      dt_upstream_profile_removed (upstream, path);
  }
  g_assert_cmpuint (g_hash_table_size (upstream->profiles), ==, 1);
}

static void
a_profile_of_a_connection (void)
{
  const DtProfileFacts facts = { .uuid = UUID, .id = "office", .type = "vpn", .service = "x" };
  g_autoptr(DtUpstream) upstream = new_upstream ();
  DtTrack *track;

  dt_upstream_profile (upstream, NM_PREFIX "Settings/1", &facts);
  track = dt_upstream_dial (upstream, 1000, NM_PREFIX "Settings/1", UUID, "office", DT_KIND_VPN, "x");
  dt_upstream_profile_removed (upstream, NM_PREFIX "Settings/1");
  g_assert_nonnull (dt_upstream_note_of (upstream, track));
  dt_track_forget (track);
  g_assert_cmpuint (g_hash_table_size (upstream->profiles), ==, 0);
}

/* One bearer for each call, and its words. */
static void
call_modem (DtUpstream *upstream, guint i)
{
  g_autofree char *bearer = g_strdup_printf (MM_PREFIX "Bearer/%u", i);
  const char *const listed[] = { bearer, NULL };

  say (upstream, MM_NAME, MODEM, PROPERTIES, "PropertiesChanged",
       g_variant_new ("(s@a{sv}as)", MM_MODEM, g_variant_new_parsed ("{'Bearers': <%^ao>}", listed), NULL));
  say (upstream, MM_NAME, bearer, PROPERTIES, "PropertiesChanged",
       g_variant_new ("(s@a{sv}as)", MM_BEARER, g_variant_new_parsed ("{'Connected': <false>}"), NULL));
}

static void
bearers_that_have_gone (void)
{
  static const char *const modem[] = { MM_MODEM, NULL };
  g_autoptr(DtUpstream) upstream = new_upstream ();

  for (guint i = 0; i < MANY; i++)
    call_modem (upstream, i);
  g_assert_cmpuint (g_hash_table_size (upstream->bearers), <, FEW);
  g_assert_cmpuint (count_objects (upstream, MM_BEARER), <, FEW);
  g_assert_cmpstr (g_hash_table_lookup (upstream->bearers, MM_PREFIX "Bearer/499"), ==, MODEM);

  say (upstream, MM_NAME, "/org/freedesktop/ModemManager1", OBJECT_MANAGER, "InterfacesRemoved", g_variant_new ("(o^as)", MODEM, modem));
  g_assert_cmpuint (g_hash_table_size (upstream->bearers), ==, 0);
  g_assert_cmpuint (count_objects (upstream, MM_BEARER), ==, 0);
}

static DtTrack *
dial_with_ppp (DtUpstream *upstream, guint i)
{
  g_autofree char *active = g_strdup_printf (NM_PREFIX "ActiveConnection/%u", i);
  g_autofree char *ppp = g_strdup_printf (NM_PREFIX "PPP/%u", i);
  DtTrack *track = dt_upstream_dial (upstream, 1000, NM_PREFIX "Settings/1", UUID, "dsl", DT_KIND_PPPOE, "");

  dt_track_called (track, 1000);
  dt_track_accepted (track, 1000, active);
  say (upstream, NM_NAME, DEVICE, PROPERTIES, "PropertiesChanged",
       g_variant_new ("(s@a{sv}as)", NM_DEVICE, g_variant_new_parsed ("{'ActiveConnection': <%o>}", active), NULL));
  say (upstream, NM_NAME, DEVICE, NM_DEVICE, "StateChanged", g_variant_new ("(uuu)", 50u, 40u, 0u));
  say (upstream, NM_NAME, "/org/freedesktop", OBJECT_MANAGER, "InterfacesAdded",
       g_variant_new_parsed ("(%o, {'" NM_PPP "': @a{sv} {}})", ppp));
  dt_upstream_ppp_phase (upstream, 1000000, ":1.9", 0, ppp, 3);
  say (upstream, NM_NAME, DEVICE, NM_DEVICE, "StateChanged", g_variant_new ("(uuu)", 120u, 50u, 13u));
  say (upstream, NM_NAME, active, NM_ACTIVE, "StateChanged", g_variant_new ("(uu)", 4u, 3u));
  if (!dt_track_dial (track)->status.ended)
    dt_upstream_clock (upstream, dt_upstream_deadline (upstream));
  return track;
}

static void
pppd_of_dials_that_are_forgotten (void)
{
  g_autoptr(DtUpstream) upstream = new_upstream ();

  for (guint i = 0; i < MANY; i++) {
    DtTrack *track = dial_with_ppp (upstream, i);

    g_assert_true (dt_track_dial (track)->status.ended);
    g_assert_cmpuint (g_hash_table_size (upstream->ppp), ==, 1);
    dt_track_forget (track);
    g_assert_cmpuint (g_hash_table_size (upstream->ppp), ==, 0);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forgetting/profiles-that-were-removed", profiles_that_were_removed);
  g_test_add_func ("/forgetting/a-profile-of-a-connection", a_profile_of_a_connection);
  g_test_add_func ("/forgetting/bearers-that-have-gone", bearers_that_have_gone);
  g_test_add_func ("/forgetting/pppd-of-dials-that-are-forgotten", pppd_of_dials_that_are_forgotten);
  return g_test_run ();
}
