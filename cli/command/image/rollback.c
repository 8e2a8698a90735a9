/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel image rollback: an admin's explicit act, which the log has.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "base/fd.h"
#include "cli/output.h"
#include "common.h"
#include "image.h"
#include "image/change.h"
#include "image/list.h"

/* The version before the current one. 0: there is none. */
static uint64_t version_before(const char *name, uint64_t current)
{
	struct err ignored = ERR_NONE;
	uint64_t *AUTO_FREE numbers = NULL, before = 0;
	size_t count;

	if (image_versions(name, &numbers, &count, &ignored) < 0)
		return 0;
	for (size_t i = 0; i < count; i++)
		if (numbers[i] < current)
			before = numbers[i];
	return before;
}

static int choose(const char *name, const char *number, struct image_id *id)
{
	char text[IMAGE_ID_SIZE + 64];
	int status;

	if (number) {
		snprintf(text, sizeof(text), "%.*s@%.24s", IMAGE_NAME_MAX, name, number);
		return image_operand("image rollback", text, id);
	}
	status = image_operand("image rollback", name, id);
	if (!status && strchr(name, '@')) {
		say("image rollback: the number is a word of its own: hostel image rollback %s "
		    "%" PRIu64,
			id->name, id->version);
		return EXIT_USAGE;
	}
	if (status)
		return status;
	id->version = version_before(id->name, id->version);
	if (id->version)
		return 0;
	say("image rollback: %s has no version before the current one", name);
	return EXIT_NO_SUCH;
}

static int check(const struct image_id *id, const struct image_rules *r, struct err *e)
{
	struct image_version v;
	int result = image_version_open(id, r, &v, e);

	if (!result)
		result = image_version_allowed(&v, r, e);
	if (!result)
		result = image_version_check(&v, image_progress, e);
	image_progress_end();
	image_version_close(&v);
	return result;
}

static int go_back(
	const struct image_id *id, const struct image_rules *r, uint64_t *from, struct err *e)
{
	struct image_change change = {-1, -1};
	int result = check(id, r, e);
	int AUTO_CLOSE version = -1;

	if (!result)
		result = image_change_begin(&change, id->name, false, e);
	/* Reading it took long: it may have been removed meanwhile. */
	if (!result && (version = image_open(id, e)) < 0)
		result = -1;
	*from = image_current(id->name);
	if (!result)
		result = image_current_set(&change, id->version, e);
	image_change_end(&change);
	return result;
}

int image_rollback(const struct cli *c, int count, char **operands)
{
	struct image_config config;
	struct err e = ERR_NONE;
	struct image_id id;
	uint64_t from = 0;
	int status = image_config_read(&config, c);

	if (!status)
		status = choose(operands[0], count > 1 ? operands[1] : NULL, &id);
	if (!status && go_back(&id, &config.rules, &from, &e) < 0)
		status = image_failed("image rollback", &id, &e);
	if (!status) {
		openlog("hostel", LOG_PID, LOG_AUTHPRIV);
		syslog(LOG_NOTICE, "image %s: new rooms get @%" PRIu64 " instead of @%" PRIu64,
			id.name, id.version, from);
		image_answer(c, &id, NULL, NULL);
		if (!c->json)
			printf("%s: new rooms get @%" PRIu64 " instead of @%" PRIu64 "\n", id.name,
				id.version, from);
	}
	image_config_free(&config);
	return status;
}
