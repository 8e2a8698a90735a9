/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A version as an archive. Our own few lines instead of tar(1): no names, links, owners or
 * extensions of strangers, only three files.
 */
#include "image/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "image/manifest.h"

#define BLOCK 512
#define PIECE (1 << 20)

static const char *const names[] = {"manifest", "signature", "image"};
#define NAMES (sizeof(names) / sizeof(names[0]))

/* POSIX.1-1988, ustar; a size above eight octal gigabytes as GNU's tar writes it: tar(5) */
struct head {
	char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], checksum[8], type, link[100],
		magic[6], version[2], owner[32], group[32], major[8], minor[8], prefix[155],
		rest[12];
};
_Static_assert(sizeof(struct head) == BLOCK, "a block");

static unsigned sum(const struct head *h)
{
	const unsigned char *bytes = (const unsigned char *)h;
	unsigned n = 0;

	for (size_t i = 0; i < BLOCK; i++)
		n += i >= offsetof(struct head, checksum) && i < offsetof(struct head, type)
			     ? ' '
			     : bytes[i];
	return n;
}

static void put_octal(char *field, size_t size, uint64_t value)
{
	field[size - 1] = '\0';
	for (size_t i = size - 1; i--; value >>= 3)
		field[i] = (char)('0' + (value & 7));
}

/* The only head for these: reading compares with it. */
static void fill(struct head *h, const char *name, uint64_t size)
{
	memset(h, 0, sizeof(*h));
	memcpy(h->name, name, strlen(name));
	put_octal(h->mode, sizeof(h->mode), 0600);
	put_octal(h->uid, sizeof(h->uid), 0);
	put_octal(h->gid, sizeof(h->gid), 0);
	put_octal(h->mtime, sizeof(h->mtime), 0);
	if (size >> 33) {
		h->size[0] = (char)0x80;
		for (size_t i = sizeof(h->size) - 1; i; i--, size >>= 8)
			h->size[i] = (char)(size & 0xff);
	} else {
		put_octal(h->size, sizeof(h->size), size);
	}
	h->type = '0';
	memcpy(h->magic, "ustar", 6);
	memcpy(h->version, "00", 2);
	put_octal(h->checksum, sizeof(h->checksum) - 1, sum(h));
	h->checksum[sizeof(h->checksum) - 1] = ' ';
}

static uint64_t size_of(const struct head *h)
{
	uint64_t size = 0;

	if ((unsigned char)h->size[0] == 0x80)
		for (size_t i = 4; i < sizeof(h->size); i++)
			size = size << 8 | (unsigned char)h->size[i];
	else
		for (size_t i = 0; i < sizeof(h->size) && h->size[i] >= '0' && h->size[i] <= '7';
			i++)
			size = size << 3 | (uint64_t)(h->size[i] - '0');
	return size;
}

static int copy(int in, int out, uint64_t size, const char *name, struct err *e)
{
	char *AUTO_FREE piece = malloc(PIECE);

	if (!piece)
		return err_set(e, ENOMEM, "%s", name);
	while (size) {
		const size_t n = size < PIECE ? (size_t)size : PIECE;

		if (fd_read_all(in, piece, n) < 0)
			return errno == EPIPE ? err_rule(e, EBADMSG, "%s: ends in its middle", name)
					      : err_set(e, errno, "%s", name);
		if (fd_write_all(out, piece, n) < 0)
			return err_set(e, errno, "%s", name);
		size -= n;
	}
	return 0;
}

/* -1; 0: there is none */
static int open_one(int dir, const char *name, int *fd, uint64_t *size, struct err *e)
{
	struct stat st;

	*fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (*fd < 0)
		return errno == ENOENT && !strcmp(name, "signature")
			       ? 0
			       : err_set(e, errno, "%s", name);
	if (fstat(*fd, &st) < 0 || !S_ISREG(st.st_mode))
		return err_rule(e, EINVAL, "%s: is no file", name);
	*size = (uint64_t)st.st_size;
	return 1;
}

int image_archive_write(int dir, int out, struct err *e)
{
	static const char zeros[2 * BLOCK];

	for (size_t i = 0; i < NAMES; i++) {
		int AUTO_CLOSE fd = -1;
		uint64_t size = 0;
		struct head h;
		const int n = open_one(dir, names[i], &fd, &size, e);

		if (n < 0)
			return -1;
		if (!n)
			continue;
		fill(&h, names[i], size);
		if (fd_write_all(out, &h, sizeof(h)) < 0)
			return err_set(e, errno, "%s", names[i]);
		if (copy(fd, out, size, names[i], e) < 0)
			return -1;
		if (size % BLOCK && fd_write_all(out, zeros, BLOCK - size % BLOCK) < 0)
			return err_set(e, errno, "%s", names[i]);
	}
	return fd_write_all(out, zeros, sizeof(zeros)) < 0 ? err_set(e, errno, "archive") : 0;
}

static int create(int dir, const char *name, struct err *e)
{
	const int fd =
		openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	return fd < 0 ? err_set(e, errno, "%s", name) : fd;
}

static int skip_padding(int in, uint64_t size, struct err *e)
{
	char rest[BLOCK];

	if (size % BLOCK && fd_read_all(in, rest, BLOCK - size % BLOCK) < 0)
		return err_rule(e, EBADMSG, "the archive ends in its middle");
	return 0;
}

/* Which of the names the head is of, and nothing else in it; NAMES: none. */
static size_t which(const struct head *h, uint64_t *size)
{
	*size = size_of(h);
	for (size_t i = 0; i < NAMES; i++) {
		struct head like;

		fill(&like, names[i], *size);
		if (!memcmp(&like, h, BLOCK))
			return i;
	}
	return NAMES;
}

struct taking {
	int dir;
	image_archive_judge *judge;
	void *context;
};

/* The next file, of which `in` has as many bytes, if it may come. */
static int take(const struct taking *t, int in, const char *name, uint64_t size, struct err *e)
{
	const bool image = !strcmp(name, "image");
	uint64_t most = IMAGE_MANIFEST_MAX;
	int AUTO_CLOSE fd = -1;

	if (image && t->judge(t->dir, t->context, &most, e) < 0)
		return -1;
	if (image && size < most)
		return err_rule(e, EBADMSG, "the file image is cut: it has %" PRIu64 " of %" PRIu64 " bytes",
			size, most);
	if (image && size != most)
		return err_rule(e, EBADMSG,
			"the file image has %" PRIu64 " bytes, and its manifest says %" PRIu64, size, most);
	if (size > most)
		return err_rule(e, EFBIG, "%s: is larger than %" PRIu64 " bytes", name, most);
	fd = create(t->dir, name, e);
	if (fd < 0 || copy(in, fd, size, name, e) < 0)
		return -1;
	return fsync(fd) < 0 ? err_set(e, errno, "%s", name) : 0;
}

int image_archive_read(int in, int dir, image_archive_judge *judge, void *context, struct err *e)
{
	static const char zeros[BLOCK];
	const struct taking t = {dir, judge, context};
	size_t next = 0;
	struct head h;

	for (;;) {
		uint64_t size;
		size_t i;

		if (fd_read_all(in, &h, sizeof(h)) < 0)
			return err_rule(e, EBADMSG,
				"the archive ends in its middle, or is none of hostel image "
				"export");
		if (!memcmp(&h, zeros, BLOCK))
			return next == NAMES
				       ? 0
				       : err_rule(e, EBADMSG, "the archive has no file image");
		i = which(&h, &size);
		if (i == NAMES || i < next)
			return err_rule(e, EBADMSG, "the archive is none of hostel image export");
		next = i + 1;
		if (take(&t, in, names[i], size, e) < 0 || skip_padding(in, size, e) < 0)
			return -1;
	}
}

int image_archive_take(int from, int dir, image_archive_judge *judge, void *context, struct err *e)
{
	const struct taking t = {dir, judge, context};

	for (size_t i = 0; i < NAMES; i++) {
		int AUTO_CLOSE in = -1;
		uint64_t size = 0;
		const int n = open_one(from, names[i], &in, &size, e);

		if (n < 0 || (n && take(&t, in, names[i], size, e) < 0))
			return -1;
	}
	return 0;
}

int image_archive_copy(int from, int to, const char *name, struct err *e)
{
	int AUTO_CLOSE in = -1;
	int AUTO_CLOSE out = -1;
	uint64_t size = 0;
	const int n = open_one(from, name, &in, &size, e);

	if (n <= 0)
		return n;
	out = create(to, name, e);
	if (out < 0 || copy(in, out, size, name, e) < 0)
		return -1;
	return fsync(out) < 0 ? err_set(e, errno, "%s", name) : 1;
}
