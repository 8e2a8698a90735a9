/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Judges about files.
 */
#include "judge_files.h"

#include <stddef.h>
#include <string.h>

#include "base/fd.h"
#include "talk/layout.h"
#include "value.h"

#define FULL 95 /* percent: what did not fit was taken back, mostly */

static bool is_below(const char *path, const char *directory)
{
	const size_t n = strlen(directory);

	return *path && n && !strncmp(path, directory, n) && (path[n] == '/' || !path[n]);
}

static bool is_one_of(const char *path, const char *const *directories)
{
	for (; *directories; directories++)
		if (is_below(path, *directories))
			return true;
	return false;
}

/* What tmp_size is about. */
static bool in_memory(const struct facts *f, const char *path)
{
	static const char *const places[] = {
		"/tmp", "/dev/shm", "/run/user", "/run/screen", "/run/lock", LAYOUT_SESSIONS, NULL};

	return is_one_of(path, places) ||
	       (f->policy->var_tmp == VAR_TMP_MEMORY && is_below(path, "/var/tmp"));
}

static const struct tmpfs_entry *tmpfs_at(const struct facts *f, const char *path)
{
	for (size_t i = 0; i < f->policy->tmpfs.count; i++)
		if (is_below(path, f->policy->tmpfs.items[i].target))
			return &f->policy->tmpfs.items[i];
	return NULL;
}

static bool is_bound(const struct bind_list *l, const char *path)
{
	for (size_t i = 0; i < l->count; i++)
		if (is_below(path, l->items[i].target))
			return true;
	return false;
}

JUDGE(space)
{
	const bool memory = a->field == FIELD_tmp_size;
	const struct use *u = &f->use[a->field];
	char used[VALUE_TEXT_SIZE], limit[VALUE_TEXT_SIZE];
	char *AUTO_FREE value = value_of(f->policy, a->field);

	if (!strcmp(value, "max"))
		return verdict_say(a, VERDICT_NOT, "there is no such limit");
	if (*c->path && (memory != in_memory(f, c->path) || tmpfs_at(f, c->path)))
		return verdict_say(a, VERDICT_NOT, "that path is elsewhere");
	if (!memory && *f->quota_why) {
		a->words = "Switch quotas on where the home directory is, or take the key out of the policy.";
		return verdict_say(a, VERDICT_NOW, "it cannot be enforced here%s: %.200s",
			f->policy->when_unavailable == UNAVAILABLE_WARN ? "" : ", and every login is refused",
			f->quota_why);
	}
	if (facts_percent(u) < 0)
		return verdict_say(a, VERDICT_CAN,
			f->alive || !memory ? "how much is used nobody tells; it is %s"
					    : "there is no sandbox now; it is %s",
			value);
	value_show(used, a->field, u->used);
	value_show(limit, a->field, u->limit);
	return verdict_say(
		a, facts_percent(u) >= FULL ? VERDICT_NOW : VERDICT_CAN, "%s of %s now", used, limit);
}

JUDGE(if_below)
{
	const struct tmpfs_entry *t = tmpfs_at(f, c->path);
	char size[VALUE_TEXT_SIZE];

	if (!f->policy->tmpfs.count)
		return verdict_say(a, VERDICT_NOT, "there is none");
	if (*c->path && !t)
		return verdict_say(a, VERDICT_NOT, "that path is elsewhere");
	if (!t)
		return verdict_say(a, VERDICT_CAN, "how much of it is used nobody tells");
	value_show(size, FIELD_tmp_size, t->size);
	return verdict_say(a, VERDICT_NOW, "%.200s has %s", t->target, size);
}

JUDGE(home_full)
{
	const struct use u = {.used = f->home_used, .limit = f->home_size};
	char used[VALUE_TEXT_SIZE], size[VALUE_TEXT_SIZE];

	if (*c->path && (in_memory(f, c->path) || tmpfs_at(f, c->path)))
		return verdict_say(a, VERDICT_NOT, "that path is elsewhere");
	if (facts_percent(&u) < 0)
		return verdict_say(a, VERDICT_CAN, "the file system does not answer");
	value_show(used, FIELD_disk, u.used);
	value_show(size, FIELD_disk, u.limit);
	return verdict_say(
		a, facts_percent(&u) >= FULL ? VERDICT_NOW : VERDICT_NOT, "%s of %s are used", used, size);
}

JUDGE(home_mode)
{
	char *AUTO_FREE value = value_of(f->policy, a->field);

	if (f->policy->home == HOME_READ_WRITE)
		return verdict_say(a, VERDICT_NOT, "it is %s", value);
	/* Without a slash it is a name in the directory where a session begins. */
	if (*c->path && !is_below(c->path, f->home))
		return verdict_say(a, VERDICT_NOT, "that path is elsewhere");
	return verdict_say(a, VERDICT_NOW, "it is %s", value);
}

/* What a tenant writes to, wherever it comes from. */
static bool is_own(const struct facts *f, const char *path)
{
	static const char *const places[] = {"/var/tmp", "/dev", "/proc", NULL};

	return in_memory(f, path) || is_below(path, f->home) || is_one_of(path, places) ||
	       tmpfs_at(f, path) || is_bound(&f->policy->read_write, path);
}

JUDGE(below_none)
{
	if (!*c->path)
		return verdict_say(a, VERDICT_CAN, "the complaint names no path");
	if (is_own(f, c->path))
		return verdict_say(a, VERDICT_NOT, "that path is one of these");
	return verdict_say(a, VERDICT_NOW, "that path is none of these");
}

JUDGE(not_shown)
{
	static const char *const system[] = {"/usr", "/opt", "/bin", "/sbin", "/lib", "/lib64", NULL};

	if (!*c->path)
		return verdict_say(a, VERDICT_CAN, "the complaint names no path");
	if (is_own(f, c->path))
		return verdict_say(a, VERDICT_NOT, "that path is the tenant's own");
	if (f->path == HOST_NOTHING)
		return verdict_say(a, VERDICT_NOT, "the host has no such file either");
	if (is_one_of(c->path, system) || is_bound(&f->policy->read_only, c->path))
		return verdict_say(a, VERDICT_NOT, "that path is shown as the host has it");
	if (is_below(c->path, "/etc"))
		return verdict_say(a, VERDICT_CAN, "of /etc some is not shown: hostel show --hidden");
	return verdict_say(a, VERDICT_NOW, "that path is none of these");
}

JUDGE(hidden)
{
	const struct string_list *l = &f->policy->hide;

	for (size_t i = 0; i < l->count; i++)
		if (is_below(c->path, l->items[i]))
			return verdict_say(a, VERDICT_NOW, "%.200s is hidden", l->items[i]);
	if (*c->path || !l->count)
		return verdict_say(a, VERDICT_NOT, "that path is not hidden");
	return verdict_say(a, VERDICT_CAN, "the complaint names no path");
}
