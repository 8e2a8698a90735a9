/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What who judges has laid out gets in force.
 *
 * Should: note a number only when its text is in force. Mustn't: keep anything of a set in memory.
 */
#include "take.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/config.h"
#include "cli/fleet/apply.h"
#include "cli/output.h"
#include "judge.h"
#include "state.h"
#include "talk/paths.h"

#define NUMBERS_SIZE_MAX (UINT64_C(128) << 20)

int watch_open_set(const struct cli *c)
{
	char *AUTO_FREE path = config_set_path(c);

	return path ? open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
}

static void apply(const struct cli *c, const struct watch_settings *s, size_t lately, struct taken *t)
{
	char *AUTO_FREE origin = text_of("%s %s", s->endpoints, s->prefix);
	struct apply_order order = {
		.shown = "etcd", .origin = origin, .partial = true, .shut_lately = lately};
	struct apply_result result = {0};
	struct cli mine = *c;

	mine.keep_going = s->keep_going;
	order.source =
		open(HOSTEL_VERIFYDIR "/" JUDGE_TREE, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (order.source < 0) {
		say(HOSTEL_VERIFYDIR "/" JUDGE_TREE ": %s", strerror(errno));
		t->status = EXIT_SYSTEM;
	} else {
		t->status = apply_set(&mine, &order, &result);
	}
	t->changed = result.changed;
	t->shut = result.shut;
	if (t->status && t->status != EXIT_PARTLY)
		snprintf(t->error, sizeof(t->error), "%s", said());
}

/* 0, or -1 with errno: it came to no end. */
static int apply_apart(
	const struct cli *c, const struct watch_settings *s, size_t lately, struct taken *t)
{
	int ends[2], AUTO_CLOSE from = -1;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	from = ends[0];
	fflush(stdout);
	pid = fork();
	if (!pid) {
		apply(c, s, lately, t);
		fflush(stdout);
		_exit(fd_write_all(ends[1], t, sizeof(*t)) < 0);
	}
	close(ends[1]);
	if (pid < 0 || fd_read_all(from, t, sizeof(*t)) < 0) {
		const int error = errno;

		if (pid > 0)
			waitpid(pid, NULL, 0);
		errno = error;
		return -1;
	}
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	return 0;
}

static int note_numbers(const struct cli *c, struct numbers *known)
{
	int AUTO_CLOSE fd =
		open(HOSTEL_VERIFYDIR "/" JUDGE_NUMBERS, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	int AUTO_CLOSE set = watch_open_set(c);
	char *AUTO_FREE text = NULL;
	char last[VALUE_PATH_SIZE] = "";
	struct number_line l;
	const char *at;
	size_t size;

	if (fd < 0 || fd_read_file(fd, NUMBERS_SIZE_MAX, &text, &size) < 0) {
		say(HOSTEL_VERIFYDIR "/" JUDGE_NUMBERS ": %s", strerror(errno));
		return -1;
	}
	/* In order, as numbers_text() has them: each file of the set is looked at once at most. */
	for (at = text; *at;) {
		const struct number *was;
		struct number n;

		if (!number_line_read(&l, &at) || strcmp(l.path, last) <= 0)
			continue;
		memcpy(last, l.path, sizeof(last));
		n = (struct number){.path = l.path};
		memcpy(n.digest, l.digest, sizeof(n.digest));
		was = numbers_find(known, l.path);
		if (number_is_in_force(&n, set) && (!was || was->number <= l.number))
			numbers_set(known, l.path, l.number, l.digest)->in_force = true;
	}
	return watch_numbers_write(known);
}

void watch_take(const struct cli *c, const struct watch_settings *s, size_t lately, struct numbers *known,
	struct taken *t)
{
	*t = (struct taken){0};
	if (apply_apart(c, s, lately, t) < 0) {
		t->status = EXIT_SYSTEM;
		snprintf(t->error, sizeof(t->error), "hostel apply came to no end: %s", strerror(errno));
		return;
	}
	if ((t->status == EXIT_FINE || t->status == EXIT_PARTLY) && note_numbers(c, known) < 0) {
		t->status = EXIT_SYSTEM;
		snprintf(t->error, sizeof(t->error), "%s", said());
	}
}
