/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What one user may hold of the service (rule 18), and how long things stay. */
#pragma once

#define DT_LIMIT_CONNECTIONS_PER_UID 2048     /* then the oldest ended one goes */
#define DT_LIMIT_WAITERS_PER_UID 256
#define DT_LIMIT_CALLS_PER_UID 256            /* under way; root's wait for nobody */
/* Of all users but root. The bus lets us wait for 1,024 answers (max_replies_per_connection) and drops further calls:
 * a quarter is left for root's calls and for our own. */
#define DT_LIMIT_CALLS 768
#define DT_LIMIT_CALL_BYTES 65536             /* of all arguments of a call, and its path */
/* That the service has not begun; none of root's.  Many, since a client that is refused calls again at once, which costs
 * more than its call, and one that waits does not. */
#define DT_LIMIT_CALLS_WAITING_PER_UID 4096
#define DT_LIMIT_BYTES_WAITING_PER_UID 4194304 /* of those */
/* The same of connections whose user the bus has not told yet: all together, and of each where there are more. The bus
 * lets a user have 256 connections (max_connections_per_user), so that all of hers leave others room. */
#define DT_LIMIT_STRANGE_CALLS 2048
#define DT_LIMIT_STRANGE_CALLS_CROWDED 16
#define DT_LIMIT_STRANGE_BYTES 131072         /* of one such connection's */
#define DT_LIMIT_STRANGE_AGENT_BYTES 1048576  /* of its call of our secret agent: a profile of NetworkManager's */
#define DT_LIMIT_PEERS 4096                   /* silent connections whose users are remembered */
#define DT_LIMIT_NAME_SECONDS 5               /* until NSS tells a user's name */
#define DT_LIMIT_NAME_GOOD_SECONDS 30         /* then it is asked again */
#define DT_LIMIT_NAME_THREADS 64              /* one a user; those in which NSS hangs, too */
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
