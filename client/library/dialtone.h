/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libdialtone: the service dialtoned for C programs.
 *
 * One worker thread of the library owns a connection to the system bus and keeps
 * a local copy of every connection, fed by signals.  Every function may be called
 * from any thread.  Those that only look at the copy (dialtone_connection_get(),
 * dialtone_connection_list(), dialtone_connection_next_edge()) ask nobody; the
 * others wait for the service's answer, and answer DIALTONE_NO_SERVICE at once
 * where it is not there.
 *
 * After fork() the worker does not exist in the child: all functions answer
 * DIALTONE_FORKED there.  The library never unloads.
 *
 * Texts are UTF-8.  States and errors are RAS's numbers (RASCONNSTATE, dwError).
 */
#ifndef DIALTONE_H
#define DIALTONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define DIALTONE_API __attribute__ ((visibility ("default")))
#else
#define DIALTONE_API
#endif

/* What became of a call.  What is wrong with a line is data: error and result of
 * its status. */
typedef enum {
  DIALTONE_OK,
  DIALTONE_NO_MEMORY,
  DIALTONE_FORKED,
  DIALTONE_NO_SERVICE,          /* neither there nor to be started; or it went away meanwhile */
  DIALTONE_IN_WATCH,            /* a function that waits was called from a watch */
  DIALTONE_NOT_AUTHORIZED,
  DIALTONE_NO_SUCH_ENTRY,
  DIALTONE_AMBIGUOUS_ENTRY,
  DIALTONE_NO_SUCH_CONNECTION,
  DIALTONE_INVALID_OPTION,
  DIALTONE_ALREADY_DIALING,
  DIALTONE_NOT_ENDED,
  DIALTONE_NOT_PAUSED,
  DIALTONE_LIMITS_EXCEEDED,
  DIALTONE_NOT_AVAILABLE,       /* the service is there, NetworkManager is not */
  DIALTONE_TIMED_OUT,           /* also of a service that hangs: it has 25 s to show that it is there */
  DIALTONE_ENTRY_EXISTS,
  DIALTONE_INVALID_NAME,
  DIALTONE_ENTRY_IN_USE,
  DIALTONE_FAILED,              /* anything else */
  DIALTONE_NOT_SAVED,           /* the disk, or NetworkManager, did not take a change of an entry */
} DialtoneResult;

/*
 * Fields: named texts, numbers and truths, as the service's dictionaries have them.
 */
typedef struct _DialtoneFields DialtoneFields;

typedef struct {
  size_t n;
  DialtoneFields **items;
} DialtoneList;

/* NULL without memory. */
DIALTONE_API DialtoneFields *dialtone_fields_new (void);
DIALTONE_API void dialtone_fields_free (DialtoneFields *fields);
/* FALSE without memory, and for a text that is not UTF-8.  A name that is there
 * already gets the new value. */
DIALTONE_API bool dialtone_fields_set_text (DialtoneFields *fields, const char *name, const char *text);
DIALTONE_API bool dialtone_fields_set_number (DialtoneFields *fields, const char *name, uint32_t number);
DIALTONE_API bool dialtone_fields_set_truth (DialtoneFields *fields, const char *name, bool truth);
/* "" where there is no such text; lists of texts are joined by line feeds, and
 * what lies in a dictionary has its name, a dot and its own name.  Owned by fields. */
DIALTONE_API const char *dialtone_fields_text (const DialtoneFields *fields, const char *name);
/* 0 or false where there is none. */
DIALTONE_API uint64_t dialtone_fields_number (const DialtoneFields *fields, const char *name);
DIALTONE_API bool dialtone_fields_truth (const DialtoneFields *fields, const char *name);
DIALTONE_API bool dialtone_fields_has (const DialtoneFields *fields, const char *name);
DIALTONE_API void dialtone_list_free (DialtoneList *list);

/*
 * Connections.
 */
typedef struct {
  uint64_t sequence;
  uint32_t state;               /* RASCONNSTATE */
  uint32_t substate;            /* RASCONNSUBSTATE */
  uint32_t error;               /* dwError of the line now */
  uint32_t result;              /* dwError of the dial; 600 before it is finished */
  uint32_t attempt;
  bool finished;                /* result is fixed */
  bool ended;                   /* the connection is over */
  bool disconnecting;
  bool paused;
} DialtoneStatus;

typedef struct {
  uint64_t id;
  DialtoneStatus status;
  uint32_t started_by_uid;      /* 4294967295 where unknown */
  uint64_t connected_at;        /* microseconds of CLOCK_REALTIME; 0: not yet */
  bool restricted;              /* its entry is visible to some users only */
  char path[256];               /* of its D-Bus object */
  char entry_uuid[40];
  char entry_name[1028];
  char kind[16];                /* vpn, wireguard, pppoe, adsl, gsm, cdma, bluetooth, serial */
  char device_type[20];         /* "vpn", "PPPoE", "modem", ... */
  char device_name[132];
  char phone_number[132];
  char local_endpoint[48];
  char remote_endpoint[132];
} DialtoneConnection;

typedef struct {
  uint64_t sequence;
  uint32_t state, substate, error, attempt;
  bool disconnecting;
  bool paused;
} DialtoneEdge;

typedef struct {
  uint64_t rx_bytes, tx_bytes, rx_packets, tx_packets, rx_errors, tx_errors;
  uint64_t speed;               /* bit/s; 0 where unknown */
  uint64_t duration;            /* ms */
} DialtoneStatistics;

/* Starts the worker and fills the copy, unless that is done.  The other functions
 * do it themselves. */
DIALTONE_API DialtoneResult dialtone_open (void);

/* Dials an entry (UUID or name); returns when the dial is accepted, and the
 * connection is in the copy.  @options: those of the D-Bus method Dial; NULL: none.
 * @existed: it is one that was there before; may be NULL. */
DIALTONE_API DialtoneResult dialtone_dial (const char *entry, const DialtoneFields *options, uint64_t *id, bool *existed);

/* NO_SUCH_CONNECTION also where the service is not there. */
DIALTONE_API DialtoneResult dialtone_connection_get (uint64_t id, DialtoneConnection *connection);
/* Whether the id was ever in the copy, be it gone or not. */
DIALTONE_API bool dialtone_connection_was_known (uint64_t id);
/* Ordered by id; *connections is to be free()d.  Without a bus one is looked for, once a second at most. */
DIALTONE_API DialtoneResult dialtone_connection_list (DialtoneConnection **connections, size_t *n);

/* The first edge after that sequence; waits for it, at most @timeout_ms (-1: as
 * long as it takes), then TIMED_OUT.  The last 64 edges are kept. */
DIALTONE_API DialtoneResult dialtone_connection_next_edge (uint64_t id, uint64_t after, int timeout_ms, DialtoneEdge *edge);
/* Until the dial's result is fixed; then the connection as it is. */
DIALTONE_API DialtoneResult dialtone_connection_wait_finished (uint64_t id, int timeout_ms, DialtoneConnection *connection);
/* This process has done with it, whatever still comes: who waits for it, now or
 * later, is answered NO_SUCH_CONNECTION when the edges that are kept are used up. */
DIALTONE_API void dialtone_connection_abandon (uint64_t id);

/* GetStatus: every property of Connection and Projection.  Of a paused dial
 * "Question.fields" are the names of what is asked for, a line each. */
DIALTONE_API DialtoneResult dialtone_connection_details (uint64_t id, DialtoneFields **details);
DIALTONE_API DialtoneResult dialtone_connection_statistics (uint64_t id, DialtoneStatistics *statistics);
/* Drops one reference of this user; when it returns the copy knows whether the line falls. */
DIALTONE_API DialtoneResult dialtone_connection_hang_up (uint64_t id);
/* Answers what a paused dial asks: a text for each field of the question. */
DIALTONE_API DialtoneResult dialtone_connection_resume (uint64_t id, const DialtoneFields *answer);
/* Forgets an ended one. */
DIALTONE_API DialtoneResult dialtone_connection_release (uint64_t id);

typedef enum {
  DIALTONE_ESTABLISHED,         /* it is connected, and nobody takes it down */
  DIALTONE_LOST,                /* it was, and is no more */
} DialtoneEvent;

/* Called on the worker's thread after the copy has changed.  It must not wait. */
typedef void (*DialtoneWatch) (uint64_t id, DialtoneEvent event, void *data);
/* For the life of the process.  False without memory. */
DIALTONE_API bool dialtone_watch (DialtoneWatch watch, void *data);

/*
 * The phone book.  Fields as in org.dialtone.RemoteAccess1.Phonebook.
 */
DIALTONE_API DialtoneResult dialtone_entry_list (DialtoneList **entries);
DIALTONE_API DialtoneResult dialtone_device_list (DialtoneList **devices);
DIALTONE_API DialtoneResult dialtone_entry_get (const char *entry, DialtoneFields **properties);
DIALTONE_API DialtoneResult dialtone_entry_create (const DialtoneFields *properties);
DIALTONE_API DialtoneResult dialtone_entry_update (const char *entry, const DialtoneFields *properties);
DIALTONE_API DialtoneResult dialtone_entry_rename (const char *entry, const char *name);
DIALTONE_API DialtoneResult dialtone_entry_delete (const char *entry);
DIALTONE_API DialtoneResult dialtone_entry_validate_name (const char *name);
DIALTONE_API DialtoneResult dialtone_entry_set_credentials (const char *entry, const DialtoneFields *credentials);
DIALTONE_API DialtoneResult dialtone_entry_clear_credentials (const char *entry);
/* user-name, domain, and what is stored; never a secret. */
DIALTONE_API DialtoneResult dialtone_entry_get_credentials (const char *entry, DialtoneFields **credentials);

#ifdef __cplusplus
}
#endif
#endif
