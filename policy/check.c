/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What keys say together: no place inside is two things, nothing covers what hostel builds, and
 * nothing of the host is shown that must not leave it.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* --- reserved paths -------------------------------------------------------------------------- */

struct reserved {
	const char *path;
	bool below; /* and everything below it */
	const char *why;
};

static const char own[] = "hostel mounts the sandbox's own there";
static const char programs[] = "no program would be found without it";
static const char accounts[] = "hostel writes the tenant's own there";

static const struct reserved targets[] = {
	{"/proc", true, own},
	{"/sys", true, own},
	{"/dev", true, own},
	{"/run", true, own},
	{"/var/run", true, own},
	{"/tmp", true, "it is the tenant's own already, see tmp_size"},
	{"/var/tmp", true, "it is the tenant's own already, see tmp_size"},
	{"/etc", false, accounts},
	{"/etc/passwd", true, accounts},
	{"/etc/group", true, accounts},
	{"/etc/shadow", true, accounts},
	{"/etc/gshadow", true, accounts},
	{"/etc/hostname", true, accounts},
	{"/etc/hosts", true, accounts},
	{"/etc/resolv.conf", true, accounts},
	{"/etc/nsswitch.conf", true, accounts},
	{"/etc/mtab", true, accounts},
	{"/etc/ld.so.preload", true, "every program would load what it names"},
	{"/usr", false, programs},
	{"/usr/bin", false, programs},
	{"/usr/sbin", false, programs},
	{"/usr/lib", false, programs},
	{"/usr/lib32", false, programs},
	{"/usr/lib64", false, programs},
	{"/bin", true, programs},
	{"/sbin", true, programs},
	{"/lib", true, programs},
	{"/lib32", true, programs},
	{"/lib64", true, programs},
	{"/libx32", true, programs},
};

static const char kernel[] = "it shows or changes the host's kernel and processes";
static const char secrets[] = "it holds the host's secrets";
static const char everybody[] = "it holds files of the host and of other tenants";

static const struct reserved sources[] = {
	{"/proc", true, kernel},
	{"/sys", true, kernel},
	{"/dev", true, kernel},
	{"/run", true, "it holds the host's sockets and state"},
	{"/var/run", true, "it holds the host's sockets and state"},
	{HOSTEL_STATEDIR, true, "it holds the host's sockets and state"},
	{"/boot", true, secrets},
	{"/root", true, "it is root's home"},
	{"/etc", false, secrets},
	{"/etc/passwd", true, accounts},
	{"/etc/group", true, accounts},
	{"/etc/shadow", true, secrets},
	{"/etc/shadow-", true, secrets},
	{"/etc/gshadow", true, secrets},
	{"/etc/gshadow-", true, secrets},
	{HOSTEL_CONFDIR, true, secrets},
	{"/etc/pam.d", true, secrets},
	{"/etc/ssh", true, secrets},
	{"/etc/sudoers", true, secrets},
	{"/etc/sudoers.d", true, secrets},
	{"/var", false, everybody},
};

static const char roots[] = "root runs or reads what is there";

static const struct reserved writable_sources[] = {
	{"/bin", true, roots},
	{"/sbin", true, roots},
	{"/lib", true, roots},
	{"/lib32", true, roots},
	{"/lib64", true, roots},
	{"/libx32", true, roots},
	{"/usr", true, roots},
	{"/etc", true, roots},
	{"/home", false, everybody},
	{"/opt", false, roots},
	{"/srv", false, everybody},
};

#define FIND(path, table) find_reserved(path, table, sizeof(table) / sizeof((table)[0]))

/* "/a/b" is inside "/a" and inside "/a/b". */
static bool is_inside(const char *path, const char *directory)
{
	size_t length = strlen(directory);

	return strncmp(path, directory, length) == 0 &&
	       (path[length] == '\0' || path[length] == '/');
}

static const struct reserved *find_reserved(
	const char *path, const struct reserved *table, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (table[i].below ? is_inside(path, table[i].path)
				   : strcmp(path, table[i].path) == 0)
			return &table[i];
	}
	return NULL;
}

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
	const struct reserved *r = FIND(a->target, targets);

	if (r) {
		report(k, a->field, a->target, "%s cannot be a place for this: %s", r->path,
			r->why);
		return true;
	}
	r = a->source ? FIND(a->source, sources) : NULL;
	if (!r && a->source && a->field == FIELD_read_write)
		r = FIND(a->source, writable_sources);
	if (r)
		report(k, a->field, a->source, "%s of the host cannot be shown%s: %s", r->path,
			a->field == FIELD_read_write ? " writable" : "", r->why);
	return r;
}

static void check_home(struct checker *k, const struct place *a, const char *home)
{
	if (strcmp(a->target, home) == 0)
		report(k, a->field, a->target, "this is the home directory: use [filesystem] home");
	else if (is_inside(home, a->target))
		report(k, a->field, a->target, "this would cover the home directory %s", home);
	else if (a->field == FIELD_hide && is_inside(a->target, home))
		report(k, a->field, a->target,
			"the tenant could rename it away: it is in his home directory");
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
		bool inside = b->field == FIELD_read_write && is_inside(a->target, b->target) &&
			      strcmp(a->target, b->target) != 0;

		if (same || inside) {
			check_pair(k, a, b);
			return;
		}
	}
}

/* The home directory without slashes at its end, or NULL where it is no usable path. */
static const char *plain_home(const struct policy_who *who, char *buffer, size_t size)
{
	size_t length = who->home ? strlen(who->home) : 0;

	while (length > 1 && who->home[length - 1] == '/')
		length--;
	if (length == 0 || length >= size)
		return NULL;
	(void)snprintf(buffer, size, "%.*s", (int)length, who->home);
	return path_check(buffer, NULL) == 0 ? buffer : NULL;
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

int check_policy(const struct policy *p, const struct policy_who *who, struct problems *ps)
{
	struct checker k = {.policy = p, .ps = ps};
	char buffer[POLICY_PATH_SIZE_MAX + 1];
	const char *home = plain_home(who, buffer, sizeof(buffer));

	if (collect(&k))
		return ENOMEM;
	check_shell(&k);
	check_ports(&k);
	for (size_t i = 0; i < k.count; i++) {
		if (check_place(&k, &k.places[i]))
			continue;
		if (home)
			check_home(&k, &k.places[i], home);
		check_others(&k, i);
	}
	free(k.places);
	return 0;
}

void check_host(const struct policy *p, struct problems *ps)
{
	struct checker k = {.policy = p, .ps = ps};

	for (size_t i = 0; i < p->tenants.count; i++) {
		const struct selector *s = &p->tenants.items[i];

		if (s->kind == SELECTOR_UIDS && s->ids.first <= p->keepers.last &&
			s->ids.last >= p->keepers.first)
			report(&k, FIELD_tenants, NULL,
				"the range %u-%u holds uids of the keepers (%u-%u)", s->ids.first,
				s->ids.last, p->keepers.first, p->keepers.last);
	}
}
