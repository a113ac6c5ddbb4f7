/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How a PPP object's phases are counted (P6).  NetworkManager's plugin in pppd sends pppd's phase plus one up to
 * NetworkManager 1.42.6, and pppd's own number from 1.42.8 and 1.43.6 on.  The tables of service/mapping have the older
 * numbers, and so have the codes of published causes, on every release.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  DT_PPP_NUMBERING_UNKNOWN,
  DT_PPP_NUMBERING_PLUS_ONE,    /* SERIALCONN is 3 */
  DT_PPP_NUMBERING_RAW,         /* SERIALCONN is 2 */
} DtPppNumbering;

/* What @phase, the @nth (from 0) that one PPP object was told, says beyond what is known so far.  Every pppd of
 * NetworkManager's begins with SERIALCONN, which decides whatever the version says: distributions take single changes
 * into older versions. */
DtPppNumbering dt_ppp_numbering_learn (DtPppNumbering so_far, guint nth, guint32 phase);

/* @release: of NetworkManager, as dt_release_parse() has it; 0: not known, and so is the numbering then. */
DtPppNumbering dt_ppp_numbering_of_release (guint32 release);

/* The number of a phase in service/mapping/ppp_status.tsv; -1 for what no pppd says. */
gint32 dt_ppp_numbering_translate (DtPppNumbering numbering, guint32 phase);

G_END_DECLS
