/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fake-polkit.h"

#define AUTHORITY "org.freedesktop.PolicyKit1.Authority"
#define AUTHORITY_PATH "/org/freedesktop/PolicyKit1/Authority"
#define ALLOW_USER_INTERACTION 1u

struct _FakePolkit {
  FakeService *service;
  GHashTable *verdicts;       /* action, sender, or "sender action" -> PolkitVerdict */
  GHashTable *asked;          /* action -> count */
  PolkitVerdict otherwise;
  GPtrArray *held;            /* calls that wait for fake_polkit_hold(); NULL: answered at once */
  gboolean prompts_only;      /* held is for them */
  PolkitHealth health;
  guint n_asked;
  guint n_prompts;
  guint n_cancelled;
};

static PolkitVerdict
verdict_of (FakePolkit *polkit, const char *sender, const char *action)
{
  g_autofree char *pair = g_strconcat (sender, " ", action, NULL);
  gpointer verdict;

  if (g_hash_table_lookup_extended (polkit->verdicts, pair, NULL, &verdict) ||
      g_hash_table_lookup_extended (polkit->verdicts, sender, NULL, &verdict))
    return (PolkitVerdict) GPOINTER_TO_INT (verdict);
  if (g_hash_table_lookup_extended (polkit->verdicts, action, NULL, &verdict))
    return (PolkitVerdict) GPOINTER_TO_INT (verdict);
  return polkit->otherwise;
}

static void
decide (FakePolkit *polkit, GDBusMessage *call)
{
  const char *action, *sender = "";
  guint flags;
  PolkitVerdict verdict;
  gboolean may_ask;
  g_autoptr (GVariant) subject = NULL;

  g_variant_get (g_dbus_message_get_body (call), "((s@a{sv})&sa{ss}us)", NULL, &subject, &action, NULL, &flags, NULL);
  g_variant_lookup (subject, "name", "&s", &sender);
  verdict = verdict_of (polkit, sender, action);
  may_ask = (flags & ALLOW_USER_INTERACTION) != 0;
  if (polkit->health == POLKIT_GARBAGE)
    {
      fake_service_reply (polkit->service, call, g_variant_new ("(s)", "yes"));
      return;
    }
  if (polkit->health == POLKIT_ERROR)
    {
      fake_service_refuse (polkit->service, call, "org.freedesktop.PolicyKit1.Error.Failed", "No");
      return;
    }
  if (verdict == POLKIT_CHALLENGE && may_ask)
    polkit->n_prompts++;
  fake_service_reply (polkit->service, call,
                      g_variant_new ("((bba{ss}))", verdict == POLKIT_YES || (verdict == POLKIT_CHALLENGE && may_ask),
                                     verdict == POLKIT_CHALLENGE && !may_ask, NULL));
}

static void
check (FakePolkit *polkit, GDBusMessage *call)
{
  const char *action;
  guint flags;
  gboolean may_ask;

  g_variant_get (g_dbus_message_get_body (call), "((sa{sv})&sa{ss}us)", NULL, NULL, &action, NULL, &flags, NULL);
  may_ask = (flags & ALLOW_USER_INTERACTION) != 0;
  polkit->n_asked++;
  g_hash_table_insert (polkit->asked, g_strdup (action),
                       GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (polkit->asked, action)) + 1));
  if (polkit->held != NULL && (may_ask || !polkit->prompts_only))
    g_ptr_array_add (polkit->held, g_object_ref (call));
  else
    decide (polkit, call);
}

/* polkitd answers the call that is withdrawn, too. */
static void
cancel (FakePolkit *polkit, GDBusMessage *call)
{
  const char *id, *other;

  g_variant_get (g_dbus_message_get_body (call), "(&s)", &id);
  for (guint i = 0; polkit->held != NULL && i < polkit->held->len; i++)
    {
      GDBusMessage *held = polkit->held->pdata[i];

      g_variant_get_child (g_dbus_message_get_body (held), 4, "&s", &other);
      if (!g_str_equal (id, other))
        continue;
      fake_service_refuse (polkit->service, held, "org.freedesktop.PolicyKit1.Error.Cancelled", "Withdrawn");
      g_ptr_array_remove_index (polkit->held, i);
      polkit->n_cancelled++;
      break;
    }
  fake_service_reply (polkit->service, call, NULL);
}

static gboolean
method (FakeService *service, GDBusMessage *call, gpointer data)
{
  const char *member = g_dbus_message_get_member (call);

  if (g_str_equal (member, "CheckAuthorization"))
    check (data, call);
  else if (g_str_equal (member, "CancelCheckAuthorization"))
    cancel (data, call);
  else
    return FALSE;
  return TRUE;
}

static GVariant *
object (void)
{
  GVariantBuilder interfaces;
  GVariantBuilder properties;

  g_variant_builder_init (&properties, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&properties, "{sv}", "BackendName", g_variant_new_string ("fake"));
  g_variant_builder_add (&properties, "{sv}", "BackendVersion", g_variant_new_string ("1"));
  g_variant_builder_add (&properties, "{sv}", "BackendFeatures", g_variant_new_uint32 (0));
  g_variant_builder_init (&interfaces, G_VARIANT_TYPE ("a{sa{sv}}"));
  g_variant_builder_add (&interfaces, "{sa{sv}}", AUTHORITY, &properties);
  return g_variant_builder_end (&interfaces);
}

FakePolkit *
fake_polkit_new (const char *address)
{
  FakePolkit *polkit = g_new0 (FakePolkit, 1);

  polkit->service = fake_service_new (address, "org.freedesktop.PolicyKit1", "/", method, polkit);
  polkit->verdicts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  polkit->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  fake_service_add (polkit->service, AUTHORITY_PATH, object (), TRUE);
  fake_service_appear (polkit->service);
  return polkit;
}

void
fake_polkit_free (FakePolkit *polkit)
{
  fake_service_free (polkit->service);
  g_clear_pointer (&polkit->held, g_ptr_array_unref);
  g_hash_table_unref (polkit->verdicts);
  g_hash_table_unref (polkit->asked);
  g_free (polkit);
}

void
fake_polkit_set (FakePolkit *polkit, const char *action, PolkitVerdict verdict)
{
  g_hash_table_insert (polkit->verdicts, g_strdup (action), GINT_TO_POINTER (verdict));
}

void
fake_polkit_set_for (FakePolkit *polkit, const char *sender, const char *action, PolkitVerdict verdict)
{
  g_hash_table_insert (polkit->verdicts, action != NULL ? g_strconcat (sender, " ", action, NULL) : g_strdup (sender),
                       GINT_TO_POINTER (verdict));
}

void
fake_polkit_set_default (FakePolkit *polkit, PolkitVerdict verdict)
{
  polkit->otherwise = verdict;
}

guint
fake_polkit_asked (FakePolkit *polkit, const char *action)
{
  if (action == NULL)
    return polkit->n_asked;
  return GPOINTER_TO_UINT (g_hash_table_lookup (polkit->asked, action));
}

guint
fake_polkit_prompts (FakePolkit *polkit)
{
  return polkit->n_prompts;
}

void
fake_polkit_hold (FakePolkit *polkit, gboolean hold)
{
  g_autoptr (GPtrArray) held = g_steal_pointer (&polkit->held);

  polkit->prompts_only = FALSE;
  if (hold)
    polkit->held = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; held != NULL && i < held->len; i++)
    decide (polkit, held->pdata[i]);
}

guint
fake_polkit_held (FakePolkit *polkit)
{
  return polkit->held != NULL ? polkit->held->len : 0;
}

void
fake_polkit_hold_prompts (FakePolkit *polkit, gboolean hold)
{
  fake_polkit_hold (polkit, hold);
  polkit->prompts_only = TRUE;
}

guint
fake_polkit_cancelled (FakePolkit *polkit)
{
  return polkit->n_cancelled;
}

void
fake_polkit_set_health (FakePolkit *polkit, PolkitHealth health)
{
  polkit->health = health;
}

FakeService *
fake_polkit_service (FakePolkit *polkit)
{
  return polkit->service;
}
