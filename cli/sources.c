/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Directories and files of the host that a policy shows: what a login would refuse, pam_module/sources.c.
 */
#include "sources.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "host/config_dir.h"
#include "host/quota.h"
#include "host/source.h"
#include "image/store.h"
#include "output.h"
#include "policy/print.h"
#include "talk/layout.h"
#include "talk/shown.h"

#define ANSWER_MILLISECONDS 10000

/* True with *e, if a login would refuse it. */
static bool would_refuse(const struct shown *s, const struct source_check *c, const struct bind_entry *b,
	bool writable, struct err *e)
{
	struct source found;
	char *AUTO_FREE real = NULL;

	*e = ERR_NONE;
	/* In a file that is of no account yet, what is not there may be a matter of the host. */
	if (source_find(c->account, b->source, s, writable, &found, e) < 0)
		return c->account || e->code == EPERM;
	real = found.real;
	return c->account && source_place(c->account, c->policy, b->target, found.file, e) < 0;
}

static void check_list(const struct shown *s, const struct source_check *c, enum field_id id,
	const struct bind_list *list, struct problems *ps)
{
	const struct origin *from = &c->policy->origin[id];
	const char *where = id == FIELD_read_write ? "[filesystem] read_write" : "[filesystem] read_only";
	struct err e;

	for (size_t i = 0; i < list->count; i++)
		if (would_refuse(s, c, &list->items[i], id == FIELD_read_write, &e))
			problems_add(ps, from->file, from->line, where, list->items[i].source, "%s",
				e.message);
}

/* Shown to everybody: what is mounted below them must not be what nobody may see. Without what is hidden. */
static void check_system(const struct shown *s, const struct policy *p, const char *file, struct problems *ps)
{
	for (const char *const *name = layout_system; *name; name++) {
		struct err e = ERR_NONE;
		struct stat st;
		char path[64];

		snprintf(path, sizeof(path), "/%s", *name);
		/* Links among them, of a merged /usr, lead to the others. */
		if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode) &&
		    shown_judge(s, path, false, &p->hide, &e) < 0)
			problems_add(ps, file, 0, "", NULL, "nobody comes in: %s: unmount it, or hide it",
				e.message);
	}
}

static void check_hidden(const struct account *a, const struct policy *p, struct problems *ps)
{
	const struct origin *from = &p->origin[FIELD_hide];

	for (size_t i = 0; i < p->hide.count; i++) {
		struct err e = ERR_NONE;

		if (source_hide(a, p, p->hide.items[i], &e) < 0)
			problems_add(ps, from->file, from->line, "[filesystem] hide", p->hide.items[i], "%s",
				e.message);
	}
}

static void check_image(const struct policy *p, struct problems *ps)
{
	const struct origin *from = &p->origin[FIELD_image];
	struct err e = ERR_NONE;
	struct image_id id;

	if (image_of_policy(p, &id, &e) < 0)
		problems_add(ps, from->file, from->line, "[filesystem] image", p->image, "%s", e.message);
}

/* A login asks the same; the quota may be switched on before anybody logs in. */
static void check_quota(const struct source_check *c, enum field_id id, struct problems *warnings)
{
	const struct origin *from = &c->policy->origin[id];
	const bool warn = c->policy->when_unavailable == UNAVAILABLE_WARN;
	struct err e = ERR_NONE;
	char where[96], value[96];

	if (quota_possible(c->account, &e) == 0 || e.code != EOPNOTSUPP)
		return;
	snprintf(where, sizeof(where), "[filesystem] %s", policy_field(id)->key);
	policy_print_field(c->policy, id, value, sizeof(value));
	problems_add(warnings, *from->file ? from->file : c->file, from->line, where, value,
		"cannot be enforced on this host%s: %s", warn ? "" : ", and every login is refused",
		e.message);
}

static void check_quotas(const struct source_check *c, struct problems *warnings)
{
	if (c->policy->disk != VALUE_MAX)
		check_quota(c, FIELD_disk, warnings);
	if (c->policy->inodes != VALUE_MAX)
		check_quota(c, FIELD_inodes, warnings);
}

static bool is_below(const char *path, const char *directory)
{
	const size_t n = strlen(directory);

	return !strncmp(path, directory, n) && path[n] == '/';
}

/* Is it a program of the host's that is shown as it is? What is mounted over it, or hidden, is not known. */
static bool is_hosts_own(const struct policy *p, const char *path)
{
	const struct bind_list *const binds[] = {&p->read_only, &p->read_write};
	bool system = false;

	for (const char *const *name = layout_system; *name && !system; name++) {
		char directory[64];

		snprintf(directory, sizeof(directory), "/%s", *name);
		system = is_below(path, directory);
	}
	for (size_t i = 0; i < 2; i++)
		for (size_t k = 0; k < binds[i]->count; k++)
			system = system && !is_below(path, binds[i]->items[k].target);
	for (size_t i = 0; i < p->tmpfs.count; i++)
		system = system && !is_below(path, p->tmpfs.items[i].target);
	return system;
}

/* [session] shell, of the host's own programs. One that is auto is the account's. */
static void check_shell(const struct policy *p, struct problems *ps)
{
	const struct origin *from = &p->origin[FIELD_shell];
	const char *why = NULL;
	struct stat st;

	if (!strcmp(p->shell, "auto") || !is_hosts_own(p, p->shell))
		return;
	if (stat(p->shell, &st) < 0)
		why = strerror(errno);
	else if (!S_ISREG(st.st_mode) || !(st.st_mode & 0111))
		why = "is no program";
	if (why)
		problems_add(ps, from->file, from->line, "[session] shell", p->shell,
			"%s: every login would fail", why);
}

static void check_all(const struct shown *s, const struct source_check *c, struct problems *ps)
{
	char *AUTO_FREE home = NULL;
	struct err e = ERR_NONE;

	check_list(s, c, FIELD_read_only, &c->policy->read_only, ps);
	check_list(s, c, FIELD_read_write, &c->policy->read_write, ps);
	if (!c->account)
		return;
	check_system(s, c->policy, c->file, ps);
	if (!strcmp(c->policy->image, POLICY_IMAGE_HOST)) { /* else it is the image's, if it is there */
		check_hidden(c->account, c->policy, ps);
		check_shell(c->policy, ps);
	}
	check_image(c->policy, ps);
	if (*c->account->home == '/' && !c->brief &&
		source_find_directory(c->account, c->account->home, s, &home, &e) < 0)
		problems_add(ps, c->file, 0, "", NULL, "the home directory %s", e.message);
}

/* Without the rights of anybody else. */
static void check_here(const struct source_check *c)
{
	struct err e = ERR_NONE;
	struct shown *s = shown_open(&e);

	if (!s) {
		problems_add(c->problems, c->file, 0, "", NULL, "%s", e.message);
		return;
	}
	check_all(s, c, c->problems);
	shown_close(s);
}

/* In memory that the child shares. */
struct answers {
	size_t done; /* of the list */
	struct {
		struct problems problems, warnings;
	} of[];
};

static void answer(const struct shown *s, const struct source_check *c, struct problems *ps,
	struct problems *warnings)
{
	struct err e = ERR_NONE;

	if (source_groups(c->account, &e) < 0) {
		problems_add(ps, c->file, 0, "", NULL, "%s", e.message);
		return;
	}
	check_all(s, c, ps);
	if (c->warnings)
		check_quotas(c, warnings);
}

/*
 * In a child, which takes the groups of one after the other: the caller could not take its own back. Of one
 * whose file system does not answer it is told by how far the child has come.
 */
static _Noreturn void be_asker(const struct source_check *list, size_t first, size_t count, struct answers *a)
{
	struct err e = ERR_NONE;
	struct shown *s = shown_open(&e);

	for (size_t i = first; i < count; i++) {
		if (s)
			answer(s, &list[i], &a->of[i].problems, &a->of[i].warnings);
		else
			problems_add(&a->of[i].problems, list[i].file, 0, "", NULL, "%s", e.message);
		__atomic_store_n(&a->done, i + 1, __ATOMIC_RELEASE);
	}
	_exit(0);
}

static size_t done_of(const struct answers *a)
{
	return __atomic_load_n(&a->done, __ATOMIC_ACQUIRE);
}

/* Each has the time, not all together. */
static void wait_for(pid_t child, const struct answers *a)
{
	int AUTO_CLOSE fd = (int)syscall(SYS_pidfd_open, child, 0);
	struct pollfd p = {fd, POLLIN, 0};
	size_t before;

	do {
		before = done_of(a);
		if (fd >= 0 && poll(&p, 1, ANSWER_MILLISECONDS) == 1) {
			waitpid(child, NULL, 0);
			return;
		}
	} while (fd >= 0 && done_of(a) != before);
	kill(child, SIGKILL);
}

static void append_all(struct problems *to, const struct problems *from)
{
	for (size_t i = 0; i < from->count; i++)
		problems_append(to, &from->v[i]);
}

/* From `first` on, up to one that does not answer. How far it came, that one included. */
static size_t ask(const struct source_check *list, size_t first, size_t count, struct answers *a,
	bool *silent)
{
	pid_t child;
	size_t done;

	a->done = first;
	child = fork();
	if (child == 0)
		be_asker(list, first, count, a);
	if (child > 0)
		wait_for(child, a);
	done = done_of(a);
	for (size_t i = first; i < done; i++) {
		append_all(list[i].problems, &a->of[i].problems);
		append_all(list[i].warnings, &a->of[i].warnings);
	}
	*silent = done < count;
	if (done == count)
		return count;
	problems_add(list[done].problems, list[done].file, 0, "", NULL,
		"the home directory, or another one that the policy names, does not answer: nobody comes in");
	return done + 1;
}

bool sources_check_all(const struct source_check *list, size_t count)
{
	struct answers *a;
	const size_t size = sizeof(*a) + count * sizeof(a->of[0]);
	bool silent = false;

	if (!count)
		return false;
	a = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (a == MAP_FAILED)
		out_of_memory();
	for (size_t i = 0; i < count && !(silent && list[i].brief);)
		i = ask(list, i, count, a, &silent);
	munmap(a, size);
	return silent;
}

void sources_check(const struct policy *p, const struct account *a, const char *file, struct problems *ps,
	struct problems *warnings)
{
	const struct source_check one = {p, geteuid() == 0 ? a : NULL, file, ps, warnings, false};

	if (one.account)
		sources_check_all(&one, 1);
	else if (a || p->read_only.count || p->read_write.count)
		check_here(&one); /* whoever is not root cannot look as the tenant */
}
