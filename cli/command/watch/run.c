/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel watch run: one account feeds, another one judges, root applies.
 *
 * Should: leave what is in force as it is whenever something is in doubt, and say why to whoever asks.
 * Mustn't: outlive one of the two: systemd starts all three anew.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/now.h"
#include "base/printable.h"
#include "base/tree.h"
#include "cli/apart/account.h"
#include "cli/config.h"
#include "cli/fleet/apply.h"
#include "cli/fleet/sets.h"
#include "cli/output.h"
#include "cli/sync/settings.h"
#include "cli/watch/feed.h"
#include "cli/watch/heads.h"
#include "cli/watch/judge.h"
#include "cli/watch/state.h"
#include "cli/watch/take.h"
#include "host/config_dir.h"
#include "host/state.h"
#include "talk/paths.h"
#include "watch.h"

#define HOUR_MS 3600000
#define SHUT_MAX 4096
#define PUBLISH_MS 250 /* from one time to the next, whatever the two have to say */

struct watch {
	const struct cli *cli;
	struct watch_settings settings;
	struct watch_state state;
	struct numbers known;
	/* Tenants that went in the last hour. */
	struct {
		uint64_t when;
		size_t count;
	} shut[SHUT_MAX];
	size_t shut_count;
	char take_code[16]; /* of the last apply, which errors of the feed do not hide */
	bool news;		/* that are not published */
	uint64_t published;
	pid_t feed, judge;
	int feed_end, judge_end, signals, data[2];
};

/* --- the last hour ------------------------------------------------------------------------------- */

static size_t shut_lately(struct watch *w)
{
	const uint64_t now = now_milliseconds(CLOCK_BOOTTIME);
	size_t sum = 0, kept = 0;

	for (size_t i = 0; i < w->shut_count; i++)
		if (now - w->shut[i].when < HOUR_MS) {
			w->shut[kept++] = w->shut[i];
			sum += w->shut[i].count;
		}
	w->shut_count = kept;
	return sum;
}

static void note_shut(struct watch *w, size_t count)
{
	if (!count)
		return;
	if (w->shut_count == SHUT_MAX) {
		/* The last one stands for both, and counts longer than it would. */
		w->shut[SHUT_MAX - 1].count += count;
		w->shut[SHUT_MAX - 1].when = now_milliseconds(CLOCK_BOOTTIME);
		return;
	}
	w->shut[w->shut_count].when = now_milliseconds(CLOCK_BOOTTIME);
	w->shut[w->shut_count++].count = count;
}

/* --- what is known ---------------------------------------------------------------------------------- */

static void set_error(struct watch *w, const char *code, const char *error)
{
	char *AUTO_FREE text = make_printable(text_of("%.1000s", error));

	snprintf(w->state.code, sizeof(w->state.code), "%s", code);
	snprintf(w->state.error, sizeof(w->state.error), "%s", text);
}

/* For the host's key in etcd; that it is there says that etcd was reached. */
static void publish_there(struct watch *w)
{
	static char last[FEED_PACKET_MAX];
	const int64_t reached = w->state.reached;
	char *AUTO_FREE line = NULL;

	w->state.reached = 0;
	line = json_line(watch_state_json(&w->state, sets_in_force(w->cli)));
	w->state.reached = reached;
	if (strlen(line) < sizeof(last) && strcmp(line, last) &&
		send(w->feed_end, line, strlen(line), MSG_NOSIGNAL | MSG_DONTWAIT) > 0)
		memcpy(last, line, strlen(line) + 1);
}

/* What apply has to say was said by it. */
static void say_error(const struct watch *w)
{
	static char last[sizeof(w->state.error)];
	const char *error = strcmp(w->state.code, "fetch") ? "" : w->state.error;

	if (*error && strcmp(error, last))
		say("etcd: %s", error);
	snprintf(last, sizeof(last), "%s", error);
}

static void publish(struct watch *w)
{
	w->news = false;
	w->published = now_milliseconds(CLOCK_MONOTONIC);
	say_error(w);
	(void)watch_state_write(&w->state);
	publish_there(w);
}

/* Returns whether there is something new in it. */
static bool hear_feed(struct watch *w, const char *text)
{
	const bool failed = !strcmp(w->state.code, "fetch");

	if (!strncmp(text, "error ", 6)) {
		if (*w->take_code)
			return false; /* that one matters more, and is for people to mend */
		set_error(w, "fetch", text + 6);
		return true;
	}
	w->state.reached = time(NULL);
	if (failed)
		set_error(w, "", "");
	return true;
}

/* "said REVISION REFUSED MISSING" and lines. */
static bool hear_said(struct watch *w, const char *text)
{
	const char *lines = strchr(text, '\n');

	if (sscanf(text, "said %" SCNd64 " %" SCNd64 " %" SCNd64, &w->state.revision, &w->state.refused,
		    &w->state.missing) != 3)
		return false;
	snprintf(w->state.lines, sizeof(w->state.lines), "%s", lines ? lines + 1 : "");
	/* The account may have been taken over: people's terminals show this. */
	for (char *p = w->state.lines; *p; p++)
		if (*p != '\n' && !is_printable(*p))
			*p = '?';
	return true;
}

static void take(struct watch *w)
{
	struct taken t;
	const char *answer;

	watch_take(w->cli, &w->settings, shut_lately(w), &w->known, &t);
	note_shut(w, t.shut);
	snprintf(w->take_code, sizeof(w->take_code), "%s", apply_code(t.status));
	if (*w->take_code || strcmp(w->state.code, "fetch"))
		set_error(w, w->take_code, t.error);
	/* What another try may mend is tried again; the others wait for other values. */
	answer = t.status == EXIT_BUSY || t.status == EXIT_SYSTEM ? "again" : "done";
	/* Who judges waits for it; one that was taken over and does not read stops nobody. */
	(void)send(w->judge_end, answer, strlen(answer), MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* --- the two --------------------------------------------------------------------------------------- */

static pid_t start(struct apart *w, int data, void (*work)(void *), void *context, int *end)
{
	int ends[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return -1;
	w->answer = ends[1];
	w->data = data;
	w->work = work;
	w->context = context;
	pid = apart_start(w);
	close(ends[1]);
	*end = ends[0];
	return pid;
}

static int start_both(struct watch *w)
{
	struct apart feeds = {.network = true}, judges = {.network = false};
	struct judge_order order = {.settings = &w->settings, .known = &w->known};
	char *AUTO_FREE base = config_path(w->cli),
			*AUTO_FREE applied = text_of("%s/" CONFIG_APPLIED, base);
	struct err e = ERR_NONE;

	order.applied = applied;
	(void)tree_remove(AT_FDCWD, HOSTEL_VERIFYDIR);
	if (apart_accounts(&feeds, &judges, &e) < 0 || apart_home(&feeds, &e) < 0 ||
		apart_home(&judges, &e) < 0) {
		say("%s", e.message);
		return EXIT_HOST;
	}
	if (pipe2(w->data, O_CLOEXEC) < 0) {
		say("a pipe: %s", strerror(errno));
		return EXIT_SYSTEM;
	}
	w->judge = start(&judges, w->data[0], watch_judge, &order, &w->judge_end);
	w->feed = w->judge < 0 ? -1 : start(&feeds, w->data[1], watch_feed, &w->settings, &w->feed_end);
	fd_close(&w->data[0]);
	fd_close(&w->data[1]);
	if (w->feed > 0)
		return EXIT_FINE;
	say("a process with namespaces of its own: %s", strerror(errno));
	return EXIT_SYSTEM;
}

static void end_both(struct watch *w)
{
	if (w->feed > 0)
		apart_end(w->feed);
	if (w->judge > 0)
		apart_end(w->judge);
	(void)tree_remove(AT_FDCWD, HOSTEL_VERIFYDIR);
}

/* --- in order ----------------------------------------------------------------------------------- */

/* A packet; its length, 0 when the other one has ended. */
static ssize_t hear(int fd, char *text, size_t size)
{
	const ssize_t n = recv(fd, text, size - 1, 0);

	text[n > 0 ? n : 0] = '\0';
	return n;
}

static int fail(struct watch *w, const char *why)
{
	set_error(w, "system", why);
	say("%s", w->state.error);
	(void)watch_state_write(&w->state);
	return EXIT_SYSTEM;
}

static int from_feed(struct watch *w)
{
	static char text[FEED_PACKET_MAX];

	if (hear(w->feed_end, text, sizeof(text)) <= 0) {
		say("the process that talks to etcd has ended");
		return EXIT_FAILED;
	}
	w->news = hear_feed(w, text) || w->news;
	return EXIT_FINE;
}

static int from_judge(struct watch *w)
{
	static char text[JUDGE_PACKET_MAX];

	if (hear(w->judge_end, text, sizeof(text)) <= 0) {
		say("the process that judges has ended");
		return EXIT_FAILED;
	}
	if (!strncmp(text, "failed ", 7))
		return fail(w, text + 7);
	if (!strcmp(text, "ready"))
		take(w);
	else
		w->news = hear_said(w, text) || w->news;
	return EXIT_FINE;
}

/* Who judges comes first: where it gives up the other one ends as well, and has no reason to tell. */
static int go_on(struct watch *w)
{
	struct pollfd p[] = {
		{w->signals, POLLIN, 0}, {w->feed_end, POLLIN, 0}, {w->judge_end, POLLIN, 0}};
	uint64_t gone = now_milliseconds(CLOCK_MONOTONIC) - w->published;

	if (w->news && gone >= PUBLISH_MS) {
		publish(w);
		gone = 0;
	}
	if (poll(p, 3, w->news ? (int)(PUBLISH_MS - gone) : -1) < 0)
		return errno == EINTR ? EXIT_FINE : EXIT_SYSTEM;
	if (p[0].revents)
		return -1;
	if (p[2].revents)
		return from_judge(w);
	return p[1].revents ? from_feed(w) : EXIT_FINE;
}

static int open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

/*
 * Which texts are in force: what somebody has changed meanwhile is taken once more. Numbers that were not
 * noted, as root's process was ended behind the swap or the disk was full, are those of the files.
 */
static void compare(struct watch *w)
{
	int AUTO_CLOSE set = watch_open_set(w->cli);

	if (heads_take(&w->known, set))
		(void)watch_numbers_write(&w->known); /* said; the next time they are read again */
	for (size_t i = 0; i < w->known.count; i++)
		w->known.v[i].in_force = number_is_in_force(&w->known.v[i], set);
}

static int run(struct watch *w)
{
	int status;

	if (watch_numbers_read(&w->known) < 0)
		return EXIT_SYSTEM;
	watch_state_read(&w->state);
	compare(w);
	status = start_both(w);
	w->signals = open_signals();
	while (!status)
		status = go_on(w);
	end_both(w);
	numbers_free(&w->known);
	return status < 0 ? EXIT_FINE : status;
}

/* With sync.ini as well each of the two would undo what the other one did. */
static int check_settings(const struct cli *c, int there)
{
	if (there < 0)
		return EXIT_POLICY;
	if (!there)
		say("there is no " WATCH_INI
		    ", which says where this host's policies come from: hostel.ini(5)");
	else if (sync_is_wanted(c))
		say("there are both " SYNC_INI " and " WATCH_INI ": policies come from one of them");
	else
		return EXIT_FINE;
	return there ? EXIT_POLICY : EXIT_HOST;
}

int watch_run(const struct cli *c, int count, char **operands)
{
	static struct watch w;
	struct err e = ERR_NONE;
	int AUTO_CLOSE state = -1, AUTO_CLOSE lock = -1;
	int status;

	(void)count;
	(void)operands;
	w = (struct watch){.cli = c, .feed_end = -1, .judge_end = -1, .signals = -1, .data = {-1, -1}};
	status = check_settings(c, watch_settings_read(&w.settings, c));
	if (!status) {
		state = state_open(&e);
		lock = state < 0 ? -1 : state_lock(state, "watch", 0, &e);
		if (lock >= 0)
			status = run(&w);
		else
			say("%s", e.code == ETIMEDOUT ? "another hostel watch is at it" : e.message);
		if (lock < 0)
			status = e.code == ETIMEDOUT ? EXIT_BUSY : EXIT_SYSTEM;
	}
	watch_settings_free(&w.settings);
	return status;
}
