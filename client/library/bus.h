/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The worker's side of the bus: finding the service, and the calls of jobs. */
#pragma once

#include "worker.h"

typedef enum {
  DTL_BUS_LOOKING,
  DTL_BUS_THERE,                /* the copy is filled */
  DTL_BUS_ABSENT,               /* the service is not there */
  DTL_BUS_UNREACHABLE,          /* nor is a bus that could tell when it comes */
} DtlBusState;

/* Called on the worker's thread when the state has changed. */
typedef void (*DtlBusChanged) (DtlBusState state);

/* Begins to look for the service, unless that is under way. */
void dtl_bus_look (DtlBusChanged changed);
/* Calls @done (which may free the job) when it is answered; only in DTL_BUS_THERE. */
void dtl_bus_call (DtlJob *job, void (*done) (DtlJob *job));
/* A call whose answer is nobody's business. */
void dtl_bus_tell (const char *path, const char *interface, const char *method, GVariant *arguments);
