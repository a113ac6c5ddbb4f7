/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What libFuzzer targets share. */
#pragma once

#include <glib.h>

#define LAW(x)                                                                                                       \
  G_STMT_START {                                                                                                     \
    if (!(x))                                                                                                        \
      g_error ("%s:%d: broken law: %s", __FILE__, __LINE__, #x);                                                     \
  } G_STMT_END

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);
