/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What can be called, by the introspection files. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  const char *interface, *name;
  char *signature;              /* of all arguments, a tuple */
} FuzzMethod;

typedef struct {
  GArray *methods;              /* FuzzMethod */
  GPtrArray *properties;        /* "INTERFACE NAME" */
  GPtrArray *nodes;             /* own the names */
} FuzzContract;

/* In the same order wherever the folder is, so that the same seed makes the same calls. */
FuzzContract *fuzz_contract_read (const char *folder);
void fuzz_contract_free (FuzzContract *contract);
/* "()" for a method that is not there. */
const char *fuzz_contract_signature (const FuzzContract *contract, const char *interface, const char *method);

G_END_DECLS
