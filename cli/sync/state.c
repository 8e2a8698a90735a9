/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the last hostel sync came to.
 */
#include "state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "base/fd.h"
#include "base/replace.h"
#include "cli/output.h"
#include "host/state.h"
#include "talk/paths.h"

#define STATE_SIZE_MAX 65536

static void copy(char *to, size_t size, const struct json *o, const char *key)
{
	snprintf(to, size, "%s", json_text(o, key));
}

static int64_t time_of(const struct json *o, const char *key)
{
	const int64_t n = json_number(o, key);

	return n < 0 ? 0 : n;
}

void sync_state_read(struct sync_state *s)
{
	int AUTO_CLOSE fd = open(HOSTEL_VARDIR "/" HOSTEL_SYNC_STATE, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	char *AUTO_FREE text = NULL;
	struct json *o = NULL;
	size_t length;

	*s = (struct sync_state){0};
	if (fd >= 0 && fd_read_file(fd, STATE_SIZE_MAX, &text, &length) == 0)
		o = json_parse(text);
	if (!o)
		return;
	s->tried = time_of(o, "tried");
	s->succeeded = time_of(o, "succeeded");
	copy(s->commit, sizeof(s->commit), o, "commit");
	copy(s->code, sizeof(s->code), o, "code");
	copy(s->error, sizeof(s->error), o, "error");
	copy(s->refused, sizeof(s->refused), o, "refused");
	json_release(o);
}

int sync_state_write(const struct sync_state *s)
{
	struct err e = ERR_NONE;
	int AUTO_CLOSE var = state_directory(AT_FDCWD, HOSTEL_VARDIR, &e);
	struct json *o = json_make_object();
	char *AUTO_FREE line = NULL;

	json_put_number(o, "tried", s->tried);
	json_put_number(o, "succeeded", s->succeeded);
	json_put_text(o, "commit", s->commit);
	json_put_text(o, "code", s->code);
	json_put_text(o, "error", s->error);
	json_put_text(o, "refused", s->refused);
	line = json_line(o);
	if (var >= 0 && file_replace_lasting(var, HOSTEL_SYNC_STATE, line, strlen(line), 0600, true) == 0)
		return 0;
	if (var >= 0)
		(void)err_set(&e, errno, HOSTEL_VARDIR "/" HOSTEL_SYNC_STATE);
	say("%s", e.message);
	return -1;
}
