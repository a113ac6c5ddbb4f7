/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-ppp-numbering.h"

#include "dt-release.h"

enum { SERIALCONN_RAW = 2, SERIALCONN_PLUS_ONE = 3, PHASE_LAST = 13 };

DtPppNumbering
dt_ppp_numbering_learn (DtPppNumbering so_far, guint nth, guint32 phase)
{
  if (nth == 0 && phase == SERIALCONN_RAW)
    return DT_PPP_NUMBERING_RAW;
  if (nth == 0 && phase == SERIALCONN_PLUS_ONE)
    return DT_PPP_NUMBERING_PLUS_ONE;
  /* The first one was INITIALIZE plus one: a raw 3 would be DORMANT, and NetworkManager never dials on demand.
   * No real pppd says so, but stand-ins for it do (cdma-roaming). */
  if (nth == 1 && phase == SERIALCONN_PLUS_ONE && so_far == DT_PPP_NUMBERING_RAW)
    return DT_PPP_NUMBERING_PLUS_ONE;
  return so_far;
}

DtPppNumbering
dt_ppp_numbering_of_release (guint32 release)
{
  if (release == 0)
    return DT_PPP_NUMBERING_UNKNOWN;
  if (release < DT_RELEASE (1, 42, 8) || (release >= DT_RELEASE (1, 43, 0) && release < DT_RELEASE (1, 43, 6)))
    return DT_PPP_NUMBERING_PLUS_ONE;
  return DT_PPP_NUMBERING_RAW;
}

gint32
dt_ppp_numbering_translate (DtPppNumbering numbering, guint32 phase)
{
  guint32 number = phase + (numbering == DT_PPP_NUMBERING_RAW);

  return phase <= PHASE_LAST && number <= PHASE_LAST ? (gint32) number : -1;
}
