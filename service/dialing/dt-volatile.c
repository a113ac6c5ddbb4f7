/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-volatile.h"

/* M6: on a line without DCD nothing else finds a lost carrier. */
#define LCP_ECHO_INTERVAL_SECONDS 30
#define LCP_ECHO_FAILURES 4

struct _DtVolatile {
  DtKind kind;
  char *uuid, *id, *apn, *number, *user;
  DtSecret *password, *pin;
};

DtVolatile *
dt_volatile_new (const DtModemCall *call, const char *uuid, const char *id)
{
  DtVolatile *profile = g_new0 (DtVolatile, 1);

  profile->kind = call->kind;
  profile->uuid = g_strdup (uuid);
  profile->id = g_strdup (id);
  profile->apn = g_strdup (call->apn);
  profile->number = g_strdup (call->number);
  profile->user = g_strdup (call->user);
  profile->password = dt_secret_new (call->password);
  profile->pin = dt_secret_new (call->pin);
  return profile;
}

void
dt_volatile_free (DtVolatile *profile)
{
  dt_secret_free (profile->password);
  dt_secret_free (profile->pin);
  g_free (profile->uuid);
  g_free (profile->id);
  g_free (profile->apn);
  g_free (profile->number);
  g_free (profile->user);
  g_free (profile);
}

static void
add_string (GVariantBuilder *builder, const char *name, const char *value)
{
  if (value)
    g_variant_builder_add (builder, "{sv}", name, g_variant_new_string (value));
}

static void
add_connection (GVariantBuilder *settings, const DtVolatile *profile)
{
  GVariantBuilder values = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  add_string (&values, "id", profile->id);
  add_string (&values, "uuid", profile->uuid);
  add_string (&values, "type", profile->kind == DT_KIND_CDMA ? "cdma" : "gsm");
  g_variant_builder_add (&values, "{sv}", "autoconnect", g_variant_new_boolean (FALSE));
  g_variant_builder_add (settings, "{sa{sv}}", "connection", &values);
}

static void
add_modem (GVariantBuilder *settings, const DtVolatile *profile)
{
  GVariantBuilder values = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  add_string (&values, "apn", profile->apn);
  add_string (&values, "number", profile->number);
  add_string (&values, "username", profile->user);
  add_string (&values, "password", dt_secret_text (profile->password));
  add_string (&values, "pin", dt_secret_text (profile->pin));
  g_variant_builder_add (settings, "{sa{sv}}", profile->kind == DT_KIND_CDMA ? "cdma" : "gsm", &values);
}

static void
add_ppp (GVariantBuilder *settings)
{
  GVariantBuilder values = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  g_variant_builder_add (&values, "{sv}", "lcp-echo-interval", g_variant_new_uint32 (LCP_ECHO_INTERVAL_SECONDS));
  g_variant_builder_add (&values, "{sv}", "lcp-echo-failure", g_variant_new_uint32 (LCP_ECHO_FAILURES));
  g_variant_builder_add (settings, "{sa{sv}}", "ppp", &values);
}

static void
add_addresses (GVariantBuilder *settings, const char *family)
{
  GVariantBuilder values = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  add_string (&values, "method", "auto");
  g_variant_builder_add (settings, "{sa{sv}}", family, &values);
}

GVariant *
dt_volatile_take_arguments (DtVolatile *profile, const char *device_path)
{
  GVariantBuilder settings = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{sa{sv}}"));
  GVariantBuilder options = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  add_connection (&settings, profile);
  add_modem (&settings, profile);
  add_ppp (&settings);
  add_addresses (&settings, "ipv4");
  add_addresses (&settings, "ipv6");
  g_clear_pointer (&profile->password, dt_secret_free);
  g_clear_pointer (&profile->pin, dt_secret_free);
  add_string (&options, "persist", "volatile");
  return g_variant_new ("(a{sa{sv}}ooa{sv})", &settings, device_path, "/", &options);
}
