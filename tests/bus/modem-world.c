/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "modem-world.h"

static void
up (ModemWorld *world, PrivateBusKind kind)
{
  Fixture *f = &world->base;

  fixture_up (f, kind);
  world->modem = fake_modem_new (f->mm, 0, CAPABILITY_LTE, "ttyUSB0");
  fake_service_appear (f->mm);
  f->daemon = daemon_start (f->address, f->folder);
}

void
modem_world_up (ModemWorld *world, gconstpointer data)
{
  up (world, PRIVATE_BUS_ONE_USER);
}

void
modem_world_up_all_users (ModemWorld *world, gconstpointer data)
{
  up (world, PRIVATE_BUS_ALL_USERS);
}

void
modem_world_down (ModemWorld *world, gconstpointer data)
{
  daemon_stop (g_steal_pointer (&world->base.daemon));
  if (world->second != NULL)
    fake_modem_free (world->second);
  fake_modem_free (world->modem);
  fixture_down (&world->base);
}

void
modem_world_add (ModemWorld *world, guint32 capabilities)
{
  world->second = fake_modem_new (world->base.mm, 1, capabilities, "ttyUSB1");
  link_barrier (fake_service_link (world->base.mm));
  client_catch_up (world->base.client);
}

char *
modem_dial (ModemWorld *world, const char *options)
{
  g_autofree char *text = g_strdup_printf ("{'apn': <'internet'>%s%s}", options != NULL ? ", " : "",
                                           options != NULL ? options : "");

  /* What the modem has said is heard before the call, which comes over another connection. */
  link_barrier (fake_service_link (world->base.mm));
  return client_dial (world->base.client, "", text);
}

char *
modem_dial_to_end (ModemWorld *world, const char *options)
{
  char *path = modem_dial (world, options);

  WAIT_FOR (client_saw_finish (world->base.client, path));
  return path;
}

char *
modem_edges (ModemWorld *world, const char *path)
{
  g_autoptr (GArray) edges = client_edges (world->base.client, path);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < edges->len; i++)
    {
      const Edge *edge = &g_array_index (edges, Edge, i);

      g_string_append_printf (text, "%s%u%s", i > 0 ? " " : "", edge->state, edge->disconnecting ? "d" : "");
      if (edge->error != 0)
        g_string_append_printf (text, ":%u", edge->error);
    }
  return g_string_free (text, FALSE);
}

void
assert_modem_edges (ModemWorld *world, const char *path, const char *edges)
{
  g_autofree char *seen = NULL;

  client_catch_up (world->base.client);
  seen = modem_edges (world, path);
  g_assert_cmpstr (seen, ==, edges);
}

void
assert_modem_fails (ModemWorld *world, const char *options, guint32 error)
{
  g_autofree char *path = modem_dial_to_end (world, options);

  g_assert_cmpuint (client_result (world->base.client, path), ==, error);
  wait_ended (world->base.client, path);
}
