/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The evidence of one connection: who said what, and which dwError it means. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define DT_CAUSES_MAX 16

/* How far a cause outranks others; among equals the first one wins. */
typedef enum {
  DT_WEIGHT_GENERIC,          /* names nothing; replaced by anything better */
  DT_WEIGHT_HINTING,          /* generic too, but nearer to the source (ConnectionError over a device reason) */
  DT_WEIGHT_LOSS,             /* a device went away: better than "it hung up" (M10), less than why it went */
  DT_WEIGHT_SPECIFIC,         /* names a cause */
  DT_WEIGHT_DECISIVE,         /* a caller of ours hung up */
} DtWeight;

typedef struct {
  char source[24];            /* "nm-active", "nm-device", "nm-vpn", "vpn-plugin", "ppp", "mm-bearer", ... */
  char name[72];              /* native name of the code */
  char text[128];             /* what was said with it; cut, never split inside a UTF-8 sequence */
  int32_t code;               /* native number */
  uint32_t error;             /* dwError */
  int64_t at;                 /* microseconds, as the event */
  DtWeight weight;
  const char *hint;           /* static: key of hints.tsv, or "none" */
} DtCause;

typedef struct {
  DtCause cause[DT_CAUSES_MAX];
  uint8_t n;
  int8_t best;                /* index of the cause that names the error; -1: none */
} DtCauses;

void dt_causes_clear (DtCauses *causes);

/* Copies a text into fixed storage of @size bytes. */
void dt_cause_copy_text (char *to, uint32_t size, const char *from);

/* Adds one; false if it says nothing new or there is no room.  Where there is no
 * room the newest unspecific one goes; the one that names the error never goes. */
bool dt_causes_add (DtCauses *causes, const DtCause *cause);

/* The cause that names the error; NULL if there is none. */
const DtCause *dt_causes_best (const DtCauses *causes);

/* In the order in which they are published: the one that names the error, then
 * the others as they came.  Returns how many. */
uint8_t dt_causes_order (const DtCauses *causes, const DtCause *out[DT_CAUSES_MAX]);
