/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ask.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "cli.h"
#include "dt-interfaces.h"

#define ANSWER_MAX 1024

struct _DtAsk {
  DtService *service;
  guint registration;
  int terminal;
  struct termios usual;         /* how it was */
  gboolean silent;              /* it does not echo now */
  GDBusMethodInvocation *invocation;    /* what is asked for; NULL: nothing */
  GVariant *fields;             /* a(sb) */
  gsize next;                   /* of them */
  GVariantDict answer;
  guint source;
};

static void
echo (DtAsk *ask, gboolean on)
{
  struct termios silent = ask->usual;

  if (ask->silent != on)
    return;
  silent.c_lflag &= ~(tcflag_t) ECHO;
  tcsetattr (ask->terminal, TCSAFLUSH, on ? &ask->usual : &silent);
  ask->silent = !on;
}

static void
say (DtAsk *ask, const char *words)
{
  g_autofree char *safe = g_utf8_make_valid (words, -1);

  for (char *at = safe; *at; at++)      /* nothing of a server's for the terminal to obey */
    if (g_ascii_iscntrl (*at) && *at != '\n')
      *at = '?';
  if (write (ask->terminal, safe, strlen (safe)) < 0)
    g_debug ("terminal: %s", g_strerror (errno));
}

static void
stop (DtAsk *ask)
{
  g_clear_handle_id (&ask->source, g_source_remove);
  g_clear_pointer (&ask->fields, g_variant_unref);
  g_variant_dict_clear (&ask->answer);
  echo (ask, TRUE);
}

static void
give_up (DtAsk *ask, const char *why)
{
  if (!ask->invocation)
    return;
  say (ask, "\n");
  stop (ask);
  g_dbus_method_invocation_return_dbus_error (g_steal_pointer (&ask->invocation), DT_BUS_NAME ".Error.NotAvailable", why);
}

static void
prompt (DtAsk *ask)
{
  g_autofree char *words = NULL;
  const char *name;
  gboolean secret;

  g_variant_get_child (ask->fields, ask->next, "(&sb)", &name, &secret);
  words = g_strdup_printf ("%s: ", name);
  echo (ask, !secret);
  say (ask, words);
}

static void
finish (DtAsk *ask)
{
  GDBusMethodInvocation *invocation = g_steal_pointer (&ask->invocation);

  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(@a{sv})", g_variant_dict_end (&ask->answer)));
  stop (ask);
}

/* The terminal hands out whole lines. */
static gboolean
on_line (int fd, GIOCondition condition, gpointer data)
{
  DtAsk *ask = data;
  char line[ANSWER_MAX + 1];
  ssize_t n = read (fd, line, ANSWER_MAX);
  const char *name;

  if (n <= 0)
    {
      ask->source = 0;
      give_up (ask, "The terminal was closed");
      return G_SOURCE_REMOVE;
    }
  line[n] = '\0';
  line[strcspn (line, "\r\n")] = '\0';
  g_variant_get_child (ask->fields, ask->next, "(&sb)", &name, NULL);
  if (g_utf8_validate (line, -1, NULL))
    {
      g_variant_dict_insert (&ask->answer, name, "s", line);
      ask->next++;
    }
  explicit_bzero (line, sizeof line);
  say (ask, "\n");
  if (ask->next < g_variant_n_children (ask->fields))
    {
      prompt (ask);
      return G_SOURCE_CONTINUE;
    }
  ask->source = 0;
  finish (ask);
  return G_SOURCE_REMOVE;
}

static void
request (DtAsk *ask, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  g_autoptr(GVariant) question = g_variant_get_child_value (arguments, 1);
  const char *message = "";

  give_up (ask, "Another question came");
  ask->fields = g_variant_lookup_value (question, "fields", G_VARIANT_TYPE ("a(sb)"));
  if (!ask->fields || g_variant_n_children (ask->fields) == 0)
    {
      g_clear_pointer (&ask->fields, g_variant_unref);
      g_dbus_method_invocation_return_dbus_error (invocation, DT_BUS_NAME ".Error.InvalidOption", "There is nothing to ask");
      return;
    }
  ask->invocation = invocation;
  ask->next = 0;
  g_variant_dict_init (&ask->answer, NULL);
  g_variant_lookup (question, "message", "&s", &message);
  say (ask, message);
  say (ask, *message ? "\n" : "");
  ask->source = g_unix_fd_add (ask->terminal, G_IO_IN | G_IO_HUP, on_line, ask);
  prompt (ask);
}

static void
on_method (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *method,
           GVariant *arguments, GDBusMethodInvocation *invocation, gpointer data)
{
  DtAsk *ask = data;

  /* Who else asks for a password is no friend. */
  if (g_strcmp0 (sender, ask->service->owner) != 0)
    {
      g_dbus_method_invocation_return_dbus_error (invocation, DT_BUS_NAME ".Error.NotAuthorized", "You are not the service");
      return;
    }
  if (g_str_equal (method, "RequestCredentials"))
    {
      request (ask, arguments, invocation);
      return;
    }
  give_up (ask, "Not awaited any more");
  g_dbus_method_invocation_return_value (invocation, NULL);
}

DtAsk *
dt_ask_new (DtService *service, int *status)
{
  static const GDBusInterfaceVTable vtable = { on_method, NULL, NULL, { 0 } };
  DtAsk *ask;
  struct termios usual;
  int terminal = open ("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);

  if (terminal < 0 || tcgetattr (terminal, &usual) != 0)
    {
      *status = dt_cli_fail_with (DT_EXIT_USAGE, "dial: there is no terminal to ask on");
      if (terminal >= 0)
        close (terminal);
      return NULL;
    }
  ask = g_new0 (DtAsk, 1);
  ask->service = service;
  ask->terminal = terminal;
  ask->usual = usual;
  ask->registration = g_dbus_connection_register_object (
    service->bus, DT_ASK_PATH, (GDBusInterfaceInfo *) &org_dialtone_remote_access1_agent_interface, &vtable, ask, NULL, NULL);
  return ask;
}

void
dt_ask_free (DtAsk *ask)
{
  give_up (ask, "The client leaves");
  if (ask->registration)
    g_dbus_connection_unregister_object (ask->service->bus, ask->registration);
  close (ask->terminal);
  g_free (ask);
}
