/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-modem-look.h"

#define MM_MODEM "org.freedesktop.ModemManager1.Modem"
#define MM_BEARER "org.freedesktop.ModemManager1.Bearer"

enum { LOCK_SIM_PIN = 2 };      /* MMModemLock */

gint32
dt_modem_state (DtUpstream *upstream, const char *modem_path)
{
  g_autoptr(GVariant) state = dt_upstream_lookup (upstream, modem_path, MM_MODEM, "State");

  return state && g_variant_is_of_type (state, G_VARIANT_TYPE_INT32) ? g_variant_get_int32 (state) : 0;
}

gboolean
dt_bearer_is_connected (DtUpstream *upstream, const char *bearer_path)
{
  g_autoptr(GVariant) connected = dt_upstream_lookup (upstream, bearer_path, MM_BEARER, "Connected");

  return connected && g_variant_is_of_type (connected, G_VARIANT_TYPE_BOOLEAN) && g_variant_get_boolean (connected);
}

char **
dt_modem_bearers (DtUpstream *upstream, const char *modem_path, gboolean connected)
{
  g_autoptr(GVariant) list = dt_upstream_lookup (upstream, modem_path, MM_MODEM, "Bearers");
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  GVariantIter iter;
  const char *path;

  if (list && g_variant_is_of_type (list, G_VARIANT_TYPE_OBJECT_PATH_ARRAY)) {
    g_variant_iter_init (&iter, list);
    while (g_variant_iter_next (&iter, "&o", &path))
      if (dt_bearer_is_connected (upstream, path) == connected)
        g_strv_builder_add (builder, path);
  }
  return g_strv_builder_end (builder);
}

guint32
dt_modem_max_active_bearers (DtUpstream *upstream, const char *modem_path)
{
  g_autoptr(GVariant) most = dt_upstream_lookup (upstream, modem_path, MM_MODEM, "MaxActiveBearers");

  return most && g_variant_is_of_type (most, G_VARIANT_TYPE_UINT32) ? g_variant_get_uint32 (most) : 1;
}

gboolean
dt_modem_wants_pin (DtUpstream *upstream, const char *modem_path)
{
  g_autoptr(GVariant) lock = dt_upstream_lookup (upstream, modem_path, MM_MODEM, "UnlockRequired");

  return lock && g_variant_is_of_type (lock, G_VARIANT_TYPE_UINT32) && g_variant_get_uint32 (lock) == LOCK_SIM_PIN;
}

guint
dt_modem_pin_tries (DtUpstream *upstream, const char *modem_path)
{
  g_autoptr(GVariant) retries = dt_upstream_lookup (upstream, modem_path, MM_MODEM, "UnlockRetries");
  guint32 lock, left;

  for (gsize i = 0; retries && g_variant_is_of_type (retries, G_VARIANT_TYPE ("a{uu}")) && i < g_variant_n_children (retries); i++) {
    g_variant_get_child (retries, i, "{uu}", &lock, &left);
    if (lock == LOCK_SIM_PIN)
      return left;
  }
  return 0;
}
