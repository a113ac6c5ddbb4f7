/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an ordinary user sends in the name of pppd or of a VPN plugin changes nothing. */
#include "fixture.h"

#define NM "org.freedesktop.NetworkManager"
#define PPPOE_WORLD "real-pppoe-user-disconnect"
#define PLUGIN_PATH "/org/freedesktop/NetworkManager/VPN/Plugin"

/* A PPPoE dial whose phases are forged while it runs: TERMINATE after
 * AUTHENTICATE would make it a refused login. */
static char *
newest_ppp (FakeService *nm)
{
  g_autoptr (GPtrArray) paths = fake_service_paths (nm, NM ".PPP");

  return paths->len > 0 ? g_strdup (paths->pdata[0]) : NULL;
}

static void
forge_phase (Client *forger, const char *path, guint phase)
{
  g_dbus_connection_call (forger->link, NM, path, NM ".PPP", "SetState", g_variant_new ("(u)", phase), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
}

static void
forge_all (Client *forger, const char *path)
{
  static const guint phases[] = { 5, 6, 10, 5, 11 };

  for (guint i = 0; i < G_N_ELEMENTS (phases); i++)
    forge_phase (forger, path, phases[i]);
  link_barrier (forger->link);
}

static char *
uuid_of (const Trace *trace)
{
  const Snapshot *snapshot = trace->snapshots->pdata[0];
  GVariantIter iter;
  GVariant *interfaces;
  char *uuid = NULL;

  g_variant_iter_init (&iter, snapshot->objects);
  while (g_variant_iter_loop (&iter, "{o@a{sa{sv}}}", NULL, &interfaces))
    {
      g_autoptr (GVariant) profile = g_variant_lookup_value (interfaces, NM ".Settings.Connection", NULL);
      const char *id;

      if (profile != NULL && uuid == NULL && g_variant_lookup (profile, "id", "&s", &id) &&
          g_strcmp0 (id, trace->dialled) == 0)
        g_variant_lookup (profile, "uuid", "s", &uuid);
    }
  return uuid;
}

static void
forged_phase (void)
{
  Fixture f = { NULL };
  Client *forger;
  g_autofree char *uuid = NULL;
  g_autofree char *path = NULL;
  g_autofree char *ppp = NULL;

  fixture_up (&f, PRIVATE_BUS_ALL_USERS);
  fixture_load (&f, PPPOE_WORLD);
  uuid = uuid_of (fixture_trace (&f, PPPOE_WORLD));
  /* A server that never answers; the end is one second away. */
  fixture_script (&f, uuid, "real-pppoe-no-server", PLAYER_BRISK);
  fixture_start (&f);
  forger = client_new (f.address, UID_BIN);
  path = client_dial (f.client, uuid, NULL);
  WAIT_FOR ((ppp = newest_ppp (f.nm_service)) != NULL);
  forge_all (forger, ppp);
  WAIT_FOR (client_saw_finish (f.client, path));
  g_assert_cmpuint (client_result (f.client, path), ==, 815);
  client_free (forger);
  fixture_down (&f);
}

/* The forger owns no plugin's name; it sends from its own. */
static void
forged_failure (Fixture *f, gconstpointer data)
{
  g_autofree char *path = NULL;
  Client *forger = client_new (f->address, UID_BIN);

  fixture_script (f, ENTRY_OK, TRACE_HANGS, PLAYER_DEFAULT);
  path = client_dial (f->client, ENTRY_OK, NULL);
  WAIT_FOR (fake_nm_newest_dial (f->nm) != NULL);
  for (guint reason = 0; reason < 3; reason++)
    g_dbus_connection_emit_signal (forger->link, NULL, PLUGIN_PATH, NM ".VPN.Plugin", "Failure",
                                   g_variant_new ("(u)", reason), NULL);
  g_dbus_connection_emit_signal (forger->link, NULL, PLUGIN_PATH, NM ".VPN.Plugin", "StateChanged",
                                 g_variant_new ("(u)", 6u), NULL);
  link_barrier (forger->link);
  client_catch_up (f->client);
  client_hang_up (f->client, path);
  WAIT_FOR (client_saw_finish (f->client, path));
  g_assert_cmpuint (client_result (f->client, path), ==, ERROR_USER_DISCONNECTION);
  {
    g_autoptr (GVariant) causes = client_get (f->client, path, CONNECTION, "Causes");

    for (gsize i = 0; i < g_variant_n_children (causes); i++)
      {
        g_autoptr (GVariant) cause = g_variant_get_child_value (causes, i);
        const char *source = "";

        g_variant_lookup (cause, "source", "&s", &source);
        g_assert_cmpstr (source, !=, "vpn-plugin");
      }
  }
  client_free (forger);
}

/* State signals in NetworkManager's place. */
static void
forged_end (Fixture *f, gconstpointer data)
{
  g_autofree char *path = dial_to_end (f, ENTRY_OK, NULL);
  Client *forger = client_new (f->address, UID_BIN);
  const char *active = player_active (fake_nm_newest_dial (f->nm));

  g_dbus_connection_emit_signal (forger->link, NULL, active, NM ".Connection.Active", "StateChanged",
                                 g_variant_new ("(uu)", 4u, 2u), NULL);
  g_dbus_connection_emit_signal (forger->link, NULL, "/org/freedesktop", "org.freedesktop.DBus.ObjectManager",
                                 "InterfacesRemoved",
                                 g_variant_new ("(o^as)", active,
                                                (const char *const[]) { NM ".Connection.Active", NULL }), NULL);
  link_barrier (forger->link);
  client_catch_up (f->client);
  g_assert_cmpuint (client_get_u (f->client, path, "State"), ==, STATE_CONNECTED);
  client_free (forger);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bus/forged/ppp-phase", forged_phase);
  FIXTURE_TEST_ALL_USERS ("/bus/forged/plugin-failure", forged_failure);
  FIXTURE_TEST_ALL_USERS ("/bus/forged/end-of-the-activation", forged_end);
  return g_test_run ();
}
