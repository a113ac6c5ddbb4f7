/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-options.h"

#include <string.h>

#include "dt-bus-error.h"
#include "dt-kind.h"
#include "dt-limits.h"

static const DtOption *
find_option (const DtOption *known, const char *name)
{
  for (; known->name; known++)
    if (strcmp (known->name, name) == 0)
      return known;
  return NULL;
}

gboolean
dt_options_check (GVariant *options, const DtOption *known, GError **error)
{
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_variant_iter_init (&iter, options);
  while (g_variant_iter_next (&iter, "{&sv}", &name, &value)) {
    g_autoptr(GVariant) owned = value;
    const DtOption *option = find_option (known, name);

    if (g_str_has_prefix (name, "x-"))
      continue;
    if (option == NULL) {
      g_set_error (error, DT_BUS_ERROR, DT_BUS_ERROR_INVALID_OPTION, "Unknown option \"%s\"", dt_bus_error_quote (name).text);
      return FALSE;
    }
    if (!g_variant_is_of_type (value, G_VARIANT_TYPE (option->type))) {
      g_set_error (error, DT_BUS_ERROR, DT_BUS_ERROR_INVALID_OPTION, "Option \"%s\" is of type %s, but %s is expected", name,
                   dt_bus_error_quote (g_variant_get_type_string (value)).text, option->type);
      return FALSE;
    }
  }
  return TRUE;
}

static const DtOption dial_options[] = {
  { "device", "s" }, { "handle-token", "s" }, { "reuse", "b" }, { "add-reference", "b" }, { "bind-lifetime", "s" },
  { "linger", "u" }, { "timeout", "u" }, { NULL, NULL },
};

static gboolean
is_token (const char *token)
{
  gsize n = strlen (token);

  return n >= 1 && n <= 64 && strspn (token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") == n;
}

static gboolean
parse_bind (const char *word, DtBindLifetime *out, GError **error)
{
  static const char *const words[] = { "none", "dial", "connection" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (word, words[i]) == 0) {
      *out = (DtBindLifetime) i;
      return TRUE;
    }
  g_set_error (error, DT_BUS_ERROR, DT_BUS_ERROR_INVALID_OPTION,
               "Option \"bind-lifetime\" is \"none\", \"dial\" or \"connection\", not \"%s\"", dt_bus_error_quote (word).text);
  return FALSE;
}

gboolean
dt_options_parse_dial (GVariant *options, DtDialOptions *out, GError **error)
{
  const char *bind = NULL;

  *out = (DtDialOptions) { .linger = DT_LINGER_SECONDS };
  if (!dt_options_check (options, dial_options, error))
    return FALSE;
  g_variant_lookup (options, "device", "&s", &out->device);
  g_variant_lookup (options, "handle-token", "&s", &out->handle_token);
  g_variant_lookup (options, "reuse", "b", &out->reuse);
  g_variant_lookup (options, "add-reference", "b", &out->add_reference);
  g_variant_lookup (options, "linger", "u", &out->linger);
  g_variant_lookup (options, "timeout", "u", &out->timeout);
  g_variant_lookup (options, "bind-lifetime", "&s", &bind);
  if (bind && !parse_bind (bind, &out->bind, error))
    return FALSE;
  if (out->device && (*out->device == '\0' || strlen (out->device) > 255)) {
    g_set_error_literal (error, DT_BUS_ERROR, DT_BUS_ERROR_INVALID_OPTION, "Option \"device\" is empty or longer than 255 bytes");
    return FALSE;
  }
  if (out->handle_token && !is_token (out->handle_token)) {
    g_set_error_literal (error, DT_BUS_ERROR, DT_BUS_ERROR_INVALID_OPTION,
                         "Option \"handle-token\" has 1 to 64 letters, digits and underscores");
    return FALSE;
  }
  return TRUE;
}

gboolean
dt_options_parse_hang_up (GVariant *options, gboolean *all, GError **error)
{
  static const DtOption known[] = { { "all", "b" }, { NULL, NULL } };

  *all = FALSE;
  if (!dt_options_check (options, known, error))
    return FALSE;
  g_variant_lookup (options, "all", "b", all);
  return TRUE;
}

gboolean
dt_options_parse_none (GVariant *options, GError **error)
{
  static const DtOption known[] = { { NULL, NULL } };

  return dt_options_check (options, known, error);
}

gboolean
dt_options_parse_list (GVariant *options, const char **kind, GError **error)
{
  static const DtOption known[] = { { "kind", "s" }, { NULL, NULL } };

  *kind = NULL;
  if (!dt_options_check (options, known, error))
    return FALSE;
  g_variant_lookup (options, "kind", "&s", kind);
  if (*kind && dt_kind_from_nm_type (*kind) == DT_KIND_NONE) {
    g_set_error (error, DT_BUS_ERROR, DT_BUS_ERROR_INVALID_OPTION, "Option \"kind\": \"%s\" is no kind of entry",
                 dt_bus_error_quote (*kind).text);
    return FALSE;
  }
  return TRUE;
}
