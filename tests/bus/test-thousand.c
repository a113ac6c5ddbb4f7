/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rules 3 and 4 at length: 1,000 dials with mixed ends, two clients that watch
 * from before the first, one DialFinished each, every edge in order. */
#include "fixture.h"

#define DIALS 1000
#define LANES 20              /* entries dialled side by side, each one again and again */

typedef struct {
  const char *trace;
  guint32 error;
} Outcome;

static const Outcome outcomes[] = {
  { TRACE_OK, ERROR_NONE },
  { TRACE_REFUSED_LOGIN, ERROR_AUTHENTICATION_FAILURE },
  { "fakevpn-badip", 716 },
  { TRACE_OK, ERROR_NONE },
  { "ovpn-missing-plugin", ERROR_DEVICE_MISSING },
  { "fakevpn-failure1", ERROR_VPN_FAILED },
};

typedef struct {
  Fixture *fixture;
  char *uuid;
  char *path;                 /* of the dial under way */
  Call *call;
  guint outcome;
  gboolean hanging_up;
} Lane;

typedef struct {
  guint begun;
  guint ended;
  GHashTable *wanted;         /* path -> outcome */
  guint seen;                 /* messages of the client that were looked at */
  GHashTable *finished;       /* paths */
  GHashTable *over;           /* paths whose last edge came */
} Tally;

static void
look (Client *client, Tally *tally)
{
  GPtrArray *messages = wire_messages (client->wire);

  for (; tally->seen < messages->len; tally->seen++)
    {
      GDBusMessage *message = messages->pdata[tally->seen];
      const char *path;
      guint32 state;

      if (wire_is_signal (message, MANAGER, "DialFinished"))
        {
          g_variant_get_child (g_dbus_message_get_body (message), 0, "&o", &path);
          g_assert_true (g_hash_table_add (tally->finished, g_strdup (path)));
        }
      else if (wire_is_signal (message, CONNECTION, "StatusChanged"))
        {
          g_variant_get_child (g_dbus_message_get_body (message), 1, "u", &state);
          if (state == STATE_DISCONNECTED)
            g_hash_table_add (tally->over, g_strdup (g_dbus_message_get_path (message)));
        }
    }
}

static void
begin (Lane *lane, Tally *tally)
{
  if (tally->begun == DIALS)
    return;
  lane->outcome = tally->begun++ % G_N_ELEMENTS (outcomes);
  lane->hanging_up = FALSE;
  fixture_script (lane->fixture, lane->uuid, outcomes[lane->outcome].trace, PLAYER_DEFAULT);
  lane->call = client_start (lane->fixture->client, SERVICE_PATH, MANAGER, "Dial", dial_arguments (lane->uuid, NULL));
}

static void
take_reply (Lane *lane, Tally *tally)
{
  g_assert_no_error (lane->call->error);
  if (lane->path == NULL)
    {
      g_variant_get (g_dbus_message_get_body (lane->call->reply), "(o)", &lane->path);
      g_hash_table_insert (tally->wanted, g_strdup (lane->path), GUINT_TO_POINTER (outcomes[lane->outcome].error));
    }
  g_clear_pointer (&lane->call, call_free);
}

/* One step of a lane; whether anything happened. */
static gboolean
step (Lane *lane, Tally *tally)
{
  if (lane->call != NULL)
    {
      if (!lane->call->done)
        return FALSE;
      take_reply (lane, tally);
      return TRUE;
    }
  if (lane->path == NULL)
    return FALSE;
  if (g_hash_table_contains (tally->over, lane->path) && g_hash_table_contains (tally->finished, lane->path))
    {
      g_clear_pointer (&lane->path, g_free);
      tally->ended++;
      begin (lane, tally);
      return TRUE;
    }
  if (!lane->hanging_up && outcomes[lane->outcome].error == ERROR_NONE &&
      g_hash_table_contains (tally->finished, lane->path))
    {
      lane->hanging_up = TRUE;
      lane->call = client_start (lane->fixture->client, lane->path, CONNECTION, "HangUp", g_variant_new ("(a{sv})", NULL));
      return TRUE;
    }
  return FALSE;
}

static gboolean
step_all (Fixture *f, Lane *lanes, Tally *tally)
{
  gboolean progress = FALSE;

  look (f->client, tally);
  for (guint i = 0; i < LANES; i++)
    progress |= step (&lanes[i], tally);
  return progress;
}

static void
check_finishes (Client *client, GHashTable *wanted)
{
  g_autoptr (GPtrArray) finishes = client_finishes (client, NULL);

  g_assert_cmpuint (finishes->len, ==, DIALS);
  for (guint i = 0; i < finishes->len; i++)
    {
      const Finish *finish = finishes->pdata[i];
      gpointer error;

      g_assert_true (g_hash_table_lookup_extended (wanted, finish->path, NULL, &error));
      g_assert_cmpuint (finish->error, ==, GPOINTER_TO_UINT (error));
    }
}

static void
set_up_lanes (Fixture *f, Lane *lanes)
{
  for (guint i = 0; i < LANES; i++)
    {
      g_autofree char *id = g_strdup_printf ("lane-%u", i);
      FakeProfile profile = { .id = id, .type = "vpn", .service = "org.freedesktop.NetworkManager.labvpn" };

      lanes[i].fixture = f;
      lanes[i].uuid = g_strdup_printf ("77777777-0000-0000-0000-%012u", i);
      profile.uuid = lanes[i].uuid;
      fake_nm_add_profile (f->nm, &profile);
    }
}

static void
thousand_dials (void)
{
  Fixture f = { NULL };
  Lane lanes[LANES] = { { NULL } };
  Client *second;
  Tally tally = { 0 };

  tally.wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  tally.finished = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  tally.over = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  fixture_up (&f, PRIVATE_BUS_ONE_USER);
  fixture_load (&f, TRACE_OK);
  set_up_lanes (&f, lanes);
  fixture_start (&f);
  second = client_new (f.address, 0);

  for (guint i = 0; i < LANES; i++)
    begin (&lanes[i], &tally);
  while (tally.ended < DIALS)
    WAIT_FOR (step_all (&f, lanes, &tally));

  client_catch_up (f.client);
  client_catch_up (second);
  check_finishes (f.client, tally.wanted);
  check_finishes (second, tally.wanted);
  check_wire (second);
  client_free (second);
  for (guint i = 0; i < LANES; i++)
    g_free (lanes[i].uuid);
  g_hash_table_unref (tally.wanted);
  g_hash_table_unref (tally.finished);
  g_hash_table_unref (tally.over);
  fixture_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bus/rule-3/thousand-dials", thousand_dials);
  return g_test_run ();
}
