/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fuzz-bus [--calls N] [--seed N] [--memory]: calls every method of every object of
 * the service, by its introspection files, with valid, wrong and hostile arguments,
 * pipelined, as root, as a user whom polkit allows and as one whom it denies; each of
 * them is also an .Agent that is asked.  Then the service must live and answer, and a
 * connection that was up all the time must be what it was.  --memory: its resident
 * memory after the second half is at most 1 MiB above that after the first (of a plain
 * build; a sanitizer keeps more).
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fuzz-agent.h"
#include "fuzz-asking-nm.h"
#include "fuzz-call.h"
#include "fuzz-world.h"

#define FULL_WINDOW 200       /* calls under way, of each user: the service's cap is above it */
#define TIDY_EVERY 2500       /* calls; then what was dialled is released */
#define MEMORY_SLACK_KIB 1024
#define PATIENCE_SECONDS 120
#define STUCK_MS 300
#define ENOUGH_CALLS 30000    /* that everything must have happened */

/* One user. */
typedef struct {
  uid_t uid;
  GDBusConnection *link;
  FuzzAgent *agent;
  int under_way;              /* atomic: the answers come in GDBus's thread */
} Caller;

typedef struct {
  Fixture base;
  FuzzSource source;          /* of the calls */
  FuzzSource answers;         /* of what is answered: when depends on the service */
  guint32 seed;
  FuzzContract *contract;
  FuzzAskingNm *nm;
  Caller callers[3];
  Client *owner;
  char *watched;              /* path */
  GVariant *watched_status;
  GHashTable *at_first;       /* paths of NetworkManager's objects */
  GPtrArray *paths;           /* NULL-terminated: of connections, real and not */
  gint32 window;              /* calls under way, of each user */
  guint64 sent;
} Fuzz;

/*
 * One call.
 */

/* Root may do all, so it must not take down what is watched. */
static gboolean
is_harmful (Fuzz *fuzz, const Caller *caller, GDBusMessage *call)
{
  const char *member = g_dbus_message_get_member (call);

  return caller->uid == 0 && g_str_equal (g_dbus_message_get_path (call), fuzz->watched) &&
         (g_str_equal (member, "HangUp") || g_str_equal (member, "Release"));
}

static void
send_one (Fuzz *fuzz, Caller *caller)
{
  g_autoptr (GDBusMessage) call = fuzz_call_new (&fuzz->source, fuzz->contract, (const char *const *) fuzz->paths->pdata);
  gboolean has_answer = !(g_dbus_message_get_flags (call) & G_DBUS_MESSAGE_FLAGS_NO_REPLY_EXPECTED);

  if (is_harmful (fuzz, caller, call))
    return;
  if (has_answer)
    g_atomic_int_inc (&caller->under_way);
  /* What D-Bus itself does not let pass is no call. */
  if (g_dbus_connection_send_message (caller->link, call, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, NULL))
    fuzz->sent++;
  else if (has_answer)
    g_atomic_int_add (&caller->under_way, -1);
}

/* In GDBus's thread. */
static GDBusMessage *
on_message (GDBusConnection *link, GDBusMessage *message, gboolean incoming, gpointer data)
{
  Caller *caller = data;
  GDBusMessageType type = g_dbus_message_get_message_type (message);

  if (incoming && fuzz_agent_take (caller->agent, message))
    {
      g_main_context_wakeup (NULL);
      g_object_unref (message);
      return NULL;
    }
  if (!incoming || g_dbus_message_get_reply_serial (message) == 0 ||
      (type != G_DBUS_MESSAGE_TYPE_METHOD_RETURN && type != G_DBUS_MESSAGE_TYPE_ERROR))
    return message;
  if (g_str_has_prefix (g_dbus_message_get_sender (message), ":"))
    {
      g_atomic_int_add (&caller->under_way, -1);
      g_main_context_wakeup (NULL);
    }
  g_object_unref (message);
  return NULL;
}

/*
 * Many.
 */

static gboolean
is_idle (Fuzz *fuzz)
{
  for (guint i = 0; i < G_N_ELEMENTS (fuzz->callers); i++)
    if (g_atomic_int_get (&fuzz->callers[i].under_way) > 0)
      return FALSE;
  return TRUE;
}

static void
fill (Fuzz *fuzz, guint64 until)
{
  for (guint i = 0; i < G_N_ELEMENTS (fuzz->callers); i++)
    while (fuzz->sent < until && g_atomic_int_get (&fuzz->callers[i].under_way) < fuzz->window && !fuzz_one_in (&fuzz->source, FULL_WINDOW))
      send_one (fuzz, &fuzz->callers[i]);
}

static void
answer_as_agents (Fuzz *fuzz, gboolean all)
{
  for (guint i = 0; i < G_N_ELEMENTS (fuzz->callers); i++)
    fuzz_agent_answer (fuzz->callers[i].agent, all);
}

/* All but the watched one. */
static GPtrArray *
others (Fuzz *fuzz)
{
  g_autoptr (GVariant) paths = client_get (fuzz->base.client, SERVICE_PATH, MANAGER, "Connections");
  GPtrArray *found = g_ptr_array_new_with_free_func (g_free);
  GVariantIter iter;
  const char *path;

  g_variant_iter_init (&iter, paths);
  while (g_variant_iter_loop (&iter, "&o", &path))
    if (!g_str_equal (path, fuzz->watched))
      g_ptr_array_add (found, g_strdup (path));
  return found;
}

static void
call_on (Fuzz *fuzz, const char *path, const char *method, GVariant *options)
{
  g_autoptr (GVariant) body = client_call (fuzz->base.client, path, CONNECTION, method, g_variant_new ("(@a{sv})", options), NULL);
}

/* Also answers whoever waits for the end of a dial. */
static void
tidy (Fuzz *fuzz)
{
  g_autoptr (GPtrArray) left = NULL;

  ASK_UNTIL (({
    answer_as_agents (fuzz, TRUE);
    g_clear_pointer (&left, g_ptr_array_unref);
    left = others (fuzz);
    for (guint i = 0; i < left->len; i++)
      {
        call_on (fuzz, left->pdata[i], "HangUp", g_variant_new_parsed ("{'all': <true>}"));
        call_on (fuzz, left->pdata[i], "Release", g_variant_new ("a{sv}", NULL));
      }
    left->len == 0 && is_idle (fuzz);
  }));
  fuzz_world_restore_entries (&fuzz->base);
  fuzz_world_forget_leftovers (&fuzz->base, fuzz->at_first);
  /* Not looked at: a path with a token comes again with another connection. */
  wire_clear (fuzz->base.client->wire);
  wire_clear (fuzz->owner->wire);
}

/* Paths that are there, that were there, and that never will be. */
static void
look_for_paths (Fuzz *fuzz)
{
  g_autoptr (GPtrArray) found = others (fuzz);

  g_ptr_array_set_size (fuzz->paths, 0);
  g_ptr_array_add (fuzz->paths, g_strdup (fuzz->watched));
  for (guint i = 0; i < MIN (found->len, 20); i++)
    g_ptr_array_add (fuzz->paths, g_strdup (found->pdata[i]));
  g_ptr_array_add (fuzz->paths, g_strdup (SERVICE_PATH "/Connection/1"));
  g_ptr_array_add (fuzz->paths, NULL);
}

/* Behind many calls a dial gets nowhere before it is hung up: some rounds have few. */
static void
choose_window (Fuzz *fuzz)
{
  static const gint32 windows[] = { FULL_WINDOW, FULL_WINDOW, FULL_WINDOW, FULL_WINDOW / 4, FULL_WINDOW / 20 };

  fuzz->window = windows[fuzz_range (&fuzz->source, 0, G_N_ELEMENTS (windows))];
}

static gboolean
wake_up (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
run (Fuzz *fuzz, guint64 until)
{
  guint64 tidy_at = fuzz->sent + TIDY_EVERY, look_at = fuzz->sent;
  gint64 deadline = link_deadline (PATIENCE_SECONDS);
  gint64 stuck_at = g_get_monotonic_time () + STUCK_MS * 1000;
  guint alarm = g_timeout_add (1000, wake_up, NULL);

  choose_window (fuzz);
  while (fuzz->sent < until)
    {
      guint64 before = fuzz->sent;

      if (fuzz->sent >= look_at)
        {
          look_for_paths (fuzz);
          look_at = fuzz->sent + 500;
        }
      fill (fuzz, MIN (until, tidy_at));
      if (fuzz->sent > before)
        {
          deadline = link_deadline (PATIENCE_SECONDS);
          stuck_at = g_get_monotonic_time () + STUCK_MS * 1000;
        }
      answer_as_agents (fuzz, FALSE);
      g_main_context_iteration (NULL, fuzz->sent == before && fuzz->sent < tidy_at);
      if (!daemon_is_alive (fuzz->base.daemon))
        g_error ("the service has died; --seed %u, after %" G_GUINT64_FORMAT " calls", fuzz->seed, fuzz->sent);
      link_check (deadline, "answers of the service", G_STRLOC);
      /* All may wait for the end of a dial whose agent says nothing. */
      if (fuzz->sent >= tidy_at || g_get_monotonic_time () > stuck_at)
        {
          tidy (fuzz);
          choose_window (fuzz);
          tidy_at = fuzz->sent + TIDY_EVERY;
        }
    }
  g_source_remove (alarm);
  tidy (fuzz);
}

/*
 * The world, and what is left of it.
 */

static GVariant *
watched_status (Fuzz *fuzz)
{
  g_autoptr (GVariant) body = client_ask (fuzz->owner, fuzz->watched, CONNECTION, "GetStatus", NULL);

  return g_variant_get_child_value (body, 0);
}

static void
set_up (Fuzz *fuzz)
{
  static const uid_t uids[] = { 0, UID_DAEMON, UID_BIN };

  fuzz->source.rand = g_rand_new_with_seed (fuzz->seed);
  fuzz->answers.rand = g_rand_new_with_seed (fuzz->seed + 1);
  fuzz->paths = g_ptr_array_new_with_free_func (g_free);
  fuzz->contract = fuzz_contract_read (g_getenv ("DIALTONE_INTROSPECTION"));
  fixture_up (&fuzz->base, PRIVATE_BUS_WITHOUT_POLICY);
  fixture_load (&fuzz->base, TRACE_OK);
  fuzz_world_fill (&fuzz->base);
  fuzz->nm = fuzz_asking_nm_new (&fuzz->base, &fuzz->answers);
  fixture_start (&fuzz->base);
  fuzz->owner = client_new (fuzz->base.address, OWNER_UID);
  fuzz->watched = client_dial (fuzz->owner, ENTRY_WATCHED, NULL);
  WAIT_FOR (client_saw_finish (fuzz->owner, fuzz->watched));
  g_assert_cmpuint (client_result (fuzz->owner, fuzz->watched), ==, ERROR_NONE);
  fuzz->watched_status = watched_status (fuzz);
  fuzz->at_first = fuzz_world_objects (&fuzz->base);
  for (guint i = 0; i < G_N_ELEMENTS (uids); i++)
    {
      fuzz->callers[i].uid = uids[i];
      fuzz->callers[i].link = link_open_as (fuzz->base.address, uids[i]);
      fuzz->callers[i].agent = fuzz_agent_new (fuzz->callers[i].link, &fuzz->answers);
      g_dbus_connection_add_filter (fuzz->callers[i].link, on_message, &fuzz->callers[i], NULL);
    }
  fake_polkit_set_for (fuzz->base.polkit, g_dbus_connection_get_unique_name (fuzz->callers[2].link), NULL, POLKIT_CHALLENGE);
}

static void
check_what_is_left (Fuzz *fuzz)
{
  g_autoptr (GVariant) now = watched_status (fuzz);
  g_autofree char *before = g_variant_print (fuzz->watched_status, FALSE);
  g_autofree char *after = g_variant_print (now, FALSE);
  g_autofree char *path = NULL;

  g_assert_cmpstr (after, ==, before);
  g_assert_cmpuint (client_get_u (fuzz->owner, fuzz->watched, "State"), ==, STATE_CONNECTED);
  path = dial_to_end (&fuzz->base, ENTRY_OK, NULL);
  g_assert_cmpuint (client_result (fuzz->base.client, path), ==, ERROR_NONE);
}

/* That the agents and NetworkManager's questions were more than words. */
static void
check_what_was_asked (Fuzz *fuzz)
{
  guint asked = 0, cancelled = 0, answered = 0, by_nm = fuzz_asking_nm_asked (fuzz->nm), given = fuzz_asking_nm_given (fuzz->nm);

  for (guint i = 0; i < G_N_ELEMENTS (fuzz->callers); i++)
    fuzz_agent_count (fuzz->callers[i].agent, &asked, &cancelled, &answered);
  g_print ("NetworkManager asked for secrets %u times and got them %u times; agents were asked %u times, cancelled %u times, and gave "
           "%u answers that fit\n", by_nm, given, asked, cancelled, answered);
  if (fuzz->sent < ENOUGH_CALLS)
    return;
  g_assert_cmpuint (asked, >, 0);
  g_assert_cmpuint (cancelled, >, 0);
  g_assert_cmpuint (answered, >, 0);
}

static void
tear_down (Fuzz *fuzz)
{
  for (guint i = 0; i < G_N_ELEMENTS (fuzz->callers); i++)
    {
      link_close (fuzz->callers[i].link);
      fuzz_agent_free (fuzz->callers[i].agent);
    }
  fuzz_asking_nm_free (fuzz->nm);
  client_free (fuzz->owner);
  fixture_down (&fuzz->base);
  fuzz_contract_free (fuzz->contract);
  g_ptr_array_unref (fuzz->paths);
  g_hash_table_unref (fuzz->at_first);
  g_variant_unref (fuzz->watched_status);
  g_free (fuzz->watched);
  g_rand_free (fuzz->source.rand);
  g_rand_free (fuzz->answers.rand);
}

static gint64
resident_kib (Fuzz *fuzz)
{
  g_autofree char *file = g_strdup_printf ("/proc/%d/statm", daemon_pid (fuzz->base.daemon));
  g_autofree char *text = NULL;
  g_auto (GStrv) numbers = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (file, &text, NULL, &error);
  g_assert_no_error (error);
  numbers = g_strsplit (text, " ", 3);
  return g_ascii_strtoll (numbers[1], NULL, 10) * (sysconf (_SC_PAGESIZE) / 1024);
}

int
main (int argc, char **argv)
{
  gint64 calls = 30000, seed = -1, first, second, began, took;
  gboolean memory = FALSE;
  g_autoptr (GError) error = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  const GOptionEntry entries[] = {
    { "calls", 0, 0, G_OPTION_ARG_INT64, &calls, "How many calls", "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, "The same calls again", "N" },
    { "memory", 0, 0, G_OPTION_ARG_NONE, &memory, "Check the service's memory", NULL },
    { NULL },
  };
  Fuzz fuzz = { .seed = 0 };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  fuzz.seed = seed >= 0 ? (guint32) seed : g_random_int ();
  g_print ("--calls %" G_GINT64_FORMAT " --seed %u\n", calls, fuzz.seed);
  fflush (stdout);
  set_up (&fuzz);
  began = g_get_monotonic_time ();
  run (&fuzz, (guint64) calls / 2);
  first = resident_kib (&fuzz);
  run (&fuzz, (guint64) calls);
  second = resident_kib (&fuzz);
  took = g_get_monotonic_time () - began;
  g_print ("%" G_GUINT64_FORMAT " calls, %.0f a second; resident %" G_GINT64_FORMAT " KiB after the first half, %" G_GINT64_FORMAT
           " KiB after the second\n", fuzz.sent, (double) fuzz.sent * G_USEC_PER_SEC / (double) took, first, second);
  check_what_is_left (&fuzz);
  check_what_was_asked (&fuzz);
  tear_down (&fuzz);
  if (memory && second > first + MEMORY_SLACK_KIB)
    g_error ("the service has grown by %" G_GINT64_FORMAT " KiB; --seed %u", second - first, fuzz.seed);
  return 0;
}
