/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What one user may hold of the service (rule 18), and how long things stay. */
#pragma once

#define DT_LIMIT_CONNECTIONS_PER_UID 2048     /* then the oldest ended one goes */
#define DT_LIMIT_WAITERS_PER_UID 256
#define DT_LIMIT_ENTRY_LENGTH 1024            /* bytes of an entry's name */

#define DT_LINGER_SECONDS 600
#define DT_LINGER_EXTERNAL_SECONDS 60
