/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * With the tenant's ids, from the first look to the last: when to look, and when to go.
 */
#include "serve.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/now.h"
#include "at.h"
#include "bounds.h"
#include "crontab.h"

static bool is_ours(const struct room *r, const struct at *a, const struct inotify_event *event)
{
	if (!strcmp(event->name, r->name))
		return true;
	return event->wd == r->own_atjobs ? at_is_name(event->name) : r->at && at_has(a, event->name);
}

/* What is to be looked at. */
enum { CRONTAB = 1, AT = 2 };

/* Of these, what has to be looked at once more. */
static unsigned sync_these(const struct room *r, unsigned which, struct crontab *c, struct at *a)
{
	unsigned again = 0;

	if (which & CRONTAB && r->crontab && crontab_sync(r, c) < 0)
		again |= CRONTAB;
	if (which & AT && r->at && at_sync(r, a) < 0)
		again |= AT;
	return again;
}

/* Whether something has changed that is the tenant's. Of others' no more is looked at than the name. */
static bool take_changes(const struct room *r, const struct at *a)
{
	char buffer[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
	bool changed = false;
	ssize_t n;

	while ((n = read(r->changes, buffer, sizeof(buffer))) > 0)
		for (char *p = buffer; p < buffer + n;) {
			const struct inotify_event *event = (const struct inotify_event *)p;

			changed = changed || event->mask & IN_Q_OVERFLOW ||
				(event->len && is_ours(r, a, event));
			p += sizeof(*event) + event->len;
		}
	return changed;
}

/*
 * What the login waits for, if it does: not a program where nothing is to be shown. What is left to be asked
 * then is whether at(1) serves the account; each crontab -l is a line in the host's log, so it is not run for
 * nothing.
 */
static unsigned fill(const struct room *r, struct crontab *c, struct at *a)
{
	unsigned left = 0;

	c->known = r->empty; /* what is there by now is new */
	if (r->crontab && (!crontab_none(r, c) || (r->may_be_refused && !r->same)))
		left |= sync_these(r, CRONTAB, c, a);
	if (r->at && r->has_jobs)
		left |= sync_these(r, AT, c, a);
	else if (r->at && (!r->same || !at_is_empty(r, a)) && room_permit(r, r->atjobs, true, true) <= 0)
		left |= AT;
	return left;
}

static bool has_sessions(void)
{
	struct pollfd end = {FD_LOCK, 0, 0};

	return poll(&end, 1, 0) == 0 || !(end.revents & POLLHUP);
}

/* Nobody is in the tenant's cgroup but PID 1 and we. A file that cannot be read says nothing. */
static bool is_empty(const char *file)
{
	char text[256], *save = NULL;
	int others = 0;

	if (!file || fd_get(AT_FDCWD, file, text, sizeof(text)) < 0)
		return false;
	for (char *pid = strtok_r(text, "\n", &save); pid; pid = strtok_r(NULL, "\n", &save))
		others += strtol(pid, NULL, 10) != getpid();
	return others <= 1;
}

/* Without a session: true when the time has come to go. */
static bool is_over(const struct room *r, uint64_t now, uint64_t *since)
{
	if (has_sessions()) {
		*since = 0;
		return false;
	}
	if (!*since)
		*since = now;
	return is_empty(r->cgroup) || (r->stay && now - *since > r->stay * 1000);
}

/* Until the next look whether somebody is left: most rooms are empty at once, in others processes linger. */
static int pause_of(uint64_t now, uint64_t since)
{
	return !since ? -1 : now - since < LINGER_MILLISECONDS ? EMPTY_MILLISECONDS : LINGER_MILLISECONDS;
}

/* On a tmpfs that does not fail. */
static void take_stamp_back(void)
{
	if (ftruncate(FD_LEFT, 0) < 0)
		_exit(1);
}

/* Nothing is inside, and nobody: the next one is told so. Without it a login waits for them. */
static void note_empty(const struct room *r, const struct crontab *c, const struct at *a)
{
	if (is_empty(r->cgroup) && (!r->crontab || crontab_is_empty(r, c)) &&
	    (!r->at || at_is_empty(r, a)) && pwrite(FD_LEFT, r->stamp, strlen(r->stamp), 0) < 0)
		take_stamp_back();
}

/*
 * Whoever comes holds the FIFO before they look at the lock: either they find us, or we find them, and what
 * they did in between. Returns with what has to be looked at, or not at all. `whole`: nothing was given up.
 */
static unsigned leave(const struct room *r, const struct crontab *c, const struct at *a, bool whole,
	uint64_t *since)
{
	bool over, changed;

	if (take_changes(r, a))
		return CRONTAB | AT;
	if (whole)
		note_empty(r, c, a);
	(void)flock(FD_LOCK, LOCK_UN);
	over = is_over(r, now_milliseconds(CLOCK_MONOTONIC), since);
	changed = take_changes(r, a);
	if ((over && !changed) || flock(FD_LOCK, LOCK_EX | LOCK_NB) < 0)
		_exit(0);
	take_stamp_back();
	return changed ? CRONTAB | AT : 0;
}

_Noreturn void serve(const struct room *r)
{
	struct pollfd ends[3] = {{FD_INIT, POLLIN, 0}, {r->changes, POLLIN, 0}, {FD_LOCK, 0, 0}};
	uint64_t since = 0;
	static struct crontab c;
	static struct at a;
	unsigned changed = fill(r, &c, &a);
	uint64_t next = 0;
	int failures = 0;
	bool whole = true;

	close(1); /* the login goes on */
	open("/dev/null", O_WRONLY);
	while (!ends[0].revents) {
		const uint64_t now = now_milliseconds(CLOCK_MONOTONIC);

		/* Who writes in a loop is listened to now and then. */
		if (changed && now >= next) {
			changed = sync_these(r, changed, &c, &a);
			failures = changed ? failures + 1 : 0;
			if (failures == RETRIES_MAX) {
				whole = false;
				changed = failures = 0;
			}
			next = now_milliseconds(CLOCK_MONOTONIC) +
				(changed ? RETRY_MILLISECONDS : PAUSE_MILLISECONDS);
			continue;
		}
		if (!changed && is_over(r, now, &since)) {
			changed = leave(r, &c, &a, whole, &since);
			continue;
		}
		ends[1].fd = changed ? -1 : r->changes;
		ends[2].fd = since ? -1 : FD_LOCK; /* it would go on saying so */
		if (poll(ends, 3, changed ? (int)(next - now) : pause_of(now, since)) > 0 && ends[1].revents)
			changed = take_changes(r, &a) ? CRONTAB | AT : 0;
	}
	/* What was changed last: the directory is there as long as it is open. */
	if (take_changes(r, &a) || changed)
		sync_these(r, CRONTAB | AT, &c, &a);
	_exit(0);
}
