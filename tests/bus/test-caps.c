/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rule 18: each cap is reached, other users do not notice, and it falls again. */
#include "fixture.h"

/* As service/bus/dt-limits.h has them. */
#define CONNECTIONS 2048
#define WAITERS 256
#define CALLS 256
#define CALLS_OF_ALL 768
#define OPTIONS 64
#define OPTION_BYTES 16384
#define CALL_BYTES 65536

static GVariant *
no_options (void)
{
  return g_variant_new ("(a{sv})", NULL);
}

static GPtrArray *
new_calls (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) call_free);
}

static Call *
start_hang_up_all (Client *client)
{
  return client_start (client, SERVICE_PATH, MANAGER, "HangUpAll", no_options ());
}

/*
 * Calls that wait for polkit.
 */

static void
calls_are_capped (Users *u, gconstpointer data)
{
  g_autoptr (GPtrArray) calls = new_calls ();
  g_autoptr (Call) too_many = NULL;
  g_autoptr (Call) others = NULL;

  fake_polkit_hold (u->base.polkit, TRUE);
  for (guint i = 0; i < CALLS; i++)
    g_ptr_array_add (calls, start_hang_up_all (u->user));
  WAIT_FOR (fake_polkit_held (u->base.polkit) == CALLS);
  too_many = start_hang_up_all (u->user);
  WAIT_FOR (too_many->done);
  assert_service_error (too_many->error, "LimitsExceeded");
  others = start_hang_up_all (u->other);
  WAIT_FOR (fake_polkit_held (u->base.polkit) == CALLS + 1);
  fake_polkit_hold (u->base.polkit, FALSE);
  WAIT_FOR (others->done);
  g_assert_no_error (others->error);
  for (guint i = 0; i < CALLS; i++)
    {
      Call *call = calls->pdata[i];

      WAIT_FOR (call->done);
      g_assert_no_error (call->error);
    }
  g_variant_unref (client_ask (u->user, SERVICE_PATH, MANAGER, "HangUpAll", no_options ()));
}

/* As many of a user's calls wait as may; returns how many. */
static guint
fill (Users *u, Client *client, GPtrArray *calls)
{
  guint before = fake_polkit_held (u->base.polkit), n;

  for (n = 0;; n++)
    {
      Call *call = start_hang_up_all (client);

      WAIT_FOR (call->done || fake_polkit_held (u->base.polkit) == before + n + 1);
      if (call->done)
        {
          assert_service_error (call->error, "LimitsExceeded");
          call_free (call);
          return n;
        }
      g_ptr_array_add (calls, call);
    }
}

/* The bus lets the service wait for 1,024 answers: all users together leave root some of them, and each other. */
static void
calls_of_all_users_are_capped (Users *u, gconstpointer data)
{
  static const uid_t more[] = { 3, 4, 5, 6, 7, 8 };
  g_autoptr (GPtrArray) calls = new_calls ();
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func ((GDestroyNotify) client_free);
  g_autofree char *path = NULL;
  guint all, n;

  fake_polkit_hold (u->base.polkit, TRUE);
  g_assert_cmpuint (fill (u, u->user, calls), ==, CALLS);
  g_assert_cmpuint (fill (u, u->other, calls), ==, CALLS);
  all = 2 * CALLS;
  for (guint i = 0; i < G_N_ELEMENTS (more); i++)
    {
      Client *client = client_new (u->base.address, more[i]);

      g_ptr_array_add (clients, client);
      n = fill (u, client, calls);
      g_assert_cmpuint (n, >=, (CALLS_OF_ALL - all) / 2);
      g_assert_cmpuint (n, >, 0);
      all += n;
      g_assert_cmpuint (all, <=, CALLS_OF_ALL);
    }
  /* Root is served, and the service itself has room for what a dial needs. */
  path = dial_to_end (&u->base, ENTRY_OK, NULL);
  g_assert_cmpuint (client_result (u->base.client, path), ==, ERROR_NONE);
  fake_polkit_hold (u->base.polkit, FALSE);
  for (guint i = 0; i < calls->len; i++)
    {
      Call *call = calls->pdata[i];

      WAIT_FOR (call->done);
      g_assert_no_error (call->error);
    }
  g_variant_unref (client_ask (u->user, SERVICE_PATH, MANAGER, "HangUpAll", no_options ()));
}

/*
 * WaitFinished.
 */

static Call *
start_wait (Client *client, const char *path)
{
  return client_start (client, path, CONNECTION, "WaitFinished", g_variant_new ("(u)", G_MAXUINT32));
}

static void
waiters_are_capped (Users *u, gconstpointer data)
{
  g_autoptr (GPtrArray) calls = new_calls ();
  g_autoptr (Call) others = NULL;
  g_autofree char *path = NULL;
  g_autofree char *again = NULL;
  Client *second = client_new (u->base.address, UID_DAEMON);

  fixture_script (&u->base, ENTRY_OK, TRACE_HANGS, PLAYER_DEFAULT);
  path = client_dial (u->user, ENTRY_OK, NULL);
  for (guint i = 0; i < WAITERS; i++)
    g_ptr_array_add (calls, start_wait (u->user, path));
  client_catch_up (u->user);
  /* Whichever connection of that user asks. */
  g_free (client_fails (second, path, CONNECTION, "WaitFinished", g_variant_new ("(u)", G_MAXUINT32), "LimitsExceeded"));
  others = start_wait (u->other, path);
  client_catch_up (u->other);
  g_assert_false (others->done);
  client_hang_up (u->user, path);
  g_ptr_array_set_size (calls, 0);
  WAIT_FOR (others->done);
  g_assert_no_error (others->error);
  again = client_dial (u->user, ENTRY_OK, NULL);
  g_ptr_array_add (calls, start_wait (second, again));
  client_catch_up (second);
  g_assert_false (((Call *) calls->pdata[0])->done);
  client_hang_up (u->user, again);
  g_ptr_array_set_size (calls, 0);
  client_free (second);
}

/*
 * Objects.
 */

typedef struct {
  FakeService *nm;
  FakeMethod older;
  gpointer older_data;
  GDBusMessage *newest;       /* call of ActivateConnection */
  guint activations;
} Crowd;

/* An activation that begins, and of which nothing more is said. */
static void
accept (Crowd *crowd, GDBusMessage *call)
{
  g_autofree char *path = g_strdup_printf ("/org/freedesktop/NetworkManager/ActiveConnection/%u", 5000 + crowd->activations);
  GVariantBuilder properties = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  GVariantBuilder interfaces = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{sa{sv}}"));
  g_autoptr (GVariant) profile = g_variant_get_child_value (g_dbus_message_get_body (call), 0);

  g_variant_builder_add (&properties, "{sv}", "Connection", profile);
  g_variant_builder_add (&properties, "{sv}", "Type", g_variant_new_string ("vpn"));
  g_variant_builder_add (&properties, "{sv}", "Vpn", g_variant_new_boolean (TRUE));
  g_variant_builder_add (&properties, "{sv}", "State", g_variant_new_uint32 (1));
  g_variant_builder_add (&interfaces, "{sa{sv}}", "org.freedesktop.NetworkManager.Connection.Active", &properties);
  fake_service_emit (crowd->nm, "/org/freedesktop", "org.freedesktop.DBus.ObjectManager", "InterfacesAdded",
                     g_variant_new ("(oa{sa{sv}})", path, &interfaces));
  fake_service_reply (crowd->nm, call, g_variant_new ("(o)", path));
}

/* Accepts each when the next comes. */
static gboolean
accept_all (FakeService *service, GDBusMessage *call, gpointer data)
{
  Crowd *crowd = data;

  if (!g_str_equal (g_dbus_message_get_member (call), "ActivateConnection"))
    return crowd->older (service, call, crowd->older_data);
  if (crowd->newest != NULL)
    accept (crowd, crowd->newest);
  crowd->activations++;
  g_clear_object (&crowd->newest);
  crowd->newest = g_object_ref (call);
  return TRUE;
}

static char *
entry (guint i)
{
  return g_strdup_printf ("55555555-0000-0000-0000-%012u", i);
}

static void
add_entries (Users *u, guint n)
{
  g_autofree char *last = entry (n - 1);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *uuid = entry (i);
      FakeProfile profile = { .id = uuid, .uuid = uuid, .type = "vpn", .service = "org.freedesktop.NetworkManager.labvpn" };

      fake_nm_add_profile (u->base.nm, &profile);
    }
  ASK_UNTIL (({
    g_autoptr (GVariant) found = client_call (u->user, SERVICE_PATH, PHONEBOOK, "GetEntry", g_variant_new ("(s)", last), NULL);
    found != NULL;
  }));
}

static void
objects_are_capped (Users *u, gconstpointer data)
{
  Crowd crowd = { .nm = u->base.nm_service };
  g_autoptr (GDBusMessage) refused = NULL;
  g_autofree char *one_more = entry (CONNECTIONS);
  g_autofree char *last = NULL;
  g_autofree char *others = NULL;

  add_entries (u, CONNECTIONS + 2);
  fake_service_set_method (u->base.nm_service, accept_all, &crowd, &crowd.older, &crowd.older_data);
  for (guint i = 0; i < CONNECTIONS; i++)
    {
      g_autofree char *uuid = entry (i);

      g_free (g_steal_pointer (&last));
      last = client_dial (u->user, uuid, NULL);
      wire_clear (u->user->wire);
      wire_clear (u->other->wire);
      wire_clear (u->base.client->wire);
    }
  /* All of them are under way, so none can go. */
  g_free (client_fails (u->user, SERVICE_PATH, MANAGER, "Dial", dial_arguments (one_more, NULL), "LimitsExceeded"));
  WAIT_FOR (crowd.activations == CONNECTIONS);
  refused = g_steal_pointer (&crowd.newest);
  others = entry (CONNECTIONS + 1);
  g_free (client_dial (u->other, others, NULL));
  WAIT_FOR (crowd.activations == CONNECTIONS + 1);
  /* One ends; it stays readable as long as there is room. */
  fake_service_refuse (u->base.nm_service, refused, "org.freedesktop.NetworkManager.UnknownDevice", "None");
  wait_ended (u->user, last);
  g_free (client_dial (u->user, one_more, NULL));
  g_free (client_fails (u->user, last, CONNECTION, "GetStatus", NULL, "NoSuchConnection"));
  /* To cancel 2,049 dials in order takes the service under a sanitizer longer than a stop may. */
  daemon_kill (g_steal_pointer (&u->base.daemon));
  fake_service_set_method (u->base.nm_service, crowd.older, crowd.older_data, NULL, NULL);
  g_clear_object (&crowd.newest);
}

/*
 * What a call brings.
 */

static GVariant *
ignored_options (guint n, gsize bytes)
{
  GVariantBuilder options = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  g_autofree char *text = g_strnfill (bytes, 'x');

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("x-%u", i);

      g_variant_builder_add (&options, "{sv}", name, g_variant_new_string (text));
    }
  return g_variant_builder_end (&options);
}

static GVariant *
dial_with (guint n, gsize bytes)
{
  return g_variant_new ("(s@a{sv})", ENTRY_OK, ignored_options (n, bytes));
}

static void
options_are_capped (Users *u, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autoptr (GVariant) body = NULL;

  g_free (client_fails (u->user, SERVICE_PATH, MANAGER, "Dial", dial_with (OPTIONS + 1, 1), "LimitsExceeded"));
  g_free (client_fails (u->user, SERVICE_PATH, MANAGER, "Dial", dial_with (1, OPTION_BYTES), "LimitsExceeded"));
  g_free (client_fails (u->user, SERVICE_PATH, MANAGER, "HangUpAll", g_variant_new ("(@a{sv})", ignored_options (OPTIONS + 1, 1)),
                        "LimitsExceeded"));
  g_free (client_fails (u->user, SERVICE_PATH, PHONEBOOK, "ListEntries",
                        g_variant_new ("(@a{sv})", ignored_options (1, OPTION_BYTES)), "LimitsExceeded"));
  g_assert_cmpuint (fake_polkit_asked (u->base.polkit, NULL), ==, 0);
  body = client_ask (u->user, SERVICE_PATH, MANAGER, "Dial", dial_with (OPTIONS, 100));
  g_variant_get (body, "(o)", &path);
  WAIT_FOR (client_saw_finish (u->user, path));
}

/* Nothing long is kept while a person may be asked. */
static void
long_calls_do_not_wait (Users *u, gconstpointer data)
{
  g_free (client_fails (u->user, SERVICE_PATH, MANAGER, "Dial", dial_with (5, OPTION_BYTES - 1), "LimitsExceeded"));
  g_assert_cmpuint (5 * OPTION_BYTES, >, CALL_BYTES);
  g_assert_cmpuint (fake_polkit_asked (u->base.polkit, NULL), ==, 0);
  g_assert_cmpuint (fake_service_calls (u->base.nm_service, "ActivateConnection"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  USERS_TEST ("/bus/rule-18/calls-are-capped", calls_are_capped);
  USERS_TEST ("/bus/rule-18/calls-of-all-users-are-capped", calls_of_all_users_are_capped);
  USERS_TEST ("/bus/rule-18/waiters-are-capped", waiters_are_capped);
  USERS_TEST ("/bus/rule-18/dials-are-capped", objects_are_capped);
  USERS_TEST ("/bus/rule-18/options-are-capped", options_are_capped);
  USERS_TEST ("/bus/rule-18/long-calls-do-not-wait", long_calls_do_not_wait);
  return g_test_run ();
}
