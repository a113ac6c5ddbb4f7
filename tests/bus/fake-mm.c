/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fake-mm.h"

#define ROOT "/org/freedesktop/ModemManager1"
#define BEARER "org.freedesktop.ModemManager1.Bearer"
#define MODEM "org.freedesktop.ModemManager1.Modem"

/* An object that is none of the managed ones, with an interface called like the service. */
static GVariant *
root_object (void)
{
  return g_variant_new_parsed ("{'org.freedesktop.ModemManager1': {'Version': <'1.20.4'>}}");
}

FakeService *
fake_mm_new (const char *address)
{
  FakeService *mm = fake_service_new (address, "org.freedesktop.ModemManager1", ROOT, NULL, NULL);

  fake_service_add (mm, ROOT, root_object (), FALSE);
  return mm;
}

void
fake_mm_set_version (FakeService *mm, const char *version)
{
  fake_service_set (mm, ROOT, "org.freedesktop.ModemManager1", "Version", g_variant_new_string (version));
}

void
fake_mm_load (FakeService *mm, const Snapshot *snapshot)
{
  GVariantIter iter;
  const char *path;
  GVariant *interfaces;

  g_variant_iter_init (&iter, snapshot->objects);
  while (g_variant_iter_loop (&iter, "{&o@a{sa{sv}}}", &path, &interfaces))
    {
      g_autoptr (GVariant) bearer = g_variant_lookup_value (interfaces, BEARER, NULL);

      fake_service_add (mm, path, interfaces, bearer == NULL);
    }
}

static GVariant *
new_bearer (void)
{
  GVariantBuilder interfaces;
  GVariantBuilder properties;
  GVariantBuilder ip4;

  g_variant_builder_init (&ip4, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&ip4, "{sv}", "method", g_variant_new_uint32 (0));
  g_variant_builder_init (&properties, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&properties, "{sv}", "Connected", g_variant_new_boolean (FALSE));
  g_variant_builder_add (&properties, "{sv}", "ConnectionError", g_variant_new ("(ss)", "", ""));
  g_variant_builder_add (&properties, "{sv}", "Interface", g_variant_new_string (""));
  g_variant_builder_add (&properties, "{sv}", "Ip4Config", g_variant_builder_end (&ip4));
  g_variant_builder_init (&interfaces, G_VARIANT_TYPE ("a{sa{sv}}"));
  g_variant_builder_add (&interfaces, "{sa{sv}}", BEARER, &properties);
  return g_variant_builder_end (&interfaces);
}

void
fake_mm_add_bearers (FakeService *mm, const char *modem)
{
  g_autoptr (GVariant) bearers = fake_service_get (mm, modem, MODEM, "Bearers");
  GVariantIter iter;
  const char *path;

  if (bearers == NULL)
    return;
  g_variant_iter_init (&iter, bearers);
  while (g_variant_iter_loop (&iter, "&o", &path))
    if (!fake_service_has (mm, path))
      fake_service_add (mm, path, new_bearer (), FALSE);
}
