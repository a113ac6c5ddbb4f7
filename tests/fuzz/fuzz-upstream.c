/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A libFuzzer target: bytes become messages of NetworkManager, ModemManager, VPN
 * plugins, pppd and the bus, of right and of wrong types, and orders of ours; what
 * the observers publish must obey the rules of a connection.
 */
#include <string.h>

#include "dt-upstream.h"
#include "fuzz-target.h"
#include "fuzz-values.h"

#define NM "org.freedesktop.NetworkManager"
#define NM_PATH "/org/freedesktop/NetworkManager"
#define MM "org.freedesktop.ModemManager1"
#define MM_PATH "/org/freedesktop/ModemManager1"
#define LONGEST 200           /* steps */

static const char *const paths[] = { NM_PATH, NM_PATH "/ActiveConnection/1", NM_PATH "/ActiveConnection/2", NM_PATH "/Devices/1",
                                     NM_PATH "/Devices/2", NM_PATH "/Settings/1", NM_PATH "/Settings/2", NM_PATH "/PPP/1", MM_PATH,
                                     MM_PATH "/Modem/0", MM_PATH "/Bearer/0", MM_PATH "/Bearer/1", NM_PATH "/IP4Config/1", "/", NULL };
static const char *const interfaces[] = { NM, NM ".Connection.Active", NM ".VPN.Connection", NM ".Device", NM ".Device.Modem",
                                          NM ".Settings.Connection", NM ".PPP", NM ".IP4Config", NM ".VPN.Plugin", MM ".Modem",
                                          MM ".Modem.Modem3gpp", MM ".Modem.ModemCdma", MM ".Bearer", MM ".Modem.Simple", NULL };
static const char *const senders[] = { NM, MM, "org.freedesktop.DBus", NM ".labvpn", NM ".labvpn.Connection_1", ":1.7", NULL };
static const char *const words[] = { NM_PATH "/ActiveConnection/1", NM_PATH "/Devices/1", NM_PATH "/Settings/1", MM_PATH "/Modem/0",
                                     MM_PATH "/Bearer/0", NM, MM, NM ".labvpn", ":1.7", "", "vpn", "gsm", "pppoe", "wireguard",
                                     NM ".Connection.Active", NM ".Device", MM ".Modem", MM ".Error.Connection.NoCarrier", "ttyUSB0", "1.42.4",
                                     "1.52.1", NULL };
static const char *const keys[] = { "State", "VpnState", "Connection", "Devices", "Uuid", "Id", "Type", "Vpn", "StateFlags",
                                    "Interface", "IpInterface", "Udi", "StateReason", "ActiveConnection", "UnlockRequired", "Ports",
                                    "StateFailedReason", "Bearers", "Connected", "ConnectionError", "RegistrationState", "Ip4Config",
                                    "Cdma1xRegistrationState", "EvdoRegistrationState", "ActivationState",
                                    "Version", "VersionInfo", "NetworkRejection",
                                    "DeviceType", "PrimaryPort", "Device", "SpecificObject", NULL };

static const struct {
  const char *interface, *member, *type;
} messages[] = {
  { NM ".Connection.Active", "StateChanged", "(uu)" }, { NM ".VPN.Connection", "VpnStateChanged", "(uu)" },
  { NM ".Device", "StateChanged", "(uuu)" }, { NM ".VPN.Plugin", "Failure", "(u)" }, { NM ".VPN.Plugin", "StateChanged", "(u)" },
  { NM ".VPN.Plugin", "LoginBanner", "(s)" }, { NM ".VPN.Plugin", "SecretsRequired", "(sas)" },
  { MM ".Modem", "StateChanged", "(iiu)" }, { "org.freedesktop.DBus.Properties", "PropertiesChanged", "(sa{sv}as)" },
  { "org.freedesktop.DBus.ObjectManager", "InterfacesAdded", "(oa{sa{sv}})" },
  { "org.freedesktop.DBus.ObjectManager", "InterfacesRemoved", "(oas)" }, { "org.freedesktop.DBus", "NameOwnerChanged", "(sss)" },
  { NM ".Settings", "NewConnection", "(o)" }, { NM ".Settings.Connection", "Removed", "()" },
};

/* What was published of a track. */
typedef struct {
  guint64 sequence;
  gboolean ended, finished;
} Seen;

typedef struct {
  DtUpstream *upstream;
  FuzzSource source;
  gint64 now;
  GHashTable *seen;           /* DtTrack -> Seen */
  GPtrArray *ours;            /* DtTrack */
} World;

static Seen *
seen_of (World *world, DtTrack *track)
{
  Seen *seen = g_hash_table_lookup (world->seen, track);

  if (seen == NULL) {
    seen = g_new0 (Seen, 1);
    g_hash_table_insert (world->seen, track, seen);
  }
  return seen;
}

static void
on_appeared (DtTrack *track, gboolean adopted, gpointer data)
{
  seen_of (data, track)->finished = adopted;
}

static void
on_edge (DtTrack *track, const DtStatus *status, gpointer data)
{
  Seen *seen = seen_of (data, track);

  LAW (!seen->ended);
  LAW (status->sequence > seen->sequence);
  LAW (dt_state_name (status->state) != NULL);
  LAW (!status->ended || status->error != 0);
  seen->sequence = status->sequence;
  seen->ended = status->ended;
}

static void
on_finished (DtTrack *track, gpointer data)
{
  Seen *seen = seen_of (data, track);

  LAW (!seen->finished);
  LAW (dt_track_dial (track)->status.finished);
  seen->finished = TRUE;
}

static void
on_hang_up (DtTrack *track, gpointer data)
{
  World *world = data;

  LAW (g_ptr_array_find (world->ours, track, NULL));
}

/* All that the bus side reads of a track. */
static void
on_changed (DtTrack *track, gpointer data)
{
  g_autoptr(GVariant) saved = g_variant_ref_sink (dt_track_save (track));

  LAW (g_variant_is_normal_form (saved));
  LAW (g_variant_is_object_path (dt_track_active_path (track)));
  LAW (g_variant_is_object_path (dt_track_device_path (track)));
  LAW (g_variant_is_object_path (dt_track_modem_path (track)));
  LAW (g_variant_is_object_path (dt_track_bearer_path (track)));
  LAW (g_utf8_validate (dt_track_device_interface (track), -1, NULL));
}

static const char *
pick (World *world, const char *const *from)
{
  return fuzz_pick (&world->source, from);
}

static GVariant *
value_of (World *world, const char *type)
{
  return g_variant_take_ref (fuzz_value (&world->source, G_VARIANT_TYPE (type), words, keys));
}

/* Mostly of the right type, and mostly from whom it should come. */
static void
feed_signal (World *world)
{
  guint kind = (guint) fuzz_range (&world->source, 0, G_N_ELEMENTS (messages));
  gboolean wrong = fuzz_range (&world->source, 0, 8) == 1;
  g_autoptr(GVariant) args = value_of (world, wrong ? "(v)" : messages[kind].type);
  DtMessage message = { .at = world->now, .sender = pick (world, senders), .path = pick (world, paths),
                        .interface = wrong ? pick (world, interfaces) : messages[kind].interface, .member = messages[kind].member,
                        .args = args };

  dt_upstream_signal (world->upstream, &message);
}

static void
begin_dial (World *world)
{
  DtTrack *track = fuzz_range (&world->source, 0, 3) == 0
                     ? dt_upstream_dial_modem (world->upstream, world->now, MM_PATH "/Modem/0", DT_KIND_GSM)
                     : dt_upstream_dial (world->upstream, world->now, NM_PATH "/Settings/1", "uuid", "id",
                                         (DtKind) fuzz_range (&world->source, DT_KIND_NONE + 1, DT_KIND_SERIAL + 1), NM ".labvpn");

  if (fuzz_range (&world->source, 0, 4) == 1)
    dt_track_set_timeout (track, world->now + 5 * G_USEC_PER_SEC);
  g_ptr_array_add (world->ours, track);
}

static void
forget (World *world, DtTrack *track)
{
  if (!dt_track_dial (track)->status.ended)
    return;
  g_ptr_array_remove (world->ours, track);
  g_hash_table_remove (world->seen, track);
  dt_track_forget (track);
}

/* An answer to a call of ours, or an order of a caller. */
static void
order (World *world)
{
  DtTrack *track;

  if (world->ours->len == 0)
    return;
  track = world->ours->pdata[fuzz_range (&world->source, 0, (gint32) world->ours->len)];
  switch (fuzz_range (&world->source, 0, 6)) {
  case 0:
    dt_track_called (track, world->now);
    break;
  case 1:
    dt_track_accepted (track, world->now, NM_PATH "/ActiveConnection/1");
    break;
  case 2:
    dt_track_refused (track, world->now, pick (world, words), pick (world, words));
    break;
  case 3:
    dt_track_hang_up (track, world->now);
    break;
  case 4: {
    g_autoptr(GVariant) properties = value_of (world, "a{sv}");

    if (dt_track_dial (track)->direct) {
      dt_track_modem_called (track, world->now, (const char *const[]) { NULL });
      dt_track_bearer_ready (track, world->now, MM_PATH "/Bearer/0", properties);
    }
    break;
  }
  default:
    forget (world, track);
  }
}

static void
feed_snapshot (World *world)
{
  g_autoptr(GVariant) object = value_of (world, "a{sa{sv}}");

  dt_upstream_snapshot_object (world->upstream, world->now, pick (world, paths), object);
  if (fuzz_range (&world->source, 0, 2) == 0)
    dt_upstream_snapshot_done (world->upstream, world->now);
}

static void
feed_profile (World *world)
{
  const DtProfileFacts facts = { "uuid", "id", pick (world, words), pick (world, words), pick (world, words), fuzz_range (&world->source, 0, 2) };

  dt_upstream_profile (world->upstream, pick (world, paths), &facts);
}

static void
step (World *world)
{
  world->now += (gint64) fuzz_range (&world->source, 0, 256) * 20000;
  switch (fuzz_range (&world->source, 0, 8)) {
  case 0:
    feed_snapshot (world);
    break;
  case 1:
    feed_profile (world);
    break;
  case 2:
    dt_upstream_ppp_phase (world->upstream, world->now, pick (world, senders), fuzz_range (&world->source, 0, 2) ? 0 : 1000,
                           pick (world, paths), (guint32) fuzz_range (&world->source, 0, 16));
    break;
  case 3:
    begin_dial (world);
    break;
  case 4:
    order (world);
    break;
  default:
    feed_signal (world);
  }
  dt_upstream_clock (world->upstream, world->now);
}

static void
on_versions (gpointer data)
{
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const DtUpstreamListener listener = { on_appeared, on_edge, on_finished, on_hang_up, on_changed, on_changed, on_versions };
  World world = { .source = { NULL, data, size }, .now = 1 };

  world.upstream = dt_upstream_new (&listener, &world);
  world.seen = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  world.ours = g_ptr_array_new ();
  for (guint i = 0; i < LONGEST && world.source.size > 0; i++)
    step (&world);
  dt_upstream_stop (world.upstream, world.now);
  /* An orderly stop leaves no dial of ours without its end. */
  for (guint i = 0; i < world.ours->len; i++)
    LAW (seen_of (&world, world.ours->pdata[i])->finished);
  dt_upstream_free (world.upstream);
  g_hash_table_unref (world.seen);
  g_ptr_array_unref (world.ours);
  return 0;
}
