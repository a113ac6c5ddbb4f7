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

  if (g_variant_n_children (options) > DT_LIMIT_OPTIONS) {
    g_set_error (error, DT_BUS_ERROR, DT_BUS_ERROR_LIMITS_EXCEEDED, "The call has %zu options, but %d are the most",
                 g_variant_n_children (options), DT_LIMIT_OPTIONS);
    return FALSE;
  }
  g_variant_iter_init (&iter, options);
  while (g_variant_iter_next (&iter, "{&sv}", &name, &value)) {
    g_autoptr(GVariant) owned = value;
    const DtOption *option = find_option (known, name);

    if (g_variant_get_size (value) > DT_LIMIT_OPTION_BYTES) {
      g_set_error (error, DT_BUS_ERROR, DT_BUS_ERROR_LIMITS_EXCEEDED, "Option \"%s\" has more than %d bytes",
                   dt_bus_error_quote (name).text, DT_LIMIT_OPTION_BYTES);
      return FALSE;
    }
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
  { "linger", "u" }, { "timeout", "u" }, { "prove-peer", "b" }, { "apn", "s" }, { "phone-number", "s" },
  { "user-name", "s" }, { "password", "s" },
  { "password-fd", "h" }, { "domain", "s" }, { "pin", "s" }, { "pause", "b" }, { "agent", "o" }, { "activation", "o" }, { NULL, NULL },
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

static gboolean
is_plain (const char *text)
{
  return strlen (text) <= 255 && !strpbrk (text, "\"\r\n\t\x1a\x1b") && g_str_is_ascii (text);
}

/* What a modem is told goes into its commands: ATD takes more than a number. */
static gboolean
check_dialled (const DtDialOptions *options, GError **error)
{
  static const char *const dialled = "0123456789ABCDabcd*#+,TtPpWw@!-(). ";

  if (options->apn && (*options->apn == '\0' || !is_plain (options->apn))) {
    g_set_error_literal (error, DT_BUS_ERROR, DT_BUS_ERROR_INVALID_OPTION,
                         "Option \"apn\" has 1 to 255 ASCII characters, and no quotes or control characters");
    return FALSE;
  }
  if (options->phone_number &&
      (*options->phone_number == '\0' || strlen (options->phone_number) > 255 ||
       strspn (options->phone_number, dialled) != strlen (options->phone_number))) {
    g_set_error (error, DT_BUS_ERROR, DT_BUS_ERROR_INVALID_OPTION,
                 "Option \"phone-number\" has 1 to 255 of the characters %s", dialled);
    return FALSE;
  }
  return TRUE;
}

/* Never with the value: it is a secret, or may be one in the wrong place. */
static gboolean
check_credentials (const DtDialOptions *options, gboolean with_entry, GError **error)
{
  const char *const values[] = { options->user_name, options->password, options->domain, options->pin };
  static const char *const names[] = { "user-name", "password", "domain", "pin" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (values[i] && (strlen (values[i]) > 255 || strpbrk (values[i], with_entry ? "\r\n" : "\"\r\n\x1a\x1b"))) {
      g_set_error (error, DT_BUS_ERROR, DT_BUS_ERROR_INVALID_OPTION,
                   "Option \"%s\" has at most 255 bytes, and no %scontrol characters", names[i], with_entry ? "" : "quotes or ");
      return FALSE;
    }
  if (options->password && options->password_fd >= 0) {
    g_set_error_literal (error, DT_BUS_ERROR, DT_BUS_ERROR_INVALID_OPTION,
                         "Options \"password\" and \"password-fd\" exclude each other");
    return FALSE;
  }
  if (options->pin && (strlen (options->pin) < 4 || strlen (options->pin) > 8 ||
                       strspn (options->pin, "0123456789") != strlen (options->pin))) {
    g_set_error_literal (error, DT_BUS_ERROR, DT_BUS_ERROR_INVALID_OPTION, "Option \"pin\" has 4 to 8 digits");
    return FALSE;
  }
  return TRUE;
}

gboolean
dt_options_parse_dial (GVariant *options, gboolean with_entry, DtDialOptions *out, GError **error)
{
  const char *bind = NULL;

  *out = (DtDialOptions) { .linger = DT_LINGER_SECONDS, .password_fd = -1 };
  if (!dt_options_check (options, dial_options, error))
    return FALSE;
  g_variant_lookup (options, "device", "&s", &out->device);
  g_variant_lookup (options, "handle-token", "&s", &out->handle_token);
  g_variant_lookup (options, "reuse", "b", &out->reuse);
  g_variant_lookup (options, "add-reference", "b", &out->add_reference);
  g_variant_lookup (options, "linger", "u", &out->linger);
  out->linger = MIN (out->linger, DT_LINGER_MAX_SECONDS);
  g_variant_lookup (options, "timeout", "u", &out->timeout);
  g_variant_lookup (options, "bind-lifetime", "&s", &bind);
  g_variant_lookup (options, "prove-peer", "b", &out->prove_peer);
  g_variant_lookup (options, "apn", "&s", &out->apn);
  g_variant_lookup (options, "phone-number", "&s", &out->phone_number);
  g_variant_lookup (options, "user-name", "&s", &out->user_name);
  g_variant_lookup (options, "password", "&s", &out->password);
  if (g_variant_lookup (options, "password-fd", "h", &out->password_fd) && out->password_fd < 0) {
    g_set_error_literal (error, DT_BUS_ERROR, DT_BUS_ERROR_INVALID_OPTION, "Option \"password-fd\": the message has no such descriptor");
    return FALSE;
  }
  g_variant_lookup (options, "pause", "b", &out->pause);
  g_variant_lookup (options, "agent", "&o", &out->agent);
  g_variant_lookup (options, "activation", "&o", &out->activation);
  g_variant_lookup (options, "domain", "&s", &out->domain);
  g_variant_lookup (options, "pin", "&s", &out->pin);
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
  return check_dialled (out, error) && check_credentials (out, with_entry, error);
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
