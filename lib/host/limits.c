/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The limits of a sandbox that is alive: written, remembered, changed as a whole.
 */
#include "host/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/hash.h"
#include "base/replace.h"
#include "cgroup/knobs.h"
#include "cgroup/make.h"
#include "host/charge.h"
#include "host/quota.h"
#include "host/record.h"
#include "policy/defaults.h"
#include "policy/encode.h"
#include "talk/launch.h"
#include "talk/protocol.h"

/* --- does it fit ----------------------------------------------------------------------------------- */

/* One more part of what a sandbox is made of. */
static void mix(uint64_t *hash, const void *data, size_t size)
{
	*hash = hash_more(*hash, data, size);
}

int fitting_of(struct fitting *f, const struct policy *p, const struct account *a)
{
	uint64_t hashes[EFFECT_COUNT], sum[EFFECT_COUNT];
	int error = policy_hashes(p, hashes);

	*f = (struct fitting){hashes[EFFECT_ROOM], hashes[EFFECT_LIMIT]};
	if (!error && p->sum) {
		error = policy_hashes(p->sum, sum);
		mix(&f->limits, &sum[EFFECT_LIMIT], sizeof(sum[EFFECT_LIMIT]));
	}
	mix(&f->room, &(const uint32_t){PROTOCOL_MAGIC}, sizeof(uint32_t));
	mix(&f->room, &a->gid, sizeof(a->gid));
	mix(&f->room, a->groups, a->group_count * sizeof(a->groups[0]));
	for (size_t i = 0; i < a->group_count; i++)
		mix(&f->room, a->group_names[i], strlen(a->group_names[i]));
	mix(&f->room, a->shell, strlen(a->shell));
	return error;
}

bool fitting_room(const struct fitting *f, const struct record *r, const struct policy *p,
	const struct account *a, const char *boot)
{
	return r->uid == a->uid && !strcmp(r->name, a->name) && !strcmp(r->home, a->home) &&
	       r->room == f->room && !(cgroup_asked(p) & ~r->controllers) && !strcmp(r->boot, boot);
}

/* --- writing --------------------------------------------------------------------------------------- */

/* The login programs' cgroup: where the policy has it, or a former one had. */
static int write_login(const struct cgroups *c, const char *base, const struct account *a,
	const struct policy *p, struct err *e)
{
	struct cgroup_place places[CGROUP_CONTROLLERS];
	char name[CGROUP_NAME_SIZE];
	bool there = p->charge_login;
	size_t count;

	charge_name(name, a->name);
	count = cgroup_places(c, base, name, CGROUP_ALL, places);
	for (size_t i = 0; i < count; i++)
		there |= access(places[i].path, F_OK) == 0;
	return there ? charge_make(c, base, a->name, p, e) : 0;
}

static void warn(struct cgroup_warnings *w, struct err *e)
{
	if (w->count < CGROUP_WARNINGS_MAX)
		snprintf(w->text[w->count], sizeof(w->text[0]), "%.199s", e->message);
	w->count++;
	*e = ERR_NONE;
}

/* All three, whatever fails; the quota first, which fails most and is in nobody's way. */
int limits_write(const char *base, int tenant, const struct account *a, const struct policy *p,
	struct cgroup_warnings *w, struct err *e)
{
	struct err quota = ERR_NONE, login = ERR_NONE;
	struct cgroups c;
	int refused = quota_apply(tenant, a, p, &quota);
	int result;

	w->count = 0;
	if (cgroup_find(&c, e) < 0)
		return -1;
	result = cgroup_make(&c, base, a->name, p, w, e);
	if (write_login(&c, base, a, p, &login) < 0 && result == 0) {
		*e = login;
		result = -1;
	}
	if (refused == 0 || result < 0)
		return result;
	if (p->when_unavailable != UNAVAILABLE_WARN || quota.code != EOPNOTSUPP) {
		*e = quota;
		return -1;
	}
	warn(w, &quota);
	return 0;
}

/* --- what it was made with ------------------------------------------------------------------------- */

static void name_file(char path[32], uint32_t number, const char *suffix)
{
	snprintf(path, 32, "%u/policy%s", number, suffix);
}

int limits_remember(int tenant, uint32_t number, const struct policy *p, struct err *e)
{
	unsigned char *AUTO_FREE bytes = NULL;
	char path[32];
	size_t size;

	if (policy_encode(p, &bytes, &size))
		return err_set(e, ENOMEM, "policy");
	name_file(path, number, "");
	return file_replace(tenant, path, bytes, size) < 0 ? err_set(e, errno, "%s", path) : 0;
}

int limits_remembered(int tenant, uint32_t number, struct policy *p, struct err *e)
{
	char *AUTO_FREE bytes = NULL;
	int AUTO_CLOSE fd = -1;
	char path[32];
	size_t size;
	int error;

	name_file(path, number, "");
	fd = openat(tenant, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? 0 : err_set(e, errno, "%s", path);
	if (fd_read_file(fd, LAUNCH_SIZE_MAX, &bytes, &size) < 0)
		return err_set(e, errno, "%s", path);
	error = policy_decode(p, (const unsigned char *)bytes, size);
	return error == ENOMEM ? err_set(e, ENOMEM, "%s", path) : !error;
}

/* --- changing -------------------------------------------------------------------------------------- */

int limits_unknown(int tenant, struct record *r, struct err *e)
{
	if (r->limits == LIMITS_UNKNOWN)
		return 0;
	r->limits = LIMITS_UNKNOWN;
	return record_write(tenant, r, e);
}

static int put_back(int tenant, struct record *r, const struct account *a, const struct policy *old,
	struct err *e)
{
	struct cgroup_warnings ignored = {0};
	struct fitting f;

	if (limits_write(r->cgroup, tenant, a, old, &ignored, e) < 0)
		return -1;
	if (fitting_of(&f, old, a))
		return err_set(e, ENOMEM, "policy");
	r->limits = f.limits;
	return record_write(tenant, r, e);
}

int limits_put_back(int tenant, struct record *r, const struct account *a, struct err *e)
{
	struct policy old;
	int n = limits_remembered(tenant, r->number, &old, e);

	if (n <= 0)
		return n < 0 ? -1 : err_rule(e, EINVAL, "another version of hostel made this sandbox");
	n = put_back(tenant, r, a, &old, e);
	policy_free(&old);
	return n;
}

/* *e is why; and perhaps a second thing that went wrong. */
static int put_back_after(int tenant, struct record *r, const struct account *a,
	const struct policy *old, struct err *e)
{
	struct err again = ERR_NONE;
	char why[ERR_MESSAGE_SIZE];

	if (put_back(tenant, r, a, old, &again) == 0)
		return -1;
	strcpy(why, e->message);
	return err_rule(e, e->code, "%.180s; and what was in force cannot be put back: %.150s", why,
		again.message);
}

/* What is remembered, and that with the changes. 1, 0 or -1 as limits_remembered(). */
static int plan(int tenant, uint32_t number, const struct policy *p, struct policy *old,
	struct policy *next, struct err *e)
{
	int n = limits_remembered(tenant, number, old, e);

	if (n <= 0)
		return n;
	n = limits_remembered(tenant, number, next, e);
	if (n > 0 && !policy_take(next, p, EFFECT_LIMIT) && !policy_take(next, p, EFFECT_LOGIN))
		return 1;
	if (n > 0) {
		policy_free(next);
		err_set(e, ENOMEM, "policy");
	}
	policy_free(old);
	return n ? -1 : 0;
}

int limits_update(int tenant, struct record *r, const struct account *a, const struct policy *p,
	struct cgroup_warnings *w, struct err *e)
{
	struct policy old, next;
	struct fitting f;
	int n = plan(tenant, r->number, p, &old, &next, e), result = -1;

	w->count = 0;
	if (n <= 0)
		return n < 0 ? -1 : err_rule(e, EINVAL, "another version of hostel made this sandbox");
	if (fitting_of(&f, p, a)) {
		err_set(e, ENOMEM, "policy");
	} else if (limits_unknown(tenant, r, e) < 0) {
		; /* nothing has been written */
	} else if (limits_write(r->cgroup, tenant, a, p, w, e) < 0) {
		put_back_after(tenant, r, a, &old, e);
	} else {
		/* Killed up to here, the next login or reload writes the same once more. */
		r->limits = f.limits;
		result = limits_remember(tenant, r->number, &next, e) < 0 ? -1 : record_write(tenant, r, e);
	}
	policy_free(&old);
	policy_free(&next);
	return result;
}
