/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fake modem is held against recordings of the real ModemManager 1.20.4: the
 * same call brings the same signals in the same order. */
#include "fake-modem.h"
#include "fixture.h"

#define MM "org.freedesktop.ModemManager1"
#define SIMPLE MM ".Modem.Simple"
#define BEARER_PATH "/org/freedesktop/ModemManager1/Bearer/0"

static char *
in_words (const char *path, const char *member, GVariant *args)
{
  g_autofree char *printed = g_variant_print (args, FALSE);

  return g_strdup_printf ("%s %s %s", path, member, printed);
}

/* What ModemManager said in the recording. */
static GPtrArray *
recorded (const Trace *trace)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < trace->lines->len; i++)
    {
      const Line *line = trace->lines->pdata[i];

      if (line->type == LINE_SIGNAL && g_str_equal (line->sender, MM))
        g_ptr_array_add (words, in_words (line->path, line->member, line->args));
    }
  return words;
}

static GPtrArray *
seen (Fixture *f, Wire *monitor)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *messages = wire_messages (monitor);
  const char *mm = g_dbus_connection_get_unique_name (fake_service_link (f->mm));

  for (guint i = 0; i < messages->len; i++)
    if (g_dbus_message_get_message_type (messages->pdata[i]) == G_DBUS_MESSAGE_TYPE_SIGNAL &&
        g_strcmp0 (g_dbus_message_get_sender (messages->pdata[i]), mm) == 0)
      g_ptr_array_add (words, in_words (g_dbus_message_get_path (messages->pdata[i]),
                                        g_dbus_message_get_member (messages->pdata[i]),
                                        g_dbus_message_get_body (messages->pdata[i])));
  return words;
}

static void
check_against (Fixture *f, Wire *monitor, const char *trace)
{
  g_autoptr (GPtrArray) wanted = recorded (fixture_trace (f, trace));
  g_autoptr (GPtrArray) got = NULL;

  link_barrier (fake_service_link (f->mm));
  wire_catch_up (monitor, f->client->link);
  got = seen (f, monitor);
  for (guint i = 0; i < MIN (wanted->len, got->len); i++)
    g_assert_cmpstr (got->pdata[i], ==, wanted->pdata[i]);
  g_assert_cmpuint (got->len, ==, wanted->len);
  wire_clear (monitor);
}

static void
call (Fixture *f, const char *path, const char *interface, const char *member, GVariant *args)
{
  g_autoptr (GDBusMessage) message = g_dbus_message_new_method_call (MM, path, interface, member);

  if (args != NULL)
    g_dbus_message_set_body (message, args);
  g_dbus_connection_send_message (f->client->link, message, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, NULL);
}

static void
dial (Fixture *f, FakeModem *modem)
{
  call (f, fake_modem_path (modem), SIMPLE, "Connect", g_variant_new_parsed ("({'apn': <'internet'>},)"));
}

static void
same_signals (void)
{
  Fixture f = { NULL };
  FakeModem *modem;
  Wire *monitor;

  fixture_up (&f, PRIVATE_BUS_ONE_USER);
  modem = fake_modem_new (f.mm, 0, CAPABILITY_LTE, "abstract:sim-main");
  fake_modem_gives (modem, METHOD_PPP);
  fake_service_appear (f.mm);
  monitor = wire_new_monitor (f.address);

  dial (&f, modem);
  WAIT_FOR (fake_modem_is_connected (modem));
  call (&f, BEARER_PATH, MM ".Bearer", "Disconnect", NULL);
  WAIT_FOR (!fake_modem_is_connected (modem));
  check_against (&f, monitor, "gsm-user-disconnect");

  fake_modem_fails (modem, MM_ERROR "Connection.NoCarrier", "No carrier");
  dial (&f, modem);
  WAIT_FOR (fake_service_calls (f.mm, "Connect") == 2);
  check_against (&f, monitor, "gsm-dial-no-carrier");

  fake_modem_fails (modem, NULL, NULL);
  fake_modem_stays (modem, MODEM_CONNECTING);
  dial (&f, modem);
  WAIT_FOR (fake_service_calls (f.mm, "Connect") == 3);
  call (&f, BEARER_PATH, MM ".Bearer", "Disconnect", NULL);
  WAIT_FOR (fake_service_calls (f.mm, "Disconnect") == 2);
  check_against (&f, monitor, "gsm-cancel-while-dialling");

  wire_free (monitor);
  fake_modem_free (modem);
  fixture_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bus/fake-modem/same-signals", same_signals);
  return g_test_run ();
}
