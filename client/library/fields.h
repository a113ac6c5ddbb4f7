/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fields from inside. */
#pragma once

#include "dialtone.h"

typedef enum { DTL_TEXT, DTL_NUMBER, DTL_TRUTH } DtlType;

typedef struct {
  char *name;
  DtlType type;
  char *text;                   /* of DTL_TEXT */
  uint64_t number;              /* of the others */
} DtlField;

struct _DialtoneFields {
  size_t n, room;
  DtlField *items;
};

bool dtl_fields_set_wide (DialtoneFields *fields, const char *name, uint64_t number);
/* Room for so many; NULL without memory. */
DialtoneList *dtl_list_new (size_t n);
