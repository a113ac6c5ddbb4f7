/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dt-user-names.h"

#include <errno.h>
#include <pthread.h>
#include <pwd.h>
#include <string.h>

#include "dt-limits.h"

#define FIRST_BUFFER 4096
#define LAST_BUFFER (1 << 20)
/* No name may be one that comes in a moment. */
#define NO_NAME_SECONDS 2

/* Of all tables.  Static, and pthread's, so that ThreadSanitizer sees it before
 * the table itself. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

typedef struct {
  char *name;                   /* NULL: none */
  gint64 until;                 /* how long that is good; 0: never known */
  gint64 asked_at;              /* 0: nobody is being asked */
  guint patience;               /* source */
} Entry;

/* Threads that hang keep it. */
struct _DtUserNames {
  DtUserNameFunc func;          /* NULL: freed */
  gpointer data;
  GMainContext *context;
  GHashTable *entries;          /* uid -> Entry; main context only */
  guint threads;                /* main context only */
};

typedef struct {
  DtUserNames *names;
  guint32 uid;
  char *name;
} Question;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_clear_handle_id (&entry->patience, g_source_remove);
  g_free (entry->name);
  g_free (entry);
}

static void
names_clear (gpointer data)
{
  DtUserNames *names = data;

  g_hash_table_unref (names->entries);
  g_main_context_unref (names->context);
}

static void
question_free (gpointer data)
{
  Question *question = data;

  g_atomic_rc_box_release_full (question->names, names_clear);
  g_free (question->name);
  g_free (question);
}

/*
 * In a thread.
 */

/* A name that is not UTF-8 can stand in no profile. */
static char *
ask_nss (guint32 uid)
{
  for (gsize size = FIRST_BUFFER; size <= LAST_BUFFER; size *= 4) {
    g_autofree char *buffer = g_malloc (size);
    struct passwd entry, *found = NULL;
    int error = getpwuid_r (uid, &entry, buffer, size, &found);

    if (error != ERANGE)
      return error == 0 && found && g_utf8_validate (found->pw_name, -1, NULL) ? g_strdup (found->pw_name) : NULL;
  }
  return NULL;
}

static gboolean on_told (gpointer data);

static void *
run (void *data)
{
  Question *question = data;
  g_autoptr(GSource) source = g_idle_source_new ();
  char *name = ask_nss (question->uid);

  pthread_mutex_lock (&lock);
  question->name = name;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_told, question, question_free);
  g_source_attach (source, question->names->context);
  pthread_mutex_unlock (&lock);
  return NULL;
}

/*
 * On the main context.
 */

static void
tell (DtUserNames *names, guint32 uid)
{
  if (names->func)
    names->func (uid, names->data);
}

static gboolean
on_told (gpointer data)
{
  Question *question = data;
  DtUserNames *names = question->names;
  Entry *entry = g_hash_table_lookup (names->entries, GUINT_TO_POINTER (question->uid));
  gint64 good_for;

  names->threads--;
  if (entry == NULL)                    /* freed */
    return G_SOURCE_REMOVE;
  pthread_mutex_lock (&lock);
  g_free (entry->name);
  entry->name = g_steal_pointer (&question->name);
  pthread_mutex_unlock (&lock);
  good_for = entry->name ? DT_LIMIT_NAME_GOOD_SECONDS : NO_NAME_SECONDS;
  entry->until = g_get_monotonic_time () + good_for * G_USEC_PER_SEC;
  entry->asked_at = 0;
  g_clear_handle_id (&entry->patience, g_source_remove);
  tell (names, question->uid);
  return G_SOURCE_REMOVE;
}

static gboolean
on_impatient (gpointer data)
{
  Question *question = data;
  Entry *entry = g_hash_table_lookup (question->names->entries, GUINT_TO_POINTER (question->uid));

  entry->patience = 0;
  g_message ("NSS does not tell the name of user %u: going on without it", question->uid);
  g_clear_pointer (&entry->name, g_free);
  tell (question->names, question->uid);
  return G_SOURCE_REMOVE;
}

static Question *
question_new (DtUserNames *names, guint32 uid)
{
  Question *question = g_new0 (Question, 1);

  question->names = g_atomic_rc_box_acquire (names);
  question->uid = uid;
  return question;
}

static gboolean
begin_thread (DtUserNames *names, guint32 uid)
{
  Question *question;
  pthread_attr_t detached;
  pthread_t thread;
  gboolean began;

  if (names->threads >= DT_LIMIT_NAME_THREADS)
    return FALSE;
  pthread_mutex_lock (&lock);
  question = question_new (names, uid);
  pthread_mutex_unlock (&lock);
  pthread_attr_init (&detached);
  pthread_attr_setdetachstate (&detached, PTHREAD_CREATE_DETACHED);
  began = pthread_create (&thread, &detached, run, question) == 0;
  pthread_attr_destroy (&detached);
  if (began)
    names->threads++;
  else
    question_free (question);
  return began;
}

/* FALSE: no thread is to be had, and the name is not known therefore. */
static gboolean
ask (DtUserNames *names, guint32 uid, Entry *entry)
{
  if (!begin_thread (names, uid)) {
    g_clear_pointer (&entry->name, g_free);
    return FALSE;
  }
  entry->asked_at = g_get_monotonic_time ();
  entry->patience = g_timeout_add_seconds_full (G_PRIORITY_DEFAULT, DT_LIMIT_NAME_SECONDS, on_impatient, question_new (names, uid),
                                                question_free);
  return TRUE;
}

static gboolean
is_old (gpointer uid, gpointer value, gpointer now)
{
  Entry *entry = value;

  return entry->asked_at == 0 && entry->until < *(gint64 *) now;
}

gboolean
dt_user_names_look (DtUserNames *names, guint32 uid, const char **name)
{
  gint64 now = g_get_monotonic_time ();
  Entry *entry = g_hash_table_lookup (names->entries, GUINT_TO_POINTER (uid));

  *name = uid == 0 ? "root" : NULL;
  if (uid == 0)                         /* who waits for nobody */
    return TRUE;
  if (entry == NULL) {
    g_hash_table_foreach_remove (names->entries, is_old, &now);
    entry = g_new0 (Entry, 1);
    g_hash_table_insert (names->entries, GUINT_TO_POINTER (uid), entry);
  }
  if (entry->asked_at == 0 && now >= entry->until && ask (names, uid, entry))
    return FALSE;
  *name = entry->name;
  return entry->patience == 0;          /* in time, or not any more */
}

DtUserNames *
dt_user_names_new (DtUserNameFunc func, gpointer data)
{
  DtUserNames *names;

  pthread_mutex_lock (&lock);
  names = g_atomic_rc_box_new0 (DtUserNames);
  names->func = func;
  names->data = data;
  names->context = g_main_context_ref_thread_default ();
  names->entries = g_hash_table_new_full (NULL, NULL, NULL, entry_free);
  pthread_mutex_unlock (&lock);
  return names;
}

void
dt_user_names_free (DtUserNames *names)
{
  names->func = NULL;
  g_hash_table_remove_all (names->entries);
  g_atomic_rc_box_release_full (names, names_clear);
}
