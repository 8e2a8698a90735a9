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
#include <unistd.h>

#include "hostel/account.h"
#include "hostel/control.h"
#include "hostel/fd.h"
#include "hostel/paths.h"
#include "output.h"

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
	return control_connect(uid, number, ANSWER_MILLISECONDS);
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

/* Ask a sandbox. Returns 1 if it is alive, 0 if it has ended. */
static int ask(uint32_t uid, struct live_sandbox *s)
{
	int AUTO_CLOSE fd = live_connect(uid, s->number);

	if (fd < 0)
		return control_has_ended(errno) ? 0 : (s->silent = true);
	s->silent = control_status(fd, &s->status, &s->pid) < 0;
	return 1;
}

static int read_sandboxes(struct live_tenant *t, int tenant)
{
	uint32_t *AUTO_FREE numbers = NULL;
	int n = live_numbers(tenant, ".", &numbers);

	for (int i = 0; i < n; i++) {
		struct live_sandbox s = {.number = numbers[i],
			.recorded = t->recorded && t->record.number == numbers[i]};

		if (!ask(t->uid, &s))
			continue;
		t->sandboxes = reallocarray(t->sandboxes, t->count + 1, sizeof(s));
		if (!t->sandboxes)
			out_of_memory();
		t->sandboxes[t->count++] = s;
	}
	return n < 0 ? -1 : 0;
}

static void name_tenant(struct live_tenant *t)
{
	struct passwd *account = t->recorded ? NULL : getpwuid(t->uid);

	if (t->recorded)
		snprintf(t->name, sizeof(t->name), "%s", t->record.name);
	else if (account)
		snprintf(t->name, sizeof(t->name), "%.64s", account->pw_name);
	else
		snprintf(t->name, sizeof(t->name), "%u", t->uid);
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
	if (read_sandboxes(t, tenant) < 0)
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
	if (state < 0)
		return e->code == ENOENT ? 0 : -1;
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
	return found < 0 ? -1 : 0;
}

void live_free(struct live *l)
{
	for (size_t i = 0; i < l->count; i++)
		free(l->tenants[i].sandboxes);
	free(l->tenants);
	*l = (struct live){0};
}

const struct live_sandbox *live_current(const struct live_tenant *t)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->sandboxes[i].recorded)
			return &t->sandboxes[i];
	return NULL;
}
