/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "check-wire.h"

#include "ras-numbers.h"

/* The connection as a client that only listens knows it. */
typedef struct {
  GVariantDict *properties;
  guint64 sequence;           /* of the last StatusChanged */
  guint finishes;
  gboolean complete;          /* seen from its first moment on */
  gboolean ended;             /* Ended was told, and its StatusChanged came */
} View;

static void
view_free (gpointer data)
{
  View *view = data;

  g_variant_dict_unref (view->properties);
  g_free (view);
}

static View *
view_of (GHashTable *views, const char *path)
{
  View *view = g_hash_table_lookup (views, path);

  if (view == NULL)
    {
      view = g_new0 (View, 1);
      view->properties = g_variant_dict_new (NULL);
      g_hash_table_insert (views, g_strdup (path), view);
    }
  return view;
}

static void
learn (View *view, GVariant *properties)
{
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_variant_iter_init (&iter, properties);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value))
    g_variant_dict_insert_value (view->properties, name, value);
}

static guint32
number (View *view, const char *name)
{
  guint32 value = G_MAXUINT32;

  g_variant_dict_lookup (view->properties, name, "u", &value);
  return value;
}

static gboolean
flag (View *view, const char *name)
{
  gboolean value = FALSE;

  g_variant_dict_lookup (view->properties, name, "b", &value);
  return value;
}

static void
check_not_torn (View *view)
{
  guint64 sequence;
  guint32 state, substate, error;

  if (!view->complete)
    return;
  g_assert_true (g_variant_dict_lookup (view->properties, "Status", "(tuuu)", &sequence, &state, &substate, &error));
  g_assert_cmpuint (state, ==, number (view, "State"));
  g_assert_cmpuint (substate, ==, number (view, "Substate"));
  g_assert_cmpuint (error, ==, number (view, "Error"));
  g_assert_cmpuint (sequence, >=, view->sequence);
}

static void
check_edge (View *view, GVariant *body)
{
  guint64 sequence, told;
  guint32 state, substate, error;
  guint32 s, u, e;

  g_variant_get (body, "(tuuua{sv})", &sequence, &state, &substate, &error, NULL);
  g_assert_cmpuint (sequence, >, view->sequence);
  view->sequence = sequence;
  if (!view->complete)
    return;
  g_assert_false (view->ended);
  g_assert_true (g_variant_dict_lookup (view->properties, "Status", "(tuuu)", &told, &s, &u, &e));
  g_assert_cmpuint (told, ==, sequence);
  g_assert_cmpuint (s, ==, state);
  g_assert_cmpuint (u, ==, substate);
  g_assert_cmpuint (e, ==, error);
  view->ended = flag (view, "Ended");
  if (view->ended)
    g_assert_cmpuint (state, ==, STATE_DISCONNECTED);
}

static void
check_finish (View *view, GVariant *body)
{
  g_autoptr (GVariant) details = g_variant_get_child_value (body, 3);
  gboolean recovered = FALSE;
  guint32 error;

  g_variant_get_child (body, 2, "u", &error);
  g_assert_true (g_variant_lookup (details, "recovered", "b", &recovered));
  if (!recovered || view->finishes == 0)
    view->finishes++;
  g_assert_cmpuint (view->finishes, ==, 1);
  if (!view->complete)
    return;
  g_assert_true (flag (view, "Finished"));
  g_assert_cmpuint (error, ==, number (view, "Result"));
}

static void
check_message (GHashTable *views, GDBusMessage *message)
{
  const char *path = g_dbus_message_get_path (message);
  GVariant *body = g_dbus_message_get_body (message);

  if (wire_is_signal (message, "org.freedesktop.DBus.ObjectManager", "InterfacesAdded"))
    {
      g_autoptr (GVariant) interfaces = NULL;
      g_autoptr (GVariant) properties = NULL;
      const char *subject;

      g_variant_get (body, "(&o@a{sa{sv}})", &subject, &interfaces);
      properties = g_variant_lookup_value (interfaces, CONNECTION, NULL);
      if (properties == NULL)
        return;
      view_of (views, subject)->complete = TRUE;
      learn (view_of (views, subject), properties);
      check_not_torn (view_of (views, subject));
    }
  else if (wire_is_signal (message, "org.freedesktop.DBus.Properties", "PropertiesChanged"))
    {
      g_autoptr (GVariant) changed = NULL;
      const char *interface;

      g_variant_get (body, "(&s@a{sv}as)", &interface, &changed, NULL);
      if (!g_str_equal (interface, CONNECTION))
        return;
      learn (view_of (views, path), changed);
      check_not_torn (view_of (views, path));
    }
  else if (wire_is_signal (message, CONNECTION, "StatusChanged"))
    {
      check_edge (view_of (views, path), body);
    }
  else if (wire_is_signal (message, MANAGER, "DialFinished"))
    {
      const char *subject;

      g_variant_get_child (body, 0, "&o", &subject);
      check_finish (view_of (views, subject), body);
    }
}

void
check_wire (Client *client)
{
  GPtrArray *messages = wire_messages (client->wire);
  g_autoptr (GHashTable) views = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, view_free);

  for (guint i = 0; i < messages->len; i++)
    check_message (views, messages->pdata[i]);
}
