/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the account does that judges.
 *
 * Should: keep to what was in force for every value that is missing, older, or not signed. Mustn't:
 * change a file between "ready" and "done".
 */
#include "judge.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/now.h"
#include "base/replace.h"
#include "base/tree.h"
#include "cli/apart/apart.h"
#include "cli/base64.h"
#include "cli/fleet/diffs.h"
#include "cli/fleet/tombs.h"
#include "cli/output.h"
#include "crypto.h"
#include "refused.h"
#include "signed.h"
#include "talk/paths.h"
#include "value.h"

#define QUIET_MS 50	/* so long nothing comes before what came is applied */
#define LONGEST_MS 2000 /* and not longer after the first */
#define REST_MS 5000
#define LINE_MAX_BYTES 524288
#define FILES_MAX 1000000
#define TOLD_MAX 50

struct judge {
	const struct judge_order *order;
	struct numbers *known, pending;
	struct refused refused;
	struct signers signers;
	bool whole; /* between "begin" and "end" */
	bool dirty; /* there is something to be applied */
	bool told;  /* since something changed */
	struct stat keys; /* allowed_signers, by which what is pending was judged */
	int64_t revision;
	uint64_t since; /* when the first came that is not applied */
	uint64_t rest;	/* until then nothing is applied: root could not */
	int tree;
	char line[LINE_MAX_BYTES];
	size_t used;
};

/* --- a value ------------------------------------------------------------------------------------ */

/* Out of base64; malloc'ed, with a NUL behind it. Its size, or -1. */
static ssize_t decode(const char *text, char **bytes)
{
	const size_t n = strlen(text);
	int size;

	*bytes = malloc(n / 4 * 3 + 1);
	if (!*bytes)
		out_of_memory();
	size = n ? base64_decode(text, n, (uint8_t *)*bytes) : 0;
	(*bytes)[size < 0 ? 0 : size] = '\0';
	return size;
}

/* What this host cannot do is no value's fault. */
static _Noreturn void give_up(const char *what)
{
	char *AUTO_FREE text = text_of("failed " HOSTEL_VERIFYDIR "/%s: %s", what, strerror(errno));

	(void)send(APART_ANSWER, text, strlen(text), MSG_NOSIGNAL);
	_exit(1);
}

/* Which allowed_signers this is: without times of reading, which change by themselves. */
static void note_keys(const struct judge *j, struct stat *keys)
{
	struct stat st = {0};

	*keys = (struct stat){0};
	if (stat(j->signers.path, &st) < 0)
		return;
	keys->st_dev = st.st_dev;
	keys->st_ino = st.st_ino;
	keys->st_size = st.st_size;
	keys->st_mtim = st.st_mtim;
	keys->st_ctim = st.st_ctim;
}

/* The file of the set, ready to be applied. */
static void lay_out(struct judge *j, const struct signed_value *v, const char *bytes, size_t size)
{
	const char *slash = strchr(v->path, '/');
	char *AUTO_FREE directory = slash ? text_of("%.*s", (int)(slash - v->path), v->path) : NULL;
	int AUTO_CLOSE dir = -1;

	if (directory && mkdirat(j->tree, directory, 0755) < 0 && errno != EEXIST)
		give_up(JUDGE_TREE);
	dir = openat(j->tree, directory ? directory : ".", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (dir < 0 || file_replace_lasting(dir, slash ? slash + 1 : v->path, bytes, size, 0644, false) < 0)
		give_up(JUDGE_TREE);
}

static void be_dirty(struct judge *j)
{
	if (!j->dirty)
		j->since = now_milliseconds(CLOCK_MONOTONIC);
	j->dirty = true;
}

/* What waits is what etcd has, and nothing that it had. Root hears of it: what it said may be no more. */
static void drop(struct judge *j, const char *path)
{
	char *AUTO_FREE mine = text_of("%s", path);

	if (!numbers_find(&j->pending, mine))
		return;
	if (unlinkat(j->tree, mine, 0) < 0 && errno != ENOENT)
		give_up(JUDGE_TREE);
	numbers_drop(&j->pending, mine);
	be_dirty(j);
}

/* The set in force has forgotten this tenant, which has no account: its last value is no new one. */
static bool is_forgotten(const struct judge *j, const char *path)
{
	int AUTO_CLOSE set = open(j->order->applied, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char *AUTO_FREE tenant = diff_tenant(path);
	struct stat st;

	return set >= 0 && tenant && fstatat(set, path, &st, AT_SYMLINK_NOFOLLOW) < 0 && errno == ENOENT &&
	       tomb_may_go(set, tenant);
}

/* NULL: it is signed. */
static const char *distrust(struct judge *j, const struct signed_value *v, const char *bytes)
{
	static char why[PROGRAM_SAID_SIZE + 300];

	if (signed_by_one(&j->signers, bytes, v->signed_size, v->signature))
		return NULL;
	snprintf(why, sizeof(why), "it is not signed by a key of %s: %s", j->signers.path, j->signers.said);
	return why;
}

/* NULL: nothing is to be said of it. */
static const char *weigh(struct judge *j, struct signed_value *v, const char *bytes, size_t size)
{
	static char older[300];
	struct number *known = numbers_find(j->known, v->path), *waits = numbers_find(&j->pending, v->path);
	char digest[DIGEST_SIZE];
	const char *why;

	digest_of(bytes, size, digest);
	if (known)
		known->seen = true;
	if (known && v->number < known->number) {
		snprintf(older, sizeof(older),
			"its number is %" PRId64 ", and %" PRId64 " was here: an older value", v->number,
			known->number);
		return older;
	}
	if (known && v->number == known->number && strcmp(digest, known->digest))
		return "its number was here with another text: a new text needs a higher number";
	if (known && v->number == known->number && (known->in_force || is_forgotten(j, v->path))) {
		drop(j, v->path);
		return NULL;
	}
	if (waits && v->number == waits->number && !strcmp(digest, waits->digest)) {
		waits->seen = true;
		return NULL;
	}
	if (!j->pending.count)
		note_keys(j, &j->keys);
	why = distrust(j, v, bytes);
	if (why)
		return why;
	if (j->pending.count >= FILES_MAX)
		return "there are too many";
	lay_out(j, v, bytes, size);
	numbers_set(&j->pending, v->path, v->number, digest)->seen = true;
	be_dirty(j);
	return NULL;
}

static void take_put(struct judge *j, const char *key, const char *text)
{
	const size_t prefix = strlen(j->order->settings->prefix);
	char *AUTO_FREE bytes = NULL;
	const ssize_t size = decode(text, &bytes);
	struct signed_value v = {0};
	const char *why = size < 0 ? "it is not what etcd says" : value_read(&v, bytes, (size_t)size);

	if (!why && (strlen(key) < prefix || strcmp(key + prefix, v.path)))
		why = "its first line names another file";
	if (!why)
		why = weigh(j, &v, bytes, (size_t)size);
	refused_set(&j->refused, key, why);
	free(v.signature);
}

static void take_gone(struct judge *j, const char *key)
{
	const size_t prefix = strlen(j->order->settings->prefix);
	struct number *known = strlen(key) > prefix ? numbers_find(j->known, key + prefix) : NULL;

	if (known)
		known->seen = false;
	if (strlen(key) > prefix)
		drop(j, key + prefix);
	refused_set(&j->refused, key, NULL);
}

/* All that there is was read: what waits and was not among it is no more. */
static void drop_unseen(struct judge *j)
{
	for (size_t i = j->pending.count; i > 0; i--)
		if (!j->pending.v[i - 1].seen)
			drop(j, j->pending.v[i - 1].path);
}

/* --- keys that are not believed any more ----------------------------------------------------------- */

/* What waits of this path, once more. */
static void judge_again(struct judge *j, const char *path)
{
	int AUTO_CLOSE fd = openat(j->tree, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	char *AUTO_FREE bytes = NULL, *AUTO_FREE key = text_of("%s%s", j->order->settings->prefix, path);
	struct signed_value v = {0};
	size_t size;
	const char *why;

	if (fd < 0 || fd_read_file(fd, VALUE_SIZE_MAX, &bytes, &size) < 0)
		give_up(JUDGE_TREE);
	why = value_read(&v, bytes, size);
	if (!why)
		why = distrust(j, &v, bytes);
	free(v.signature);
	if (!why)
		return;
	refused_set(&j->refused, key, why);
	drop(j, path);
}

static void judge_pending(struct judge *j)
{
	struct stat now;

	note_keys(j, &now);
	if (!memcmp(&now, &j->keys, sizeof(now)))
		return;
	j->keys = now;
	j->signers.key_until = 0; /* ssh-keygen says it anew */
	for (size_t i = j->pending.count; i > 0; i--)
		judge_again(j, j->pending.v[i - 1].path);
}

/* --- said to root -------------------------------------------------------------------------------- */

static void send_text(const char *text)
{
	if (send(APART_ANSWER, text, strlen(text), MSG_NOSIGNAL) < 0)
		_exit(1);
}

static bool is_missing(const struct number *n)
{
	return n->in_force && !n->seen;
}

static void tell(struct judge *j)
{
	static char text[JUDGE_PACKET_MAX];
	FILE *f = fmemopen(text, sizeof(text), "w");
	size_t missing = 0, told = 0;

	if (!f)
		out_of_memory();
	for (size_t i = 0; i < j->known->count; i++)
		missing += is_missing(&j->known->v[i]);
	fprintf(f, "said %" PRId64 " %zu %zu\n", j->revision, j->refused.count, missing);
	refused_print(&j->refused, f, TOLD_MAX);
	for (size_t i = 0; i < j->known->count && told < TOLD_MAX; i++)
		if (is_missing(&j->known->v[i])) {
			fprintf(f, "%s: is in force, and not in etcd any more\n", j->known->v[i].path);
			told++;
		}
	fclose(f);
	send_text(text);
	j->told = true;
}

/* What is in force now is not pending any more; what root did not want stays. */
static void settle(struct judge *j)
{
	int AUTO_CLOSE set = open(j->order->applied, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct numbers left = {0};

	for (size_t i = 0; i < j->pending.count; i++) {
		const struct number *p = &j->pending.v[i];
		struct number *n;

		if (!number_is_in_force(p, set)) {
			numbers_set(&left, p->path, p->number, p->digest);
			continue;
		}
		n = numbers_set(j->known, p->path, p->number, p->digest);
		n->seen = n->in_force = true;
		unlinkat(j->tree, p->path, 0);
	}
	numbers_free(&j->pending);
	j->pending = left;
}

static void hand_over(struct judge *j)
{
	char *AUTO_FREE text = NULL;
	char answer[16];

	judge_pending(j);
	text = numbers_text(&j->pending);
	if (file_replace(AT_FDCWD, JUDGE_NUMBERS, text, strlen(text)) < 0)
		give_up(JUDGE_NUMBERS);
	send_text("ready");
	if (recv(APART_ANSWER, answer, sizeof(answer), 0) <= 0)
		_exit(0);
	settle(j);
	j->dirty = *answer == 'a';
	j->rest = j->dirty ? now_milliseconds(CLOCK_MONOTONIC) + REST_MS : 0;
	tell(j);
}

/* --- what comes ----------------------------------------------------------------------------------- */

static void begin(struct judge *j)
{
	int AUTO_CLOSE set = open(j->order->applied, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	j->whole = true;
	for (size_t i = 0; i < j->pending.count; i++)
		j->pending.v[i].seen = false;
	refused_clear(&j->refused);
	for (size_t i = 0; i < j->known->count; i++) {
		struct number *n = &j->known->v[i];

		n->seen = false;
		n->in_force = number_is_in_force(n, set); /* somebody else may have applied something */
	}
}

/* "put KEY VALUE": both in base64. */
static void take_key(struct judge *j, char *line)
{
	char *word = strchr(line, ' '), *value = word ? strchr(word + 1, ' ') : NULL;
	char *AUTO_FREE key = NULL;
	ssize_t size;

	if (value)
		*value++ = '\0';
	size = word ? decode(word + 1, &key) : -1;
	if (size < 0 || strlen(key) != (size_t)size)
		return; /* with a NUL it is no file's */
	if (!strncmp(line, "put ", 4) && value)
		take_put(j, key, !strcmp(value, "=") ? "" : value);
	else if (!strncmp(line, "large ", 6))
		refused_set(&j->refused, key, "it is larger than 256 KiB");
	else if (!strncmp(line, "del ", 4))
		take_gone(j, key);
}

static void take_line(struct judge *j, char *line)
{
	j->told = false;
	if (!strcmp(line, "begin")) {
		begin(j);
	} else if (!strncmp(line, "end ", 4)) {
		j->revision = strtoll(line + 4, NULL, 10);
		if (j->whole)
			drop_unseen(j);
		j->whole = false;
	} else {
		take_key(j, line);
	}
}

static void take_lines(struct judge *j)
{
	char *at = j->line, *stop;

	while ((stop = memchr(at, '\n', j->used - (size_t)(at - j->line)))) {
		*stop = '\0';
		take_line(j, at);
		at = stop + 1;
	}
	j->used -= (size_t)(at - j->line);
	memmove(j->line, at, j->used);
}

static void turn(struct judge *j)
{
	struct pollfd p[] = {{APART_DATA, POLLIN, 0}, {APART_ANSWER, 0, 0}};
	const uint64_t now = now_milliseconds(CLOCK_MONOTONIC);
	const bool apply = j->dirty && !j->whole && now >= j->rest;
	const bool say = !j->told && !j->whole;
	const int n = poll(p, 2,
		apply || say		? QUIET_MS
		: j->dirty && !j->whole ? (int)(j->rest - now)
					: -1);
	ssize_t got;

	if (p[1].revents)
		_exit(0); /* root has ended */
	if (apply && (n == 0 || now - j->since > LONGEST_MS))
		hand_over(j);
	else if (say && n == 0)
		tell(j);
	if (n <= 0 || !p[0].revents)
		return;
	if (j->used == sizeof(j->line))
		_exit(1);
	got = read(APART_DATA, j->line + j->used, sizeof(j->line) - j->used);
	if (got == 0 || (got < 0 && errno != EINTR))
		_exit(1);
	j->used += got > 0 ? (size_t)got : 0;
	take_lines(j);
}

void watch_judge(void *order)
{
	static struct judge j;

	j.order = order;
	j.known = j.order->known;
	j.signers.path = j.order->settings->signers;
	j.told = true;
	if (tree_remove(AT_FDCWD, JUDGE_TREE) < 0 || mkdir(JUDGE_TREE, 0755) < 0)
		give_up(JUDGE_TREE);
	j.tree = open(JUDGE_TREE, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (j.tree < 0)
		give_up(JUDGE_TREE);
	for (;;)
		turn(&j);
}
