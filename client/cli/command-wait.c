/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* dialtone wait: until a dial's result is known. */
#include "cli.h"
#include "find.h"
#include "result.h"

static int
wait_for (DtService *service, const char *wanted, int timeout)
{
  guint32 milliseconds = timeout < 0 ? G_MAXUINT32 : MIN ((guint64) timeout * 1000, G_MAXUINT32 - 1);
  GError *error = NULL;
  g_autofree char *path = dt_find_connection (service, wanted, &error);
  g_autoptr(GVariant) answer = NULL;
  guint32 result;

  if (path)
    answer = dt_service_call_patiently (service, path, DT_CONNECTION, "WaitFinished", g_variant_new ("(u)", milliseconds), &error);
  if (!answer)
    return dt_cli_fail (error);
  g_variant_get (answer, "(tuuu)", NULL, NULL, NULL, &result);
  return dt_result_print (service, path, result);
}

static int
run (int argc, char **argv)
{
  int timeout = -1, status;
  const GOptionEntry options[] = {
    { "timeout", 't', 0, G_OPTION_ARG_INT, &timeout, "Wait no longer than so many seconds; 0 asks only", "SEC" },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr(DtService) service = NULL;
  GError *error = NULL;

  if (!dt_cli_parse (&dt_command_wait, options, &argc, &argv, 1, &status))
    return status;
  if (argc < 2)
    return dt_cli_fail_with (DT_EXIT_USAGE, "wait: name a connection; “dialtone list” lists them");
  if (timeout < -1)
    return dt_cli_fail_with (DT_EXIT_USAGE, "wait: the time-out must not be negative");
  service = dt_service_find (&error);
  return service ? wait_for (service, argv[1], timeout) : dt_cli_fail (error);
}

const DtCommand dt_command_wait = { "wait", "CONNECTION", "Wait until the result of a dial is known, and tell it.", run };
