/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The process's own free(): what is freed is gone, a block that is freed twice ends the process as with
 * glibc's own, and errno stays.  Of a plain build: sanitizers bring an allocator of their own. */
#include "dt-wiping-free.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define IN_CACHE 7            /* blocks of a size that a thread's cache takes */
#define MAPPED (1024 * 1024)
#define LONGEST 4096
#define SECRET 0x5ec2e7c0de5ec2e7u
#define OTHER_ERROR EHWPOISON

/* The compiler knows what malloc() and free() do, and leaves out what nobody may look at. */
static void *(*volatile allocate) (size_t size) = malloc;
static void (*volatile release) (void *memory) = free;
static void *(*volatile resize) (void *memory, size_t size) = realloc;
static void *(*volatile resize_array) (void *memory, size_t n, size_t size) = reallocarray;
static char *(*volatile duplicate) (const char *text) = strdup;

typedef struct {
  const char *name;
  size_t size;
  guint cached;               /* blocks of this size that are freed before */
  gboolean at_the_end;        /* of the heap: no block after it */
  gboolean aligned;
} Class;

/* Where glibc puts what is freed. */
static const Class classes[] = {
  { "cache", 24, 0, FALSE, FALSE },
  { "cache-of-larger", 1000, 0, FALSE, FALSE },
  { "cache-aligned", 100, 0, FALSE, TRUE },
  { "fast-bin", 24, IN_CACHE, FALSE, FALSE },
  { "small", 500, IN_CACHE, FALSE, FALSE },
  { "large", 3000, 0, FALSE, FALSE },
  { "large-aligned", 3000, 0, FALSE, TRUE },
  { "end-of-the-heap", 3000, 0, TRUE, FALSE },
  { "mapped", MAPPED, 0, FALSE, FALSE },
};

static void *
make_one (const Class *class)
{
  void *memory = NULL;

  if (!class->aligned)
    return allocate (class->size);
  g_assert_cmpint (posix_memalign (&memory, 64, class->size), ==, 0);
  return memory;
}

/* A block whose free() finds the thread's cache as full as the class wants it.  The block after it stays. */
static void *
make_block (const Class *class)
{
  void *others[IN_CACHE], *block;

  for (guint i = 0; i < class->cached; i++)
    others[i] = make_one (class);
  block = make_one (class);
  if (!class->at_the_end)
    allocate (24);
  for (guint i = 0; i < class->cached; i++)
    release (others[i]);
  return block;
}

static void
fill (void *memory, size_t size)
{
  guint64 secret = SECRET;

  for (size_t at = 0; at + sizeof secret <= size; at += sizeof secret)
    memcpy ((char *) memory + at, &secret, sizeof secret);
}

/* Of memory that is free, as one who reads the process's memory sees it.  What is there no more holds nothing. */
static gboolean
holds_secret (const void *memory, size_t size)
{
  static char seen[MAPPED];
  guint64 secret = SECRET;
  int file = open ("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  ssize_t n;

  g_assert_cmpint (file, >=, 0);
  n = pread (file, seen, MIN (size, sizeof seen), (off_t) (guintptr) memory);
  close (file);
  return n > 0 && memmem (seen, (size_t) n, &secret, sizeof secret) != NULL;
}

/* The signal that ends a process which does it, or 0. */
static int
signal_of (void (*deed) (const Class *class), const Class *class)
{
  pid_t child = fork ();
  int status;

  g_assert_cmpint (child, >=, 0);
  if (child == 0) {
    const struct rlimit none = { 0, 0 };

    setrlimit (RLIMIT_CORE, &none);
    dup2 (open ("/dev/null", O_WRONLY), STDERR_FILENO);
    deed (class);
    _exit (0);
  }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  return WIFSIGNALED (status) ? WTERMSIG (status) : 0;
}

static void
is_wiped (gconstpointer data)
{
  const Class *class = data;
  void *block = make_block (class);
  size_t size = malloc_usable_size (block);

  fill (block, size);
  g_assert_true (holds_secret (block, size));
  release (block);
  g_assert_false (holds_secret (block, size));
}

/* Memory that is there no more, or whose head has become that of the heap's end, cannot be read. */
static gboolean
ended_it (int signal, const Class *class)
{
  return signal == SIGABRT || (signal == SIGSEGV && (class->at_the_end || class->size == MAPPED));
}

static void
free_twice (const Class *class)
{
  void *block = make_block (class);

  fill (block, class->size);
  release (block);
  release (block);
}

static void
ends_at_the_second_free (gconstpointer data)
{
  g_assert_true (ended_it (signal_of (free_twice, data), data));
}

static void
free_what_realloc_moved (const Class *class)
{
  void *block = make_block (class);

  fill (block, class->size);
  resize (block, 2 * LONGEST + MAPPED);
  release (block);
}

static void
ends_when_realloc_moved_it (gconstpointer data)
{
  g_assert_true (ended_it (signal_of (free_what_realloc_moved, data), data));
}

/* As it may lie there when malloc() gives out what another list held: no reason to leave the rest. */
static void
a_key_in_the_way (void)
{
  static const Class class = { "large", 3000, 0, FALSE, FALSE };
  guint64 *small = allocate (24);
  guint64 *block = make_block (&class);
  size_t size = malloc_usable_size (block);

  release (small);
  fill (block, size);
  block[1] = *(volatile guint64 *) &small[1];
  g_assert_cmpuint (block[1], !=, 0);
  release (block);
  g_assert_false (holds_secret (block, size));
}

static void
spoil (size_t size)
{
  errno = OTHER_ERROR;
}

static void
errno_is_kept (gconstpointer data)
{
  const Class *class = data;
  void *block = make_block (class);

  dt_wiping_free_tell (spoil);
  errno = 4;
  release (block);
  g_assert_cmpint (errno, ==, 4);
  errno = 5;
  release (NULL);
  g_assert_cmpint (errno, ==, 5);

  block = make_block (class);
  errno = 6;
  block = resize (block, class->size - 1);
  g_assert_cmpint (errno, ==, 6);
  block = resize (block, 2 * LONGEST);
  g_assert_cmpint (errno, ==, 6);
  g_assert_null (resize (block, 0));
  g_assert_cmpint (errno, ==, 6);
  dt_wiping_free_tell (NULL);
}

static void
realloc_tells_why_not (void)
{
  static const size_t too_much = (size_t) PTRDIFF_MAX + 1;
  char *block = duplicate ("kept");

  errno = 0;
  g_assert_null (resize (block, too_much));
  g_assert_cmpint (errno, ==, ENOMEM);
  errno = 0;
  g_assert_null (resize_array (block, too_much, 4));
  g_assert_cmpint (errno, ==, ENOMEM);
  g_assert_cmpstr (block, ==, "kept");
  release (block);
}

/* Libraries free through the C library too. */
static void
what_moves_leaves_nothing (void)
{
  void *block = allocate (500), *moved;

  fill (block, 500);
  allocate (24);
  moved = resize_array (block, 100, 50);
  g_assert_true (moved != block);
  g_assert_false (holds_secret (block, 500));
  g_assert_true (holds_secret (moved, 500));
  /* In its place, when not much of it is given back. */
  g_assert_true (resize (moved, 4000) == moved);
  fill (moved, malloc_usable_size (moved));
  resize (moved, 3000);
  g_assert_false (holds_secret ((char *) moved + 3000, 1000));
  release (moved);
}

static void
add_tests (const char *group, GTestDataFunc test)
{
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++) {
    g_autofree char *path = g_strdup_printf ("/core/wiping-free/%s/%s", group, classes[i].name);

    g_test_add_data_func (path, &classes[i], test);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* As dt-heap.c. */
  mallopt (M_MMAP_THRESHOLD, MAPPED / 2);
  add_tests ("wiped", is_wiped);
  add_tests ("freed-twice", ends_at_the_second_free);
  add_tests ("freed-after-realloc", ends_when_realloc_moved_it);
  add_tests ("errno", errno_is_kept);
  g_test_add_func ("/core/wiping-free/key-in-the-way", a_key_in_the_way);
  g_test_add_func ("/core/wiping-free/realloc-tells-why-not", realloc_tells_why_not);
  g_test_add_func ("/core/wiping-free/what-moves-leaves-nothing", what_moves_leaves_nothing);
  return g_test_run ();
}
