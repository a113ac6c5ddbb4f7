/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Manager.Dial. */
#include <string.h>

#include "dt-account.h"
#include "dt-adopt.h"
#include "dt-bus-error.h"
#include "dt-limits.h"
#include "dt-login-wish.h"
#include "dt-manager.h"
#include "dt-modem-wish.h"
#include "dt-phonebook-edit.h"
#include "dt-phonebook.h"

/* What a call of Dial asks for, after its parameters were looked at. */
typedef struct {
  DtDialOptions options;
  GVariant *dictionary;         /* owns the strings of options */
  const char *entry;
  const DtProfile *profile;     /* NULL: without an entry, on this modem */
  char *device_path;
  DtModemWish modem;
  DtLogin *login;               /* of an entry; NULL: as its profile stands */
  DtSecret *password;           /* of a dial without an entry */
} Wish;

static void
wish_clear (Wish *wish)
{
  g_clear_pointer (&wish->dictionary, g_variant_unref);
  g_free (wish->device_path);
  dt_modem_wish_clear (&wish->modem);
  g_clear_pointer (&wish->login, dt_login_unref);
  g_clear_pointer (&wish->password, dt_secret_free);
}

static gboolean
read_entry (DtRequest *request, Wish *wish, GError **error)
{
  wish->profile = dt_phonebook_find_for (request, wish->entry, error);
  if (wish->profile == NULL)
    return FALSE;
  if (wish->options.prove_peer && wish->profile->kind != DT_KIND_WIREGUARD) {
    g_set_error_literal (error, DT_BUS_ERROR, DT_BUS_ERROR_INVALID_OPTION, "Option \"prove-peer\" is for WireGuard entries");
    return FALSE;
  }
  if (!dt_adopt_check (&wish->options, error) || !dt_login_wish_check (&wish->options, wish->profile, error))
    return FALSE;
  if (wish->options.device == NULL)
    return TRUE;
  wish->device_path = dt_phonebook_find_device (request->daemon, wish->options.device);
  if (wish->device_path == NULL)
    g_set_error (error, DT_BUS_ERROR, DT_BUS_ERROR_INVALID_OPTION, "Option \"device\": there is no device \"%s\"",
                 dt_bus_error_quote (wish->options.device).text);
  return wish->device_path != NULL;
}

static gboolean
read_modem (DtRequest *request, Wish *wish, GError **error)
{
  return dt_modem_wish_read (request->daemon, &wish->options, &wish->modem, error);
}

/* Also after each wait, since profiles come and go meanwhile. */
static gboolean
read_wish (DtRequest *request, Wish *wish, GError **error)
{
  *wish = (Wish) { 0 };
  g_variant_get (dt_request_parameters (request), "(&s@a{sv})", &wish->entry, &wish->dictionary);
  if (!dt_options_parse_dial (wish->dictionary, *wish->entry != '\0', &wish->options, error))
    return FALSE;
  return *wish->entry ? read_entry (request, wish, error) : read_modem (request, wish, error);
}

/* Once, for a descriptor has been emptied. */
static gboolean
read_secrets (DtRequest *request, Wish *wish, gboolean withholds, GError **error)
{
  GError *problem = NULL;

  if (wish->profile)
    wish->login = dt_login_wish_read (&wish->options, wish->profile, withholds, request->invocation, &problem);
  else
    wish->password = dt_login_wish_password (&wish->options, request->invocation, &problem);
  if (problem)
    g_propagate_error (error, problem);
  return problem == NULL;
}

static gboolean
on_other_device (DtConnection *connection, const Wish *wish)
{
  const char *device = dt_track_device_path (connection->track);

  return wish->device_path && strcmp (device, "/") != 0 && strcmp (device, wish->device_path) != 0;
}

/* A modem can be dialled once at a time, whatever the number; an established line is
 * another one's if its number is. */
static gboolean
is_same_modem (DtConnection *connection, const Wish *wish)
{
  const char *number = wish->options.apn ? wish->options.apn : wish->options.phone_number;

  return connection->without_entry &&
         strcmp (dt_track_modem_path (connection->track), wish->modem.modem_path) == 0 &&
         (!connection->status.finished || strcmp (connection->phone_number, number) == 0);
}

static gboolean
is_same (DtConnection *connection, const Wish *wish)
{
  if (wish->profile == NULL)
    return is_same_modem (connection, wish);
  return strcmp (connection->entry_uuid, wish->profile->uuid) == 0 && !on_other_device (connection, wish);
}

/* One of the same entry and device that has neither ended nor is ending. */
static DtConnection *
find_older (DtDaemon *daemon, const Wish *wish)
{
  for (guint i = 0; i < daemon->connections->len; i++) {
    DtConnection *connection = daemon->connections->pdata[i];

    if (!connection->status.ended && !connection->status.disconnecting && is_same (connection, wish))
      return connection;
  }
  return NULL;
}

static void
answer_with_older (DtRequest *request, const Wish *wish, DtConnection *older)
{
  gboolean established = older->status.finished;

  if (!established && !wish->options.reuse) {
    dt_request_fail_with (request, DT_BUS_ERROR_ALREADY_DIALING, "%s: \"%s\" is being dialled already", older->path,
                          wish->profile ? wish->profile->id : wish->modem.modem_path);
    return;
  }
  if (wish->options.add_reference) {
    dt_connection_add_reference (older, request->caller->uid);
    dt_connection_save (older);         /* it outlives the process before the caller hears of it */
  }
  dt_request_return (request, g_variant_new ("(o)", older->path));
}

/* What the entry's words take. */
static gsize
bytes_of (const Wish *wish)
{
  const DtProfile *profile = wish->profile;

  return profile ? strlen (profile->id) + strlen (profile->remote) + strlen (profile->phone_number) + strlen (profile->service) : 0;
}

static gboolean
token_is_free (DtRequest *request, const Wish *wish, GError **error)
{
  g_autofree char *sender = g_strdelimit (g_strdup (request->caller->sender + 1), ".", '_');
  g_autofree char *path = NULL;

  if (wish->options.handle_token == NULL)
    return TRUE;
  path = g_strdup_printf (DT_CONNECTION_PREFIX "/%s/%s", sender, wish->options.handle_token);
  if (dt_daemon_find (request->daemon, path) == NULL)
    return TRUE;
  g_set_error (error, DT_BUS_ERROR, DT_BUS_ERROR_INVALID_OPTION, "Option \"handle-token\": %s is in use", path);
  return FALSE;
}

static DtTrack *
order (DtDaemon *daemon, Wish *wish)
{
  const DtDialOptions *options = &wish->options;
  const DtModemCall call = { wish->modem.modem_path, wish->modem.kind, options->apn, options->phone_number,
                             options->user_name, wish->password ? dt_secret_text (wish->password) : NULL, options->pin,
                             options->pause || options->agent, options->pause };
  DtTrack *track;

  if (wish->profile)
    track = dt_dialer_dial (daemon->dialer, wish->profile, wish->device_path);
  else if (wish->modem.nm_device)
    track = dt_dialer_dial_volatile (daemon->dialer, &call, wish->modem.nm_device);
  else
    track = dt_dialer_dial_modem (daemon->dialer, &call);

  if (wish->login)
    dt_dialer_log_in (daemon->dialer, track, g_steal_pointer (&wish->login));
  if (options->prove_peer)
    dt_dialer_prove_peer (daemon->dialer, track);
  if (options->timeout > 0)
    dt_track_set_timeout (track, dt_track_dial (track)->began_at + (gint64) options->timeout * G_USEC_PER_SEC);
  return track;
}

static void
start (DtRequest *request, Wish *wish)
{
  DtDaemon *daemon = request->daemon;
  DtTrack *track = order (daemon, wish);
  DtConnection *connection = dt_connection_new (daemon, track, wish->profile, request->caller, &wish->options);
  DtStatus first = connection->status;
  g_autoptr(GError) error = NULL;

  if (!dt_connection_export (connection, &error)) {
    dt_connection_remove (connection);
    dt_request_fail_with (request, DT_BUS_ERROR_NOT_AVAILABLE, "The connection could not be exported: %s", error->message);
    return;
  }
  /* An accepted dial outlives the process: it will have its DialFinished (rule 3). */
  dt_connection_save (connection);
  /* The reply first, then everything else about it (rule 1). */
  dt_request_return (request, g_variant_new ("(o)", connection->path));
  dt_connection_announce (connection);
  dt_connection_publish (connection, &first);
  dt_manager_changed (daemon, (const char *const[]) { "Dialing", NULL });
  dt_feed_reschedule (daemon->feed);
}

static void
adopt_now (DtRequest *request)
{
  Wish wish;
  GError *error = NULL;
  DtConnection *connection = NULL;

  if (read_wish (request, &wish, &error))
    connection = dt_adopt_find (request->daemon, &wish.options, wish.profile, &error);
  if (connection) {
    dt_adopt (connection, request->caller, &wish.options);
    dt_feed_reschedule (request->daemon->feed);
    dt_request_return (request, g_variant_new ("(o)", connection->path));
    dt_connection_refresh (connection);
  } else {
    dt_request_fail (request, error);
  }
  wish_clear (&wish);
}

/* The right to dial is there. */
static void
adopt (DtRequest *request, const Wish *wish)
{
  if (dt_adopt_is_callers (wish->profile, request->caller))
    adopt_now (request);
  else
    dt_request_authorize (request, DT_RIGHT_HANG_UP_OTHERS, TRUE, adopt_now);
}

static gboolean
withholds_secrets (DtRequest *request, const Wish *wish)
{
  return wish->profile && dt_phonebook_right (wish->profile, request->caller) != request->right;
}

static void on_descriptor (gpointer request);

/* The right of the request is that to change entries which the caller was found to have; another one: none.  The entry may
 * be somebody else's by now. */
static void
dial (DtRequest *request)
{
  Wish wish;
  GError *error = NULL;
  DtConnection *older;

  if (!read_wish (request, &wish, &error) || !token_is_free (request, &wish, &error)) {
    dt_request_fail (request, error);
  } else if (wish.options.activation) {
    adopt (request, &wish);
  } else if ((older = find_older (request->daemon, &wish))) {
    answer_with_older (request, &wish, older);
  } else if (!dt_account_make_room (request->daemon, request->caller->uid, bytes_of (&wish))) {
    dt_request_fail_with (request, DT_BUS_ERROR_LIMITS_EXCEEDED, "User %u has %d connections, or %d MiB of them, already",
                          request->caller->uid, DT_LIMIT_CONNECTIONS_PER_UID, DT_LIMIT_BYTES_PER_UID >> 20);
  } else if (dt_login_wish_waits (&wish.options, request->invocation)) {
    dt_descriptors_read (request->daemon->descriptors, request->invocation, on_descriptor, request);
  } else if (!read_secrets (request, &wish, withholds_secrets (request, &wish), &error)) {
    dt_request_fail (request, error);
  } else {
    start (request, &wish);
  }
  wish_clear (&wish);
}

static void
on_descriptor (gpointer request)
{
  dial (request);
}

static void
dial_as_user (DtRequest *request)
{
  request->right = DT_RIGHT_DIAL;
  dial (request);
}

/* The right to dial is there.  Whoever would have the entry log in elsewhere, or as somebody else, gets its secrets used
 * for that if he may change it; nobody is prompted for it, since there is another way: to say the secrets too. */
static void
dial_now (DtRequest *request)
{
  Wish wish;
  GError *error = NULL;

  if (!read_wish (request, &wish, &error)) {
    dt_request_fail (request, error);
  } else if (wish.profile == NULL || wish.options.activation || !dt_login_wish_redirects (&wish.options, wish.profile)) {
    dial_as_user (request);
  } else {
    request->right = dt_phonebook_right (wish.profile, request->caller);
    dt_request_try (request, request->right, dial, dial_as_user);
  }
  wish_clear (&wish);
}

static DtRight
right_for (const Wish *wish)
{
  if (wish->profile)
    return DT_RIGHT_DIAL;
  return wish->modem.nm_device ? DT_RIGHT_DIAL_VOLATILE : DT_RIGHT_DIAL_MODEM;
}

void
dt_manager_dial (DtRequest *request)
{
  Wish wish;
  GError *error = NULL;

  /* What is wrong with the call is told before anybody is asked for a password. */
  if (read_wish (request, &wish, &error))
    dt_request_authorize (request, right_for (&wish), TRUE, dial_now);
  else
    dt_request_fail (request, error);
  wish_clear (&wish);
}
