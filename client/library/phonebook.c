/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The public functions of the phone book. */
#include "variant.h"
#include "worker.h"

static GVariant *
options_only (const DtlJob *job)
{
  return g_variant_new ("(a{sv})", NULL);
}

static GVariant *
one_text (const DtlJob *job)
{
  return g_variant_new ("(s)", job->texts[0]);
}

static GVariant *
two_texts (const DtlJob *job)
{
  return g_variant_new ("(ss)", job->texts[0], job->texts[1]);
}

static GVariant *
fields_only (const DtlJob *job)
{
  return g_variant_new ("(@a{sv})", dtl_variant_of_fields (job->fields));
}

static GVariant *
text_and_fields (const DtlJob *job)
{
  return g_variant_new ("(s@a{sv})", job->texts[0], dtl_variant_of_fields (job->fields));
}

static DialtoneResult
take_fields (DtlJob *job, GVariant *answer)
{
  g_autoptr(GVariant) dictionary = NULL;
  DialtoneFields **fields = job->out;

  if (!g_variant_is_of_type (answer, G_VARIANT_TYPE ("(a{sv})")))
    return DIALTONE_FAILED;
  dictionary = g_variant_get_child_value (answer, 0);
  *fields = dtl_fields_of_variant (dictionary);
  return *fields ? DIALTONE_OK : DIALTONE_NO_MEMORY;
}

static DialtoneResult
take_list (DtlJob *job, GVariant *answer)
{
  g_autoptr(GVariant) array = NULL;
  DialtoneList **list = job->out;

  if (!g_variant_is_of_type (answer, G_VARIANT_TYPE ("(aa{sv})")))
    return DIALTONE_FAILED;
  array = g_variant_get_child_value (answer, 0);
  *list = dtl_list_of_variant (array);
  return *list ? DIALTONE_OK : DIALTONE_NO_MEMORY;
}

/* @job: what differs. */
static DialtoneResult
run (const char *method, DtlJob job)
{
  job.path = DTL_ROOT;
  job.interface = DTL_PHONEBOOK;
  job.method = method;
  return dtl_worker_run (&job);
}

DialtoneResult
dialtone_entry_list (DialtoneList **entries)
{
  return run ("ListEntries", (DtlJob) { .arguments = options_only, .answered = take_list, .out = entries });
}

DialtoneResult
dialtone_device_list (DialtoneList **devices)
{
  return run ("ListDevices", (DtlJob) { .arguments = options_only, .answered = take_list, .out = devices });
}

DialtoneResult
dialtone_entry_get (const char *entry, DialtoneFields **properties)
{
  return run ("GetEntry", (DtlJob) { .arguments = one_text, .answered = take_fields, .texts = { entry }, .out = properties });
}

DialtoneResult
dialtone_entry_create (const DialtoneFields *properties)
{
  return run ("CreateEntry", (DtlJob) { .patient = true, .arguments = fields_only, .fields = properties });
}

DialtoneResult
dialtone_entry_update (const char *entry, const DialtoneFields *properties)
{
  return run ("UpdateEntry",
              (DtlJob) { .patient = true, .arguments = text_and_fields, .texts = { entry }, .fields = properties });
}

DialtoneResult
dialtone_entry_rename (const char *entry, const char *name)
{
  return run ("RenameEntry", (DtlJob) { .patient = true, .arguments = two_texts, .texts = { entry, name } });
}

DialtoneResult
dialtone_entry_delete (const char *entry)
{
  return run ("DeleteEntry", (DtlJob) { .patient = true, .arguments = one_text, .texts = { entry } });
}

DialtoneResult
dialtone_entry_validate_name (const char *name)
{
  return run ("ValidateEntryName", (DtlJob) { .arguments = one_text, .texts = { name } });
}

DialtoneResult
dialtone_entry_set_credentials (const char *entry, const DialtoneFields *credentials)
{
  return run ("SetCredentials",
              (DtlJob) { .patient = true, .arguments = text_and_fields, .texts = { entry }, .fields = credentials });
}

DialtoneResult
dialtone_entry_clear_credentials (const char *entry)
{
  return run ("ClearCredentials", (DtlJob) { .patient = true, .arguments = one_text, .texts = { entry } });
}

DialtoneResult
dialtone_entry_get_credentials (const char *entry, DialtoneFields **credentials)
{
  return run ("GetCredentials", (DtlJob) { .arguments = one_text, .answered = take_fields, .texts = { entry }, .out = credentials });
}
