/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * world PROGRAM [ARGUMENT...]: a private bus with the fakes of tests/bus and the
 * service; PROGRAM runs beside them with DBUS_SYSTEM_BUS_ADDRESS, and changes the
 * world by commands on the descriptor that WORLD names, one a line:
 *
 *   script UUID TRACE [brisk]   how dials of an entry go
 *   start, stop, kill           the service
 *   hold, let-go                whether a hang-up comes to an end
 *   dial UUID                   somebody else dials
 *   drop                        the newest line is taken down by somebody else
 *   configure                   the newest line gets 10.8.0.2/24, gateway 10.8.0.1
 *   calls MEMBER                how often NetworkManager was called
 *   profile NAME UUID TYPE SERVICE
 *   settings TEXT               a profile; a{sa{sv}} as GVariant's text
 *   sum UUID                    a number for all that NetworkManager keeps of a profile
 *   keeps UUID TEXT             whether that has such a part (0 or 1)
 *   disk N                      it takes so many more writes of profiles; -1: all
 *   no-profiles                 NetworkManager has none any more
 *   modem PORT                  a modem of the telephone network is plugged in
 *   lock                        the newest modem's SIM wants its PIN
 *   said KEY VALUE              how often the newest modem was called with this (0 or 1)
 *   freeze, thaw                the service does nothing, and goes on
 *
 * Each is answered with "ok" or a number.  Ends as PROGRAM does.
 */
#include <glib-unix.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fake-modem.h"
#include "fixture.h"

typedef struct {
  Fixture fixture;
  int control;
  GString *line;
  GPtrArray *modems;            /* FakeModem */
  gboolean ended;
} World;

#define LOCK_SIM_PIN 2u         /* MMModemLock */

static void
script (World *world, char **words)
{
  PlayerFlags flags = g_strcmp0 (words[2] ? words[3] : NULL, "brisk") == 0 ? PLAYER_BRISK : PLAYER_DEFAULT;

  fixture_script (&world->fixture, words[1], words[2], flags);
}

static void
add_profile (World *world, char **words)
{
  const FakeProfile profile = { .id = words[1], .uuid = words[2], .type = words[3], .service = words[4] };

  fake_nm_add_profile (world->fixture.nm, &profile);
}

/* Spaces divide words, and texts. */
static char *
rest_of (char **words, guint first)
{
  return g_strjoinv (" ", words + first);
}

static void
add_settings (World *world, char **words)
{
  g_autofree char *text = rest_of (words, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) settings = g_variant_parse (G_VARIANT_TYPE ("a{sa{sv}}"), text, NULL, NULL, &error);

  g_assert_no_error (error);
  fake_nm_add_settings (world->fixture.nm, settings);
}

static char *
kept (World *world, const char *uuid)
{
  return g_variant_print (fake_nm_settings (world->fixture.nm, fake_nm_find_profile (world->fixture.nm, uuid)), TRUE);
}

static char *
sum_of (World *world, const char *uuid)
{
  g_autofree char *all = kept (world, uuid);

  return g_strdup_printf ("%u\n", g_str_hash (all));
}

static char *
whether_keeps (World *world, char **words)
{
  g_autofree char *all = kept (world, words[1]), *part = rest_of (words, 2);

  return g_strdup_printf ("%d\n", strstr (all, part) != NULL);
}

/* NetworkManager has heard the last that the service said, or a dial of it would begin after the program
 * has looked for it ("drop"). */
static void
hear_last_words (World *world)
{
  link_barrier (fake_service_link (world->fixture.nm_service));
  link_settle ();
}

static void
run_daemon (World *world, const char *command)
{
  Fixture *f = &world->fixture;

  if (g_str_equal (command, "start"))
    f->daemon = daemon_start (f->address, f->folder);
  else if (g_str_equal (command, "stop"))
    daemon_stop (g_steal_pointer (&f->daemon));
  else
    daemon_kill (g_steal_pointer (&f->daemon));
  if (f->daemon == NULL)
    hear_last_words (world);
}

static const char *
newest_active (World *world)
{
  return player_active (fake_nm_newest_dial (world->fixture.nm));
}

/* Returns when it is down. */
static void
drop (World *world)
{
  g_autofree char *active = g_strdup (newest_active (world));

  fake_nm_hang_up_externally (world->fixture.nm, active);
  WAIT_FOR (!fake_service_has (world->fixture.nm_service, active));
}

static void
remove_profiles (World *world)
{
  g_autoptr (GVariant) reply = client_ask (world->fixture.client, SERVICE_PATH, PHONEBOOK, "ListEntries",
                                           g_variant_new_parsed ("(@a{sv} {},)"));
  g_autoptr (GVariant) entries = g_variant_get_child_value (reply, 0);

  for (gsize i = 0; i < g_variant_n_children (entries); i++)
    {
      g_autoptr (GVariant) entry = g_variant_get_child_value (entries, i);
      const char *uuid;

      g_assert_true (g_variant_lookup (entry, "uuid", "&s", &uuid));
      fake_nm_remove_profile (world->fixture.nm, fake_nm_find_profile (world->fixture.nm, uuid));
    }
  link_barrier (fake_service_link (world->fixture.nm_service));
  client_catch_up (world->fixture.client);
}

static FakeModem *
newest_modem (World *world)
{
  g_assert_cmpuint (world->modems->len, >, 0);
  return world->modems->pdata[world->modems->len - 1];
}

static void
add_modem (World *world, const char *port)
{
  g_ptr_array_add (world->modems, fake_modem_new (world->fixture.mm, world->modems->len, CAPABILITY_POTS, port));
  link_barrier (fake_service_link (world->fixture.mm));
  client_catch_up (world->fixture.client);
}

static void
lock_sim (World *world)
{
  GVariantBuilder tries = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{uu}"));

  g_variant_builder_add (&tries, "{uu}", LOCK_SIM_PIN, 3u);
  fake_modem_change (newest_modem (world), "UnlockRetries", g_variant_builder_end (&tries));
  fake_modem_change (newest_modem (world), "UnlockRequired", g_variant_new_uint32 (LOCK_SIM_PIN));
  link_barrier (fake_service_link (world->fixture.mm));
  client_catch_up (world->fixture.client);
}

static gboolean
was_said (World *world, const char *key, const char *value)
{
  GVariant *call = fake_modem_last_call (newest_modem (world));
  const char *said;

  return call != NULL && g_variant_lookup (call, key, "&s", &said) && g_str_equal (said, value);
}

/* In the opposite order, as fake-modem.h wants it. */
static void
remove_modems (World *world)
{
  while (world->modems->len > 0)
    {
      fake_modem_free (newest_modem (world));
      g_ptr_array_set_size (world->modems, (int) world->modems->len - 1);
    }
  g_ptr_array_unref (world->modems);
}

/* The answer; free. */
static char *
obey (World *world, char **words)
{
  FakeNm *nm = world->fixture.nm;
  const char *command = words[0];

  if (g_str_equal (command, "script"))
    script (world, words);
  else if (g_str_equal (command, "start") || g_str_equal (command, "stop") || g_str_equal (command, "kill"))
    run_daemon (world, command);
  else if (g_str_equal (command, "hold") || g_str_equal (command, "let-go"))
    fake_nm_hold (nm, g_str_equal (command, "hold"));
  else if (g_str_equal (command, "dial"))
    fake_nm_dial_externally (nm, fake_nm_find_profile (nm, words[1]));
  else if (g_str_equal (command, "drop"))
    drop (world);
  else if (g_str_equal (command, "configure"))
    fake_nm_configure (nm, newest_active (world), "10.8.0.2", 24, "10.8.0.1", "10.8.0.1");
  else if (g_str_equal (command, "profile"))
    add_profile (world, words);
  else if (g_str_equal (command, "settings"))
    add_settings (world, words);
  else if (g_str_equal (command, "sum"))
    return sum_of (world, words[1]);
  else if (g_str_equal (command, "keeps"))
    return whether_keeps (world, words);
  else if (g_str_equal (command, "disk"))
    fake_nm_limit_writes (nm, atoi (words[1]));
  else if (g_str_equal (command, "no-profiles"))
    remove_profiles (world);
  else if (g_str_equal (command, "modem"))
    add_modem (world, words[1]);
  else if (g_str_equal (command, "lock"))
    lock_sim (world);
  else if (g_str_equal (command, "freeze") || g_str_equal (command, "thaw"))
    kill (daemon_pid (world->fixture.daemon), g_str_equal (command, "freeze") ? SIGSTOP : SIGCONT);
  else if (g_str_equal (command, "said"))
    return g_strdup_printf ("%d\n", was_said (world, words[1], words[2]));
  else if (g_str_equal (command, "calls"))
    return g_strdup_printf ("%u\n", fake_service_calls (world->fixture.nm_service, words[1]));
  else
    g_error ("unknown command: %s", command);
  return g_strdup ("ok\n");
}

static gboolean
on_control (int descriptor, GIOCondition condition, gpointer data)
{
  World *world = data;
  gssize n;
  char byte;

  while ((n = recv (descriptor, &byte, 1, MSG_DONTWAIT)) == 1)
    {
      g_auto (GStrv) words = NULL;
      g_autofree char *answer = NULL;

      if (byte != '\n')
        {
          g_string_append_c (world->line, byte);
          continue;
        }
      words = g_strsplit (world->line->str, " ", -1);
      g_string_truncate (world->line, 0);
      answer = obey (world, words);
      g_assert_cmpint (send (descriptor, answer, strlen (answer), MSG_NOSIGNAL), ==, (gssize) strlen (answer));
    }
  return n == 0 ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  World *world = data;

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  world->ended = TRUE;
}

static GSubprocess *
spawn (World *world, char **argv)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_INHERIT);
  g_autoptr (GError) error = NULL;
  int ends[2];
  GSubprocess *process;

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
  world->control = ends[0];
  g_subprocess_launcher_take_fd (launcher, ends[1], 3);
  g_subprocess_launcher_setenv (launcher, "WORLD", "3", TRUE);
  g_subprocess_launcher_setenv (launcher, "DBUS_SYSTEM_BUS_ADDRESS", world->fixture.address, TRUE);
  /* Where threads are looked at they are the program's. */
  if (g_getenv ("PROGRAM_TSAN_OPTIONS") != NULL)
    g_subprocess_launcher_setenv (launcher, "TSAN_OPTIONS", g_getenv ("PROGRAM_TSAN_OPTIONS"), TRUE);
  g_subprocess_launcher_set_child_setup (launcher, link_die_with_parent, NULL, NULL);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv + 1, &error);
  g_assert_no_error (error);
  return process;
}

int
main (int argc, char **argv)
{
  World world = { .line = g_string_new (NULL), .modems = g_ptr_array_new () };
  g_autoptr (GSubprocess) process = NULL;
  int status;

  g_assert_cmpint (argc, >, 1);
  fixture_set_up_vpn (&world.fixture, NULL);
  process = spawn (&world, argv);
  g_unix_fd_add (world.control, G_IO_IN, on_control, &world);
  g_subprocess_wait_async (process, NULL, on_ended, &world);
  while (!world.ended)
    g_main_context_iteration (NULL, TRUE);
  status = g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : 128;
  if (status == 0)
    {
      daemon_stop (g_steal_pointer (&world.fixture.daemon));
      remove_modems (&world);
      fixture_down (&world.fixture);
    }
  g_string_free (world.line, TRUE);
  return status;
}
