/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fuzz-call.h"

#include <gio/gunixfdlist.h>
#include <unistd.h>

#include "fuzz-agent.h"
#include "fuzz-world.h"

#define PROPERTIES "org.freedesktop.DBus.Properties"

static const char *const words[] = {
  ENTRY_OK, ENTRY_OK, ENTRY_OTHER, ENTRY_REFUSED, ENTRY_OK_NAME, "none", "dial", "connection", "vpn", "gsm", "12345", "internet",
  SERVICE_PATH, SERVICE_PATH "/Connection/1", MANAGER, CONNECTION, PHONEBOOK, STATISTICS, PROJECTION, "Status", "Connections", "lo",
  FUZZ_AGENT_PATH, NULL,
};

static const char *const keys[] = {
  "device", "handle-token", "reuse", "add-reference", "bind-lifetime", "linger", "timeout", "prove-peer", "apn", "phone-number",
  "user-name", "password", "pin", "domain", "pause", "agent", "password-fd", "callback-number", "redial-attempts", "kind", "x-mine",
  NULL,
};

gboolean
fuzz_one_in (FuzzSource *source, gint32 n)
{
  return fuzz_range (source, 0, n) == 0;
}

static const char *
any_path (FuzzSource *source, const char *const *paths)
{
  static const char *const odd[] = { "/", "/org", SERVICE_PATH "/Connection", SERVICE_PATH "/Connection/0",
                                     SERVICE_PATH "/Connection/18446744073709551616", SERVICE_PATH "/Connection/1_42/token",
                                     "/org/freedesktop/DBus", SERVICE_PATH "/Connection/_/_/_/_", NULL };

  if (fuzz_one_in (source, 10))
    return fuzz_pick (source, odd);
  return fuzz_one_in (source, 3) ? SERVICE_PATH : fuzz_pick (source, paths);
}

/*
 * D-Bus's own interfaces.
 */

static GVariant *
property_arguments (FuzzSource *source, const FuzzContract *contract, const char *member)
{
  const char *property = contract->properties->pdata[fuzz_range (source, 0, (gint32) contract->properties->len)];
  g_auto(GStrv) pair = g_strsplit (property, " ", 2);

  if (g_str_equal (member, "GetAll"))
    return g_variant_new ("(s)", pair[0]);
  if (g_str_equal (member, "Get"))
    return g_variant_new ("(ss)", pair[0], pair[1]);
  return g_variant_new ("(ssv)", pair[0], pair[1], fuzz_any (source, words, keys));
}

static GDBusMessage *
standard_call (FuzzSource *source, const FuzzContract *contract, const char *const *paths)
{
  static const char *const members[] = { "Get", "GetAll", "Set", NULL };
  const char *member = fuzz_pick (source, members);
  GDBusMessage *call;

  if (fuzz_one_in (source, 40))
    return g_dbus_message_new_method_call (SERVICE, SERVICE_PATH, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects");
  if (fuzz_one_in (source, 40))
    return g_dbus_message_new_method_call (SERVICE, any_path (source, paths), "org.freedesktop.DBus.Introspectable", "Introspect");
  if (fuzz_one_in (source, 40))
    return g_dbus_message_new_method_call (SERVICE, any_path (source, paths), "org.freedesktop.DBus.Peer",
                                           fuzz_one_in (source, 2) ? "Ping" : "Pong");
  call = g_dbus_message_new_method_call (SERVICE, any_path (source, paths), PROPERTIES, member);
  g_dbus_message_set_body (call, property_arguments (source, contract, member));
  return call;
}

/*
 * The service's.
 */

static const FuzzMethod *
any_method (FuzzSource *source, const FuzzContract *contract)
{
  static const char *const ends[] = { "HangUp", "HangUpAll", "Release", "DeleteEntry", NULL };
  const FuzzMethod *method;

  /* What is deleted or hung up at once gets nowhere. */
  do
    method = &g_array_index (contract->methods, FuzzMethod, fuzz_range (source, 0, (gint32) contract->methods->len));
  while (g_strv_contains (ends, method->name) && !fuzz_one_in (source, 8));
  return method;
}

static GDBusMessage *
contract_call (FuzzSource *source, const FuzzContract *contract, const char *const *paths)
{
  const FuzzMethod *method = any_method (source, contract);
  gboolean at_root = g_str_equal (method->interface, MANAGER) || g_str_equal (method->interface, PHONEBOOK);
  const char *path = fuzz_one_in (source, 20) ? any_path (source, paths) : at_root ? SERVICE_PATH : fuzz_pick (source, paths);

  return g_dbus_message_new_method_call (SERVICE, path, fuzz_one_in (source, 50) ? SERVICE ".Nothing" : method->interface,
                                         fuzz_one_in (source, 50) ? "Nothing" : method->name);
}

static GVariant *
arguments (FuzzSource *source, const FuzzContract *contract, GDBusMessage *call)
{
  const char *signature = fuzz_contract_signature (contract, g_dbus_message_get_interface (call), g_dbus_message_get_member (call));
  GVariant *value;

  if (!fuzz_one_in (source, 10))
    return fuzz_value (source, G_VARIANT_TYPE (signature), words, keys);
  value = fuzz_any (source, words, keys);
  return g_variant_new_tuple (&value, 1);
}

/* Of any kind and value an option mostly is wrong, and the dial ends before it begins: these fit. */
static GVariant *
fitting_options (FuzzSource *source)
{
  static const char *const fitting[] = {
    "{'agent': <objectpath '" FUZZ_AGENT_PATH "'>}", "{'agent': <objectpath '" FUZZ_AGENT_PATH "'>, 'pause': <true>}", "{'pause': <true>}",
    "{'agent': <objectpath '/nobody'>}", "{'password': <'geheim'>}", "{'reuse': <true>, 'add-reference': <true>}", "{'linger': <uint32 0>}",
    "{'bind-lifetime': <true>}", "{'timeout': <uint32 1>}", "@a{sv} {}", NULL,
  };

  return g_variant_new_parsed (fuzz_pick (source, fitting));
}

static GDBusMessage *
fitting_dial (FuzzSource *source)
{
  static const char *const entries[] = { ENTRY_OK, ENTRY_OTHER, ENTRY_REFUSED, ENTRY_OK_NAME, NULL };
  GDBusMessage *call = g_dbus_message_new_method_call (SERVICE, SERVICE_PATH, MANAGER, "Dial");

  g_dbus_message_set_body (call, g_variant_new ("(s@a{sv})", fuzz_pick (source, entries), fitting_options (source)));
  return call;
}

/* A descriptor that nobody asked for must not stay open. */
static void
add_descriptor (GDBusMessage *call)
{
  g_autoptr(GUnixFDList) list = g_unix_fd_list_new ();

  g_unix_fd_list_append (list, STDIN_FILENO, NULL);
  g_dbus_message_set_unix_fd_list (call, list);
}

GDBusMessage *
fuzz_call_new (FuzzSource *source, const FuzzContract *contract, const char *const *paths)
{
  GDBusMessage *call = fuzz_one_in (source, 25)  ? fitting_dial (source)
                       : fuzz_one_in (source, 3) ? standard_call (source, contract, paths)
                                                 : contract_call (source, contract, paths);
  GDBusMessageFlags flags = 0;

  if (g_dbus_message_get_body (call) == NULL)
    g_dbus_message_set_body (call, arguments (source, contract, call));
  if (fuzz_one_in (source, 500))
    add_descriptor (call);
  if (fuzz_one_in (source, 10))
    flags |= G_DBUS_MESSAGE_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION;
  if (fuzz_one_in (source, 1000))
    flags |= G_DBUS_MESSAGE_FLAGS_NO_REPLY_EXPECTED;
  g_dbus_message_set_flags (call, flags);
  return call;
}
