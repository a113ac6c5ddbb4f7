/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-phonebook.h"

#include <string.h>

#include "dt-bus-error.h"
#include "dt-limits.h"

#define NM_DEVICE "org.freedesktop.NetworkManager.Device"
#define MM_MODEM "org.freedesktop.ModemManager1.Modem"
#define MM_MODEM_DISABLED 3
#define NM_DEVICE_TYPE_MODEM 8
#define NM_DEVICE_UNMANAGED 10
#define NM_VPN_FOLDERS { "/usr/lib/NetworkManager/VPN", "/etc/NetworkManager/VPN" }

/*
 * Finding.
 */

static GPtrArray *
visible_by_name (DtDaemon *daemon, const char *name, const DtCaller *caller)
{
  g_autoptr(GPtrArray) all = dt_profiles_by_name (daemon->profiles, name);
  GPtrArray *visible = g_ptr_array_new ();

  for (guint i = 0; i < all->len; i++)
    if (dt_profile_visible_to (all->pdata[i], caller->user_name, caller->uid))
      g_ptr_array_add (visible, all->pdata[i]);
  return visible;
}

static void
fail_ambiguous (GPtrArray *found, const char *name, GError **error)
{
  g_autoptr(GString) uuids = g_string_new (NULL);

  for (guint i = 0; i < found->len; i++)
    g_string_append_printf (uuids, "%s%s", i ? ", " : "", ((const DtProfile *) found->pdata[i])->uuid);
  g_set_error (error, DT_BUS_ERROR, DT_BUS_ERROR_AMBIGUOUS_ENTRY, "%u entries are named \"%s\": %s", found->len,
               dt_bus_error_quote (name).text, uuids->str);
}

const DtProfile *
dt_phonebook_find (DtDaemon *daemon, const char *entry, const DtCaller *caller, GError **error)
{
  g_autoptr(GPtrArray) found = NULL;
  const DtProfile *profile;

  if (*entry == '\0') {
    g_set_error_literal (error, DT_BUS_ERROR, DT_BUS_ERROR_NO_SUCH_ENTRY, "The entry is empty: a UUID or a name is needed");
    return NULL;
  }
  if (strlen (entry) > DT_LIMIT_ENTRY_LENGTH) {
    g_set_error (error, DT_BUS_ERROR, DT_BUS_ERROR_NO_SUCH_ENTRY, "The entry has %zu bytes, but %d are the most", strlen (entry),
                 DT_LIMIT_ENTRY_LENGTH);
    return NULL;
  }
  if (!dt_upstream_has_nm (daemon->upstream)) {
    g_set_error_literal (error, DT_BUS_ERROR, DT_BUS_ERROR_NOT_AVAILABLE, "NetworkManager is not on the bus");
    return NULL;
  }
  /* NetworkManager is back, but its profiles are still being read. */
  if (!dt_profiles_is_ready (daemon->profiles)) {
    g_set_error_literal (error, DT_BUS_ERROR, DT_BUS_ERROR_NOT_AVAILABLE, "NetworkManager's profiles are being read");
    return NULL;
  }
  profile = dt_profiles_by_uuid (daemon->profiles, entry);
  if (profile && dt_profile_visible_to (profile, caller->user_name, caller->uid))
    return profile;
  found = visible_by_name (daemon, entry, caller);
  if (found->len == 1)
    return found->pdata[0];
  if (found->len > 1)
    fail_ambiguous (found, entry, error);
  else
    g_set_error (error, DT_BUS_ERROR, DT_BUS_ERROR_NO_SUCH_ENTRY, "There is no entry \"%s\"", dt_bus_error_quote (entry).text);
  return NULL;
}

const DtProfile *
dt_phonebook_find_for (DtRequest *request, const char *entry, GError **error)
{
  const DtProfile *profile;

  if (request->entry_uuid == NULL) {
    profile = dt_phonebook_find (request->daemon, entry, request->caller, error);
    request->entry_uuid = g_strdup (profile ? profile->uuid : NULL);
    return profile;
  }
  profile = dt_profiles_by_uuid (request->daemon->profiles, request->entry_uuid);
  if (profile && dt_profile_visible_to (profile, request->caller->user_name, request->caller->uid))
    return profile;
  g_set_error (error, DT_BUS_ERROR, DT_BUS_ERROR_NO_SUCH_ENTRY, "The entry \"%s\" is there no more", dt_bus_error_quote (entry).text);
  return NULL;
}

/*
 * Entries.
 */

void
dt_phonebook_describe (const DtProfile *profile, GVariantBuilder *builder)
{
  g_variant_builder_add (builder, "{sv}", "uuid", g_variant_new_string (profile->uuid));
  g_variant_builder_add (builder, "{sv}", "name", g_variant_new_string (profile->id));
  g_variant_builder_add (builder, "{sv}", "kind", g_variant_new_string (dt_kind_to_string (profile->kind)));
  if (profile->kind == DT_KIND_VPN)
    g_variant_builder_add (builder, "{sv}", "service", g_variant_new_string (profile->service));
  g_variant_builder_add (builder, "{sv}", "device", g_variant_new_string (profile->interface_name));
  g_variant_builder_add (builder, "{sv}", "restricted", g_variant_new_boolean (profile->users != NULL));
  g_variant_builder_add (builder, "{sv}", "secrets-owner", g_variant_new_string (profile->users_secrets ? "user" : "system"));
}

static GVariant *
describe (const DtProfile *profile)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  dt_phonebook_describe (profile, &builder);
  return g_variant_builder_end (&builder);
}

#define LAST_BYTES 256

/* Behind it there would be more. */
static GVariant *
with_left_out (GVariant *entry, guint32 n)
{
  GVariantDict dict = G_VARIANT_DICT_INIT (entry);

  g_variant_dict_insert (&dict, "left-out", "u", n);
  return g_variant_dict_end (&dict);
}

void
dt_phonebook_list_entries (DtRequest *request)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  g_autoptr(GPtrArray) all = dt_profiles_all (request->daemon->profiles);
  g_autoptr(GVariant) options = NULL, last = NULL;
  GError *error = NULL;
  gsize left = DT_LIMIT_ANSWER_BYTES;
  guint32 left_out = 0;
  const char *kind;

  g_variant_get (dt_request_parameters (request), "(@a{sv})", &options);
  if (!dt_options_parse_list (options, &kind, &error)) {
    g_variant_builder_clear (&builder);
    dt_request_fail (request, error);
    return;
  }
  for (guint i = 0; i < all->len; i++) {
    const DtProfile *profile = all->pdata[i];
    g_autoptr(GVariant) entry = NULL;

    if (kind && strcmp (kind, dt_kind_to_string (profile->kind)) != 0)
      continue;
    if (!dt_profile_visible_to (profile, request->caller->user_name, request->caller->uid))
      continue;
    entry = g_variant_ref_sink (describe (profile));
    if (left_out > 0 || g_variant_get_size (entry) + LAST_BYTES > left) {
      left_out++;
      continue;
    }
    left -= g_variant_get_size (entry) + 16;
    if (last)
      g_variant_builder_add_value (&builder, last);
    g_clear_pointer (&last, g_variant_unref);
    last = g_steal_pointer (&entry);
  }
  if (last)
    g_variant_builder_add_value (&builder, left_out > 0 ? with_left_out (last, left_out) : last);
  dt_request_return (request, g_variant_new ("(aa{sv})", &builder));
}

/*
 * Devices.
 */

/* NMDeviceType of devices that are dialled on; Ethernet carries PPPoE. */
static const char *
device_type_word (guint32 type)
{
  switch (type) {
  case 1:
    return "pppoe";
  case 5:
    return "bluetooth";
  case 8:
    return "modem";
  case 12:
    return "adsl";
  default:
    return NULL;
  }
}

typedef struct {
  DtUpstream *upstream;
  GVariantBuilder *builder;     /* listing */
  const char *wanted;           /* or finding */
  char *found;
} DeviceWalk;

static void
device_entry (GVariantBuilder *builder, const char *name, const char *type, guint32 state, const char *path, gboolean available)
{
  GVariantBuilder entry = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  g_variant_builder_add (&entry, "{sv}", "name", g_variant_new_string (name));
  g_variant_builder_add (&entry, "{sv}", "type", g_variant_new_string (type));
  g_variant_builder_add (&entry, "{sv}", "state", g_variant_new_uint32 (state));
  g_variant_builder_add (&entry, "{sv}", "path", g_variant_new_object_path (path));
  g_variant_builder_add (&entry, "{sv}", "available", g_variant_new_boolean (available));
  g_variant_builder_add_value (builder, g_variant_builder_end (&entry));
}

/* A modem that NetworkManager does not manage: walk_modem() lists it. */
static gboolean
is_left_to_modem_manager (GVariant *type, GVariant *state)
{
  return type && g_variant_is_of_type (type, G_VARIANT_TYPE_UINT32) && g_variant_get_uint32 (type) == NM_DEVICE_TYPE_MODEM &&
         state && g_variant_is_of_type (state, G_VARIANT_TYPE_UINT32) && g_variant_get_uint32 (state) <= NM_DEVICE_UNMANAGED;
}

static void
walk_device (const char *path, gpointer data)
{
  DeviceWalk *walk = data;
  g_autoptr(GVariant) type = dt_upstream_lookup (walk->upstream, path, NM_DEVICE, "DeviceType");
  g_autoptr(GVariant) name = dt_upstream_lookup (walk->upstream, path, NM_DEVICE, "Interface");
  g_autoptr(GVariant) state = dt_upstream_lookup (walk->upstream, path, NM_DEVICE, "State");
  const char *word = type && g_variant_is_of_type (type, G_VARIANT_TYPE_UINT32) ? device_type_word (g_variant_get_uint32 (type))
                                                                                : NULL;

  if (name == NULL || !g_variant_is_of_type (name, G_VARIANT_TYPE_STRING))
    return;
  if (walk->builder && is_left_to_modem_manager (type, state))
    return;
  if (walk->wanted && walk->found == NULL && strcmp (g_variant_get_string (name, NULL), walk->wanted) == 0)
    walk->found = g_strdup (path);
  if (walk->builder && word && state && g_variant_is_of_type (state, G_VARIANT_TYPE_UINT32))
    device_entry (walk->builder, g_variant_get_string (name, NULL), word, g_variant_get_uint32 (state), path,
                  g_variant_get_uint32 (state) >= 30);
}

/* Those that ModemManager has for itself: Dial takes them without an entry. */
static void
walk_modem (const char *path, gpointer data)
{
  DeviceWalk *walk = data;
  g_autofree char *managed = dt_upstream_nm_device_of_modem (walk->upstream, path);
  g_autoptr(GVariant) name = dt_upstream_lookup (walk->upstream, path, MM_MODEM, "PrimaryPort");
  g_autoptr(GVariant) state = dt_upstream_lookup (walk->upstream, path, MM_MODEM, "State");
  gint32 number = state && g_variant_is_of_type (state, G_VARIANT_TYPE_INT32) ? g_variant_get_int32 (state) : 0;

  if (managed == NULL && name && g_variant_is_of_type (name, G_VARIANT_TYPE_STRING))
    device_entry (walk->builder, g_variant_get_string (name, NULL), "modem", (guint32) MAX (number, 0), path,
                  number >= MM_MODEM_DISABLED);
}

char *
dt_phonebook_find_device (DtDaemon *daemon, const char *name)
{
  DeviceWalk walk = { .upstream = daemon->upstream, .wanted = name };

  dt_upstream_foreach_object (daemon->upstream, NM_DEVICE, walk_device, &walk);
  return walk.found;
}

static void
add_plugins (GVariantBuilder *builder, const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *file = g_build_filename (folder, name, NULL);
    g_autoptr(GKeyFile) keys = g_key_file_new ();
    g_autofree char *service = NULL;

    if (g_str_has_suffix (name, ".name") && g_key_file_load_from_file (keys, file, G_KEY_FILE_NONE, NULL))
      service = g_key_file_get_string (keys, "VPN Connection", "service", NULL);
    if (service)
      device_entry (builder, service, "vpn", 0, "/", TRUE);
  }
}

void
dt_phonebook_list_devices (DtRequest *request)
{
  static const char *const folders[] = NM_VPN_FOLDERS;
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  DeviceWalk walk = { .upstream = request->daemon->upstream, .builder = &builder };
  g_autoptr(GVariant) options = NULL;
  GError *error = NULL;

  g_variant_get (dt_request_parameters (request), "(@a{sv})", &options);
  if (!dt_options_parse_none (options, &error)) {
    g_variant_builder_clear (&builder);
    dt_request_fail (request, error);
    return;
  }
  dt_upstream_foreach_object (request->daemon->upstream, NM_DEVICE, walk_device, &walk);
  dt_upstream_foreach_object (request->daemon->upstream, MM_MODEM, walk_modem, &walk);
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    add_plugins (&builder, folders[i]);
  dt_request_return (request, g_variant_new ("(aa{sv})", &builder));
}
