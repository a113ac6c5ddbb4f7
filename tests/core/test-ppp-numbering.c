/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How PPP's phases are counted: by the first one, else by NetworkManager's version, whenever that becomes known. */
#include "dt-ppp-numbering.h"
#include "dt-release.h"
#include "dt-upstream-private.h"

#define OBJECT_MANAGER "org.freedesktop.DBus.ObjectManager"
#define DEVICE NM_PREFIX "Devices/2"
#define ACTIVE NM_PREFIX "ActiveConnection/1"
#define PPP NM_PREFIX "PPP/1"
#define PPPD ":1.7"

static void
test_releases (void)
{
  static const struct {
    const char *version;
    DtPppNumbering numbering;
  } cases[] = {
    { "1.40.0", DT_PPP_NUMBERING_PLUS_ONE }, { "1.42.4", DT_PPP_NUMBERING_PLUS_ONE }, { "1.42.6", DT_PPP_NUMBERING_PLUS_ONE },
    { "1.42.8", DT_PPP_NUMBERING_RAW }, { "1.43.5", DT_PPP_NUMBERING_PLUS_ONE }, { "1.43.6", DT_PPP_NUMBERING_RAW },
    { "1.44.0", DT_PPP_NUMBERING_RAW }, { "1.52.1-1.fc42", DT_PPP_NUMBERING_RAW }, { "2.0", DT_PPP_NUMBERING_RAW },
    { "", DT_PPP_NUMBERING_UNKNOWN }, { "new", DT_PPP_NUMBERING_UNKNOWN }, { "1", DT_PPP_NUMBERING_UNKNOWN },
    { "1.300.1", DT_PPP_NUMBERING_UNKNOWN }, { "99999999999999999999.1.1", DT_PPP_NUMBERING_UNKNOWN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (dt_ppp_numbering_of_release (dt_release_parse (cases[i].version)), ==, cases[i].numbering);
}

static void
test_translation (void)
{
  g_assert_cmpint (dt_ppp_numbering_translate (DT_PPP_NUMBERING_RAW, 2), ==, 3);
  g_assert_cmpint (dt_ppp_numbering_translate (DT_PPP_NUMBERING_PLUS_ONE, 3), ==, 3);
  g_assert_cmpint (dt_ppp_numbering_translate (DT_PPP_NUMBERING_RAW, 12), ==, 13);
  g_assert_cmpint (dt_ppp_numbering_translate (DT_PPP_NUMBERING_RAW, 13), ==, -1);
  g_assert_cmpint (dt_ppp_numbering_translate (DT_PPP_NUMBERING_RAW, G_MAXUINT32), ==, -1);
  g_assert_cmpint (dt_ppp_numbering_translate (DT_PPP_NUMBERING_PLUS_ONE, 14), ==, -1);
}

/*
 * A dial of NetworkManager's own, with pppd's phases.
 */

typedef struct {
  DtUpstream *upstream;
  DtTrack *track;
  guint versions;
} World;

static void
on_appeared (DtTrack *track, gboolean adopted, gpointer data)
{
  ((World *) data)->track = track;
}

static void
on_edge (DtTrack *track, const DtStatus *status, gpointer data)
{
}

static void
on_track (DtTrack *track, gpointer data)
{
}

static void
on_versions (gpointer data)
{
  ((World *) data)->versions++;
}

static void
feed_object (World *world, const char *path, const char *interfaces)
{
  g_autoptr(GVariant) value = g_variant_ref_sink (g_variant_new_parsed (interfaces));

  dt_upstream_snapshot_object (world->upstream, 1, path, value);
}

static void
say (World *world, gint64 at, const char *path, const char *interface, const char *member, GVariant *args)
{
  g_autoptr(GVariant) owned = g_variant_ref_sink (args);
  DtMessage message = { at, NM_NAME, path, interface, member, owned };

  dt_upstream_signal (world->upstream, &message);
}

/* Up to the moment in which pppd's first phase may come. */
static void
begin (World *world)
{
  static const DtUpstreamListener listener = { on_appeared, on_edge, on_track, on_track, on_track, on_track, on_versions };

  *world = (World) { .upstream = dt_upstream_new (&listener, world) };
  dt_upstream_set_sees_phases (world->upstream, TRUE);
  feed_object (world, DEVICE, "{'" NM_DEVICE "': {'Interface': <'eth0'>, 'DeviceType': <@u 1>, 'State': <@u 30>}}");
  feed_object (world, ACTIVE, "{'" NM_ACTIVE "': {'Uuid': <'1-2'>, 'Id': <'dsl'>, 'Type': <'pppoe'>, 'State': <@u 1>, "
                              "'StateFlags': <@u 0>, 'Connection': <objectpath '/p'>, 'Devices': <[objectpath '" DEVICE "']>}}");
  dt_upstream_snapshot_done (world->upstream, 2);
  say (world, 3, DEVICE, NM_DEVICE, "StateChanged", g_variant_new ("(uuu)", 50, 40, 0));
  say (world, 4, NM_PREFIX, OBJECT_MANAGER, "InterfacesAdded",
       g_variant_new_parsed ("(objectpath '" PPP "', {'" NM_PPP "': @a{sv} {}})"));
  g_assert_nonnull (world->track);
}

static void
phase (World *world, gint64 at, guint32 number)
{
  dt_upstream_ppp_phase (world->upstream, at, PPPD, 0, PPP, number);
}

static guint32
state_of (World *world)
{
  return dt_track_dial (world->track)->status.state;
}

static void
test_first_phase_decides (void)
{
  World world;

  begin (&world);
  feed_object (&world, NM_ROOT, "{'" NM_NAME "': {'Version': <'1.42.4'>}}");
  phase (&world, 5, 2);
  phase (&world, 6, 4);
  phase (&world, 7, 5);
  g_assert_cmpuint (state_of (&world), ==, DT_RASCS_AUTHENTICATE);
  dt_upstream_free (world.upstream);
}

/* What came before the service looked says nothing of how it is counted. */
static void
test_waits_for_the_version (void)
{
  World world;

  begin (&world);
  phase (&world, 5, 5);
  phase (&world, 6, 7);
  g_assert_cmpuint (state_of (&world), <, DT_RASCS_ALL_DEVICES_CONNECTED);
  feed_object (&world, NM_ROOT, "{'" NM_NAME "': {'Version': <'1.46.0'>}}");
  g_assert_cmpuint (state_of (&world), ==, DT_RASCS_AUTH_PROJECT);
  g_assert_cmpuint (world.versions, ==, 1);
  g_assert_cmpstr (dt_upstream_nm_version (world.upstream), ==, "1.46.0");
  dt_upstream_free (world.upstream);
}

/* VersionInfo is what NetworkManager's own code compares. */
static void
test_version_info (void)
{
  World world;

  begin (&world);
  phase (&world, 5, 5);
  feed_object (&world, NM_ROOT, "{'" NM_NAME "': {'VersionInfo': <[@u 76800, 1]>}}");      /* 1.44.0 */
  g_assert_cmpuint (state_of (&world), ==, DT_RASCS_AUTHENTICATE);
  dt_upstream_free (world.upstream);
}

static void
test_another_version_takes_over (void)
{
  World world;

  begin (&world);
  feed_object (&world, NM_ROOT, "{'" NM_NAME "': {'Version': <'1.42.4'>}}");
  feed_object (&world, MM_ROOT, "{'" MM_NAME "': {'Version': <'1.20.4'>}}");
  g_assert_cmpstr (dt_upstream_mm_version (world.upstream), ==, "1.20.4");
  say (&world, 5, "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameOwnerChanged", g_variant_new ("(sss)", NM_NAME, ":1.2", ""));
  g_assert_cmpstr (dt_upstream_nm_version (world.upstream), ==, "");
  phase (&world, 6, 5);
  say (&world, 7, "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameOwnerChanged", g_variant_new ("(sss)", MM_NAME, ":1.3", ""));
  g_assert_cmpstr (dt_upstream_mm_version (world.upstream), ==, "");
  feed_object (&world, NM_ROOT, "{'" NM_NAME "': {'Version': <'1.52.1'>}}");
  g_assert_cmpstr (dt_upstream_nm_version (world.upstream), ==, "1.52.1");
  g_assert_cmpuint (world.versions, ==, 5);
  dt_upstream_free (world.upstream);
}

/* Anybody may call SetState, and a monitor sees it. */
static void
test_strangers_decide_nothing (void)
{
  World world;

  begin (&world);
  dt_upstream_ppp_phase (world.upstream, 5, ":1.66", 1000, PPP, 3);
  phase (&world, 6, 2);
  phase (&world, 7, 4);
  phase (&world, 8, 5);
  dt_upstream_ppp_phase (world.upstream, 9, ":1.66", 1000, PPP, 8);
  g_assert_cmpuint (state_of (&world), ==, DT_RASCS_AUTHENTICATE);
  dt_upstream_free (world.upstream);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/ppp-numbering/releases", test_releases);
  g_test_add_func ("/core/ppp-numbering/translation", test_translation);
  g_test_add_func ("/core/ppp-numbering/first-phase-decides", test_first_phase_decides);
  g_test_add_func ("/core/ppp-numbering/waits-for-the-version", test_waits_for_the_version);
  g_test_add_func ("/core/ppp-numbering/version-info", test_version_info);
  g_test_add_func ("/core/ppp-numbering/another-version-takes-over", test_another_version_takes_over);
  g_test_add_func ("/core/ppp-numbering/strangers-decide-nothing", test_strangers_decide_nothing);
  return g_test_run ();
}
