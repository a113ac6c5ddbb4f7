/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which NetworkManager and which ModemManager are there: another one may come while the service runs (an upgrade). */
#include <string.h>

#include "dt-release.h"
#include "dt-upstream-private.h"

/* NetworkManager 1.42 and later also tell the number that its own code compares. */
static guint32
release_of_nm (DtUpstream *upstream)
{
  g_autoptr(GVariant) info = dt_objects_get (upstream->objects, NM_ROOT, NM_NAME, "VersionInfo");
  g_autofree char *version = NULL;
  guint32 first = 0;

  if (info && g_variant_is_of_type (info, G_VARIANT_TYPE ("au")) && g_variant_n_children (info) > 0)
    g_variant_get_child (info, 0, "u", &first);
  if (first)
    return first;
  version = dt_objects_get_string (upstream->objects, NM_ROOT, NM_NAME, "Version");
  return version ? dt_release_parse (version) : 0;
}

static gboolean
replace_version (char **field, DtUpstream *upstream, const char *path, const char *interface)
{
  g_autofree char *version = dt_objects_get_string (upstream->objects, path, interface, "Version");

  if (g_strcmp0 (*field, version ? version : "") == 0)
    return FALSE;
  g_free (*field);
  *field = version ? g_steal_pointer (&version) : g_strdup ("");
  return TRUE;
}

void
dt_upstream_version_look (DtUpstream *upstream)
{
  gboolean changed = replace_version (&upstream->nm_version, upstream, NM_ROOT, NM_NAME);

  changed |= replace_version (&upstream->mm_version, upstream, MM_ROOT, MM_NAME);
  upstream->nm_release = release_of_nm (upstream);
  if (upstream->nm_release)
    dt_upstream_ppp_release_known (upstream);
  if (changed)
    upstream->listener.versions (upstream->data);
}

void
dt_upstream_version_forget (DtUpstream *upstream, const char *path, const char *interface)
{
  dt_objects_remove_interface (upstream->objects, path, interface);
  dt_upstream_version_look (upstream);
}

const char *
dt_upstream_nm_version (DtUpstream *upstream)
{
  return upstream->nm_version;
}

const char *
dt_upstream_mm_version (DtUpstream *upstream)
{
  return upstream->mm_version;
}
