/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fuzz-agent.h"

#include "client.h"

#define INTERFACE SERVICE ".Agent"

struct _FuzzAgent {
  GDBusConnection *link;
  FuzzSource *source;
  GAsyncQueue *incoming;        /* GDBusMessage, from GDBus's thread */
  GPtrArray *late;              /* GDBusMessage: not answered yet */
  guint asked, cancelled, answered;
};

static const char *const words[] = { "geheim", "password", "pin", "", NULL };
static const char *const keys[] = { "password", "pin", "otp", "new-password", "message", NULL };

FuzzAgent *
fuzz_agent_new (GDBusConnection *link, FuzzSource *source)
{
  FuzzAgent *agent = g_new0 (FuzzAgent, 1);

  agent->link = g_object_ref (link);
  agent->source = source;
  agent->incoming = g_async_queue_new_full (g_object_unref);
  agent->late = g_ptr_array_new_with_free_func (g_object_unref);
  return agent;
}

void
fuzz_agent_free (FuzzAgent *agent)
{
  g_ptr_array_unref (agent->late);
  g_async_queue_unref (agent->incoming);
  g_object_unref (agent->link);
  g_free (agent);
}

gboolean
fuzz_agent_take (FuzzAgent *agent, GDBusMessage *message)
{
  if (g_dbus_message_get_message_type (message) != G_DBUS_MESSAGE_TYPE_METHOD_CALL ||
      g_strcmp0 (g_dbus_message_get_interface (message), INTERFACE) != 0)
    return FALSE;
  g_async_queue_push (agent->incoming, g_object_ref (message));
  return TRUE;
}

/*
 * Answers.
 */

static void
send (FuzzAgent *agent, GDBusMessage *answer)
{
  g_dbus_connection_send_message (agent->link, answer, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, NULL);
  g_object_unref (answer);
}

static void
send_body (FuzzAgent *agent, GDBusMessage *call, GVariant *body)
{
  GDBusMessage *answer = g_dbus_message_new_method_reply (call);

  g_dbus_message_set_body (answer, body);
  send (agent, answer);
}

/* A string for each field that is asked for. */
static GVariant *
fitting (FuzzAgent *agent, GDBusMessage *call)
{
  GVariantBuilder answer = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  g_autoptr(GVariant) question = g_variant_get_child_value (g_dbus_message_get_body (call), 1);
  g_autoptr(GVariant) fields = g_variant_lookup_value (question, "fields", G_VARIANT_TYPE ("a(sb)"));
  GVariantIter iter;
  const char *name;

  g_assert_nonnull (fields);
  g_variant_iter_init (&iter, fields);
  while (g_variant_iter_next (&iter, "(&sb)", &name, NULL)) {
    g_autofree char *value = fuzz_string (agent->source, words);

    g_variant_builder_add (&answer, "{sv}", name, g_variant_new_string (value));
  }
  return g_variant_new ("(@a{sv})", g_variant_builder_end (&answer));
}

static void
answer_request (FuzzAgent *agent, GDBusMessage *call)
{
  GVariant *value;

  switch (fuzz_range (agent->source, 0, 11)) {
  case 0:
  case 1:
  case 2:
  case 9:
  case 10:
    agent->answered++;
    send_body (agent, call, fitting (agent, call));
    break;
  case 3:
    send_body (agent, call, fuzz_value (agent->source, G_VARIANT_TYPE ("(a{sv})"), words, keys));
    break;
  case 4:
    value = fuzz_any (agent->source, words, keys);
    send_body (agent, call, g_variant_new_tuple (&value, 1));
    break;
  case 5:
    send_body (agent, call, NULL);
    break;
  case 6:
  case 7:
    send (agent, g_dbus_message_new_method_error_literal (call, "org.fuzz.Error", "No"));
    break;
  default:                      /* never */
    break;
  }
}

static void
answer_cancel (FuzzAgent *agent, GDBusMessage *call)
{
  GVariant *value;

  agent->cancelled++;
  switch (fuzz_range (agent->source, 0, 4)) {
  case 0:
    send (agent, g_dbus_message_new_method_error_literal (call, "org.fuzz.Error", "No"));
    break;
  case 1:
    value = fuzz_any (agent->source, words, keys);
    send_body (agent, call, g_variant_new_tuple (&value, 1));
    break;
  default:
    send_body (agent, call, NULL);
    break;
  }
}

static void
answer_one (FuzzAgent *agent, GDBusMessage *call)
{
  if (g_str_equal (g_dbus_message_get_member (call), "RequestCredentials"))
    answer_request (agent, call);
  else
    answer_cancel (agent, call);
}

void
fuzz_agent_answer (FuzzAgent *agent, gboolean all)
{
  GDBusMessage *call;

  while ((call = g_async_queue_try_pop (agent->incoming))) {
    agent->asked += g_str_equal (g_dbus_message_get_member (call), "RequestCredentials");
    g_ptr_array_add (agent->late, call);
  }
  for (guint i = agent->late->len; i-- > 0;) {
    if (!all && fuzz_range (agent->source, 0, 3) == 0)
      continue;
    answer_one (agent, agent->late->pdata[i]);
    g_ptr_array_remove_index_fast (agent->late, i);
  }
}

void
fuzz_agent_count (FuzzAgent *agent, guint *asked, guint *cancelled, guint *answered)
{
  *asked += agent->asked;
  *cancelled += agent->cancelled;
  *answered += agent->answered;
}
