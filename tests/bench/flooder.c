/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One user who calls a service as much as the bus lets him, until he is killed.
 *
 * Usage: flooder NAME PATH INTERFACE METHOD CONNECTIONS BYTES
 *
 * Each call has a string of so many bytes as its argument, or none (0), and wants an
 * answer; of each connection 60 are under way.
 */
#include <gio/gio.h>
#include <stdlib.h>

#define WINDOW 60

typedef struct {
  GDBusConnection *link;
  guint under_way;
} Flooder;

static char **words;
static GVariant *body;

static void fill (Flooder *flooder);

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  Flooder *flooder = data;
  g_autoptr (GDBusMessage) answer = g_dbus_connection_send_message_with_reply_finish (flooder->link, result, NULL);

  flooder->under_way--;
  if (!g_dbus_connection_is_closed (flooder->link))
    fill (flooder);
}

static void
fill (Flooder *flooder)
{
  for (; flooder->under_way < WINDOW; flooder->under_way++)
    {
      g_autoptr (GDBusMessage) call = g_dbus_message_new_method_call (words[1], words[2], words[3], words[4]);

      if (body != NULL)
        g_dbus_message_set_body (call, body);
      g_dbus_connection_send_message_with_reply (flooder->link, call, G_DBUS_SEND_MESSAGE_FLAGS_NONE, G_MAXINT, NULL, NULL,
                                                 on_answer, flooder);
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SYSTEM, NULL, NULL);
  int links, bytes;

  g_assert_cmpint (argc, ==, 7);
  words = argv;
  links = atoi (argv[5]);
  bytes = atoi (argv[6]);
  if (bytes > 0)
    {
      g_autofree char *text = g_strnfill ((gsize) bytes, 'x');

      body = g_variant_ref_sink (g_variant_new ("(s)", text));
    }
  for (int i = 0; i < links; i++)
    {
      g_autoptr (GError) error = NULL;
      Flooder *flooder = g_new0 (Flooder, 1);

      flooder->link = g_dbus_connection_new_for_address_sync (
        address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL, &error);
      g_assert_no_error (error);
      fill (flooder);
    }
  g_print ("floods\n");
  g_main_loop_run (loop);
  return 0;
}
