/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-login-wish.h"

#include <string.h>

#include "dt-bus-error.h"
#include "dt-descriptors.h"

static gboolean
says_something (const DtDialOptions *options)
{
  return options->user_name || options->password || options->password_fd >= 0 || options->domain || options->pin ||
         options->apn || options->phone_number || options->pause || options->agent;
}

/* NetworkManager itself holds a profile that is bound to a device to it. */
static gboolean
chooses_device (const DtDialOptions *options, const DtProfile *profile)
{
  return options->device && strcmp (options->device, profile->interface_name) != 0;
}

gboolean
dt_login_wish_redirects (const DtDialOptions *options, const DtProfile *profile)
{
  return options->user_name || options->domain || options->apn || options->phone_number || chooses_device (options, profile);
}

/* Without the password of the descriptor. */
static DtLogin *
make (const DtDialOptions *options, const DtProfile *profile)
{
  DtLogin *login = dt_login_new (profile->kind, profile->service);

  login->user_name = g_strdup (options->user_name);
  login->domain = g_strdup (options->domain);
  login->apn = g_strdup (options->apn);
  login->number = g_strdup (options->phone_number);
  login->device = g_strdup (options->device);
  login->asks = options->pause || options->agent;
  login->pauses = options->pause;
  if (options->pin)
    login->pin = dt_secret_new (options->pin);
  return login;
}

gboolean
dt_login_wish_check (const DtDialOptions *options, const DtProfile *profile, GError **error)
{
  g_autoptr(DtLogin) login = make (options, profile);
  const char *misfit;

  if (options->password || options->password_fd >= 0)
    login->password = dt_secret_new ("");
  misfit = dt_login_find_misfit (login);
  if (misfit)
    g_set_error (error, DT_BUS_ERROR, DT_BUS_ERROR_INVALID_OPTION, "Option \"%s\": an entry of kind %s%s%s has none", misfit,
                 dt_kind_to_string (profile->kind), *profile->service ? " and service " : "", profile->service);
  return misfit == NULL;
}

gboolean
dt_login_wish_waits (const DtDialOptions *options, GDBusMethodInvocation *invocation)
{
  return options->password_fd == 0 && dt_descriptors_wants_read (invocation);
}

DtSecret *
dt_login_wish_password (const DtDialOptions *options, GDBusMethodInvocation *invocation, GError **error)
{
  DtDescriptor *descriptor = options->password_fd == 0 ? dt_descriptor_of (invocation) : NULL;
  g_autoptr(GError) problem = NULL;
  DtSecret *secret = NULL;

  if (options->password)
    return dt_secret_new (options->password);
  if (options->password_fd < 0)
    return NULL;
  if (descriptor)
    secret = dt_descriptor_secret (descriptor, &problem);
  if (secret == NULL)
    g_set_error (error, DT_BUS_ERROR, problem && problem->domain == DT_BUS_ERROR ? problem->code : DT_BUS_ERROR_INVALID_OPTION,
                 "Option \"password-fd\": %s", problem ? problem->message : "the message has no such descriptor, or more than one");
  return secret;
}

DtLogin *
dt_login_wish_read (const DtDialOptions *options, const DtProfile *profile, gboolean withholds, GDBusMethodInvocation *invocation,
                    GError **error)
{
  g_autoptr(DtLogin) login = NULL;
  GError *problem = NULL;

  /* A WireGuard profile's keys are no login, its activation asks nobody, and it is always bound to its device. */
  if (profile->kind == DT_KIND_WIREGUARD)
    return NULL;
  if (!says_something (options) && !(withholds && chooses_device (options, profile)))
    return NULL;
  login = make (options, profile);
  login->withholds = withholds;
  login->password = dt_login_wish_password (options, invocation, &problem);
  if (problem) {
    g_propagate_error (error, problem);
    return NULL;
  }
  return g_steal_pointer (&login);
}
