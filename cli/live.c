/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is alive. The record names the sandbox that logins join; any other that still listens serves
 * sessions that were opened before the policy changed.
 */
#include "live.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "cgroup/owner.h"
#include "host/account.h"
#include "host/control.h"
#include "host/record.h"
#include "output.h"
#include "questions.h"
#include "talk/paths.h"

#define ANSWER_MILLISECONDS 2000

int live_state(struct err *e)
{
	if (access(HOSTEL_STATEDIR, F_OK) < 0)
		return err_set(e, errno, "%s", HOSTEL_STATEDIR);
	return state_open(e);
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

int live_numbers(int dir, const char *name, uint32_t **numbers)
{
	int AUTO_CLOSE fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	int count = 0;

	*numbers = NULL;
	if (!d)
		return -1;
	fd_take(&fd); /* closedir() closes it */
	while ((entry = readdir(d))) {
		char *end;
		unsigned long n = strtoul(entry->d_name, &end, 10);

		if (*entry->d_name < '0' || *entry->d_name > '9' || *end || n > UINT32_MAX)
			continue;
		*numbers = reallocarray(*numbers, (size_t)count + 1, sizeof(**numbers));
		if (!*numbers)
			out_of_memory();
		(*numbers)[count++] = (uint32_t)n;
	}
	closedir(d);
	if (count)
		qsort(*numbers, (size_t)count, sizeof(**numbers), by_number);
	return count;
}

int live_connect(uint32_t uid, uint32_t number)
{
	char path[STATE_DIR_SIZE];

	snprintf(path, sizeof(path), "%s/t/%u/%u/control", HOSTEL_STATEDIR, uid, number);
	return protocol_connect(path, ANSWER_MILLISECONDS);
}

int live_lock(int dir, unsigned seconds, unsigned *waited, struct err *e)
{
	struct timespec before, after;
	int fd;

	clock_gettime(CLOCK_MONOTONIC, &before);
	fd = state_lock(dir, "lock", *waited < seconds ? seconds - *waited : 0, e);
	clock_gettime(CLOCK_MONOTONIC, &after);
	*waited += fd < 0 ? (unsigned)(after.tv_sec - before.tv_sec) : 0;
	return fd;
}

bool live_owner(int state, const char *name, uint32_t number, uint32_t *uid)
{
	char path[32], owner[16];
	ssize_t n;

	snprintf(path, sizeof(path), "%s/%u", name, number);
	n = readlinkat(state, path, owner, sizeof(owner) - 1);
	if (n <= 0)
		return false;
	owner[n] = '\0';
	*uid = (uint32_t)strtoul(owner, NULL, 10);
	return true;
}

/* Those that there may be; ask_all() finds out which of them live. */
static int list_sandboxes(struct live_tenant *t, int tenant)
{
	uint32_t *AUTO_FREE numbers = NULL;
	int n = live_numbers(tenant, ".", &numbers);

	t->sandboxes = calloc(n > 0 ? (size_t)n : 1, sizeof(*t->sandboxes));
	if (!t->sandboxes)
		out_of_memory();
	for (int i = 0; i < n; i++)
		t->sandboxes[t->count++] = (struct live_sandbox){.number = numbers[i],
			.recorded = t->recorded && t->record.number == numbers[i]};
	return n < 0 ? -1 : 0;
}

static void forget_ended(struct live_tenant *t)
{
	size_t kept = 0;

	for (size_t i = 0; i < t->count; i++)
		if (!t->sandboxes[i].ended)
			t->sandboxes[kept++] = t->sandboxes[i];
	t->count = kept;
}

static void ask_all(struct live *l)
{
	struct questions q = {0};

	for (size_t i = 0; i < l->count; i++)
		for (size_t k = 0; k < l->tenants[i].count; k++)
			questions_add(&q, l->tenants[i].uid, &l->tenants[i].sandboxes[k]);
	questions_ask(&q, ANSWER_MILLISECONDS);
	questions_free(&q);
	for (size_t i = 0; i < l->count; i++)
		forget_ended(&l->tenants[i]);
}

static void name_tenant(struct live_tenant *t)
{
	struct passwd *account = t->recorded ? NULL : getpwuid(t->uid);

	if (t->recorded)
		snprintf(t->name, sizeof(t->name), "%s", t->record.name);
	else if (account)
		snprintf(t->name, sizeof(t->name), "%.64s", account->pw_name);
	else
		snprintf(t->name, sizeof(t->name), "#%u", t->uid); /* no account's name */
	make_printable(t->name);
}

/* Returns 1 if the tenant is the one that is looked for. */
static int read_tenant(struct live_tenant *t, int state, const char *name, const uint32_t *uid,
	struct err *e)
{
	int AUTO_CLOSE tenant = state_tenant(state, t->uid, e);
	int n = tenant < 0 ? -1 : record_read(tenant, &t->record, e);

	if (n < 0)
		return -1;
	t->recorded = n && t->record.uid == t->uid;
	name_tenant(t);
	if (name && strcmp(t->name, name) && (!uid || *uid != t->uid))
		return 0;
	if (list_sandboxes(t, tenant) < 0)
		return err_set(e, errno, "%s/t/%u", HOSTEL_STATEDIR, t->uid);
	return 1;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct live_tenant *)a)->name, ((const struct live_tenant *)b)->name);
}

int live_read(struct live *l, const char *name, struct err *e)
{
	int AUTO_CLOSE state = live_state(e);
	uint32_t *AUTO_FREE uids = NULL;
	struct passwd *account = name ? getpwnam(name) : NULL;
	uint32_t uid = account ? account->pw_uid : 0;
	int count, found = 0;

	*l = (struct live){0};
	if (state < 0 && e->code == ENOENT)
		return *e = ERR_NONE, 0;
	if (state < 0)
		return -1;
	count = live_numbers(state, "t", &uids);
	if (count < 0)
		return errno == ENOENT ? 0 : err_set(e, errno, "%s/t", HOSTEL_STATEDIR);
	l->tenants = calloc((size_t)count + 1, sizeof(*l->tenants));
	if (!l->tenants)
		out_of_memory();
	for (int i = 0; i < count && found >= 0; i++) {
		struct live_tenant *t = &l->tenants[l->count];

		*t = (struct live_tenant){.uid = uids[i]};
		found = read_tenant(t, state, name, account ? &uid : NULL, e);
		l->count += found > 0;
	}
	qsort(l->tenants, l->count, sizeof(*l->tenants), by_name);
	if (found < 0)
		live_free(l);
	else
		ask_all(l);
	return found < 0 ? -1 : 0;
}

void live_free(struct live *l)
{
	for (size_t i = 0; i < l->count; i++)
		free(l->tenants[i].sandboxes);
	free(l->tenants);
	*l = (struct live){0};
}

void live_keep_owned(struct live *l, const char *owner)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->count; i++)
		if (l->tenants[i].recorded && cgroup_is_of_owner(l->tenants[i].record.cgroup, owner))
			l->tenants[kept++] = l->tenants[i];
		else
			free(l->tenants[i].sandboxes);
	l->count = kept;
}

bool live_never(uint32_t uid)
{
	char path[STATE_DIR_SIZE];

	snprintf(path, sizeof(path), "%s/t/%u", HOSTEL_STATEDIR, uid);
	return access(path, F_OK) < 0 && errno == ENOENT;
}

const struct live_sandbox *live_current(const struct live_tenant *t)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->sandboxes[i].recorded)
			return &t->sandboxes[i];
	return NULL;
}
