/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A libFuzzer target: the parsers of our methods' options. */
#include <string.h>

#include "dt-bus-error.h"
#include "dt-limits.h"
#include "dt-options.h"
#include "dt-record-text.h"
#include "fuzz-target.h"
#include "fuzz-values.h"

static const char *const words[] = { "none", "dial", "connection", "vpn", "gsm", "My_token_1", "ttyUSB0", "12345", "*99#",
                                     "internet.example", "user@example.net", "\"quoted\"", "two\nlines", NULL };
static const char *const keys[] = { "device", "handle-token", "reuse", "add-reference", "bind-lifetime", "linger", "timeout",
                                    "prove-peer", "apn", "phone-number", "user-name", "password", "pin", "all", "kind", "x-mine", NULL };

/* As the bytes, the text, or the decisions say. */
static GVariant *
read_options (const guint8 *data, gsize size)
{
  FuzzSource source = { NULL, data + 1, size - 1 };
  g_autofree char *text = NULL;
  g_autoptr(GBytes) bytes = NULL;

  switch (data[0] % 4) {
  case 0:
    text = g_strndup ((const char *) data + 1, size - 1);
    return dt_record_parse (text, NULL);
  case 1: {
    g_autoptr(GVariant) raw = NULL;

    bytes = g_bytes_new (data + 1, size - 1);
    raw = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE_VARDICT, bytes, FALSE));
    /* GDBus gives normal ones. */
    return g_variant_get_normal_form (raw);
  }
  default:
    return g_variant_take_ref (fuzz_value (&source, G_VARIANT_TYPE_VARDICT, words, keys));
  }
}

static void
check_error (gboolean good, GError **of_call)
{
  g_autoptr(GError) error = g_steal_pointer (of_call);

  LAW (good == (error == NULL));
  if (error == NULL)
    return;
  LAW (error->domain == DT_BUS_ERROR);
  LAW (error->code == DT_BUS_ERROR_INVALID_OPTION || error->code == DT_BUS_ERROR_LIMITS_EXCEEDED);
  LAW (*error->message && g_utf8_validate (error->message, -1, NULL));
  LAW (strlen (error->message) < 512);
}

static void
check_dial (const DtDialOptions *options)
{
  const char *const values[] = { options->device, options->handle_token, options->apn, options->phone_number, options->user_name,
                                 options->password, options->pin };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    LAW (values[i] == NULL || strlen (values[i]) <= 255);
  LAW (options->handle_token == NULL || (*options->handle_token && !strpbrk (options->handle_token, "/.-")));
  LAW (options->bind <= DT_BIND_CONNECTION);
  /* What goes into a modem's commands. */
  for (guint i = 2; i < G_N_ELEMENTS (values); i++)
    LAW (values[i] == NULL || !strpbrk (values[i], "\"\r\n\x1a\x1b"));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr(GVariant) options = size > 0 ? read_options (data, size) : NULL;
  GError *error = NULL;
  DtDialOptions dial;
  gboolean all, good;
  const char *kind;

  if (options == NULL)
    return 0;
  good = dt_options_parse_dial (options, TRUE, &dial, &error);
  check_error (good, &error);
  good = dt_options_parse_dial (options, FALSE, &dial, &error);
  check_error (good, &error);
  if (good)
    check_dial (&dial);
  good = dt_options_parse_hang_up (options, &all, &error);
  check_error (good, &error);
  good = dt_options_parse_none (options, &error);
  check_error (good, &error);
  good = dt_options_parse_list (options, &kind, &error);
  check_error (good, &error);
  return 0;
}
