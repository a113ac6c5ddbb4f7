/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-cause.h"

#include <stddef.h>
#include <string.h>

void
dt_causes_clear (DtCauses *causes)
{
  memset (causes, 0, sizeof *causes);
  causes->best = -1;
}

const DtCause *
dt_causes_best (const DtCauses *causes)
{
  return causes->best >= 0 ? &causes->cause[causes->best] : NULL;
}

/* Copies as much as fits and never splits a UTF-8 sequence. */
void
dt_cause_copy_text (char *to, uint32_t size, const char *from)
{
  uint32_t n = 0;

  if (from == NULL)
    from = "";
  while (n + 1 < size && from[n] != '\0')
    n++;
  if (from[n] != '\0')
    while (n > 0 && ((unsigned char) from[n] & 0xc0) == 0x80)
      n--;
  for (uint32_t i = 0; i < n; i++)
    to[i] = from[i];
  to[n] = '\0';
}

static bool
same_evidence (const DtCause *a, const DtCause *b)
{
  return a->code == b->code && a->error == b->error && strcmp (a->source, b->source) == 0 &&
         strcmp (a->name, b->name) == 0 && strcmp (a->text, b->text) == 0;
}

/* The newest unspecific one; -1 if all are specific. */
static int
find_dispensable (const DtCauses *causes)
{
  for (int i = causes->n - 1; i >= 0; i--)
    if (i != causes->best && causes->cause[i].weight < DT_WEIGHT_SPECIFIC)
      return i;
  return -1;
}

static bool
make_room (DtCauses *causes, const DtCause *newcomer)
{
  int out;

  if (causes->n < DT_CAUSES_MAX)
    return true;
  out = newcomer->weight < DT_WEIGHT_SPECIFIC ? -1 : find_dispensable (causes);
  if (out < 0)
    return false;
  memmove (&causes->cause[out], &causes->cause[out + 1], (size_t) (causes->n - out - 1) * sizeof causes->cause[0]);
  causes->n--;
  if (causes->best > out)
    causes->best--;
  return true;
}

/* Known already; what came of it may show that it was the cause. */
static bool
weigh_anew (DtCauses *causes, int i, DtWeight weight)
{
  if (causes->cause[i].weight >= weight)
    return false;
  causes->cause[i].weight = weight;
  if (weight > causes->cause[causes->best].weight)
    causes->best = (int8_t) i;
  return true;
}

bool
dt_causes_add (DtCauses *causes, const DtCause *cause)
{
  for (int i = 0; i < causes->n; i++)
    if (same_evidence (&causes->cause[i], cause))
      return weigh_anew (causes, i, cause->weight);
  if (!make_room (causes, cause))
    return false;
  causes->cause[causes->n] = *cause;
  if (causes->best < 0 || cause->weight > causes->cause[causes->best].weight)
    causes->best = (int8_t) causes->n;
  causes->n++;
  return true;
}

uint8_t
dt_causes_order (const DtCauses *causes, const DtCause *out[DT_CAUSES_MAX])
{
  uint8_t n = 0;

  if (causes->best >= 0)
    out[n++] = &causes->cause[causes->best];
  for (int i = 0; i < causes->n; i++)
    if (i != causes->best)
      out[n++] = &causes->cause[i];
  return n;
}
