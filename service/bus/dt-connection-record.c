/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A connection as a record of the store, and back. */
#include <string.h>

#include "dt-account.h"
#include "dt-connection.h"
#include "dt-limits.h"

static const struct {
  const char *key;
  gsize offset;                 /* in DtConnection */
} strings[] = {
  { "path", G_STRUCT_OFFSET (DtConnection, path) }, { "sender", G_STRUCT_OFFSET (DtConnection, sender) },
  { "entry-uuid", G_STRUCT_OFFSET (DtConnection, entry_uuid) }, { "entry-name", G_STRUCT_OFFSET (DtConnection, entry_name) },
  { "entry-kind", G_STRUCT_OFFSET (DtConnection, kind) }, { "phone-number", G_STRUCT_OFFSET (DtConnection, phone_number) },
  { "remote", G_STRUCT_OFFSET (DtConnection, remote) },
  { "projected-interface", G_STRUCT_OFFSET (DtConnection, projection.interface) },
};

static const struct {
  const char *key;
  gsize offset;                 /* in DtConnection, of a guint64 */
} counters[] = {
  { "rx-bytes", G_STRUCT_OFFSET (DtConnection, statistics.rx_bytes) },
  { "tx-bytes", G_STRUCT_OFFSET (DtConnection, statistics.tx_bytes) },
  { "rx-packets", G_STRUCT_OFFSET (DtConnection, statistics.rx_packets) },
  { "tx-packets", G_STRUCT_OFFSET (DtConnection, statistics.tx_packets) },
  { "rx-errors", G_STRUCT_OFFSET (DtConnection, statistics.rx_errors) },
  { "tx-errors", G_STRUCT_OFFSET (DtConnection, statistics.tx_errors) },
  { "speed", G_STRUCT_OFFSET (DtConnection, statistics.speed) },
};

static const struct {
  const char *key;
  gsize offset;                 /* in DtConnection, of an a{sv} */
} dictionaries[] = {
  { "projected-ip4", G_STRUCT_OFFSET (DtConnection, projection.ip4) },
  { "projected-ip6", G_STRUCT_OFFSET (DtConnection, projection.ip6) },
  { "projected-tunnel", G_STRUCT_OFFSET (DtConnection, projection.tunnel) },
};

/*
 * Saving.
 */

static GVariant *
save_references (DtConnection *connection)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{uu}"));
  GHashTableIter iter;
  gpointer uid, n;

  g_hash_table_iter_init (&iter, connection->references);
  while (g_hash_table_iter_next (&iter, &uid, &n))
    g_variant_builder_add (&builder, "{uu}", GPOINTER_TO_UINT (uid), GPOINTER_TO_UINT (n));
  return g_variant_builder_end (&builder);
}

static GVariant *
save (DtConnection *connection)
{
  GVariantDict dict = G_VARIANT_DICT_INIT (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (strings); i++) {
    const char *value = G_STRUCT_MEMBER (char *, connection, strings[i].offset);

    if (value)
      g_variant_dict_insert (&dict, strings[i].key, "s", value);
  }
  for (guint i = 0; i < G_N_ELEMENTS (counters); i++)
    g_variant_dict_insert (&dict, counters[i].key, "t", G_STRUCT_MEMBER (guint64, connection, counters[i].offset));
  for (guint i = 0; i < G_N_ELEMENTS (dictionaries); i++) {
    GVariant *value = G_STRUCT_MEMBER (GVariant *, connection, dictionaries[i].offset);

    /* A record that had none. */
    if (value)
      g_variant_dict_insert_value (&dict, dictionaries[i].key, value);
  }
  g_variant_dict_insert (&dict, "bus", "s", g_dbus_connection_get_guid (connection->daemon->bus));
  g_variant_dict_insert (&dict, "external", "b", connection->external);
  g_variant_dict_insert (&dict, "without-entry", "b", connection->without_entry);
  g_variant_dict_insert (&dict, "uid", "u", connection->uid);
  g_variant_dict_insert (&dict, "to-realtime", "x", connection->realtime.offset);
  g_variant_dict_insert_value (&dict, "realtime-jumps", dt_realtime_save (&connection->realtime));
  g_variant_dict_insert (&dict, "dialler-left", "b", connection->dialler_left);
  g_variant_dict_insert (&dict, "dialler-left-at", "x", connection->dialler_left_at);
  g_variant_dict_insert (&dict, "hung-up", "b", connection->hung_up);
  g_variant_dict_insert (&dict, "bind", "u", (guint32) connection->bind);
  g_variant_dict_insert (&dict, "linger", "u", connection->linger);
  g_variant_dict_insert (&dict, "mtu", "u", connection->projection.mtu);
  if (connection->users)
    g_variant_dict_insert (&dict, "users", "^as", connection->users);
  g_variant_dict_insert_value (&dict, "references", save_references (connection));
  g_variant_dict_insert_value (&dict, "track", dt_track_save (connection->track));
  return g_variant_dict_end (&dict);
}

void
dt_connection_save (DtConnection *connection)
{
  g_autoptr(GVariant) record = g_variant_ref_sink (save (connection));
  char *text = g_variant_print (record, TRUE);

  dt_account_note (connection, &connection->record_bytes, strlen (text));
  connection->unsaved = !dt_store_put (connection->daemon->store, connection->id, text, connection->told);
}

void
dt_connection_save_later (DtConnection *connection)
{
  connection->unsaved = TRUE;
  dt_daemon_save_later (connection->daemon);
}

/*
 * Restoring.
 */

static void
restore_references (DtConnection *connection, GVariant *record)
{
  g_autoptr(GVariant) references = g_variant_lookup_value (record, "references", G_VARIANT_TYPE ("a{uu}"));
  guint32 uid, n;

  for (gsize i = 0; references && i < g_variant_n_children (references); i++) {
    g_variant_get_child (references, i, "{uu}", &uid, &n);
    g_hash_table_insert (connection->references, GUINT_TO_POINTER (uid), GUINT_TO_POINTER (n));
  }
}

static void
restore_dialler (DtConnection *connection, GVariant *record)
{
  const char *bus = "";
  guint32 bind = DT_BIND_NONE;

  g_variant_lookup (record, "external", "b", &connection->external);
  g_variant_lookup (record, "without-entry", "b", &connection->without_entry);
  g_variant_lookup (record, "hung-up", "b", &connection->hung_up);
  g_variant_lookup (record, "uid", "u", &connection->uid);
  g_variant_lookup (record, "linger", "u", &connection->linger);
  connection->linger = MIN (connection->linger, DT_LINGER_MAX_SECONDS);
  g_variant_lookup (record, "bind", "u", &bind);
  connection->bind = bind <= DT_BIND_CONNECTION ? bind : DT_BIND_NONE;
  g_variant_lookup (record, "dialler-left", "b", &connection->dialler_left);
  g_variant_lookup (record, "dialler-left-at", "x", &connection->dialler_left_at);
  connection->dialler_left_at = dt_record_time (connection->dialler_left_at);
  g_variant_lookup (record, "bus", "&s", &bus);
  /* A unique name means nobody on another bus than the one that gave it. */
  if (connection->sender && strcmp (bus, g_dbus_connection_get_guid (connection->daemon->bus)) != 0)
    g_clear_pointer (&connection->sender, g_free);
  if (!connection->external && connection->sender == NULL && !connection->dialler_left) {
    connection->dialler_left = TRUE;
    connection->dialler_left_at = g_get_monotonic_time ();
  }
}

static void
restore_values (DtConnection *connection, GVariant *record)
{
  g_autoptr(GVariant) jumps = g_variant_lookup_value (record, "realtime-jumps", G_VARIANT_TYPE ("a(xx)"));
  gint64 to_realtime = connection->realtime.offset;

  g_variant_lookup (record, "to-realtime", "x", &to_realtime);
  for (guint i = 0; i < G_N_ELEMENTS (strings); i++) {
    char **at = G_STRUCT_MEMBER_P (connection, strings[i].offset);

    /* Only an external one has no sender; a record of another version may lack the rest. */
    if (!g_variant_lookup (record, strings[i].key, "s", at) && at != &connection->sender)
      *at = g_strdup ("");
  }
  for (guint i = 0; i < G_N_ELEMENTS (counters); i++)
    g_variant_lookup (record, counters[i].key, "t", G_STRUCT_MEMBER_P (connection, counters[i].offset));
  for (guint i = 0; i < G_N_ELEMENTS (dictionaries); i++)
    G_STRUCT_MEMBER (GVariant *, connection, dictionaries[i].offset) =
      g_variant_lookup_value (record, dictionaries[i].key, G_VARIANT_TYPE_VARDICT);
  g_variant_lookup (record, "mtu", "u", &connection->projection.mtu);
  dt_realtime_restore (&connection->realtime, to_realtime, jumps);
  connection->realtime.seen = connection->status.at;
  g_variant_lookup (record, "users", "^as", &connection->users);
}

DtConnection *
dt_connection_restore (DtDaemon *daemon, guint64 id, GVariant *record, gboolean told)
{
  g_autoptr(GVariant) track = g_variant_lookup_value (record, "track", G_VARIANT_TYPE_VARDICT);
  const char *path = NULL;
  DtConnection *connection;

  g_variant_lookup (record, "path", "&s", &path);
  if (track == NULL || path == NULL || !g_variant_is_object_path (path) || !g_str_has_prefix (path, DT_CONNECTION_PREFIX "/"))
    return NULL;
  connection = dt_connection_make (daemon, dt_upstream_restore (daemon->upstream, track), id);
  restore_values (connection, record);
  restore_dialler (connection, record);
  restore_references (connection, record);
  connection->told = told;
  connection->recovered = connection->status.finished && !told;
  dt_projection_fit (connection);
  return connection;
}
