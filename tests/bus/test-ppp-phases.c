/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * PPP's phases on the bus of a whole service: those that come late are waited for, and another NetworkManager counts them
 * in another way.
 */
#include "fixture.h"

#define PPP "org.freedesktop.NetworkManager.PPP"
#define ACTIVE "org.freedesktop.NetworkManager.Connection.Active"
#define WRONG_PASSWORD "real-pppoe-wrong-password"
#define SUCCESS "real-pppoe-success-on-a-device-of-its-own"
#define ENTRY_DSL "a5522f27-cd0d-46ce-ad4f-995cf39ec2cc"
#define WAY_UP "0 1 2 3 4 5 14 10 18 22 8192"

static gboolean
is_phase (const Line *line)
{
  return line->type == LINE_CALL && g_str_equal (line->interface, PPP) && g_str_equal (line->member, "SetState");
}

static guint32
phase_of (const Line *line)
{
  guint32 phase;

  g_variant_get (line->args, "(u)", &phase);
  return phase;
}

static guint
find_activated (const Trace *trace)
{
  for (guint i = 0; i < trace->lines->len; i++)
    {
      const Line *line = trace->lines->pdata[i];
      guint32 state;

      if (line->type != LINE_SIGNAL || !g_str_equal (line->interface, ACTIVE) || !g_str_equal (line->member, "StateChanged"))
        continue;
      g_variant_get_child (line->args, 0, "u", &state);
      if (state == 2)
        return i;
    }
  g_assert_not_reached ();
}

/* A loaded machine: what pppd said from AUTHENTICATE on comes after NetworkManager's ACTIVATED. */
static Trace *
load_with_late_phases (void)
{
  Trace *trace = trace_load (SUCCESS);
  guint activated = find_activated (trace), moved = 0;

  for (guint i = 0; i + moved < activated;)
    {
      Line *line = trace->lines->pdata[i];

      if (!is_phase (line) || phase_of (line) < 6)
        {
          i++;
          continue;
        }
      g_ptr_array_insert (trace->lines, (int) activated + 1, line);
      g_ptr_array_steal_index (trace->lines, i);
      moved++;
    }
  g_assert_cmpuint (moved, ==, 3);
  return trace;
}

/* As the next NetworkManager counts, and without the phase that tells it by itself. */
static Trace *
load_renumbered (const char *name)
{
  Trace *trace = trace_load (name);

  for (guint i = trace->lines->len; i-- > 0;)
    {
      Line *line = trace->lines->pdata[i];
      guint32 phase = is_phase (line) ? phase_of (line) : 0;

      if (phase == 3)
        g_ptr_array_remove_index (trace->lines, i);
      else if (phase > 0)
        {
          g_variant_unref (line->args);
          line->args = g_variant_ref_sink (g_variant_new ("(u)", phase - 1));
        }
    }
  return trace;
}

static char *
way_up (Client *client, const char *path)
{
  g_autoptr (GArray) edges = client_edges (client, path);
  GString *way = g_string_new (NULL);

  for (guint i = 0; i < edges->len && (i == 0 || g_array_index (edges, Edge, i - 1).state != STATE_CONNECTED); i++)
    g_string_append_printf (way, "%s%u", i > 0 ? " " : "", g_array_index (edges, Edge, i).state);
  return g_string_free (way, FALSE);
}

static gboolean
knows_entry (Fixture *f, const char *entry)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = client_call (f->client, SERVICE_PATH, PHONEBOOK, "GetEntry", g_variant_new ("(s)", entry), &error);

  return answer != NULL;
}

static void
late_phases_are_waited_for (void)
{
  Fixture f = { NULL };
  g_autoptr (Trace) trace = load_with_late_phases ();
  g_autofree char *path = NULL, *way = NULL;
  Player *player;

  fixture_up (&f, PRIVATE_BUS_ONE_USER);
  fake_nm_load (f.nm, trace);
  fixture_start (&f);
  player = fake_nm_play (f.nm, trace, PLAYER_HANGS_UP | PLAYER_BRISK);
  WAIT_FOR (player_waits_for_dial (player));
  ASK_UNTIL (knows_entry (&f, trace->dialled));
  path = client_dial (f.client, trace->dialled, NULL);
  wait_ended (f.client, path);
  way = way_up (f.client, path);
  g_assert_cmpstr (way, ==, WAY_UP);
  fixture_down (&f);
}

static gboolean
version_is (Fixture *f, const char *expected)
{
  g_autoptr (GVariant) value = client_get (f->client, SERVICE_PATH, MANAGER, "NetworkManagerVersion");

  return g_str_equal (g_variant_get_string (value, NULL), expected);
}

/* Whether both values of a property of the Manager were told, the first one before the other. */
static gboolean
was_told (Client *client, const char *property, const char *first, const char *then)
{
  GPtrArray *messages = wire_messages (client->wire);
  gboolean has_first = FALSE;

  for (guint i = 0; i < messages->len; i++)
    {
      g_autoptr (GVariant) changed = NULL;
      const char *value;

      if (!wire_is_signal (messages->pdata[i], "org.freedesktop.DBus.Properties", "PropertiesChanged"))
        continue;
      changed = g_variant_get_child_value (g_dbus_message_get_body (messages->pdata[i]), 1);
      if (!g_variant_lookup (changed, property, "&s", &value))
        continue;
      if (has_first && g_str_equal (value, then))
        return TRUE;
      has_first |= g_str_equal (value, first);
    }
  return FALSE;
}

static void
check_wrong_password (Fixture *f, const char *entry)
{
  g_autofree char *path = dial_to_end (f, entry, NULL);

  g_assert_cmpuint (client_result (f->client, path), ==, ERROR_AUTHENTICATION_FAILURE);
  wait_ended (f->client, path);
}

/* An upgrade under the running service, between two dials of the same entry. */
static void
another_version_takes_over (void)
{
  Fixture f = { NULL };
  g_autoptr (Trace) renumbered = load_renumbered (WRONG_PASSWORD);

  fixture_up (&f, PRIVATE_BUS_ONE_USER);
  fixture_load (&f, WRONG_PASSWORD);
  fixture_script (&f, ENTRY_DSL, WRONG_PASSWORD, PLAYER_BRISK);
  fixture_start (&f);
  ASK_UNTIL (version_is (&f, "1.42.4"));
  check_wrong_password (&f, ENTRY_DSL);
  fake_nm_crash (f.nm);
  ASK_UNTIL (version_is (&f, ""));
  fake_nm_set_version (f.nm, "1.52.1");
  fake_nm_script (f.nm, fake_nm_find_profile (f.nm, ENTRY_DSL), renumbered, PLAYER_BRISK);
  fake_nm_return (f.nm);
  ASK_UNTIL (version_is (&f, "1.52.1"));
  ASK_UNTIL (knows_entry (&f, ENTRY_DSL));
  check_wrong_password (&f, ENTRY_DSL);
  fake_service_vanish (f.mm);
  fake_mm_set_version (f.mm, "1.24.0");
  fake_service_appear (f.mm);
  client_catch_up (f.client);
  WAIT_FOR (was_told (f.client, "ModemManagerVersion", "", "1.24.0"));
  g_assert_true (was_told (f.client, "NetworkManagerVersion", "", "1.52.1"));
  fixture_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bus/ppp-phases/late-phases-are-waited-for", late_phases_are_waited_for);
  g_test_add_func ("/bus/ppp-phases/another-version-takes-over", another_version_takes_over);
  return g_test_run ();
}
