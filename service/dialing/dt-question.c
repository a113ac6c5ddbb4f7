/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-question.h"

#include "dt-bound.h"
#include "dt-secret.h"

void
dt_question_clear (DtQuestion *question)
{
  g_clear_pointer (&question->fields, g_strfreev);
  g_clear_pointer (&question->shown, g_strfreev);
  g_clear_pointer (&question->message, g_free);
}

gboolean
dt_question_check (const DtQuestion *question, GVariant *answer, GError **error)
{
  char **fields = question->fields;
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_variant_iter_init (&iter, answer);
  while (g_variant_iter_next (&iter, "{&sv}", &name, &value)) {
    gboolean text = g_variant_is_of_type (value, G_VARIANT_TYPE_STRING);
    gboolean fits = text && g_variant_get_size (value) <= DT_SECRET_MAX + 1;

    g_variant_unref (value);
    if (g_strv_contains ((const char *const *) fields, name) && fits)
      continue;
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "Field \"%.64s\" %s", name,
                 !text ? "is no string" : fits ? "is not asked for" : "is too long");
    return FALSE;
  }
  for (guint i = 0; fields[i]; i++)
    if (!g_variant_lookup (answer, fields[i], "&s", &name)) {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "Field \"%s\" is missing", fields[i]);
      return FALSE;
    }
  return TRUE;
}

static gboolean
is_secret (const DtQuestion *question, const char *field)
{
  return question->shown == NULL || !g_strv_contains ((const char *const *) question->shown, field);
}

GVariant *
dt_question_describe (const DtQuestion *question)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  GVariantBuilder fields = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sb)"));
  g_autofree char *message = dt_bound_text (question->message);

  for (guint i = 0; question->fields[i]; i++)
    g_variant_builder_add (&fields, "(sb)", question->fields[i], is_secret (question, question->fields[i]));
  g_variant_builder_add (&builder, "{sv}", "fields", g_variant_builder_end (&fields));
  g_variant_builder_add (&builder, "{sv}", "message", g_variant_new_string (g_utf8_validate (message, -1, NULL) ? message : ""));
  g_variant_builder_add (&builder, "{sv}", "tries-left", g_variant_new_uint32 (question->tries_left));
  return g_variant_builder_end (&builder);
}
