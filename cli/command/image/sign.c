/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel image sign.
 *
 * Should: read all of the image first. Who signs says that it is what the manifest says.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "base/fd.h"
#include "base/replace.h"
#include "cli/output.h"
#include "common.h"
#include "image.h"
#include "image/change.h"
#include "image/list.h"
#include "image/signature.h"

/* A signature that nobody here would accept is worse than none. */
static int check_pinned(const struct image_rules *r, const struct image_version *v,
	const unsigned char signature[IMAGE_SIGNATURE_SIZE], const char *key, struct err *e)
{
	for (size_t i = 0; i < r->count; i++) {
		const int n = image_signature_is_of(r->keys[i], v->text, v->size, signature, e);

		if (n)
			return n < 0 ? -1 : 0;
	}
	return !r->count ? 0 : err_rule(e, EPERM, "%s is of none of the keys of [image] keys", key);
}

static int write_signature(const struct image_version *v,
	const unsigned char signature[IMAGE_SIGNATURE_SIZE], struct err *e)
{
	int AUTO_CLOSE dir = openat(v->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (dir < 0 || file_replace_lasting(
			       dir, "signature", signature, IMAGE_SIGNATURE_SIZE, 0600, true) < 0)
		return err_set(e, errno, "signature");
	return 0;
}

/* One that new rooms would have been refused, as nobody had signed it: they get it now. */
static int let_in(const struct image_change *change, const struct image_version *v,
	const struct image_rules *r, bool *current, struct err *e)
{
	*current = r->require_signature && v->sign == IMAGE_UNSIGNED &&
		   v->m.id.version > image_current(v->m.id.name);
	return *current ? image_current_set(change, v->m.id.version, e) : 0;
}

static int sign(const struct image_id *id, const struct image_rules *r, const char *key, bool *current,
	struct err *e)
{
	const struct image_rules none = {
		.count = 0}; /* a bad signature is what this one replaces */
	unsigned char signature[IMAGE_SIGNATURE_SIZE];
	struct image_change change = {-1, -1};
	struct image_version v;
	int result = image_version_open(id, &none, &v, e);

	if (!result)
		result = image_version_check(&v, image_progress, e);
	image_progress_end();
	if (!result)
		result = image_sign(key, v.text, v.size, signature, e);
	if (!result)
		result = check_pinned(r, &v, signature, key, e);
	if (!result)
		result = image_change_begin(&change, id->name, false, e);
	if (!result)
		result = write_signature(&v, signature, e);
	if (!result)
		result = let_in(&change, &v, r, current, e);
	image_change_end(&change);
	image_version_close(&v);
	return result;
}

/* Without a number: the current one may be an older one that is signed already. */
static uint64_t newest(const char *name)
{
	uint64_t numbers[2];

	image_current_and_newest(name, numbers);
	return numbers[1];
}

int image_sign_verb(const struct cli *c, int count, char **operands)
{
	struct image_config config;
	struct err e = ERR_NONE;
	struct image_id id;
	char name[IMAGE_ID_SIZE];
	bool current = false;
	int status = image_config_read(&config, c);

	(void)count;
	if (!status && !c->sign_key) {
		say("image sign: with which key? --key FILE");
		status = EXIT_USAGE;
	}
	if (!status)
		status = image_operand("image sign", operands[0], &id);
	if (!status && !strchr(operands[0], '@'))
		id.version = newest(id.name);
	if (!status && sign(&id, &config.rules, c->sign_key, &current, &e) < 0)
		status = image_failed("image sign", &id, &e);
	if (!status) {
		image_id_print(&id, name);
		image_answer(c, &id, "key", c->sign_key);
		if (!c->json)
			printf("%s is signed%s\n", name, current ? "; new rooms get it" : "");
	}
	image_config_free(&config);
	return status;
}
