/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fake-modem.h"

#define MM_PATH "/org/freedesktop/ModemManager1"
#define MODEM "org.freedesktop.ModemManager1.Modem"
#define MODEM_3GPP MODEM ".Modem3gpp"
#define MODEM_CDMA MODEM ".ModemCdma"
#define SIMPLE MODEM ".Simple"
#define BEARER "org.freedesktop.ModemManager1.Bearer"
#define PROPERTIES "org.freedesktop.DBus.Properties"

struct _FakeModem {
  FakeService *mm;
  FakeMethod older;
  gpointer older_data;
  char *path, *bearer, *port;
  char *error, *text;
  guint32 method;
  gint32 state, stay;
  gboolean holds, connected, gone;
  GDBusMessage *connect, *disconnect;   /* under way */
  GVariant *last_call;
};

static gboolean answer (FakeService *mm, GDBusMessage *call, gpointer data);

/* A modem for telephone lines has the port of its commands alone. */
static GVariant *
ports (FakeModem *modem, guint32 capabilities)
{
  if (capabilities & CAPABILITY_POTS)
    return g_variant_new_parsed ("[(%s, uint32 3)]", modem->port);
  return g_variant_new_parsed ("[(%s, uint32 3), ('wwan0', uint32 2)]", modem->port);
}

static void
add_modem (FakeModem *modem, guint32 capabilities)
{
  static const char text[] =
    "{%o: {'State': <8>, 'StateFailedReason': <uint32 0>, 'UnlockRequired': <uint32 1>, 'UnlockRetries': <@a{uu} {}>,"
    " 'Bearers': <@ao []>, 'MaxActiveBearers': <uint32 1>, 'CurrentCapabilities': <%u>, 'PrimaryPort': <%s>,"
    " 'Ports': <%@a(su)>, 'DeviceIdentifier': <%s>, 'EquipmentIdentifier': <'490154203237518'>}}";
  GVariantBuilder interfaces;
  GVariantBuilder none;
  g_autofree char *identifier = g_strconcat ("id-of-", modem->port, NULL);
  g_autoptr (GVariant) object = g_variant_ref_sink (
    g_variant_new_parsed (text, modem->path, capabilities, modem->port, ports (modem, capabilities), identifier));
  g_autoptr (GVariant) properties = g_variant_lookup_value (object, modem->path, NULL);

  g_variant_builder_init (&none, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_init (&interfaces, G_VARIANT_TYPE ("a{sa{sv}}"));
  g_variant_builder_add (&interfaces, "{s@a{sv}}", MODEM, properties);
  if (capabilities & CAPABILITY_CDMA)
    g_variant_builder_add (&interfaces, "{s@a{sv}}", MODEM_CDMA,
                           g_variant_new_parsed ("{'Cdma1xRegistrationState': <uint32 1>, 'EvdoRegistrationState': <uint32 0>,"
                                                 " 'ActivationState': <uint32 0>}"));
  else
    g_variant_builder_add (&interfaces, "{s@a{sv}}", MODEM_3GPP, g_variant_new_parsed ("{'RegistrationState': <uint32 1>}"));
  g_variant_builder_add (&interfaces, "{sa{sv}}", SIMPLE, &none);
  if (fake_service_is_there (modem->mm))
    fake_service_emit (modem->mm, MM_PATH, "org.freedesktop.DBus.ObjectManager", "InterfacesAdded",
                       g_variant_new ("(oa{sa{sv}})", modem->path, &interfaces));
  else
    fake_service_add (modem->mm, modem->path, g_variant_builder_end (&interfaces), TRUE);
}

FakeModem *
fake_modem_new (FakeService *mm, guint number, guint32 capabilities, const char *port)
{
  FakeModem *modem = g_new0 (FakeModem, 1);

  modem->mm = mm;
  modem->path = g_strdup_printf (MM_PATH "/Modem/%u", number);
  modem->bearer = g_strdup_printf (MM_PATH "/Bearer/%u", number);
  modem->port = g_strdup (port);
  modem->method = METHOD_STATIC;
  modem->state = MODEM_REGISTERED;
  fake_service_set_method (mm, answer, modem, &modem->older, &modem->older_data);
  add_modem (modem, capabilities);
  return modem;
}

void
fake_modem_free (FakeModem *modem)
{
  fake_service_set_method (modem->mm, modem->older, modem->older_data, NULL, NULL);
  g_clear_object (&modem->connect);
  g_clear_object (&modem->disconnect);
  g_clear_pointer (&modem->last_call, g_variant_unref);
  g_free (modem->path);
  g_free (modem->bearer);
  g_free (modem->port);
  g_free (modem->error);
  g_free (modem->text);
  g_free (modem);
}

const char *
fake_modem_path (FakeModem *modem)
{
  return modem->path;
}

/*
 * Saying.
 */

void
fake_modem_change (FakeModem *modem, const char *property, GVariant *value)
{
  fake_service_change (modem->mm, modem->path, MODEM, property, value);
}

void
fake_modem_set_state (FakeModem *modem, gint32 state, guint32 reason)
{
  gint32 before = modem->state;

  modem->state = state;
  fake_modem_change (modem, "State", g_variant_new_int32 (state));
  fake_service_emit (modem->mm, modem->path, MODEM, "StateChanged", g_variant_new ("(iiu)", before, state, reason));
}

void
fake_modem_register (FakeModem *modem, guint32 registration)
{
  fake_service_change (modem->mm, modem->path, MODEM_3GPP, "RegistrationState", g_variant_new_uint32 (registration));
}

void
fake_modem_change_cdma (FakeModem *modem, const char *property, guint32 value)
{
  fake_service_change (modem->mm, modem->path, MODEM_CDMA, property, g_variant_new_uint32 (value));
}

static void
say_error (FakeModem *modem, const char *error, const char *text)
{
  fake_service_change (modem->mm, modem->bearer, BEARER, "ConnectionError", g_variant_new ("(ss)", error, text));
}

static void
forget_error (FakeModem *modem)
{
  g_autoptr (GVariant) value = fake_service_get (modem->mm, modem->bearer, BEARER, "ConnectionError");
  const char *name;

  g_variant_get (value, "(&s&s)", &name, NULL);
  if (*name != '\0')
    say_error (modem, "", "");
}

static GVariant *
ip_config (FakeModem *modem)
{
  if (modem->method == METHOD_STATIC && modem->connected)
    return g_variant_new_parsed ("{'method': <uint32 2>, 'address': <'10.64.0.2'>, 'prefix': <uint32 24>,"
                                 " 'gateway': <'10.64.0.1'>, 'dns1': <'10.64.0.53'>, 'dns2': <'10.64.0.54'>,"
                                 " 'mtu': <uint32 1430>}");
  return g_variant_new_parsed ("{'method': <%u>}", modem->connected ? modem->method : 0);
}

static void
say_bearer (FakeModem *modem, gboolean connected)
{
  GVariantBuilder changed;
  const char *interface = modem->method == METHOD_PPP ? modem->port : "wwan0";

  modem->connected = connected;
  g_variant_builder_init (&changed, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&changed, "{sv}", "Ip4Config", ip_config (modem));
  g_variant_builder_add (&changed, "{sv}", "Interface", g_variant_new_string (connected ? interface : ""));
  g_variant_builder_add (&changed, "{sv}", "Connected", g_variant_new_boolean (connected));
  fake_service_emit (modem->mm, modem->bearer, PROPERTIES, "PropertiesChanged",
                     g_variant_new ("(sa{sv}as)", BEARER, &changed, NULL));
}

static void
ensure_bearer (FakeModem *modem)
{
  g_autoptr (GVariant) object = NULL;
  const char *const bearers[] = { modem->bearer };

  if (fake_service_has (modem->mm, modem->bearer))
    return;
  object = g_variant_ref_sink (
    g_variant_new_parsed ("{'org.freedesktop.ModemManager1.Bearer': {'Connected': <false>, 'Interface': <''>,"
                          " 'ConnectionError': <('', '')>, 'Ip4Config': <{'method': <uint32 0>}>}}"));
  fake_service_add (modem->mm, modem->bearer, object, FALSE);
  fake_modem_change (modem, "Bearers", g_variant_new_objv (bearers, 1));
}

/*
 * Calls.
 */

static void
answer_connect (FakeModem *modem)
{
  g_autoptr (GDBusMessage) call = g_steal_pointer (&modem->connect);

  if (call != NULL)
    fake_service_reply (modem->mm, call, g_variant_new ("(o)", modem->bearer));
}

static void
refuse_connect (FakeModem *modem, const char *error, const char *text)
{
  g_autoptr (GDBusMessage) call = g_steal_pointer (&modem->connect);

  if (call != NULL)
    fake_service_refuse (modem->mm, call, error, text);
}

static void
come_to_an_end (FakeModem *modem)
{
  if (modem->error != NULL)
    {
      fake_modem_set_state (modem, MODEM_REGISTERED, 1);
      say_error (modem, modem->error, modem->text);
      refuse_connect (modem, modem->error, modem->text);
      return;
    }
  fake_modem_set_state (modem, MODEM_CONNECTED, 1);
  say_bearer (modem, TRUE);
  answer_connect (modem);
}

static void
dial (FakeModem *modem)
{
  ensure_bearer (modem);
  fake_modem_set_state (modem, MODEM_CONNECTING, 1);
  forget_error (modem);
  if (modem->stay != MODEM_CONNECTING)
    come_to_an_end (modem);
}

static void
stay (FakeModem *modem)
{
  if (modem->state != modem->stay)
    fake_modem_set_state (modem, modem->stay, 1);
}

static void
begin_connect (FakeModem *modem, GDBusMessage *call)
{
  g_clear_pointer (&modem->last_call, g_variant_unref);
  modem->last_call = g_variant_get_child_value (g_dbus_message_get_body (call), 0);
  modem->connect = g_object_ref (call);
  if (modem->connected)
    answer_connect (modem);
  else if (modem->error != NULL && modem->state < MODEM_REGISTERED)
    fake_modem_refuses (modem);
  else if (modem->stay != 0 && modem->stay < MODEM_CONNECTING)
    stay (modem);
  else
    dial (modem);
}

static void
answer_disconnect (FakeModem *modem)
{
  g_autoptr (GDBusMessage) call = g_steal_pointer (&modem->disconnect);

  if (call != NULL)
    fake_service_reply (modem->mm, call, NULL);
}

void
fake_modem_lets_go (FakeModem *modem)
{
  gboolean cancelled = modem->connect != NULL;

  modem->holds = FALSE;
  if (cancelled)
    {
      say_error (modem, MM_ERROR "Core.Cancelled", "Operation was cancelled");
      refuse_connect (modem, MM_ERROR "Core.Cancelled", "Operation was cancelled");
    }
  fake_modem_set_state (modem, MODEM_REGISTERED, 1);
  if (!cancelled)
    say_bearer (modem, FALSE);
  answer_disconnect (modem);
}

static void
begin_disconnect (FakeModem *modem, GDBusMessage *call)
{
  modem->disconnect = g_object_ref (call);
  if (modem->state != MODEM_CONNECTED && modem->state != MODEM_CONNECTING)
    {
      answer_disconnect (modem);
      return;
    }
  fake_modem_set_state (modem, MODEM_DISCONNECTING, 1);
  if (!modem->holds)
    fake_modem_lets_go (modem);
}

static gboolean
answer (FakeService *mm, GDBusMessage *call, gpointer data)
{
  FakeModem *modem = data;
  const char *path = g_dbus_message_get_path (call);
  const char *interface = g_dbus_message_get_interface (call);
  const char *member = g_dbus_message_get_member (call);
  gboolean simple = !modem->gone && modem->state != MODEM_FAILED && g_strcmp0 (interface, SIMPLE) == 0;

  if (simple && g_str_equal (path, modem->path) && g_str_equal (member, "Connect"))
    begin_connect (modem, call);
  else if (simple && g_str_equal (path, modem->path) && g_str_equal (member, "Disconnect"))
    begin_disconnect (modem, call);
  else if (g_strcmp0 (interface, BEARER) == 0 && g_str_equal (path, modem->bearer) && g_str_equal (member, "Disconnect"))
    begin_disconnect (modem, call);
  else
    return modem->older != NULL && modem->older (mm, call, modem->older_data);
  return TRUE;
}

/*
 * What is set, and what happens.
 */

void
fake_modem_fails (FakeModem *modem, const char *error, const char *text)
{
  g_free (modem->error);
  g_free (modem->text);
  modem->error = g_strdup (error);
  modem->text = g_strdup (text);
}

void
fake_modem_gives (FakeModem *modem, guint32 method)
{
  modem->method = method;
}

void
fake_modem_stays (FakeModem *modem, gint32 state)
{
  modem->stay = state;
}

void
fake_modem_goes_on (FakeModem *modem)
{
  gint32 stayed = modem->stay;

  modem->stay = 0;
  if (stayed == MODEM_CONNECTING)
    come_to_an_end (modem);
  else
    dial (modem);
}

void
fake_modem_refuses (FakeModem *modem)
{
  refuse_connect (modem, modem->error, modem->text);
}

void
fake_modem_holds (FakeModem *modem)
{
  modem->holds = TRUE;
}

void
fake_modem_drop (FakeModem *modem, const char *error, const char *text)
{
  fake_modem_set_state (modem, MODEM_REGISTERED, 0);
  if (error != NULL)
    say_error (modem, error, text);
  say_bearer (modem, FALSE);
}

void
fake_modem_connect_for_other (FakeModem *modem)
{
  ensure_bearer (modem);
  fake_modem_set_state (modem, MODEM_CONNECTING, 1);
  come_to_an_end (modem);
}

void
fake_modem_disconnect_by_other (FakeModem *modem)
{
  fake_modem_set_state (modem, MODEM_DISCONNECTING, 1);
  fake_modem_lets_go (modem);
}

void
fake_modem_unplug (FakeModem *modem)
{
  const char *const interfaces[] = { MODEM, MODEM_3GPP, SIMPLE, NULL };

  modem->gone = TRUE;
  refuse_connect (modem, MM_ERROR "Core.Aborted", "Modem is going away");
  fake_service_emit (modem->mm, MM_PATH, "org.freedesktop.DBus.ObjectManager", "InterfacesRemoved",
                     g_variant_new ("(o^as)", modem->path, interfaces));
  fake_service_remove (modem->mm, modem->bearer);
}

GVariant *
fake_modem_last_call (FakeModem *modem)
{
  return modem->last_call;
}

gboolean
fake_modem_is_connected (FakeModem *modem)
{
  return modem->connected;
}
