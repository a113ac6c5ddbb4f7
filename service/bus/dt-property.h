/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How the properties of a connection are listed. */
#pragma once

#include "dt-connection.h"

G_BEGIN_DECLS

/* @private: with what only permitted users may know.  (transfer floating or full) */
typedef GVariant *(*DtPropertyGetter) (DtConnection *connection, gboolean private);

typedef struct {
  const char *interface, *name;
  DtPropertyGetter get;
} DtProperty;

/* Of Statistics and Projection; the last one has no name. */
extern const DtProperty dt_link_properties[];

/* Empty where it is not @known, or no text. */
GVariant *dt_property_string (const char *value, gboolean known);

G_END_DECLS
