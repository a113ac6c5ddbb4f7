/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* With malloc() and not GLib's: a caller without memory is told so. */
#include "fields.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM 8

DialtoneFields *
dialtone_fields_new (void)
{
  return calloc (1, sizeof (DialtoneFields));
}

/* A text may be a secret. */
static void
forget_text (DtlField *field)
{
  if (field->text)
    explicit_bzero (field->text, strlen (field->text));
  free (field->text);
  field->text = NULL;
}

void
dialtone_fields_free (DialtoneFields *fields)
{
  if (fields == NULL)
    return;
  for (size_t i = 0; i < fields->n; i++) {
    forget_text (&fields->items[i]);
    free (fields->items[i].name);
  }
  free (fields->items);
  free (fields);
}

static DtlField *
find (const DialtoneFields *fields, const char *name)
{
  for (size_t i = 0; fields && i < fields->n; i++)
    if (strcmp (fields->items[i].name, name) == 0)
      return &fields->items[i];
  return NULL;
}

static bool
make_room (DialtoneFields *fields)
{
  size_t room = fields->room ? fields->room * 2 : FIRST_ROOM;
  DtlField *items;

  if (fields->n < fields->room)
    return true;
  items = realloc (fields->items, room * sizeof *items);
  if (items == NULL)
    return false;
  fields->items = items;
  fields->room = room;
  return true;
}

/* The field of that name, without a value; NULL without memory. */
static DtlField *
claim (DialtoneFields *fields, const char *name)
{
  DtlField *field = find (fields, name);
  char *copy;

  if (field) {
    forget_text (field);
    return field;
  }
  copy = make_room (fields) ? strdup (name) : NULL;
  if (copy == NULL)
    return NULL;
  field = &fields->items[fields->n++];
  *field = (DtlField) { .name = copy, .type = DTL_NUMBER };
  return field;
}

bool
dialtone_fields_set_text (DialtoneFields *fields, const char *name, const char *text)
{
  char *copy = g_utf8_validate (text, -1, NULL) ? strdup (text) : NULL;
  DtlField *field = copy ? claim (fields, name) : NULL;

  if (field == NULL) {
    free (copy);
    return false;
  }
  field->type = DTL_TEXT;
  field->text = copy;
  return true;
}

static bool
set (DialtoneFields *fields, const char *name, DtlType type, uint64_t number)
{
  DtlField *field = claim (fields, name);

  if (field == NULL)
    return false;
  field->type = type;
  field->number = number;
  return true;
}

bool
dtl_fields_set_wide (DialtoneFields *fields, const char *name, uint64_t number)
{
  return set (fields, name, DTL_NUMBER, number);
}

bool
dialtone_fields_set_number (DialtoneFields *fields, const char *name, uint32_t number)
{
  return set (fields, name, DTL_NUMBER, number);
}

bool
dialtone_fields_set_truth (DialtoneFields *fields, const char *name, bool truth)
{
  return set (fields, name, DTL_TRUTH, truth);
}

const char *
dialtone_fields_text (const DialtoneFields *fields, const char *name)
{
  const DtlField *field = find (fields, name);

  return field && field->type == DTL_TEXT ? field->text : "";
}

uint64_t
dialtone_fields_number (const DialtoneFields *fields, const char *name)
{
  const DtlField *field = find (fields, name);

  return field && field->type == DTL_NUMBER ? field->number : 0;
}

bool
dialtone_fields_truth (const DialtoneFields *fields, const char *name)
{
  const DtlField *field = find (fields, name);

  return field && field->type == DTL_TRUTH && field->number;
}

bool
dialtone_fields_has (const DialtoneFields *fields, const char *name)
{
  return find (fields, name) != NULL;
}

DialtoneList *
dtl_list_new (size_t n)
{
  DialtoneList *list = calloc (1, sizeof *list);

  if (list && n > 0)
    list->items = calloc (n, sizeof *list->items);
  if (list && n > 0 && list->items == NULL) {
    free (list);
    return NULL;
  }
  return list;
}

void
dialtone_list_free (DialtoneList *list)
{
  if (list == NULL)
    return;
  for (size_t i = 0; i < list->n; i++)
    dialtone_fields_free (list->items[i]);
  free (list->items);
  free (list);
}
