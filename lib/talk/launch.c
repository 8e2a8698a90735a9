/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Encoding of struct launch.
 */
#include "talk/launch.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "base/wire.h"

#define LAUNCH_MAGIC 0x48534c41 /* "HSLA": the last byte is the version */

static const size_t string_members[] = {
	offsetof(struct launch, name),        offsetof(struct launch, home),
	offsetof(struct launch, home_source), offsetof(struct launch, shell),
	offsetof(struct launch, run_dir),     offsetof(struct launch, base_dir),
	offsetof(struct launch, etc_dir),     offsetof(struct launch, log_socket),
	offsetof(struct launch, programs_dir), offsetof(struct launch, machine_dir),
	offsetof(struct launch, apparmor),
	offsetof(struct launch, apparmor_init), offsetof(struct launch, selinux),
	offsetof(struct launch, lxcfs),       offsetof(struct launch, image),
};

#define STRING_MEMBERS (sizeof(string_members) / sizeof(string_members[0]))

static void put_prefix(struct wire_writer *w, const struct net_prefix *p)
{
	wire_put_u32(w, p->version);
	wire_put_u32(w, p->length);
	wire_put_bytes(w, p->address, sizeof(p->address));
}

static void get_prefix(struct wire_reader *r, struct net_prefix *p)
{
	const unsigned char *bytes;
	size_t size;

	p->version = wire_get_u32(r);
	p->length = wire_get_u32(r);
	bytes = wire_get_bytes(r, &size);
	if (r->failed || size != sizeof(p->address) ||
		(p->version != 0 && p->version != 4 && p->version != 6) ||
		p->length > (p->version == 6 ? 128 : 32)) {
		r->failed = true;
		return;
	}
	memcpy(p->address, bytes, size);
}

size_t launch_encode(const struct launch *l, unsigned char *buffer, size_t size)
{
	struct wire_writer w = {.data = buffer, .size = size};

	wire_put_u32(&w, LAUNCH_MAGIC);
	wire_put_u32(&w, l->uid);
	wire_put_u32(&w, l->gid);
	for (size_t i = 0; i < STRING_MEMBERS; i++)
		wire_put_string(&w, *(const char *const *)((const char *)l + string_members[i]));
	wire_put_u32(&w, (uint32_t)l->group_count);
	for (size_t i = 0; i < l->group_count; i++)
		wire_put_u32(&w, l->groups[i]);
	wire_put_u32(&w, (uint32_t)l->shown_count);
	for (size_t i = 0; i < l->shown_count; i++)
		wire_put_string(&w, l->shown[i]);
	wire_put_u32(&w, (uint32_t)l->cgroup_count);
	for (size_t i = 0; i < l->cgroup_count; i++) {
		wire_put_string(&w, l->cgroups[i].source);
		wire_put_string(&w, l->cgroups[i].name);
	}
	wire_put_u32(&w, l->subids);
	wire_put_u32(&w, l->keeper);
	wire_put_u32(&w, l->face);
	wire_put_u32(&w, l->network.slot);
	put_prefix(&w, &l->network.pool);
	put_prefix(&w, &l->network.pool6);
	wire_put_u32(&w, l->network.resolver_count);
	for (uint32_t i = 0; i < l->network.resolver_count; i++)
		put_prefix(&w, &l->network.resolvers[i]);
	wire_put_bytes(&w, l->policy, l->policy_size);
	return w.failed ? 0 : w.used;
}

static void get_lists(struct launch *l, struct wire_reader *r)
{
	l->group_count = wire_get_count(r, 4, LAUNCH_GROUPS_MAX);
	for (size_t i = 0; i < l->group_count; i++)
		l->groups[i] = wire_get_u32(r);
	l->shown_count = wire_get_count(r, 5, LAUNCH_SHOWN_MAX);
	for (size_t i = 0; i < l->shown_count; i++)
		l->shown[i] = wire_get_string(r);
	l->cgroup_count = wire_get_count(r, 10, LAUNCH_CGROUPS_MAX);
	for (size_t i = 0; i < l->cgroup_count; i++) {
		l->cgroups[i].source = wire_get_string(r);
		l->cgroups[i].name = wire_get_string(r);
	}
}

int launch_decode(struct launch *l, const unsigned char *bytes, size_t size, struct err *e)
{
	struct wire_reader r = {.data = bytes, .left = size};

	memset(l, 0, sizeof(*l));
	if (wire_get_u32(&r) != LAUNCH_MAGIC)
		return err_rule(e, EINVAL, "launch: not of this version");
	l->uid = wire_get_u32(&r);
	l->gid = wire_get_u32(&r);
	for (size_t i = 0; i < STRING_MEMBERS; i++)
		*(const char **)((char *)l + string_members[i]) = wire_get_string(&r);
	get_lists(l, &r);
	l->subids = wire_get_u32(&r);
	l->keeper = wire_get_u32(&r);
	l->face = wire_get_u32(&r);
	l->network.slot = wire_get_u32(&r);
	get_prefix(&r, &l->network.pool);
	get_prefix(&r, &l->network.pool6);
	l->network.resolver_count = wire_get_count(&r, 12, ADDRESSES_MAX);
	for (uint32_t i = 0; i < l->network.resolver_count; i++)
		get_prefix(&r, &l->network.resolvers[i]);
	l->policy = wire_get_bytes(&r, &l->policy_size);
	if (!wire_done(&r))
		return err_rule(e, EINVAL, "launch: truncated or malformed");
	return 0;
}
