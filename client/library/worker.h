/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The thread that owns the connection to the bus, and the jobs that others give it. */
#pragma once

#include <gio/gio.h>

#include "dialtone.h"

#define DTL_BUS_NAME "org.dialtone.RemoteAccess1"
#define DTL_ROOT "/org/dialtone/RemoteAccess1"
#define DTL_MANAGER DTL_BUS_NAME ".Manager"
#define DTL_PHONEBOOK DTL_BUS_NAME ".Phonebook"
#define DTL_CONNECTION DTL_BUS_NAME ".Connection"
#define DTL_STATISTICS DTL_BUS_NAME ".Statistics"

/* One call of the service.  It lies on the stack of the thread that waits for it;
 * the functions run on the worker's thread. */
typedef struct _DtlJob DtlJob;
struct _DtlJob {
  const char *path, *interface, *method;
  bool patient;                 /* the service may ask a person for a password */
  bool needed;                  /* to undo something: tried even where memory is short */
  GVariant *(*arguments) (const DtlJob *job);
  DialtoneResult (*answered) (DtlJob *job, GVariant *answer);   /* NULL: nothing is wanted of it */
  void (*late) (GVariant *answer);      /* it came when nobody waited any more; NULL: let it be */
  const char *texts[2];
  const DialtoneFields *fields;
  void *out;
  /* The worker's. */
  DtlJob *next;
  DialtoneResult result;
  bool done;
};

/* When a search that was in vain is worth another one. */
typedef enum {
  DTL_AGAIN_ALWAYS,
  DTL_AGAIN_WITHOUT_BUS,        /* a bus tells when the service comes */
} DtlAgain;

/* Starts the thread, and waits until the copy is filled or the service is known
 * not to be there. */
DialtoneResult dtl_worker_open (DtlAgain again);
/* Waits for the answer. */
DialtoneResult dtl_worker_run (DtlJob *job);
bool dtl_worker_is_me (void);
bool dtl_worker_forked (void);
