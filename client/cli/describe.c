/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One connection in words. */
#include "output.h"

#include "dt-vocabulary.h"

static void
print_field (const char *label, const char *text)
{
  g_autofree char *clean = dt_clean (text);

  if (*clean)
    dt_say ("  %-12s %s", label, clean);
}

static char *
joined (GVariant *dict, const char *key)
{
  g_autofree const char **texts = NULL;

  if (!g_variant_lookup (dict, key, "^a&s", &texts))
    return g_strdup ("");
  return g_strjoinv (", ", (char **) texts);
}

static void
print_family (GVariant *status, const char *member, const char *label)
{
  g_autoptr(GVariant) family = g_variant_lookup_value (status, member, G_VARIANT_TYPE_VARDICT);
  g_autofree char *addresses = NULL, *dns = NULL, *domains = NULL, *text = NULL;
  const char *gateway;

  if (!family)
    return;
  addresses = joined (family, "addresses");
  gateway = dt_dict_string (family, "gateway");
  dns = joined (family, "dns");
  domains = joined (family, "domains");
  if (!*addresses)
    return;
  text = g_strconcat (addresses, *gateway ? ", gateway " : "", gateway, *dns ? ", DNS " : "", dns,
                      *domains ? ", domains " : "", domains, NULL);
  print_field (label, text);
}

void
dt_print_addresses (GVariant *status)
{
  guint32 mtu = dt_dict_uint (status, "Mtu");
  const char *interface = dt_dict_string (status, "Interface");
  g_autofree char *text = mtu ? g_strdup_printf ("%s, MTU %u", interface, mtu) : g_strdup (interface);

  if (*interface)
    print_field ("Interface", text);
  print_family (status, "Ip4", "IPv4");
  print_family (status, "Ip6", "IPv6");
}

static void
print_causes (GVariant *status)
{
  g_autoptr(GVariant) causes = g_variant_lookup_value (status, "Causes", G_VARIANT_TYPE ("aa{sv}"));

  for (gsize i = 0; causes && i < g_variant_n_children (causes); i++)
    {
      g_autoptr(GVariant) cause = g_variant_get_child_value (causes, i);
      const char *name = dt_dict_string (cause, "name"), *text = dt_dict_string (cause, "text");
      g_autofree char *line = NULL;
      gint32 code = 0;

      g_variant_lookup (cause, "code", "i", &code);
      line = g_strdup_printf ("%s: %s (%d)%s%s", dt_dict_string (cause, "source"), *name ? name : "code", code,
                              *text ? ": " : "", text);
      print_field ("Cause", line);
    }
}

static void
print_error (GVariant *status, guint32 error)
{
  g_autofree char *symbol = dt_error_symbol (error);
  const char *text = dt_error_text (error), *hint = dt_dict_string (status, "Hint");
  g_autofree char *clean = dt_clean (text ? text : dt_dict_string (status, "ErrorText"));

  dt_say ("Error %u %s: %s", error, symbol, clean);
  print_causes (status);
  if (!*hint && !g_str_equal (dt_error_hint_key (error), "none"))
    hint = dt_hint_text (dt_error_hint_key (error));
  print_field ("Hint", hint);
}

void
dt_print_failure (GVariant *status, guint32 result)
{
  print_error (status, result);
}

static void
print_time (GVariant *status, const char *member, const char *label)
{
  guint64 at = dt_dict_uint64 (status, member);
  g_autoptr(GDateTime) time = at ? g_date_time_new_from_unix_local (at / G_USEC_PER_SEC) : NULL;
  g_autofree char *text = time ? g_date_time_format (time, "%F %T %z") : NULL;

  if (text)
    print_field (label, text);
}

static void
print_traffic (GVariant *statistics)
{
  g_autofree char *received = NULL, *sent = NULL, *duration = NULL;

  if (!statistics || !dt_dict_uint64 (statistics, "Duration"))
    return;
  received = g_strdup_printf ("%" G_GUINT64_FORMAT " bytes, %" G_GUINT64_FORMAT " packets",
                              dt_dict_uint64 (statistics, "RxBytes"), dt_dict_uint64 (statistics, "RxPackets"));
  sent = g_strdup_printf ("%" G_GUINT64_FORMAT " bytes, %" G_GUINT64_FORMAT " packets",
                          dt_dict_uint64 (statistics, "TxBytes"), dt_dict_uint64 (statistics, "TxPackets"));
  duration = g_strdup_printf ("%.1f s", dt_dict_uint64 (statistics, "Duration") / 1000.0);
  print_field ("Duration", duration);
  print_field ("Received", received);
  print_field ("Sent", sent);
}

static void
print_state (GVariant *status)
{
  guint32 state = dt_dict_uint (status, "State"), attempt = dt_dict_uint (status, "Attempt");
  g_autofree char *symbol = dt_state_symbol (state);
  g_autofree char *again = attempt > 1 ? g_strdup_printf (", attempt %u", attempt) : g_strdup ("");

  dt_say ("  %-12s %s (%u), %s%s%s%s", "State", symbol, state, dt_state_word (state), again,
          dt_dict_bool (status, "Disconnecting") ? ", disconnecting" : "",
          dt_dict_bool (status, "Paused") ? ", paused" : "");
}

const char *
dt_entry_word (GVariant *status)
{
  const char *name = dt_dict_string (status, "EntryName"), *number = dt_dict_string (status, "PhoneNumber");

  if (*name)
    return name;
  return *dt_dict_string (status, "EntryUuid") == '\0' && *number ? number : "(private)";
}

void
dt_print_status (const char *path, GVariant *status, GVariant *statistics)
{
  const char *origin = dt_dict_string (status, "Origin");
  g_autofree char *title = dt_clean (dt_entry_word (status));
  g_autofree char *id = g_strdup_printf ("%" G_GUINT64_FORMAT ", %s", dt_dict_uint64 (status, "Id"), path);
  g_autofree char *who = g_strdup_printf ("uid %u", dt_dict_uint (status, "StartedByUid"));

  dt_say ("%s", title);
  print_field ("Connection", id);
  print_field ("Entry", dt_dict_string (status, "EntryUuid"));
  print_field ("Kind", dt_dict_string (status, "Kind"));
  print_state (status);
  print_field ("Dialled by", dt_dict_uint (status, "StartedByUid") == G_MAXUINT32 ? origin : who);
  print_field ("Device", dt_dict_string (status, "DeviceName"));
  print_field ("Number", dt_dict_string (status, "PhoneNumber"));
  print_field ("Server", dt_dict_string (status, "RemoteEndpoint"));
  dt_print_addresses (status);
  print_time (status, "StartedAt", "Started");
  print_time (status, "ConnectedAt", "Connected");
  print_time (status, "EndedAt", "Ended");
  print_traffic (statistics);
  if (dt_dict_uint (status, "Error") != 0)
    print_error (status, dt_dict_uint (status, "Error"));
}
