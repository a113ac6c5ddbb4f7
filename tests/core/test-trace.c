/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The reader of recordings refuses what no recorder writes. */
#include <gio/gio.h>

#include "trace.h"

/* Half of a pair is no character, and json-glib makes bytes of it that are none. */
static void
test_broken_text (void)
{
  static const char *const lines[] = {
    "{'trace': 1, 'nm': '@', 'mm': ''}",
    "{'type': 'snapshot', 'objects': {'/a': {'b': {'c': '@'}}}}",
    "{'type': 'snapshot', 'objects': {'/a': {'b': {'@': 'd'}}}}",
    "{'type': 'snapshot', 'objects': {'/a': {'@': {'c': 'd'}}}}",
    "{'type': 'signal', 'sender': '', 'path': '/', 'interface': '', 'member': 'LoginBanner', 'args': ['@']}",
    "{'type': 'signal', 'sender': '', 'path': '/', 'interface': '', 'member': 'PropertiesChanged', 'args': ['a', {'b': '@'}]}",
    "{'type': 'error', 'destination': '', 'reply_serial': 1, 'error_name': 'a', 'error_text': '@'}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++) {
    g_autoptr(GString) line = g_string_new (lines[i]);
    g_autoptr(GError) error = NULL;
    g_autoptr(Trace) trace = NULL;

    g_string_replace (line, "'", "\"", 0);
    g_string_replace (line, "@", "\\ud800x", 0);
    trace = trace_parse (line->str, "line", &error);
    g_assert_null (trace);
    /* json-glib 1.10 refuses it by itself. */
    g_assert_nonnull (error);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/trace/broken-text", test_broken_text);
  return g_test_run ();
}
