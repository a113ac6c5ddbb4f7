/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How much a connection shows of what others say, and that it does not show all. */
#include <string.h>

#include "dt-bound.h"
#include "dt-limits.h"
#include "dt-property.h"

#define TRUNCATED "truncated"

/*
 * Lists.
 */

static GVariant *
cut_list (GVariant *list, gsize *left)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_STRING_ARRAY);
  GVariantIter iter;
  const char *text;

  g_variant_iter_init (&iter, list);
  while (g_variant_iter_next (&iter, "&s", &text)) {
    gsize bytes = strlen (text) + 8;

    if (bytes > *left)
      break;
    *left -= bytes;
    g_variant_builder_add (&builder, "s", text);
  }
  return g_variant_builder_end (&builder);
}

/* A text that does not fit is empty. */
static GVariant *
cut_value (GVariant *value, gsize *left)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    return cut_list (value, left);
  if (g_variant_get_size (value) + 64 > *left)
    return g_variant_new_string ("");
  *left -= g_variant_get_size (value) + 64;
  return g_variant_ref (value);
}

/* Routes may be very many, so they have what the others leave. */
static GVariant *
fit (GVariant *family, gsize bytes)
{
  GVariantDict dict = G_VARIANT_DICT_INIT (NULL);
  gsize left = bytes - MIN (bytes, 512);

  if (family == NULL || g_variant_get_size (family) <= bytes)
    return family;
  for (guint i = 0; i < 2; i++) {
    GVariantIter iter;
    const char *key;
    GVariant *value;

    g_variant_iter_init (&iter, family);
    while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
      if ((strcmp (key, "routes") == 0) == (i == 1) && strcmp (key, TRUNCATED) != 0) {
        g_autoptr(GVariant) kept = g_variant_take_ref (cut_value (value, &left));

        g_variant_dict_insert_value (&dict, key, kept);
      }
  }
  g_variant_dict_insert (&dict, TRUNCATED, "b", TRUE);
  g_variant_unref (family);
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

void
dt_projection_fit (DtConnection *connection)
{
  gsize bytes = connection->tight ? DT_LIMIT_TIGHT_BYTES : DT_LIMIT_LISTS_BYTES;

  connection->projection.ip4 = fit (connection->projection.ip4, bytes);
  connection->projection.ip6 = fit (connection->projection.ip6, bytes);
}

/*
 * That it is so.
 */

static gboolean
is_truncated (GVariant *value)
{
  gboolean truncated = FALSE;
  GVariantIter iter;
  const char *key;
  GVariant *inner;

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return dt_bound_is_cut (g_variant_get_string (value, NULL));
  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_VARDICT))
    return FALSE;
  g_variant_iter_init (&iter, value);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &inner))
    truncated |= strcmp (key, TRUNCATED) == 0 ||
                 (g_variant_is_of_type (inner, G_VARIANT_TYPE_STRING) && dt_bound_is_cut (g_variant_get_string (inner, NULL)));
  return truncated;
}

GVariant *
dt_connection_truncated (DtConnection *connection, gboolean private)
{
  static const struct {
    const char *interface, *name;
  } taken_over[] = {
    { DT_CONNECTION_INTERFACE, "EntryName" }, { DT_CONNECTION_INTERFACE, "DeviceName" }, { DT_CONNECTION_INTERFACE, "PhoneNumber" },
    { DT_CONNECTION_INTERFACE, "RemoteEndpoint" }, { DT_CONNECTION_INTERFACE, "Operator" },
    { DT_PROJECTION_INTERFACE, "Ip4" }, { DT_PROJECTION_INTERFACE, "Ip6" }, { DT_PROJECTION_INTERFACE, "Tunnel" },
  };
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_STRING_ARRAY);

  for (guint i = 0; i < G_N_ELEMENTS (taken_over); i++) {
    g_autoptr(GVariant) value =
      g_variant_take_ref (dt_connection_property (connection, taken_over[i].interface, taken_over[i].name, private));

    if (is_truncated (value))
      g_variant_builder_add (&builder, "s", taken_over[i].name);
  }
  return g_variant_builder_end (&builder);
}
