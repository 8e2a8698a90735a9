/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What keys say together: no place inside is two things, nothing covers what hostel builds, nothing of
 * the host is shown that must not leave it, nothing stands in [network] that its mode does not enforce.
 */
#include "check.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "path.h"
#include "policy/image_id.h"
#include "policy/kind/calls.h"
#include "policy/print.h"
#include "policy/reserved.h"
#include "table.h"
#include "text.h"

/* --- places inside the sandbox --------------------------------------------------------------- */

struct place {
	const char *target;
	const char *source; /* NULL: nothing of the host */
	enum field_id field;
};

struct checker {
	const struct policy *policy;
	struct problems *ps;
	size_t count;
	struct place *places;
};

__attribute__((format(printf, 4, 5))) static void report(
	struct checker *k, enum field_id id, const char *value, const char *format, ...)
{
	const struct origin *origin = &k->policy->origin[id];
	struct complaint c;
	char where[96];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(c.message, sizeof(c.message), format, arguments);
	va_end(arguments);
	field_where(id, where, sizeof(where));
	problems_add(k->ps, origin->file, origin->line, where, value, "%s", c.message);
}

static void add_place(
	struct checker *k, enum field_id field, const char *target, const char *source)
{
	k->places[k->count++] = (struct place){target, source, field};
}

static void add_binds(struct checker *k, enum field_id field, const struct bind_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		add_place(k, field, list->items[i].target, list->items[i].source);
}

static int collect(struct checker *k)
{
	const struct policy *p = k->policy;
	size_t count = p->read_only.count + p->read_write.count + p->tmpfs.count + p->hide.count;

	k->places = calloc(count + 1, sizeof(*k->places));
	if (!k->places)
		return ENOMEM;
	add_binds(k, FIELD_read_only, &p->read_only);
	add_binds(k, FIELD_read_write, &p->read_write);
	for (size_t i = 0; i < p->tmpfs.count; i++)
		add_place(k, FIELD_tmpfs, p->tmpfs.items[i].target, NULL);
	for (size_t i = 0; i < p->hide.count; i++)
		add_place(k, FIELD_hide, p->hide.items[i], NULL);
	return 0;
}

/* True if the place is wrong by itself. */
static bool check_place(struct checker *k, const struct place *a)
{
	const struct policy_reserved *r = reserved_target(a->target, a->field == FIELD_read_only);

	if (r) {
		report(k, a->field, a->target, "%s cannot be a place for this: %s", r->path,
			r->why);
		return true;
	}
	r = a->source ? reserved_source(a->source, a->field == FIELD_read_write) : NULL;
	if (r)
		report(k, a->field, a->source, "%s of the host cannot be shown%s: %s", r->path,
			a->field == FIELD_read_write ? " writable" : "", r->why);
	return r;
}

static void check_home(struct checker *k, const struct place *a, const char *home)
{
	if (strcmp(a->target, home) == 0)
		report(k, a->field, a->target, "this is the home directory: use [filesystem] home");
	else if (policy_inside(home, a->target))
		report(k, a->field, a->target, "this would cover the home directory %s", home);
	else if (a->field == FIELD_hide && policy_inside(a->target, home))
		report(k, a->field, a->target,
			"the tenant could rename it away: it is in the home directory");
}

static void check_pair(struct checker *k, const struct place *a, const struct place *b)
{
	char where[96];
	const struct origin *origin = &k->policy->origin[b->field];

	field_where(b->field, where, sizeof(where));
	if (strcmp(a->target, b->target) == 0)
		report(k, a->field, a->target, "the same place stands in %s (%s:%u)", where,
			origin->file, origin->line);
	else
		report(k, a->field, a->target,
			"lies inside %s of %s (%s:%u), where the tenant could rename it away",
			b->target, where, origin->file, origin->line);
}

/* The first other place that is in the way. */
static void check_others(struct checker *k, size_t index)
{
	const struct place *a = &k->places[index];

	for (size_t i = 0; i < k->count; i++) {
		const struct place *b = &k->places[i];
		bool same = i < index && strcmp(a->target, b->target) == 0;
		bool inside = b->field == FIELD_read_write && policy_inside(a->target, b->target) &&
			      strcmp(a->target, b->target) != 0;

		if (same || inside) {
			check_pair(k, a, b);
			return;
		}
	}
}

static void check_shell(struct checker *k)
{
	const char *shell = k->policy->shell;
	const char *slash = strrchr(shell, '/');

	if (slash && strcmp(slash, "/hostel-shell") == 0)
		report(k, FIELD_shell, shell, "name the shell that runs inside, or auto");
}

/*
 * Landlock is what keeps the rules about ports: without it they would mean nothing. What it does not look at
 * the filter refuses, which does not see what these two are asked to do.
 */
static void check_ports(struct checker *k)
{
	static const enum call_id unseen[] = {CALL_socketcall, CALL_io_uring_setup};
	const struct policy *p = k->policy;

	for (size_t i = 0; i < sizeof(unseen) / sizeof(unseen[0]); i++)
		if (call_in(&p->seccomp_allow, unseen[i]) && !(p->tcp_bind.any && p->tcp_connect.any))
			report(k, FIELD_seccomp_allow, NULL, "%s would pass [network] %s",
				call_table_name(unseen[i]), p->tcp_bind.any ? "tcp_connect" : "tcp_bind");
	if (p->landlock)
		return;
	if (!p->tcp_bind.any)
		report(k, FIELD_tcp_bind, NULL, "this needs [filesystem] landlock = yes");
	if (!p->tcp_connect.any)
		report(k, FIELD_tcp_connect, NULL, "this needs [filesystem] landlock = yes");
}

/* The host's programs are everybody's. */
static void check_write(struct checker *k)
{
	const struct policy *p = k->policy;

	if (p->write != WRITE_NONE && strcmp(p->image, POLICY_IMAGE_HOST) == 0)
		report(k, FIELD_write, NULL, "this needs [filesystem] image");
	if (p->write == WRITE_ROOT && p->read_write.count)
		report(k, FIELD_read_write, NULL,
			"with write = root (%s:%u) files of ids that are nobody's would be "
			"made there",
			p->origin[FIELD_write].file, p->origin[FIELD_write].line);
}

/* --- [network] --------------------------------------------------------------------------------- */

/* What is said against one key because of the mode. */
static void report_mode(struct checker *k, enum field_id id, const char *what)
{
	const struct policy *p = k->policy;
	const struct origin *mode = &p->origin[FIELD_network];
	char value[96], said[120] = "the default";
	struct text out = {.buffer = said, .size = sizeof(said)};

	(void)policy_print_field(p, id, value, sizeof(value));
	if (mode->line)
		text_add(&out, "%s:%u", mode->file, mode->line);
	report(k, id, value, "%s, and mode is %s (%s)", what,
		policy_fields[FIELD_network].range.names[p->network], said);
}

/* A mode that was not understood is not judged. */
static bool mode_is_wrong(const struct problems *ps)
{
	char where[96];

	field_where(FIELD_network, where, sizeof(where));
	for (size_t i = 0; i < ps->count; i++)
		if (strcmp(ps->v[i].where, where) == 0)
			return true;
	return false;
}

/* True unless it is what mode = host has anyway, or as near as can be written: it undoes what others set. */
static bool limits(const struct policy *p, enum field_id id)
{
	switch (id) {
	case FIELD_rate:
		return p->rate != VALUE_MAX;
	case FIELD_rate_in:
		return p->rate_in != VALUE_MAX;
	case FIELD_connections:
		return p->connections != VALUE_MAX;
	case FIELD_dns:
		return p->dns.count;
	case FIELD_egress:
		return p->egress.count != 1 || p->egress.items[0].deny ||
		       p->egress.items[0].where != EGRESS_PUBLIC || p->egress.items[0].protocol != NET_ANY;
	default:
		return true;
	}
}

static void check_network(struct checker *k)
{
	const struct policy *p = k->policy;
	static const enum field_id own[] = {
		FIELD_egress, FIELD_rate, FIELD_rate_in, FIELD_connections, FIELD_dns};
	bool inside = p->network == NETWORK_NAT || p->network == NETWORK_PASTA;

	if (mode_is_wrong(k->ps))
		return;
	if (p->publish.count && !inside)
		report_mode(k, FIELD_publish, "this needs mode = nat or pasta");
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (p->network == NETWORK_HOST && p->origin[own[i]].line && limits(p, own[i]))
			report_mode(k, own[i], "nothing enforces this in the host's network");
	if (p->network == NETWORK_PASTA && p->rate_in != VALUE_MAX)
		report_mode(k, FIELD_rate_in, "pasta cannot enforce this: use nat, or max here");
}

/* --- all of it --------------------------------------------------------------------------------- */

/* What hostel gives away of this host's ids is nobody else's. */
static void check_subids(struct checker *k)
{
	const struct policy *p = k->policy;
	const struct uid_range *given = &p->subids, *keepers = &p->keepers;

	if (given->last - given->first < 2 * POLICY_SUBIDS - 1)
		report(k, FIELD_subids, NULL, "at least %u ids: one range for imports, one for a room",
			2 * POLICY_SUBIDS);
	if (given->first <= keepers->last && given->last >= keepers->first)
		report(k, FIELD_subids, NULL, "the range holds uids of the keepers (%u-%u)", keepers->first,
			keepers->last);
}

void check_host(const struct policy *p, struct problems *ps)
{
	struct checker k = {.policy = p, .ps = ps};

	check_subids(&k);

	for (size_t i = 0; i < p->tenants.count; i++) {
		const struct selector *s = &p->tenants.items[i];

		if (s->kind == SELECTOR_UIDS && s->ids.first <= p->keepers.last &&
			s->ids.last >= p->keepers.first)
			report(&k, FIELD_tenants, NULL,
				"the range %u-%u holds uids of the keepers (%u-%u)", s->ids.first,
				s->ids.last, p->keepers.first, p->keepers.last);
		if (s->kind == SELECTOR_UIDS && s->ids.first <= p->subids.last &&
			s->ids.last >= p->subids.first)
			report(&k, FIELD_tenants, NULL, "the range %u-%u holds ids of [host] subids (%u-%u)",
				s->ids.first, s->ids.last, p->subids.first, p->subids.last);
	}
}

int check_policy(const struct policy *p, const struct policy_who *who, bool has_mode, struct problems *ps)
{
	struct checker k = {.policy = p, .ps = ps};
	char home[POLICY_PATH_SIZE_MAX + 1];
	bool has_home = path_of_home(who->home, home, NULL) == 0;

	if (collect(&k))
		return ENOMEM;
	check_shell(&k);
	check_ports(&k);
	check_write(&k);
	for (size_t i = 0; i < k.count; i++) {
		if (check_place(&k, &k.places[i]))
			continue;
		if (has_home)
			check_home(&k, &k.places[i], home);
		check_others(&k, i);
	}
	free(k.places);
	if (has_mode)
		check_network(&k);
	check_host(p, ps);
	return 0;
}
