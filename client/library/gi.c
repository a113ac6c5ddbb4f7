/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gi.h"

#include "fields.h"

G_DEFINE_QUARK (dialtone-error-quark, dialtone_error)

/*
 * What became of a call.
 */

gboolean
dtl_gi_succeeds (DialtoneResult result, GError **error)
{
  static const struct {
    DialtoneResult result;
    DialtoneError code;
    const char *text;
  } known[] = {
    { DIALTONE_NO_SERVICE, DIALTONE_ERROR_NO_SERVICE, "The service is not there" },
    { DIALTONE_NOT_AUTHORIZED, DIALTONE_ERROR_NOT_AUTHORIZED, "Not authorized" },
    { DIALTONE_NO_SUCH_ENTRY, DIALTONE_ERROR_NO_SUCH_ENTRY, "There is no such entry" },
    { DIALTONE_AMBIGUOUS_ENTRY, DIALTONE_ERROR_AMBIGUOUS_ENTRY, "There are several entries of that name" },
    { DIALTONE_NO_SUCH_CONNECTION, DIALTONE_ERROR_NO_SUCH_CONNECTION, "There is no such connection" },
    { DIALTONE_INVALID_OPTION, DIALTONE_ERROR_INVALID_OPTION, "An option is unknown, wrong, or not for this entry" },
    { DIALTONE_ALREADY_DIALING, DIALTONE_ERROR_ALREADY_DIALING, "The entry is being dialled" },
    { DIALTONE_NOT_ENDED, DIALTONE_ERROR_NOT_ENDED, "The connection has not ended" },
    { DIALTONE_NOT_PAUSED, DIALTONE_ERROR_NOT_PAUSED, "The dial is not paused" },
    { DIALTONE_LIMITS_EXCEEDED, DIALTONE_ERROR_LIMITS_EXCEEDED, "There are too many" },
    { DIALTONE_NOT_AVAILABLE, DIALTONE_ERROR_NOT_AVAILABLE, "NetworkManager or ModemManager is not there" },
    { DIALTONE_TIMED_OUT, DIALTONE_ERROR_TIMED_OUT, "The time is over" },
  };

  if (result == DIALTONE_OK)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (known[i].result == result) {
      g_set_error_literal (error, DIALTONE_ERROR, known[i].code, known[i].text);
      return FALSE;
    }
  g_set_error (error, DIALTONE_ERROR, DIALTONE_ERROR_FAILED, "The call failed (%d)", result);
  return FALSE;
}

/*
 * Dictionaries.
 */

static gboolean
take_value (DialtoneFields *fields, const char *name, GVariant *value)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return dialtone_fields_set_text (fields, name, g_variant_get_string (value, NULL));
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32))
    return dialtone_fields_set_number (fields, name, g_variant_get_uint32 (value));
  return g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN) &&
         dialtone_fields_set_truth (fields, name, g_variant_get_boolean (value));
}

DialtoneFields *
dtl_gi_fields_of (GVariant *dictionary, GError **error)
{
  DialtoneFields *fields = dialtone_fields_new ();
  GVariantIter iter;
  const char *name;
  GVariant *value;
  gboolean taken = fields != NULL;

  if (dictionary && !g_variant_is_of_type (dictionary, G_VARIANT_TYPE_VARDICT))
    taken = FALSE;
  if (dictionary && taken) {
    g_variant_iter_init (&iter, dictionary);
    while (taken && g_variant_iter_next (&iter, "{&sv}", &name, &value)) {
      taken = take_value (fields, name, value);
      g_variant_unref (value);
    }
  }
  if (taken)
    return fields;
  dialtone_fields_free (fields);
  g_set_error_literal (error, DIALTONE_ERROR, DIALTONE_ERROR_INVALID_OPTION, "Values are texts (s), numbers (u) and truths (b) by name");
  return NULL;
}

GVariant *
dtl_gi_dictionary_of (const DialtoneFields *fields)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  for (size_t i = 0; i < fields->n; i++) {
    const DtlField *field = &fields->items[i];
    GVariant *value = field->type == DTL_TEXT    ? g_variant_new_string (field->text)
                      : field->type == DTL_TRUTH ? g_variant_new_boolean (field->number != 0)
                                                 : g_variant_new_uint64 (field->number);

    g_variant_builder_add (&builder, "{sv}", field->name, value);
  }
  return g_variant_builder_end (&builder);
}
