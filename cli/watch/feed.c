/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the account does that talks to etcd: all values once, then what changes; both again whenever
 * something may have been missed.
 *
 * Should: miss nothing for more than some minutes, whatever a server does. Mustn't: judge anything.
 */
#include "feed.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/hash.h"
#include "base/now.h"
#include "cli/apart/apart.h"
#include "cli/base64.h"
#include "cli/output.h"
#include "etcdctl.h"
#include "value.h"

#define PAGE "--limit=500"
#define LOOK_MS 20000	/* from one question to the next whether the stream has all */
#define AGAIN_MS 2000	/* when it seems not to */
#define WHOLE_MS 600000 /* from one time that all is read to the next */
#define FAILED_MS 1000	/* the first wait after a failure; doubled up to FAILED_MAX_MS */
#define FAILED_MAX_MS 15000
#define LEASE_SECONDS 90 /* the host's status lasts so long without it */
#define LEASE_MS 30000
#define ASK_SECONDS 10
#define PAGE_SECONDS 40	  /* etcdctl has 30 */
#define KEY_TEXT_MAX 4096 /* in base64; longer ones are nobody's */
#define LINE_MAX_BYTES (UINT64_C(512) << 20)
/* In base64. */
#define VALUE_TEXT_MAX ((size_t)(VALUE_SIZE_MAX + 2) / 3 * 4)

struct feed {
	struct etcdctl etcd;
	const struct watch_settings *settings;
	char *end; /* behind the last key of the prefix */
	uint64_t cluster;
	int64_t revision; /* the newest of which we have heard */
	int64_t newest;	  /* of the values that we have: its revision, */
	uint64_t which;	  /* and value_hash() */
	/* etcdctl watch */
	pid_t watch; /* or 0 */
	int output, error;
	char *line;
	size_t used, size;
	/* when */
	uint64_t look, whole, lease_due, failed_wait;
	bool doubt; /* the last look saw another newest value */
	/* of this host */
	char *status, *status_key, lease[24];
};

static uint64_t now(void)
{
	return now_milliseconds(CLOCK_MONOTONIC);
}

/* Hosts that were started at once do not ask at once. */
static uint64_t about(uint64_t ms)
{
	uint16_t part = 0;

	if (getrandom(&part, sizeof(part), GRND_NONBLOCK) < 0)
		part = 0;
	return ms - ms / 4 + ms / 2 * part / 65536;
}

/* --- said ------------------------------------------------------------------------------------- */

static void tell(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void tell(const char *format, ...)
{
	char text[1024];
	va_list arguments;
	int n;

	va_start(arguments, format);
	n = vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (n > 0)
		(void)send(APART_ANSWER, text, (size_t)n < sizeof(text) ? (size_t)n : sizeof(text) - 1,
			MSG_NOSIGNAL);
}

/* Who judges has ended if it cannot be written: so do we. */
static void frame(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void frame(const char *format, ...)
{
	va_list arguments;
	char *AUTO_FREE text = NULL;

	va_start(arguments, format);
	text = text_of_list(format, arguments);
	va_end(arguments);
	if (fd_write_all(APART_DATA, text, strlen(text)) < 0)
		_exit(1);
}

static bool is_base64(const char *text)
{
	return *text &&
	       !text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")];
}

/* Which value it is. A cluster that went back gives the same revision to another one. */
static uint64_t value_hash(const struct json *kv)
{
	const char *key = json_text(kv, "key"), *value = json_text(kv, "value");

	return hash_more(hash_more(HASH_START, key, strlen(key) + 1), value, strlen(value));
}

static void pass_on(struct feed *f, const struct json *kv, bool gone)
{
	const char *key = json_text(kv, "key"), *value = json_text(kv, "value");
	const int64_t revision = json_number(kv, "mod_revision");

	if (!is_base64(key) || strlen(key) > KEY_TEXT_MAX)
		return;
	if (gone) {
		frame("del %s\n", key);
		return;
	}
	if (revision > f->newest) {
		f->newest = revision;
		f->which = value_hash(kv);
	}
	if (strlen(value) > VALUE_TEXT_MAX)
		frame("large %s\n", key);
	else if (is_base64(value))
		frame("put %s %s\n", key, value);
	else
		frame("put %s =\n", key); /* an empty one */
}

/* --- all of it -------------------------------------------------------------------------------- */

/* A page of it, from `from` on. How many values; -1: etcd did not answer. */
static int page(struct feed *f, char **from, int64_t *revision, bool *more)
{
	char *AUTO_FREE at = text_of("--rev=%" PRId64, *revision);
	const char *const get[] = {"get", *from, f->end, PAGE, "--write-out=json",
		"--command-timeout=30s", *revision ? at : NULL, NULL};
	uint64_t cluster;
	struct json *o = etcdctl_ask(&f->etcd, get, NULL, PAGE_SECONDS, &cluster);
	const struct json *list = json_member(o, "kvs"), *kv;
	int n = 0;

	if (!o)
		return -1;
	f->cluster = cluster;
	if (!*revision)
		*revision = json_number(json_member(o, "header"), "revision");
	while ((kv = json_at(list, (size_t)n))) {
		/* The first one of a page was the last one of the page before. */
		pass_on(f, kv, false);
		n++;
	}
	*more = json_number(o, "count") > n;
	if (n > 0) {
		free(*from);
		*from = text_of("%s", json_text(json_at(list, (size_t)n - 1), "key"));
	}
	json_release(o);
	return n;
}

/*
 * The key as etcdctl takes it, out of base64. False: one with a NUL, which no argument can name, or one that
 * was not asked for, which could be an option.
 */
static bool plain_key(char **key, const char *prefix)
{
	char *plain = text_of("%s", *key);
	const int n = base64_decode(*key, strlen(*key), (uint8_t *)plain);

	free(*key);
	*key = plain;
	plain[n < 0 ? 0 : n] = '\0';
	return n > 0 && strlen(plain) == (size_t)n && !strncmp(plain, prefix, strlen(prefix));
}

static int read_all(struct feed *f)
{
	char *AUTO_FREE from = text_of("%s", f->settings->prefix);
	int64_t revision = 0;
	bool more = true;

	f->newest = 0;
	f->which = 0;
	frame("begin\n");
	while (more) {
		const int n = page(f, &from, &revision, &more);

		if (n < 0)
			return -1;
		if (more && (n < 2 || !plain_key(&from, f->settings->prefix))) {
			snprintf(f->etcd.said, sizeof(f->etcd.said), "a key below %s is none of hostel's",
				f->settings->prefix);
			return -1;
		}
	}
	f->revision = revision;
	frame("end %" PRId64 "\n", revision);
	return 0;
}

/* --- what changes ------------------------------------------------------------------------------- */

static void end_watch(struct feed *f)
{
	if (!f->watch)
		return;
	kill(f->watch, SIGKILL);
	while (waitpid(f->watch, NULL, 0) < 0 && errno == EINTR)
		;
	fd_close(&f->output);
	fd_close(&f->error);
	f->watch = 0;
	f->used = 0;
}

static void fail(struct feed *f)
{
	tell("error %s", f->etcd.said);
	f->failed_wait = f->failed_wait ? 2 * f->failed_wait : FAILED_MS;
	if (f->failed_wait > FAILED_MAX_MS)
		f->failed_wait = FAILED_MAX_MS;
	f->look = now() + about(f->failed_wait);
}

static void begin(struct feed *f)
{
	char *AUTO_FREE from = NULL;

	end_watch(f);
	if (read_all(f) < 0) {
		fail(f);
		return;
	}
	from = text_of("--rev=%" PRId64, f->revision + 1);
	f->watch = etcdctl_begin(&f->etcd,
		(const char *const[]){
			"watch", f->settings->prefix, f->end, from, "--write-out=json", NULL},
		&f->output, &f->error);
	if (f->watch < 0) {
		snprintf(f->etcd.said, sizeof(f->etcd.said), "etcdctl: %s", strerror(errno));
		f->watch = 0;
		fail(f);
		return;
	}
	f->doubt = false;
	f->look = now() + about(LOOK_MS);
	f->whole = now() + about(WHOLE_MS);
	tell("fine %" PRId64, f->revision);
}

static void take_line(struct feed *f, char *line)
{
	uint64_t cluster;
	struct json *o = etcdctl_parse(line, &cluster);
	const struct json *events = json_member(o, "Events"), *event;
	const int64_t revision = json_number(json_member(o, "Header"), "revision");

	for (size_t i = 0; (event = json_at(events, i)); i++)
		pass_on(f, json_member(event, "kv"), json_number(event, "type") == 1);
	if (revision > f->revision)
		f->revision = revision;
	if (json_at(events, 0)) {
		frame("end %" PRId64 "\n", revision);
		tell("fine %" PRId64, revision);
	}
	json_release(o);
}

/* False: it has ended, or says too much. */
static bool take_output(struct feed *f)
{
	ssize_t n;
	char *stop;

	if (f->size - f->used < 65536) {
		f->size = 2 * f->size + 131072;
		f->line = f->size > LINE_MAX_BYTES ? NULL : realloc(f->line, f->size);
		if (!f->line)
			_exit(1);
	}
	n = read(f->output, f->line + f->used, f->size - f->used - 1);
	if (n <= 0)
		return n < 0 && errno == EINTR;
	f->used += (size_t)n;
	f->line[f->used] = '\0';
	while ((stop = memchr(f->line, '\n', f->used))) {
		*stop = '\0';
		take_line(f, f->line);
		f->used -= (size_t)(stop + 1 - f->line);
		memmove(f->line, stop + 1, f->used);
	}
	return true;
}

/*
 * A watch waits for ever where a cluster went back (etcd issue 16028), and nothing tells when it has
 * missed something: what is the newest value that there is?
 */
static void look(struct feed *f)
{
	const char *const get[] = {"get", f->settings->prefix, f->end, "--limit=1", "--sort-by=MODIFY",
		"--order=DESCEND", "--write-out=json", NULL};
	uint64_t cluster;
	struct json *o = etcdctl_ask(&f->etcd, get, NULL, ASK_SECONDS, &cluster);
	const struct json *first = json_at(json_member(o, "kvs"), 0);
	const int64_t newest = first ? json_number(first, "mod_revision") : 0;
	const uint64_t which = first ? value_hash(first) : 0;
	const int64_t revision = json_number(json_member(o, "header"), "revision");
	bool other;

	if (!o) {
		fail(f);
		return;
	}
	json_release(o);
	other = newest != f->newest || which != f->which;
	f->failed_wait = 0;
	tell("fine %" PRId64, f->revision);
	if (cluster != f->cluster || revision < f->revision || (other && f->doubt)) {
		begin(f);
		return;
	}
	/* A newer one may be on its way; an older one is behind one that is gone, or of a backup. */
	f->doubt = other;
	f->look = now() + (f->doubt ? AGAIN_MS : about(LOOK_MS));
}

/* --- this host's status ---------------------------------------------------------------------------- */

static bool renew(struct feed *f)
{
	const char *const keep[] = {"lease", "keep-alive", "--once", f->lease, "--write-out=json", NULL};
	uint64_t cluster;
	struct json *o = *f->lease ? etcdctl_ask(&f->etcd, keep, NULL, ASK_SECONDS, &cluster) : NULL;
	const bool lives = json_number(o, "TTL") > 0;

	json_release(o);
	return lives;
}

static bool grant(struct feed *f)
{
	char *AUTO_FREE seconds = text_of("%d", LEASE_SECONDS);
	uint64_t cluster;
	struct json *o = etcdctl_ask(&f->etcd,
		(const char *const[]){"lease", "grant", seconds, "--write-out=json", NULL}, NULL,
		ASK_SECONDS, &cluster);
	const int64_t id = json_number(o, "ID");

	json_release(o);
	if (id <= 0)
		return false;
	snprintf(f->lease, sizeof(f->lease), "%" PRIx64, (uint64_t)id);
	return true;
}

static void put_status(struct feed *f, bool fresh)
{
	char *AUTO_FREE lease = NULL;
	uint64_t cluster;

	f->lease_due = now() + LEASE_MS;
	if (!f->status || !*f->settings->status || (!fresh && renew(f)))
		return;
	if ((!*f->lease || !fresh || !renew(f)) && !grant(f))
		return;
	lease = text_of("--lease=%s", f->lease);
	json_release(etcdctl_ask(&f->etcd,
		(const char *const[]){"put", lease, f->status_key, "--write-out=json", NULL}, f->status,
		ASK_SECONDS, &cluster));
}

static void take_status(struct feed *f)
{
	static char text[FEED_PACKET_MAX];
	const ssize_t n = recv(APART_ANSWER, text, sizeof(text) - 1, 0);

	if (n <= 0)
		_exit(0); /* root has ended */
	text[n] = '\0';
	free(f->status);
	f->status = text_of("%s", text);
	put_status(f, true);
}

/* --- in order ---------------------------------------------------------------------------------- */

/* What etcdctl watch says on standard error, in its last moment above all. */
static void hear_error(struct feed *f)
{
	const ssize_t n = read(f->error, f->etcd.said, sizeof(f->etcd.said) - 1);

	if (n > 0) {
		f->etcd.said[n] = '\0';
		apart_join(f->etcd.said);
	} else {
		fd_close(&f->error);
	}
}

static int until(const struct feed *f, uint64_t time)
{
	const uint64_t next = f->lease_due < f->look ? f->lease_due : f->look;

	return next > time ? (int)(next - time) : 0;
}

static void turn(struct feed *f)
{
	struct pollfd p[] = {{APART_ANSWER, POLLIN, 0}, {f->output, POLLIN, 0}, {f->error, POLLIN, 0}};
	const int n = poll(p, 3, until(f, now()));

	if (n < 0)
		return;
	if (p[0].revents)
		take_status(f);
	if (p[2].revents)
		hear_error(f);
	if (p[1].revents && !take_output(f)) {
		if (!*f->etcd.said)
			snprintf(f->etcd.said, sizeof(f->etcd.said), "etcdctl watch has ended");
		end_watch(f);
		fail(f); /* then all again: the revision is compacted, or nobody may watch */
	}
	if (now() >= f->lease_due)
		put_status(f, false);
	if (now() < f->look)
		return;
	if (!f->watch || now() >= f->whole)
		begin(f);
	else
		look(f);
}

void watch_feed(void *settings)
{
	const struct watch_settings *s = settings;
	struct feed f = {.settings = s, .output = -1, .error = -1};
	struct utsname name;

	uname(&name);
	f.status_key = text_of("%s%s", s->status, name.nodename);
	f.end = text_of("%s", s->prefix);
	f.end[strlen(f.end) - 1]++; /* '0' comes behind '/' */
	f.lease_due = now() + LEASE_MS;
	while (etcdctl_open(&f.etcd, s) < 0) {
		tell("error %s", f.etcd.said);
		sleep(FAILED_MAX_MS / 1000);
	}
	begin(&f);
	for (;;)
		turn(&f);
}
