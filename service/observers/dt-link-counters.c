/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-link-counters.h"

#include <stdlib.h>
#include <string.h>

gboolean
dt_link_counter (const char *interface, const char *file, guint64 *out)
{
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  char *end;
  guint64 value;

  if (*interface == '\0' || strchr (interface, '/'))
    return FALSE;
  path = g_strdup_printf ("/sys/class/net/%s/%s", interface, file);
  if (!g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;
  value = strtoull (text, &end, 10);
  if (end == text || *text == '-')
    return FALSE;
  *out = value;
  return TRUE;
}
