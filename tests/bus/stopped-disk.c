/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * stopped-disk FOLDER: a file system in memory on FOLDER, by FUSE's protocol, of files alone.  It says "ready" on standard
 * output, and ends with its standard input.  A process that is stopped (SIGSTOP) is a disk that does not answer; when it
 * ends, the kernel fails whatever waits for it.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILES_MAX 64
#define MESSAGE_BYTES (1024 * 1024)
#define WRITE_BYTES (64 * 1024)

typedef struct {
  char name[256];             /* "": unlinked, or unused; the kernel hands on no longer ones */
  char *data;
  size_t size;
  mode_t mode;
  int used;
} File;

static File files[FILES_MAX];
static int device;

/* Inode 1 is the folder; file n is inode n + 2. */
static File *
file_of (uint64_t inode)
{
  return inode >= 2 && inode < 2 + FILES_MAX && files[inode - 2].used ? &files[inode - 2] : NULL;
}

static File *
find (const char *name)
{
  for (int i = 0; i < FILES_MAX; i++)
    if (files[i].used && strcmp (files[i].name, name) == 0)
      return &files[i];
  return NULL;
}

static void
reply (uint64_t unique, int error, const void *body, size_t size)
{
  static char message[MESSAGE_BYTES];
  struct fuse_out_header header = { .len = sizeof header + (error ? 0 : size), .error = -error, .unique = unique };

  memcpy (message, &header, sizeof header);
  if (!error && size > 0)
    memcpy (message + sizeof header, body, size);
  /* A caller that was killed waits no more. */
  if (write (device, message, header.len) < 0 && errno != ENOENT)
    _exit (1);
}

static struct fuse_attr
attributes (uint64_t inode)
{
  const File *file = file_of (inode);
  struct fuse_attr attr = { .ino = inode, .nlink = 1, .blksize = 4096, .mode = S_IFDIR | 0700 };

  if (file != NULL)
    {
      attr.size = file->size;
      attr.blocks = (file->size + 511) / 512;
      attr.mode = S_IFREG | file->mode;
    }
  return attr;
}

/* Names and attributes are not kept by the kernel; a file may be mapped. */
static struct fuse_entry_out
entry (const File *file)
{
  uint64_t inode = (uint64_t) (file - files) + 2;

  return (struct fuse_entry_out) { .nodeid = inode, .attr = attributes (inode) };
}

static int
resize (File *file, size_t size)
{
  char *data = realloc (file->data, size ? size : 1);

  if (data == NULL)
    return ENOSPC;
  if (size > file->size)
    memset (data + file->size, 0, size - file->size);
  file->data = data;
  file->size = size;
  return 0;
}

static File *
create (const char *name, mode_t mode)
{
  for (int i = 0; i < FILES_MAX; i++)
    if (!files[i].used)
      {
        files[i] = (File) { .used = 1, .mode = mode & 07777 };
        strcpy (files[i].name, name);
        return &files[i];
      }
  return NULL;
}

/*
 * Requests.
 */

static void
initialise (const struct fuse_in_header *in, const void *arg)
{
  struct fuse_init_out out = { .major = FUSE_KERNEL_VERSION, .minor = FUSE_KERNEL_MINOR_VERSION, .max_write = WRITE_BYTES,
                               .max_background = 16, .congestion_threshold = 12 };

  out.flags = ((const struct fuse_init_in *) arg)->flags & FUSE_BIG_WRITES;
  reply (in->unique, 0, &out, sizeof out);
}

static void
look_up (const struct fuse_in_header *in, const char *name)
{
  const File *file = find (name);
  struct fuse_entry_out out;

  if (file != NULL)
    out = entry (file);
  reply (in->unique, file ? 0 : ENOENT, &out, sizeof out);
}

static void
tell_attributes (const struct fuse_in_header *in)
{
  struct fuse_attr_out out = { .attr = attributes (in->nodeid) };

  reply (in->unique, in->nodeid == 1 || file_of (in->nodeid) ? 0 : ENOENT, &out, sizeof out);
}

static void
set_attributes (const struct fuse_in_header *in, const struct fuse_setattr_in *arg)
{
  File *file = file_of (in->nodeid);

  if (file != NULL && arg->valid & FATTR_SIZE)
    resize (file, arg->size);
  if (file != NULL && arg->valid & FATTR_MODE)
    file->mode = arg->mode & 07777;
  tell_attributes (in);
}

static void
create_and_open (const struct fuse_in_header *in, const struct fuse_create_in *arg)
{
  const char *name = (const char *) (arg + 1);
  File *file = find (name);
  struct {
    struct fuse_entry_out entry;
    struct fuse_open_out open;
  } out = { 0 };

  if (file == NULL)
    file = create (name, arg->mode);
  if (file != NULL)
    out.entry = entry (file);
  reply (in->unique, file ? 0 : ENOSPC, &out, sizeof out);
}

static void
read_file (const struct fuse_in_header *in, const struct fuse_read_in *arg)
{
  const File *file = file_of (in->nodeid);
  size_t size = 0;

  if (file != NULL && arg->offset < file->size)
    size = file->size - arg->offset < arg->size ? file->size - arg->offset : arg->size;
  reply (in->unique, file ? 0 : EIO, size ? file->data + arg->offset : NULL, size);
}

static void
write_file (const struct fuse_in_header *in, const struct fuse_write_in *arg)
{
  File *file = file_of (in->nodeid);
  struct fuse_write_out out = { .size = arg->size };
  int error = file == NULL ? EIO : arg->offset + arg->size > file->size ? resize (file, arg->offset + arg->size) : 0;

  if (error == 0)
    memcpy (file->data + arg->offset, arg + 1, arg->size);
  reply (in->unique, error, &out, sizeof out);
}

static void
unlink_file (const struct fuse_in_header *in, const char *name)
{
  File *file = find (name);

  /* Whoever has it open keeps it: its place is never used again. */
  if (file != NULL)
    file->name[0] = '\0';
  reply (in->unique, file ? 0 : ENOENT, NULL, 0);
}

static void
rename_file (const struct fuse_in_header *in, const char *from)
{
  const char *to = from + strlen (from) + 1;
  File *file = find (from), *other = find (to);

  if (file != NULL && other != NULL)
    other->name[0] = '\0';
  if (file != NULL)
    strcpy (file->name, to);
  reply (in->unique, file ? 0 : ENOENT, NULL, 0);
}

static void
answer (const struct fuse_in_header *in, const void *arg)
{
  struct fuse_open_out opened = { 0 };
  struct fuse_statfs_out room = { .st = { .blocks = 1 << 20, .bfree = 1 << 20, .bavail = 1 << 20, .bsize = 4096, .namelen = 255 } };

  switch (in->opcode)
    {
    case FUSE_INIT: initialise (in, arg); break;
    case FUSE_LOOKUP: look_up (in, arg); break;
    case FUSE_GETATTR: tell_attributes (in); break;
    case FUSE_SETATTR: set_attributes (in, arg); break;
    case FUSE_CREATE: create_and_open (in, arg); break;
    case FUSE_OPENDIR: case FUSE_OPEN: reply (in->unique, 0, &opened, sizeof opened); break;
    case FUSE_READ: read_file (in, arg); break;
    case FUSE_WRITE: write_file (in, arg); break;
    case FUSE_UNLINK: unlink_file (in, arg); break;
    case FUSE_RENAME: rename_file (in, (const char *) arg + sizeof (struct fuse_rename_in)); break;
    case FUSE_RENAME2: rename_file (in, (const char *) arg + sizeof (struct fuse_rename2_in)); break;
    case FUSE_STATFS: reply (in->unique, 0, &room, sizeof room); break;
    /* A folder that is listed seems empty. */
    case FUSE_READDIR: case FUSE_ACCESS: case FUSE_FLUSH: case FUSE_RELEASE: case FUSE_RELEASEDIR: case FUSE_FSYNC:
      reply (in->unique, 0, NULL, 0);
      break;
    case FUSE_FORGET: case FUSE_BATCH_FORGET: case FUSE_INTERRUPT: break;
    default: reply (in->unique, ENOSYS, NULL, 0); break;
    }
}

static void
serve (void)
{
  static char message[MESSAGE_BYTES];
  struct pollfd both[] = { { .fd = device, .events = POLLIN }, { .fd = STDIN_FILENO, .events = POLLIN } };

  while (poll (both, 2, -1) >= 0 && both[1].revents == 0)
    {
      ssize_t size;

      if (both[0].revents & POLLERR)
        return;
      size = both[0].revents ? read (device, message, sizeof message) : 0;
      if (size >= (ssize_t) sizeof (struct fuse_in_header))
        answer ((const struct fuse_in_header *) message, message + sizeof (struct fuse_in_header));
      else if (size < 0 && errno != EINTR && errno != ENOENT && errno != EAGAIN)
        return;
    }
}

int
main (int argc, char **argv)
{
  char options[128];

  device = open ("/dev/fuse", O_RDWR | O_CLOEXEC);
  if (argc != 2 || device < 0)
    {
      perror ("stopped-disk: /dev/fuse");
      return 1;
    }
  snprintf (options, sizeof options, "fd=%d,rootmode=40000,user_id=%u,group_id=%u,allow_other", device, getuid (), getgid ());
  if (mount ("stopped-disk", argv[1], "fuse.stopped-disk", MS_NOSUID | MS_NODEV, options) != 0)
    {
      perror ("stopped-disk: mount");
      return 1;
    }
  puts ("ready");
  fflush (stdout);
  serve ();
  umount2 (argv[1], MNT_DETACH);
  return 0;
}
