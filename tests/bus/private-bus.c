/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "private-bus.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <linux/close_range.h>
#include <signal.h>
#include <unistd.h>

#include "link.h"

struct _PrivateBus {
  GTestDBus *one_user;
  GSubprocess *daemon;
  char *folder;
  char *address;
};

/* As the system bus: every user may connect, and at most 1,024 replies may be
 * pending (trap 8: libnm loses profiles there).  Root may do all; others call
 * and listen, and own nothing. */
static const char configuration[] =
  "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\""
  " \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\n"
  "<busconfig>\n"
  "  <type>system</type>\n"
  "  <listen>unix:path=%s/bus</listen>\n"
  "  <auth>EXTERNAL</auth>\n"
  "  <policy context=\"default\">\n"
  "    <allow user=\"*\"/>\n"
  "    <allow send_type=\"method_call\"/>\n"
  "    <allow send_type=\"signal\"/>\n"
  "    <allow send_requested_reply=\"true\" send_type=\"method_return\"/>\n"
  "    <allow send_requested_reply=\"true\" send_type=\"error\"/>\n"
  "    <allow receive_type=\"method_call\"/>\n"
  "    <allow receive_type=\"method_return\"/>\n"
  "    <allow receive_type=\"error\"/>\n"
  "    <allow receive_type=\"signal\"/>\n"
  "    <deny own=\"*\"/>\n"
  "    <deny send_destination=\"org.freedesktop.NetworkManager\" send_interface=\"org.freedesktop.NetworkManager.PPP\"/>\n"
  "  </policy>\n"
  "  <policy user=\"root\">\n"
  "    <allow own=\"*\"/>\n"
  "    <allow send_destination=\"org.freedesktop.NetworkManager\" send_interface=\"org.freedesktop.NetworkManager.PPP\"/>\n"
  "  </policy>\n"
  "  <limit name=\"max_replies_per_connection\">1024</limit>\n"
  "  <limit name=\"max_match_rules_per_connection\">512</limit>\n"
  "%s"
  "</busconfig>\n";

/* The policy that is installed with the service. */
static char *
shipped_policy (PrivateBusKind kind)
{
  const char *introspection = g_getenv ("DIALTONE_INTROSPECTION");

  if (kind == PRIVATE_BUS_WITHOUT_POLICY)
    return g_strdup ("");
  g_assert_nonnull (introspection);
  return g_strdup_printf ("  <include>%s/../data/org.dialtone.RemoteAccess1.conf</include>\n", introspection);
}

static void
spawn_daemon (PrivateBus *bus, const char *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDataInputStream) out = NULL;
  g_autofree char *option = g_strconcat ("--config-file=", file, NULL);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);

  g_subprocess_launcher_set_child_setup (launcher, link_die_with_parent, NULL, NULL);
  bus->daemon = g_subprocess_launcher_spawn (launcher, &error, "dbus-daemon", "--nofork", "--nopidfile", "--nosyslog",
                                             "--print-address", option, NULL);
  g_assert_no_error (error);
  out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (bus->daemon));
  bus->address = g_data_input_stream_read_line (out, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (bus->address);
}

static void
start_for_all_users (PrivateBus *bus, PrivateBusKind kind)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *file = NULL;
  g_autofree char *policy = shipped_policy (kind);
  g_autofree char *text = NULL;

  bus->folder = g_dir_make_tmp ("dialtone-bus-XXXXXX", &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (bus->folder, 0755), ==, 0);
  file = g_build_filename (bus->folder, "bus.conf", NULL);
  text = g_strdup_printf (configuration, bus->folder, policy);
  g_file_set_contents (file, text, -1, &error);
  g_assert_no_error (error);
  spawn_daemon (bus, file);
}

PrivateBus *
private_bus_new (PrivateBusKind kind)
{
  PrivateBus *bus = g_new0 (PrivateBus, 1);

  if (kind == PRIVATE_BUS_ONE_USER)
    {
      /* GLib 2.74 starts the bus with all descriptors open, the one among them whose
       * closing tells GTestDBus's watcher that a test has died: it waits for ever. */
      close_range (3, ~0u, CLOSE_RANGE_CLOEXEC);
      bus->one_user = g_test_dbus_new (G_TEST_DBUS_NONE);
      g_test_dbus_up (bus->one_user);
      bus->address = g_strdup (g_test_dbus_get_bus_address (bus->one_user));
    }
  else
    {
      start_for_all_users (bus, kind);
    }
  return bus;
}

const char *
private_bus_address (PrivateBus *bus)
{
  return bus->address;
}

static void
remove_folder (const char *folder)
{
  static const char *const files[] = { "bus.conf", "bus" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *file = g_build_filename (folder, files[i], NULL);

      g_unlink (file);
    }
  g_rmdir (folder);
}

void
private_bus_free (PrivateBus *bus)
{
  if (bus->one_user != NULL)
    {
      /* Not _down(): it waits for the shared connection of g_bus_get(), which
       * these tests do not use. */
      g_test_dbus_stop (bus->one_user);
      g_object_unref (bus->one_user);
    }
  if (bus->daemon != NULL)
    {
      g_subprocess_send_signal (bus->daemon, SIGTERM);
      g_subprocess_wait (bus->daemon, NULL, NULL);
      g_object_unref (bus->daemon);
    }
  if (bus->folder != NULL)
    remove_folder (bus->folder);
  g_free (bus->folder);
  g_free (bus->address);
  g_free (bus);
}
