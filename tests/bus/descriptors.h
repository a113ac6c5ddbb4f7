/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Messages with descriptors, on a bus that lets them all through. */
#pragma once

#include "fixture.h"

G_BEGIN_DECLS

#define HANGS_SECONDS 30      /* before it is said that the service hangs */
#define DESCRIPTOR_PASSWORD "out of a descriptor"

/* Dials of ENTRY_OK hang, those with a login of their own go well. */
void descriptors_set_up (Users *u, gconstpointer data);
#define DESCRIPTORS_TEST(path, data, function) g_test_add (path, Users, data, descriptors_set_up, function, users_tear_down)

/* The message has @n copies of @fd. */
void attach_descriptors (GDBusMessage *message, int fd, guint n);
Call *start_with_descriptors (Client *client, const char *path, const char *interface, const char *member, GVariant *args, int fd, guint n);
/* With the option password-fd. */
Call *start_dial_with_descriptor (Client *client, int fd);
/* How many of the service's descriptors are called @name. */
guint count_descriptors (Users *u, const char *name);
/* With the text in it; @writer: NULL, or its other end, which stays open. */
int new_full_pipe (const char *text, int *writer);
/* Dials with it, and closes it; DESCRIPTOR_PASSWORD arrives where NetworkManager asks for it. */
void assert_taken (Users *u, Client *client, int fd);
/* Another user is answered, and soon: nothing here waits for anything. */
void assert_answers (Users *u);
/* Waits for it, and frees it. */
void finish_call (Call *call);

G_END_DECLS
