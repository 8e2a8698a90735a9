/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A version of an image, judged by what was opened.
 *
 * Should: check a signature wherever there is one and a key to check it with, asked for or not.
 */
#include "image/version.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "image/list.h"
#include "image/signature.h"

const char *image_signed_name(enum image_signed s)
{
	static const char *const names[] = {"unsigned", "not checked", "signed", "bad"};

	return names[s];
}

/* A regular file of root's below dir. -1 with errno. */
static int open_file(int dir, const char *name, struct stat *st)
{
	int AUTO_CLOSE fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0 || fstat(fd, st) < 0)
		return -1;
	if (S_ISREG(st->st_mode) && st->st_uid == 0 && !(st->st_mode & (S_IWGRP | S_IWOTH)))
		return fd_take(&fd);
	errno = EPERM;
	return -1;
}

static int read_manifest(struct image_version *v, struct err *e)
{
	char *AUTO_FREE text = NULL;
	struct stat st;
	int AUTO_CLOSE fd = open_file(v->dir, "manifest", &st);

	if (fd < 0)
		return err_set(e, errno, "the file manifest");
	if (fd_read_file(fd, IMAGE_MANIFEST_MAX, &text, &v->size) < 0)
		return err_set(e, errno, "the file manifest");
	if (image_manifest_parse(&v->m, text, v->size, e) < 0)
		return -1;
	memcpy(v->text, text, v->size);
	return 0;
}

static int read_image(struct image_version *v, struct err *e)
{
	struct stat st;

	v->file = open_file(v->dir, "image", &st);
	if (v->file < 0)
		return err_set(e, errno, "the file image");
	if ((uint64_t)st.st_size < v->m.size)
		return err_rule(e, EBADMSG,
			"the file image is cut: it has %" PRIu64 " of %" PRIu64 " bytes",
			(uint64_t)st.st_size, v->m.size);
	if ((uint64_t)st.st_size > v->m.size)
		return err_rule(e, EBADMSG,
			"the file image has %" PRIu64 " bytes, and its manifest says %" PRIu64,
			(uint64_t)st.st_size, v->m.size);
	return 0;
}

/* 1; 0: there is none; -1: *e */
static int read_signature(int dir, unsigned char signature[IMAGE_SIGNATURE_SIZE], struct err *e)
{
	struct stat st;
	int AUTO_CLOSE fd = open_file(dir, "signature", &st);

	if (fd < 0)
		return errno == ENOENT ? 0 : err_set(e, errno, "the file signature");
	if (st.st_size != IMAGE_SIGNATURE_SIZE)
		return err_rule(e, EBADMSG, "the file signature has %lld bytes, not %d",
			(long long)st.st_size, IMAGE_SIGNATURE_SIZE);
	return fd_read_all(fd, signature, IMAGE_SIGNATURE_SIZE) < 0
		       ? err_set(e, errno, "the file signature")
		       : 1;
}

/* 1 and *key; 0: nobody's of them; -1: a key cannot be used. */
static int find_signer(const struct image_rules *r, const void *text, size_t size,
	const unsigned char signature[IMAGE_SIGNATURE_SIZE], const char **key, struct err *e)
{
	for (size_t i = 0; i < r->count; i++) {
		const int n = image_signature_is_of(r->keys[i], text, size, signature, e);

		if (n)
			*key = r->keys[i];
		if (n)
			return n;
	}
	return 0;
}

/* All of them, whichever it is that matters. */
static int check_keys(const struct image_rules *r, struct err *e)
{
	for (size_t i = 0; i < r->count; i++)
		if (image_key_check(r->keys[i], e) < 0)
			return -1;
	return 0;
}

static int judge_signature(struct image_version *v, const struct image_rules *r, struct err *e)
{
	unsigned char signature[IMAGE_SIGNATURE_SIZE];
	int n = read_signature(v->dir, signature, e);

	v->sign = n ? IMAGE_UNCHECKED : IMAGE_UNSIGNED;
	if (n < 0 || check_keys(r, e) < 0)
		return -1;
	if (!n || !r->count)
		return 0;
	n = find_signer(r, v->text, v->size, signature, &v->key, e);
	v->sign = n > 0 ? IMAGE_SIGNED : IMAGE_FORGED;
	return n < 0 ? -1 : 0;
}

int image_version_read_head(int dir, const struct image_rules *r, struct image_version *v, struct err *e)
{
	memset(v, 0, sizeof(*v));
	v->dir = dir;
	v->file = -1;
	return read_manifest(v, e) < 0 || judge_signature(v, r, e) < 0 ? -1 : 0;
}

int image_version_read(int dir, const struct image_rules *r, struct image_version *v, struct err *e)
{
	return image_version_read_head(dir, r, v, e) < 0 ? -1 : read_image(v, e);
}

int image_version_open(const struct image_id *id, const struct image_rules *r,
	struct image_version *v, struct err *e)
{
	int dir = image_open(id, e);
	char text[IMAGE_ID_SIZE];

	if (dir < 0) {
		memset(v, 0, sizeof(*v));
		v->dir = v->file = -1;
		return -1;
	}
	if (image_version_read(dir, r, v, e) < 0)
		return -1;
	if (v->m.id.version == id->version && !strcmp(v->m.id.name, id->name))
		return 0;
	image_id_print(&v->m.id, text);
	return err_rule(e, EBADMSG,
		"its manifest is that of %s: it stands for another version than it is", text);
}

void image_version_close(struct image_version *v)
{
	fd_close(&v->dir);
	fd_close(&v->file);
}

/* Another version's signature under this manifest: whose, or 0. */
static uint64_t find_swapped(const struct image_version *v, const struct image_rules *r)
{
	struct image_rules none = {.count = 0};
	unsigned char signature[IMAGE_SIGNATURE_SIZE];
	struct err ignored = ERR_NONE;
	uint64_t *AUTO_FREE numbers = NULL, found = 0;
	size_t count = 0;

	if (read_signature(v->dir, signature, &ignored) <= 0 ||
		image_versions(v->m.id.name, &numbers, &count, &ignored) < 0)
		return 0;
	for (size_t i = 0; i < count && !found; i++) {
		struct image_id id = v->m.id;
		struct image_version other;
		const char *key;

		id.version = numbers[i];
		if (image_version_open(&id, &none, &other, &ignored) == 0 &&
			find_signer(r, other.text, other.size, signature, &key, &ignored) > 0)
			found = numbers[i];
		image_version_close(&other);
	}
	return found;
}

int image_version_allowed(const struct image_version *v, const struct image_rules *r, struct err *e)
{
	uint64_t other;

	switch (v->sign) {
	case IMAGE_SIGNED:
		return 0;
	case IMAGE_UNSIGNED:
		return !r->require_signature
			       ? 0
			       : err_rule(e, EKEYREJECTED,
					 "it is not signed, and [image] require_signature = yes");
	case IMAGE_UNCHECKED:
		return !r->require_signature ? 0
					     : err_rule(e, EKEYREJECTED,
						       "[image] require_signature = yes, and keys "
						       "names none to check with");
	case IMAGE_FORGED:
		break;
	}
	other = find_swapped(v, r);
	if (other)
		return err_rule(e, EKEYREJECTED, "its signature is that of %s@%" PRIu64,
			v->m.id.name, other);
	return err_rule(e, EKEYREJECTED,
		"its signature is by no key of [image] keys, or its manifest was changed");
}

int image_version_check(const struct image_version *v, image_tick *tick, struct err *e)
{
	char sha256[IMAGE_DIGEST_SIZE], fsverity[IMAGE_DIGEST_SIZE];

	if (image_fsverity(v->file, v->m.size, sha256, fsverity, tick, e) < 0)
		return -1;
	if (strcmp(sha256, v->m.sha256) || strcmp(fsverity, v->m.fsverity))
		return err_rule(e, EBADMSG,
			"the file image was changed: it is not the one of its manifest");
	return 0;
}
