/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What runs a libFuzzer target where there is no libFuzzer: random inputs, and
 * changed copies of the FILEs, from a fixed seed, or another.
 * TARGET [-runs=N] [-seed=N] [FILE...]
 */
#include <glib.h>
#include <stdlib.h>
#include <string.h>

#define RUNS 20000
#define LONGEST 600
#define SEED 20240229

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static GBytes *
random_input (GRand *rand)
{
  gsize size = (gsize) g_rand_int_range (rand, 0, LONGEST);
  guint8 *data = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) g_rand_int (rand);
  return g_bytes_new_take (data, size);
}

/* Some bytes are others, or what JSON means and texts are not, some are gone, some are there twice. */
static GBytes *
changed_input (GRand *rand, GBytes *seed)
{
  static const char signs[] = "0123456789[]{}\",:-";
  static const char *const words[] = { "\\ud800x", "\\u0000", "\xff", "1e999", "null" };
  gsize size;
  const char *data = g_bytes_get_data (seed, &size);
  GByteArray *copy = g_byte_array_new ();
  gint32 changes = g_rand_int_range (rand, 0, 8);

  g_byte_array_append (copy, (const guint8 *) data, (guint) size);
  for (gint32 i = 0; i < changes && copy->len > 1; i++) {
    guint at = (guint) g_rand_int_range (rand, 0, (gint32) copy->len);
    guint some = (guint) g_rand_int_range (rand, 1, 64), n = MIN (some, copy->len - at);

    switch (g_rand_int_range (rand, 0, 5)) {
    case 0:
      copy->data[at] = (guint8) g_rand_int (rand);
      break;
    case 1:
      copy->data[at] = (guint8) signs[g_rand_int_range (rand, 0, sizeof signs - 1)];
      break;
    case 2:
      g_byte_array_remove_range (copy, at, n);
      break;
    case 3: {
      const char *word = words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))];

      memcpy (copy->data + at, word, MIN (copy->len - at, strlen (word)));
      break;
    }
    default: {
      g_autofree guint8 *twice = g_memdup2 (copy->data + at, n);

      g_byte_array_append (copy, twice, n);
    }
    }
  }
  return g_byte_array_free_to_bytes (copy);
}

int
main (int argc, char **argv)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (SEED);
  g_autoptr(GPtrArray) seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  guint64 runs = RUNS;

  for (int i = 1; i < argc; i++) {
    g_autoptr(GError) error = NULL;
    char *data;
    gsize size;

    if (g_str_has_prefix (argv[i], "-runs=")) {
      runs = g_ascii_strtoull (argv[i] + strlen ("-runs="), NULL, 10);
    } else if (g_str_has_prefix (argv[i], "-seed=")) {
      g_rand_set_seed (rand, (guint32) g_ascii_strtoull (argv[i] + strlen ("-seed="), NULL, 10));
    } else if (g_file_get_contents (argv[i], &data, &size, &error)) {
      g_ptr_array_add (seeds, g_bytes_new_take (data, size));
    } else {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  }
  for (guint64 i = 0; i < runs; i++) {
    g_autoptr(GBytes) input = seeds->len > 0 && i % 2 ? changed_input (rand, seeds->pdata[i / 2 % seeds->len]) : random_input (rand);
    gsize size;
    const guint8 *data = g_bytes_get_data (input, &size);
    /* Of its very size, so that a sanitizer sees who reads beyond it. */
    g_autofree guint8 *exact = g_malloc (MAX (size, 1));

    if (size > 0)
      memcpy (exact, data, size);
    LLVMFuzzerTestOneInput (exact, size);
  }
  return 0;
}
