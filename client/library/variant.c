/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "variant.h"

/* The names of an a(sb), a line each. */
static char *
names_of (GVariant *value)
{
  GString *names = g_string_new (NULL);
  GVariantIter iter;
  const char *name;

  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "(&sb)", &name, NULL))
    g_string_append_printf (names, "%s%s", names->len > 0 ? "\n" : "", name);
  return g_string_free (names, FALSE);
}

static GVariant *
value_of (const DtlField *field)
{
  switch (field->type) {
  case DTL_TEXT:
    return g_variant_new_string (field->text);
  case DTL_NUMBER:
    return g_variant_new_uint32 ((guint32) field->number);
  case DTL_TRUTH:
    return g_variant_new_boolean (field->number != 0);
  }
  g_return_val_if_reached (NULL);
}

GVariant *
dtl_variant_of_fields (const DialtoneFields *fields)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  for (size_t i = 0; fields && i < fields->n; i++)
    g_variant_builder_add (&builder, "{sv}", fields->items[i].name, value_of (&fields->items[i]));
  return g_variant_builder_end (&builder);
}

static gboolean
take_dictionary (DialtoneFields *fields, const char *prefix, GVariant *dictionary);

static gboolean
take_value (DialtoneFields *fields, const char *name, GVariant *value)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING) || g_variant_is_of_type (value, G_VARIANT_TYPE_OBJECT_PATH))
    return dialtone_fields_set_text (fields, name, g_variant_get_string (value, NULL));
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    return dialtone_fields_set_truth (fields, name, g_variant_get_boolean (value));
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32))
    return dialtone_fields_set_number (fields, name, g_variant_get_uint32 (value));
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_UINT64))
    return dtl_fields_set_wide (fields, name, g_variant_get_uint64 (value));
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY)) {
    g_autofree const char **texts = g_variant_get_strv (value, NULL);
    g_autofree char *joined = g_strjoinv ("\n", (char **) texts);

    return dialtone_fields_set_text (fields, name, joined);
  }
  if (g_variant_is_of_type (value, G_VARIANT_TYPE ("a(sb)"))) {
    g_autofree char *names = names_of (value);

    return dialtone_fields_set_text (fields, name, names);
  }
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_VARDICT))
    return take_dictionary (fields, name, value);
  return TRUE;                  /* of a form that nobody asks for */
}

static gboolean
take_dictionary (DialtoneFields *fields, const char *prefix, GVariant *dictionary)
{
  GVariantIter iter;
  const char *key;
  GVariant *value;

  g_variant_iter_init (&iter, dictionary);
  while (g_variant_iter_next (&iter, "{&sv}", &key, &value)) {
    g_autoptr(GVariant) owned = value;
    g_autofree char *name = prefix ? g_strconcat (prefix, ".", key, NULL) : g_strdup (key);

    if (!take_value (fields, name, value))
      return FALSE;
  }
  return TRUE;
}

DialtoneFields *
dtl_fields_of_variant (GVariant *dictionary)
{
  DialtoneFields *fields = dialtone_fields_new ();

  if (fields && !take_dictionary (fields, NULL, dictionary)) {
    dialtone_fields_free (fields);
    return NULL;
  }
  return fields;
}

DialtoneList *
dtl_list_of_variant (GVariant *array)
{
  gsize n = g_variant_n_children (array);
  DialtoneList *list = dtl_list_new (n);

  for (gsize i = 0; list && i < n; i++) {
    g_autoptr(GVariant) dictionary = g_variant_get_child_value (array, i);

    list->items[i] = dtl_fields_of_variant (dictionary);
    if (list->items[i] == NULL) {
      dialtone_list_free (list);
      return NULL;
    }
    list->n++;
  }
  return list;
}
