/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Values for the fuzzers: valid, wrong and hostile ones. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What decides: a generator, or an input of libFuzzer that is used up. */
typedef struct {
  GRand *rand;                /* NULL: @data */
  const guint8 *data;
  gsize size;
} FuzzSource;

/* As g_rand_int_range(). */
gint32 fuzz_range (FuzzSource *source, gint32 from, gint32 to);

/* A string, object path or name that may mean something to the service. */
const char *fuzz_pick (FuzzSource *source, const char *const *words);
/* Any string; now and then a long one. */
char *fuzz_string (FuzzSource *source, const char *const *words);
/* Of this type (floating): @words are strings worth trying, @keys those of dictionaries. */
GVariant *fuzz_value (FuzzSource *source, const GVariantType *type, const char *const *words, const char *const *keys);
/* Of any type, deep or wide now and then (floating). */
GVariant *fuzz_any (FuzzSource *source, const char *const *words, const char *const *keys);

G_END_DECLS
