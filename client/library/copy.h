/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The local copy of all connections.  The worker's thread writes, every thread
 * reads.  Locks are pthread's and not GLib's, so that ThreadSanitizer sees them.
 */
#pragma once

#include "dialtone.h"

/* For the worker. */

/* What is in the copy, for looking at without a lock: only the worker writes.
 * NULL if there is none. */
const DialtoneConnection *dtl_copy_peek (const char *path);
/* Adds or replaces it.  False without memory. */
bool dtl_copy_put (const DialtoneConnection *connection);
/* Replaces it and keeps the edge. */
void dtl_copy_put_edge (const DialtoneConnection *connection, const DialtoneEdge *edge);
void dtl_copy_remove (const char *path);
/* The service has gone. */
void dtl_copy_clear (void);
/* Paths that are in the copy, oldest first: the number, then each. */
size_t dtl_copy_size (void);
const char *dtl_copy_path (size_t i);

/* For every thread. */

bool dtl_copy_get (uint64_t id, DialtoneConnection *connection);
bool dtl_copy_was_known (uint64_t id);
/* Copies the first edge after the sequence.  *more: others may follow. */
bool dtl_copy_edge (uint64_t id, uint64_t after, DialtoneEdge *edge, bool *more);
/* NULL without memory. */
DialtoneConnection *dtl_copy_list (size_t *n);

/* A number that grows whenever something about a connection changes. */
uint64_t dtl_copy_generation (uint64_t id);
/* Waits until the generation is another one; false: @deadline (CLOCK_MONOTONIC,
 * ns; -1: none) came first. */
bool dtl_copy_wait (uint64_t id, uint64_t generation, int64_t deadline);
void dtl_copy_abandon (uint64_t id);
bool dtl_copy_is_abandoned (uint64_t id);
