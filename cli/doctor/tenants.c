/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who the tenants of this host are, and which directories their policies show.
 */
#include "tenants.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cgroup/knobs.h"
#include "cgroup/pools.h"
#include "cli/accounts.h"
#include "cli/config.h"
#include "cli/host_limits.h"
#include "cli/memberships.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "host/account.h"
#include "host/config_dir.h"
#include "host/quota.h"
#include "policy/defaults.h"
#include "policy/load.h"
#include "policy/print.h"
#include "policy/problems.h"
#include "policy/single.h"

static void add_place(struct doctor *d, const char *path)
{
	for (size_t i = 0; i < d->place_count; i++)
		if (!strcmp(d->places[i], path))
			return;
	d->places = reallocarray(d->places, d->place_count + 1, sizeof(*d->places));
	if (!d->places)
		out_of_memory();
	d->places[d->place_count++] = text_of("%s", path);
}

static void add_device(struct doctor *d, const char *path, const char *tenant)
{
	size_t i = 0;

	while (i < d->device_count && strcmp(d->devices[i].path, path))
		i++;
	if (i == d->device_count) {
		d->devices = reallocarray(d->devices, i + 1, sizeof(*d->devices));
		if (!d->devices)
			out_of_memory();
		d->devices[d->device_count++] =
			(struct doctor_device){text_of("%s", path), text_of("%s", tenant), 0};
	}
	d->devices[i].tenants++;
}

static void add_io(struct doctor *d, const struct policy *p, const char *tenant)
{
	for (size_t i = 0; i < p->io_max.count; i++)
		if (strcmp(p->io_max.items[i].device, "*"))
			add_device(d, p->io_max.items[i].device, tenant);
}

static void add_services(struct doctor *d, const struct policy *p)
{
	for (size_t i = 0; i < p->service_sections.count; i++) {
		d->service_count += p->service_sections.items[i].enabled;
		d->socket_count += p->service_sections.items[i].enabled &&
			p->service_sections.items[i].listen == LISTEN_UNIX;
	}
	snprintf(d->web_group, sizeof(d->web_group), "%s", p->web_group);
}

static void add_memory(struct doctor *d, uint64_t memory_max)
{
	const uint64_t all = pools_memory(VALUE_PERCENT | 100), bytes = pools_memory(memory_max);
	const uint64_t most = bytes < all ? bytes : all;

	if (most > d->memory_largest)
		d->memory_largest = most;
	d->memory_sum += most;
}

/* Which lines of the host's give this tenant less than the policy, each once. */
static void add_lower(struct doctor *d, const struct account *a, const struct policy *p)
{
	struct host_limits h;

	host_limits_of(&h, a);
	for (int n = 0; n < ULIMIT_COUNT; n++) {
		const char *key = policy_field((enum field_id)(FIELD_ulimit_cpu + n))->key;
		struct ulimit_pair holds;
		size_t i = 0;

		if (!host_limits_lower(&h, p, n, &holds))
			continue;
		while (i < d->lower_count &&
		       (strcmp(d->lower[i].key, key) || strcmp(d->lower[i].where, h.where[n])))
			i++;
		if (i == d->lower_count) {
			d->lower = reallocarray(d->lower, i + 1, sizeof(*d->lower));
			if (!d->lower)
				out_of_memory();
			d->lower[d->lower_count++] = (struct doctor_lower){key, text_of("%s", h.where[n]),
				text_of("%s", a->name), 0};
		}
		d->lower[i].tenants++;
	}
}

/* What the policy says, for t and for the sums of all. */
static void take_policy(struct doctor *d, struct doctor_tenant *t, const struct account *a,
	const struct policy *p)
{
	for (size_t i = 0; i < p->read_only.count; i++)
		add_place(d, p->read_only.items[i].source);
	for (size_t i = 0; i < p->read_write.count; i++)
		add_place(d, p->read_write.items[i].source);
	t->controllers = cgroup_asked(p);
	t->quota = quota_asked(p) && p->when_unavailable != UNAVAILABLE_WARN;
	t->swap = p->memory_swap_max != VALUE_MAX;
	t->unconfined = p->seccomp == SECCOMP_UNCONFINED;
	t->memory_low = pools_memory(p->memory_low);
	d->unconfined += t->unconfined;
	add_memory(d, p->memory_max);
	add_io(d, p, t->name);
	add_services(d, p);
	add_lower(d, a, p);
}

static char *load(struct doctor *d, struct doctor_tenant *t, const struct account *a,
	const struct policy_reader *reader)
{
	struct policy_who who = account_who(a);
	struct problems problems = {0};
	struct err e = ERR_NONE;
	struct policy policy;
	char line[1024];

	if (tenant_check_account(a, &e) < 0)
		return text_of("%s", e.message);
	if (policy_load(&policy, reader, &who, &problems)) {
		if (!problems.count)
			return text_of("the policy cannot be loaded");
		problem_print(line, sizeof(line), &problems.v[0]);
		return text_of("%s", line);
	}
	take_policy(d, t, a, &policy);
	policy_free(&policy);
	return NULL;
}

static void take_account(struct doctor_tenant *t, const struct account *a)
{
	*t = (struct doctor_tenant){.name = text_of("%s", a->name), .uid = a->uid,
		.home = text_of("%s", a->home), .shell = text_of("%s", a->shell),
		.group_count = a->group_count};
	t->groups = calloc(a->group_count + 1, sizeof(*t->groups));
	if (!t->groups)
		out_of_memory();
	for (size_t i = 0; i < a->group_count; i++)
		t->groups[i] = text_of("%s", a->group_names[i]);
}

static void look_at(struct doctor *d, const struct account *a, int config, const struct policy_reader *reader)
{
	struct problems ignored = {0};
	struct doctor_tenant *t;

	if (tenant_mark(a, config, &ignored) == TENANT_NOT)
		return;
	d->tenants = reallocarray(d->tenants, d->tenant_count + 1, sizeof(*d->tenants));
	if (!d->tenants)
		out_of_memory();
	t = &d->tenants[d->tenant_count++];
	take_account(t, a);
	t->mistake = config < 0 ? text_of("the configuration cannot be read") : load(d, t, a, reader);
}

/* Of two of one name the first one counts, as for getpwnam(3): they stand side by side. */
static void look_at_all(struct doctor *d, int config, const struct policy_reader *reader)
{
	struct memberships groups;
	struct accounts all;

	accounts_read(&all);
	memberships_read(&groups);
	for (size_t i = 0; i < all.count; i++) {
		const struct passwd *entry = &all.v[i].entry;
		struct err e = ERR_NONE;
		struct account a;

		progress("accounts", i);
		if (account_is_system(entry->pw_uid) ||
			(i && !strcmp(all.v[i - 1].entry.pw_name, entry->pw_name)))
			continue;
		if (memberships_account(&groups, entry, &a, &e) != 1)
			continue;
		look_at(d, &a, config, reader);
		account_free(&a);
	}
	memberships_free(&groups);
	accounts_free(&all);
}

static int by_uid(const void *a, const void *b)
{
	const struct doctor_tenant *one = a, *other = b;

	return one->uid < other->uid ? -1 : one->uid > other->uid;
}

static int by_name(const void *a, const void *b)
{
	return strcmp((*(struct doctor_tenant *const *)a)->name, (*(struct doctor_tenant *const *)b)->name);
}

static void sort(struct doctor *d)
{
	d->by_name = calloc(d->tenant_count + 1, sizeof(struct doctor_tenant *));
	if (!d->by_name)
		out_of_memory();
	if (!d->tenant_count)
		return;
	qsort(d->tenants, d->tenant_count, sizeof(*d->tenants), by_uid);
	for (size_t i = 0; i < d->tenant_count; i++)
		d->by_name[i] = &d->tenants[i];
	qsort(d->by_name, d->tenant_count, sizeof(struct doctor_tenant *), by_name);
}

void doctor_tenants(struct doctor *d)
{
	char *AUTO_FREE path = config_path(d->cli);
	struct problems ignored = {0};
	struct err e = ERR_NONE;
	int AUTO_CLOSE config = config_directory(path, &e);
	const struct policy_reader reader = config_reader(&config);
	struct policy policy;

	if (config >= 0 && policy_load_host(&policy, &reader, &ignored) == 0) {
		d->configured = true;
		d->keepers = policy.keepers;
		policy_free(&policy);
	}
	look_at_all(d, config, &reader);
	sort(d);
}

const struct doctor_tenant *doctor_by_uid(const struct doctor *d, uint32_t uid)
{
	const struct doctor_tenant key = {.uid = uid};

	return d->tenant_count ? bsearch(&key, d->tenants, d->tenant_count, sizeof(key), by_uid) : NULL;
}

const struct doctor_tenant *doctor_by_name(const struct doctor *d, const char *name)
{
	const struct doctor_tenant one = {.name = (char *)name}, *key = &one;
	struct doctor_tenant **found = d->tenant_count ? bsearch(&key, d->by_name, d->tenant_count,
		sizeof(struct doctor_tenant *), by_name) : NULL;

	return found ? *found : NULL;
}

bool doctor_in_group(const struct doctor_tenant *t, const char *group)
{
	for (size_t i = 0; i < t->group_count; i++)
		if (!strcmp(t->groups[i], group))
			return true;
	return false;
}

static void free_tenant(struct doctor_tenant *t)
{
	for (size_t i = 0; i < t->group_count; i++)
		free(t->groups[i]);
	free(t->groups);
	free(t->name);
	free(t->home);
	free(t->shell);
	free(t->mistake);
}

void doctor_free(struct doctor *d)
{
	for (size_t i = 0; i < d->tenant_count; i++)
		free_tenant(&d->tenants[i]);
	for (size_t i = 0; i < d->device_count; i++) {
		free(d->devices[i].path);
		free(d->devices[i].first);
	}
	for (size_t i = 0; i < d->place_count; i++)
		free(d->places[i]);
	for (size_t i = 0; i < d->lower_count; i++) {
		free(d->lower[i].where);
		free(d->lower[i].first);
	}
	free(d->lower);
	free(d->devices);
	free(d->by_name);
	free(d->tenants);
	free(d->places);
}
