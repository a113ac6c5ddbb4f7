/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A libFuzzer target: records of the store, as an older, a newer or a damaged one
 * may have left them.  What is made of one is read, saved, and made again.
 */
#include <string.h>

#include "dt-connection.h"
#include "dt-record-text.h"
#include "fuzz-target.h"
#include "fuzz-values.h"
#include "link.h"
#include "private-bus.h"

static const char *const words[] = { DT_CONNECTION_PREFIX "/1", DT_CONNECTION_PREFIX "/1_42/token", "/", "", "vpn", "gsm", "none", ":1.42",
                                     "/org/freedesktop/NetworkManager/ActiveConnection/1", "eth0", "../../etc/passwd", NULL };
static const char *const keys[] = {
  "path", "sender", "entry-uuid", "entry-name", "entry-kind", "phone-number", "remote", "projected-interface", "rx-bytes", "speed",
  "projected-ip4", "projected-tunnel", "bus", "external", "uid", "to-realtime", "realtime-jumps", "dialler-left", "dialler-left-at", "bind", "linger",
  "mtu", "users", "references", "track", "kind", "ours", "uuid", "id", "service", "active", "profile", "device", "modem", "bearer",
  "interface", "ip-interface", "ip4", "ip6", "plugin", "state", "substate", "error", "result", "attempt", "finished", "ended",
  "disconnecting", "paused", "sequence", "began-at", "connected-at", "ended-at", "timeout-at", "vpn-state", "device-state", "ppp-phase",
  "prove-peer", "direct", "causes", "phases", NULL,
};

static GDBusConnection *
connection (void)
{
  static PrivateBus *bus;
  static GDBusConnection *link;

  if (bus == NULL) {
    bus = private_bus_new (PRIVATE_BUS_ONE_USER);
    link = link_open (private_bus_address (bus));
  }
  return link;
}

/* The types of a record of today. */
static GVariant *
right_value (FuzzSource *source, GVariant *whole, const char *key)
{
  g_autoptr(GVariant) value = g_variant_lookup_value (whole, key, NULL);

  return value ? fuzz_value (source, g_variant_get_type (value), words, keys) : fuzz_any (source, words, keys);
}

/* @whole: a record of today, some of whose values become others. */
static GVariant *
disturb (FuzzSource *source, GVariant *whole)
{
  GVariantDict dict = G_VARIANT_DICT_INIT (whole);

  for (gint32 i = fuzz_range (source, 0, 8); i > 0; i--) {
    const char *key = fuzz_pick (source, keys);

    switch (fuzz_range (source, 0, 4)) {
    case 0:
      g_variant_dict_remove (&dict, key);
      break;
    case 1:
      g_variant_dict_insert_value (&dict, key, fuzz_any (source, words, keys));
      break;
    default:
      g_variant_dict_insert_value (&dict, key, right_value (source, whole, key));
    }
  }
  return g_variant_dict_end (&dict);
}

/* What a dial of today leaves; "track" is a record of its own. */
static GVariant *
record_of (DtDaemon *daemon, FuzzSource *source)
{
  DtTrack *track = dt_upstream_dial (daemon->upstream, 1, "/org/freedesktop/NetworkManager/Settings/1", "uuid", "id", DT_KIND_VPN, "vpn");
  g_autoptr(GVariant) part = g_variant_ref_sink (dt_track_save (track));
  g_autoptr(GVariant) whole = NULL;
  GVariantDict dict = G_VARIANT_DICT_INIT (NULL);

  for (guint i = 0; i < 7; i++)
    g_variant_dict_insert (&dict, keys[i], "s", words[i == 0 ? 0 : 4]);
  g_variant_dict_insert (&dict, "external", "b", FALSE);
  g_variant_dict_insert (&dict, "uid", "u", 1000);
  g_variant_dict_insert (&dict, "users", "^as", (const char *const[]) { "alice", NULL });
  g_variant_dict_insert (&dict, "references", "@a{uu}", g_variant_new_parsed ("{uint32 1000: uint32 2}"));
  g_variant_dict_insert (&dict, "projected-ip4", "@a{sv}", g_variant_new_parsed ("{'gateway': <'10.0.0.1'>}"));
  g_variant_dict_insert (&dict, "track", "@a{sv}", disturb (source, part));
  whole = g_variant_ref_sink (g_variant_dict_end (&dict));
  return g_variant_take_ref (disturb (source, whole));
}

/* As the store has it, some bytes of which are others. */
static GVariant *
through_damaged_text (FuzzSource *source, GVariant *record)
{
  static const char *const bits[] = { "\xff", "\\ud800", "\\U0011ffff", "'", "<", "@", NULL };
  g_autofree char *text = g_variant_print (record, TRUE);
  gsize length = strlen (text);
  g_autoptr(GVariant) whole = dt_record_parse (text, NULL);

  LAW (whole != NULL);
  for (gint32 i = fuzz_range (source, 0, 3); i > 0; i--) {
    const char *bit = fuzz_pick (source, bits);
    gsize at = (gsize) fuzz_range (source, 0, (gint32) length);

    memcpy (text + at, bit, MIN (strlen (bit), length - at));
  }
  return dt_record_parse (text, NULL);
}

static void
read_all (DtConnection *connection)
{
  g_autoptr(GVariant) status = g_variant_ref_sink (dt_connection_status (connection, TRUE, TRUE));
  g_autoptr(GVariant) public = g_variant_ref_sink (dt_connection_status (connection, FALSE, FALSE));
  g_autoptr(GVariant) interfaces = dt_connection_interfaces (connection);
  DtCaller nobody = { .sender = (char *) ":1.1", .uid = 65534, .user_name = NULL };

  LAW (g_variant_is_normal_form (status) && g_variant_is_normal_form (public) && g_variant_is_normal_form (interfaces));
  LAW (g_variant_is_object_path (connection->path));
  LAW (connection->users == NULL || !dt_connection_permits (connection, &nobody));
  dt_connection_references_of (connection, 0);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  FuzzSource source = { NULL, data, size };
  DtDaemon *daemon = dt_daemon_new (connection ());
  g_autoptr(GVariant) record = fuzz_range (&source, 0, 4) == 1
                                 ? g_variant_take_ref (fuzz_value (&source, G_VARIANT_TYPE_VARDICT, words, keys))
                                 : record_of (daemon, &source);
  g_autoptr(GVariant) read = through_damaged_text (&source, record);
  DtConnection *restored = read ? dt_connection_restore (daemon, 1, read, FALSE) : NULL;

  if (restored) {
    read_all (restored);
    dt_connection_save (restored);
    dt_upstream_clock (daemon->upstream, 2 * G_USEC_PER_SEC);
    dt_daemon_resume (daemon);
    if (daemon->connections->len > 0)
      read_all (daemon->connections->pdata[0]);
  }
  /* What was sent is marked as told while the daemon is there. */
  dt_daemon_drain (daemon);
  dt_daemon_free (daemon);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  return 0;
}
