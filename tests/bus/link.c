/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "link.h"

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#define PATIENCE_UNDER_CHECKER 4

gint64
link_deadline (guint seconds)
{
  guint factor = g_getenv ("DIALTONE_UNDER_CHECKER") != NULL ? PATIENCE_UNDER_CHECKER : 1;

  return g_get_monotonic_time () + (gint64) seconds * factor * G_USEC_PER_SEC;
}

static gboolean
wake_up (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

void
link_check (gint64 deadline, const char *condition, const char *where)
{
  if (g_get_monotonic_time () > deadline)
    g_error ("%s: waited in vain for: %s", where, condition);
}

void
link_iterate (gint64 deadline, const char *condition, const char *where)
{
  gint64 left = MAX (deadline - g_get_monotonic_time (), 0);
  g_autoptr (GSource) alarm = g_timeout_source_new ((guint) (left / 1000 + 1));

  link_check (deadline, condition, where);
  g_source_set_callback (alarm, wake_up, NULL, NULL);
  g_source_attach (alarm, NULL);
  g_main_context_iteration (NULL, TRUE);
  g_source_destroy (alarm);
}

void
link_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

GDBusConnection *
link_open (const char *address)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *link;

  link = g_dbus_connection_new_for_address_sync (address,
                                                 G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                 G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                 NULL, NULL, &error);
  g_assert_no_error (error);
  return link;
}

GDBusConnection *
link_open_as (const char *address, uid_t uid)
{
  uid_t before = geteuid ();
  GDBusConnection *link;

  if (uid == before)
    return link_open (address);
  g_assert_cmpint (seteuid (uid), ==, 0);
  link = link_open (address);
  g_assert_cmpint (seteuid (before), ==, 0);
  return link;
}

void
link_close (GDBusConnection *link)
{
  if (link == NULL)
    return;
  /* The bus may have closed it first; either way it is closed afterwards. */
  g_dbus_connection_close_sync (link, NULL, NULL);
  g_object_unref (link);
}

static GVariant *
ask_bus (GDBusConnection *link, const char *method, GVariant *args)
{
  g_autoptr (GError) error = NULL;
  GVariant *reply;

  reply = g_dbus_connection_call_sync (link, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                       method, args, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  return reply;
}

void
link_barrier (GDBusConnection *link)
{
  g_variant_unref (ask_bus (link, "GetId", NULL));
}

gboolean
link_has_owner (GDBusConnection *link, const char *name)
{
  g_autoptr (GVariant) reply = ask_bus (link, "NameHasOwner", g_variant_new ("(s)", name));
  gboolean owned;

  g_variant_get (reply, "(b)", &owned);
  return owned;
}

void
link_die_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

#define DO_NOT_QUEUE 4u
#define PRIMARY_OWNER 1u
#define IN_QUEUE 2u

static void
request (GDBusConnection *link, const char *name, guint flags, guint wanted)
{
  g_autoptr (GVariant) reply = ask_bus (link, "RequestName", g_variant_new ("(su)", name, flags));
  guint result;

  g_variant_get (reply, "(u)", &result);
  g_assert_cmpuint (result, ==, wanted);
}

void
link_own (GDBusConnection *link, const char *name)
{
  request (link, name, DO_NOT_QUEUE, PRIMARY_OWNER);
}

void
link_queue_for (GDBusConnection *link, const char *name)
{
  request (link, name, 0, IN_QUEUE);
}

void
link_disown (GDBusConnection *link, const char *name)
{
  g_variant_unref (ask_bus (link, "ReleaseName", g_variant_new ("(s)", name)));
}

void
link_add_match (GDBusConnection *link, const char *rule)
{
  g_variant_unref (ask_bus (link, "AddMatch", g_variant_new ("(s)", rule)));
}
