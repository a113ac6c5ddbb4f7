/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What one user may hold of the service (rule 18), and how long things stay. */
#pragma once

#define DT_LIMIT_CONNECTIONS_PER_UID 2048     /* then the oldest ended one goes */
#define DT_LIMIT_WAITERS_PER_UID 256
#define DT_LIMIT_CALLS_PER_UID 256            /* under way; root's wait for nobody */
/* Of all users but root. The bus lets us wait for 1,024 answers (max_replies_per_connection) and drops further calls:
 * a quarter is left for root's calls and for our own. */
#define DT_LIMIT_CALLS 768
#define DT_LIMIT_CALL_BYTES 65536             /* of all arguments of a call that waits for polkit */
#define DT_LIMIT_POLKIT_SECONDS 25            /* until polkitd answers; a person who is prompted has no bound */
#define DT_LIMIT_OPTIONS 64                   /* of a call */
#define DT_LIMIT_OPTION_BYTES 16384           /* of one value, also of an ignored option's */
#define DT_LIMIT_ORDERS_PER_UID 128           /* calls of Phonebook that wait for NetworkManager: trap 8 */
#define DT_LIMIT_ENTRY_LENGTH 1024            /* bytes of an entry's name */
/* Descriptors (docs/security.md). Those that wait with a user's calls, one a call: */
#define DT_LIMIT_DESCRIPTORS_PER_UID 32
/* Child processes that read or close them, of which some may hang for ever: of one user, of all, and of all that only close. */
#define DT_LIMIT_CHILDREN_PER_UID 4
#define DT_LIMIT_CHILDREN 64
#define DT_LIMIT_CLOSING_CHILDREN 48
#define DT_LIMIT_CHILD_SECONDS 5              /* then it is killed, and a call that waits for it has failed */


/* Of what others contribute to connections: profiles, plugins, modems, the far end.  A text: DT_BOUND_TEXT. */
#define DT_LIMIT_OBJECT_BYTES 65536                     /* all properties of one */
#define DT_LIMIT_LISTS_BYTES 16384                      /* of one address family: addresses, routes, servers, domains */
#define DT_LIMIT_TIGHT_BYTES 2048                       /* of one that would have too much otherwise */
#define DT_LIMIT_BYTES_PER_UID (8 * 1024 * 1024)        /* in memory, and in the store */
/* The bus throws off who sends 32 MiB. */
#define DT_LIMIT_ANSWER_BYTES (16 * 1024 * 1024)

#define DT_LINGER_SECONDS 600
#define DT_LINGER_MAX_SECONDS 86400
#define DT_LINGER_EXTERNAL_SECONDS 60
