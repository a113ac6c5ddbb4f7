/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The generated tables against their vectors, and against the enumerations of the
 * installed libnm and libmm-glib: a value without a row is a failure. */
#include <NetworkManager.h>
#include <libmm-glib.h>
#include <string.h>

#include "dt-mapping.h"
#include "mapping-vectors.h"

static void
test_reason_vectors (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (reason_vectors); i++) {
    const DtReason *row = reason_vectors[i].find (reason_vectors[i].number);

    g_assert_nonnull (row);
    g_assert_cmpstr (row->name, ==, reason_vectors[i].name);
    g_assert_cmpuint (row->error, ==, reason_vectors[i].error);
    g_assert_cmpuint (row->error_before, ==, reason_vectors[i].before);
    g_assert_cmpint (row->specific, ==, reason_vectors[i].specific);
    g_assert_nonnull (dt_error_name (row->error));
    g_assert_cmpstr (dt_hint_text (row->hint), !=, "");
  }
  g_assert_null (dt_mapping_nm_device_reason (4711));
  g_assert_null (dt_mapping_nm_device_reason (-1));
}

static void
test_dbus_vectors (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (dbus_vectors); i++) {
    const DtReason *row = dt_mapping_dbus_error (dbus_vectors[i].dbus_error);

    g_assert_nonnull (row);
    g_assert_cmpstr (row->name, ==, dbus_vectors[i].name);
    g_assert_cmpuint (row->error, ==, dbus_vectors[i].error);
  }
  g_assert_null (dt_mapping_dbus_error ("org.example.No"));
  g_assert_null (dt_mapping_dbus_error (""));
  g_assert_null (dt_mapping_dbus_error (NULL));
}

static void
test_state_vectors (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (state_vectors); i++) {
    gint32 number = state_vectors[i].number, state;

    if (strcmp (state_vectors[i].table, "nm_vpn_state") == 0)
      state = dt_mapping_nm_vpn_state (number);
    else if (strcmp (state_vectors[i].table, "mm_modem_state") == 0)
      state = dt_mapping_mm_modem_state (number);
    else
      state = dt_mapping_nm_device_state (number, state_vectors[i].kind);
    g_assert_cmpint (state, ==, state_vectors[i].state);
  }
  g_assert_cmpint (dt_mapping_nm_device_state (100, "pppoe"), ==, DT_RASCS_CONNECTED);
  g_assert_cmpint (dt_mapping_nm_vpn_state (99), ==, -1);
}

static void
test_vocabulary_is_whole (void)
{
  static const guint32 states[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24,
                                    0x1000, 0x1001, 0x1002, 0x1003, 0x1004, 0x2000, 0x2001 };
  static const guint32 ranked[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 13, 11, 12, 14, 10, 18, 24, 22, 8192, 8193 };
  static const guint32 substates[] = { 0, 1, 2, 0x2000 };
  const DtErrorRow *rows;
  unsigned n;

  for (guint i = 0; i < G_N_ELEMENTS (states); i++) {
    g_assert_nonnull (dt_state_name (states[i]));
    g_assert_cmpstr (dt_state_text (states[i]), !=, "");
  }
  for (guint i = 0; i < G_N_ELEMENTS (substates); i++)
    g_assert_nonnull (dt_substate_name (substates[i]));
  for (guint i = 0; i < G_N_ELEMENTS (ranked); i++)
    g_assert_cmpint (dt_state_rank (ranked[i]), ==, (int) i);
  rows = dt_error_rows (&n);
  g_assert_cmpuint (n, >, 290);
  for (guint i = 0; i < n; i++) {
    g_assert_cmpstr (dt_error_name (rows[i].number), ==, rows[i].name);
    g_assert_cmpstr (rows[i].text, !=, "");
    g_assert_cmpstr (dt_class_name (rows[i].class_), !=, "");
  }
  g_assert_null (dt_error_name (599));
}

static void
check_reasons (GType type, const DtReason *(*find) (int32_t))
{
  GEnumClass *enumeration = g_type_class_ref (type);

  for (guint i = 0; i < enumeration->n_values; i++)
    if (find (enumeration->values[i].value) == NULL) {
      g_test_message ("no row for %s (%d)", enumeration->values[i].value_name, enumeration->values[i].value);
      g_test_fail ();
    }
  g_type_class_unref (enumeration);
}

static void
test_enums_of_reasons (void)
{
  check_reasons (NM_TYPE_ACTIVE_CONNECTION_STATE_REASON, dt_mapping_nm_active_reason);
  check_reasons (NM_TYPE_DEVICE_STATE_REASON, dt_mapping_nm_device_reason);
  check_reasons (NM_TYPE_VPN_CONNECTION_STATE_REASON, dt_mapping_nm_vpn_reason);
  check_reasons (NM_TYPE_VPN_PLUGIN_FAILURE, dt_mapping_nm_vpn_plugin_failure);
  check_reasons (MM_TYPE_MODEM_3GPP_REGISTRATION_STATE, dt_mapping_mm_registration);
#if MM_CHECK_VERSION (1, 24, 0)
  check_reasons (MM_TYPE_NETWORK_ERROR, dt_mapping_mm_network_error);
#endif
  check_reasons (MM_TYPE_MODEM_CDMA_REGISTRATION_STATE, dt_mapping_mm_cdma_registration);
  check_reasons (MM_TYPE_MODEM_CDMA_ACTIVATION_STATE, dt_mapping_mm_cdma_activation_state);
  check_reasons (MM_TYPE_MODEM_LOCK, dt_mapping_mm_sim_lock);
  check_reasons (MM_TYPE_MODEM_STATE_FAILED_REASON, dt_mapping_mm_state_failed_reason);
  check_reasons (MM_TYPE_MODEM_STATE_CHANGE_REASON, dt_mapping_mm_state_change_reason);
}

static gboolean
has_state (const char *table, gint32 number)
{
  for (guint i = 0; i < G_N_ELEMENTS (state_vectors); i++)
    if (strcmp (state_vectors[i].table, table) == 0 && state_vectors[i].number == number)
      return TRUE;
  return FALSE;
}

static void
check_states (GType type, const char *table)
{
  GEnumClass *enumeration = g_type_class_ref (type);

  for (guint i = 0; i < enumeration->n_values; i++)
    if (!has_state (table, enumeration->values[i].value)) {
      g_test_message ("%s has no row for %s", table, enumeration->values[i].value_name);
      g_test_fail ();
    }
  g_type_class_unref (enumeration);
}

static void
test_enums_of_states (void)
{
  check_states (NM_TYPE_VPN_CONNECTION_STATE, "nm_vpn_state");
  check_states (NM_TYPE_DEVICE_STATE, "nm_device_state");
  check_states (MM_TYPE_MODEM_STATE, "mm_modem_state");
}

static void
check_errors (GType type, GQuark domain)
{
  GEnumClass *enumeration = g_type_class_ref (type);

  for (guint i = 0; i < enumeration->n_values; i++) {
    g_autoptr(GError) error = g_error_new_literal (domain, enumeration->values[i].value, "x");
    g_autofree char *name = g_dbus_error_encode_gerror (error);

    if (dt_mapping_dbus_error (name) == NULL) {
      g_test_message ("no row for %s", name);
      g_test_fail ();
    }
  }
  g_type_class_unref (enumeration);
}

static void
test_enums_of_errors (void)
{
  check_errors (NM_TYPE_MANAGER_ERROR, NM_MANAGER_ERROR);
  check_errors (NM_TYPE_SETTINGS_ERROR, NM_SETTINGS_ERROR);
  check_errors (NM_TYPE_CONNECTION_ERROR, NM_CONNECTION_ERROR);
  check_errors (MM_TYPE_CORE_ERROR, MM_CORE_ERROR);
  check_errors (MM_TYPE_MOBILE_EQUIPMENT_ERROR, MM_MOBILE_EQUIPMENT_ERROR);
  check_errors (MM_TYPE_CONNECTION_ERROR, MM_CONNECTION_ERROR);
  check_errors (MM_TYPE_SERIAL_ERROR, MM_SERIAL_ERROR);
  check_errors (MM_TYPE_CDMA_ACTIVATION_ERROR, MM_CDMA_ACTIVATION_ERROR);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/vocabulary/whole", test_vocabulary_is_whole);
  g_test_add_func ("/core/vocabulary/reason-vectors", test_reason_vectors);
  g_test_add_func ("/core/vocabulary/dbus-vectors", test_dbus_vectors);
  g_test_add_func ("/core/vocabulary/state-vectors", test_state_vectors);
  g_test_add_func ("/core/vocabulary/enums-of-reasons", test_enums_of_reasons);
  g_test_add_func ("/core/vocabulary/enums-of-states", test_enums_of_states);
  g_test_add_func ("/core/vocabulary/enums-of-errors", test_enums_of_errors);
  return g_test_run ();
}
