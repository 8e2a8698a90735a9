/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel doctor: the tenants' accounts, their homes, and what the host lets these accounts do.
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <pwd.h>
#include <shadow.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "checks.h"
#include "cli/config.h"
#include "cli/config_file.h"
#include "cli/output.h"
#include "cli/way_in.h"
#include "host/account.h"

/* Files of tenants/ that make nobody a tenant. */
static void look_at_files(const struct doctor *d, struct verdict *v)
{
	int AUTO_CLOSE config = d->configured ? config_open(d->cli) : -1;
	char **names = NULL;
	const size_t count = config < 0 ? 0 : config_names(config, "tenants", &names);

	for (size_t i = 0; i < count; i++)
		if (!doctor_by_name(d, names[i]))
			verdict_add_of(v, names[i], "tenants/%s.ini: %s", names[i], getpwnam(names[i])
				? "the account is the system's, and no tenant" : "there is no such account");
	config_names_free(names, count);
}

void doctor_accounts(struct doctor *d, struct verdict *v)
{
	const long today = (long)(time(NULL) / 86400);
	const bool elsewhere = way_in_elsewhere();
	const struct doctor_tenant *t;
	const struct spwd *entry;
	size_t fewer;

	look_at_files(d, v);
	for (size_t i = 0; i < d->tenant_count; i++) {
		const char *slash = strrchr(d->tenants[i].shell, '/');

		if (slash && (!strcmp(slash, "/nologin") || !strcmp(slash, "/false")))
			verdict_add_of(v, d->tenants[i].name, "%s: login shell %s", d->tenants[i].name,
				d->tenants[i].shell);
	}
	setspent();
	while ((entry = getspent()))
		if (entry->sp_expire > 0 && entry->sp_expire <= today && doctor_by_name(d, entry->sp_namp))
			verdict_add_of(v, entry->sp_namp, "%s: the account has expired", entry->sp_namp);
	fewer = v->count;
	setspent();
	while (!elsewhere && (entry = getspent()))
		if ((t = doctor_by_name(d, entry->sp_namp)) && way_in_none(entry, t->home))
			verdict_add_of(v, t->name, "%s: no key and no password: nobody can log in", t->name);
	endspent();
	verdict_count(v, fewer ? LEVEL_WARN : LEVEL_INFO, "every tenant has an account that can log in",
		"tenants without an account that can log in");
}

/* Of all accounts; a tenant beside another account with the same uid is that account. */
void doctor_uids(struct doctor *d, struct verdict *v)
{
	const struct passwd *entry;

	setpwent();
	while ((entry = getpwent())) {
		const struct doctor_tenant *t = doctor_by_uid(d, entry->pw_uid);

		if (t && strcmp(t->name, entry->pw_name))
			verdict_add_of(v, t->name, "%s and %s: uid %u", t->name, entry->pw_name, t->uid);
	}
	endpwent();
	verdict_count(v, LEVEL_FAIL, "every tenant has a uid of its own",
		"accounts that share a tenant's uid");
}

/* --- homes ---------------------------------------------------------------------------------------- */

static void look_at_home(struct verdict *v, const struct doctor_tenant *t)
{
	struct stat st;

	if (lstat(t->home, &st) < 0)
		verdict_add_of(v, t->name, "%s: %s: %s", t->name, t->home, strerrordesc_np(errno));
	else if (!S_ISDIR(st.st_mode))
		verdict_add_of(v, t->name, "%s: %s: no directory", t->name, t->home);
	else if (st.st_uid != t->uid)
		verdict_add_of(v, t->name, "%s: %s belongs to uid %u", t->name, t->home, st.st_uid);
	else if (st.st_mode & S_IWOTH)
		verdict_add_of(v, t->name, "%s: %s can be written by everybody (mode %04o)", t->name, t->home,
			st.st_mode & 07777);
}

static int by_home(const void *a, const void *b)
{
	return strcmp((*(const struct doctor_tenant *const *)a)->home,
		(*(const struct doctor_tenant *const *)b)->home);
}

/*
 * In the order of their paths, what lies below a home comes behind it: each is compared with the last outer
 * one.
 */
static void look_for_nested(const struct doctor *d, struct verdict *v)
{
	const struct doctor_tenant **all = calloc(d->tenant_count + 1, sizeof(*all)), *outer = NULL;

	if (!all)
		out_of_memory();
	for (size_t i = 0; i < d->tenant_count; i++)
		all[i] = &d->tenants[i];
	qsort(all, d->tenant_count, sizeof(*all), by_home);
	for (size_t i = 0; i < d->tenant_count; i++) {
		const size_t n = outer ? strlen(outer->home) : 0;

		if (outer && !strncmp(all[i]->home, outer->home, n) &&
			(all[i]->home[n] == '/' || !all[i]->home[n]))
			verdict_add_of(v, all[i]->name, "%s: %s is in %s's home", all[i]->name, all[i]->home,
				outer->name);
		else
			outer = all[i];
	}
	free(all);
}

void doctor_homes(struct doctor *d, struct verdict *v)
{
	for (size_t i = 0; i < d->tenant_count; i++)
		look_at_home(v, &d->tenants[i]);
	look_for_nested(d, v);
	verdict_count(v, LEVEL_FAIL, "every home is its tenant's own", "homes that are not");
}

/* --- what the host lets them do --------------------------------------------------------------------- */

void doctor_groups(struct doctor *d, struct verdict *v)
{
	/* As good as root on the host; and those that read or do what is others'. */
	static const char *const root[] = {"root", "docker", "lxd", "incus", "incus-admin",
		"libvirt", "libvirt-qemu", "disk", "shadow", "kmem", "sudo", "wheel", "admin",
		"lxc", "podman", NULL};
	static const char *const more[] = {"adm", "systemd-journal", "kvm", "video", "input", "tty",
		"dialout", "plugdev", "netdev", "wireshark", "staff", "mail", "www-data",
		"ssl-cert", NULL};
	size_t holes = 0;

	for (size_t i = 0; i < d->tenant_count; i++) {
		const struct doctor_tenant *t = &d->tenants[i];

		for (size_t k = 0; root[k]; k++)
			if (doctor_in_group(t, root[k])) {
				verdict_add_of(v, t->name, "gpasswd -d %s %s # as good as root",
					t->name, root[k]);
				holes++;
			}
		for (size_t k = 0; more[k]; k++)
			if (doctor_in_group(t, more[k]))
				verdict_add_of(v, t->name, "gpasswd -d %s %s", t->name, more[k]);
	}
	verdict_count(v, holes ? LEVEL_FAIL : LEVEL_WARN, "no tenant is in a group with rights on the host",
		"tenants in groups with rights on the host");
}

/* "%docker", "alice", "#1000", "ALL": which tenants does this word of sudoers(5) name? */
static void add_named(const struct doctor *d, struct verdict *v, const char *word, const char *where)
{
	const struct doctor_tenant *t = NULL;

	if (!strcmp(word, "ALL")) {
		verdict_add(v, "%s: ALL: every tenant", where);
		return;
	}
	if (*word == '%') {
		for (size_t i = 0; i < d->tenant_count; i++)
			if (doctor_in_group(&d->tenants[i], word + 1))
				verdict_add_of(v, d->tenants[i].name, "%s: %s: %s", where, word,
					d->tenants[i].name);
		return;
	}
	t = *word == '#' ? doctor_by_uid(d, (uint32_t)strtoul(word + 1, NULL, 10)) : doctor_by_name(d, word);
	if (t)
		verdict_add_of(v, t->name, "%s: %s", where, t->name);
}

/*
 * A line of sudoers: "alice,bob ALL=...", or "User_Alias X = alice, bob". Of doas.conf: "permit ... alice".
 */
static void look_at_rule(const struct doctor *d, struct verdict *v, char *line, const char *where, bool doas)
{
	char *at = line + strspn(line, " \t"), *list, *save = NULL;

	at[strcspn(at, "\n")] = '\0';
	if (!*at || !strncmp(at, "Defaults", 8) || *at == '@' || !strncmp(at, "#include", 8) ||
		(*at == '#' && (at[1] < '0' || at[1] > '9')))
		return;
	if (doas) {
		for (char *w = strtok_r(at, " \t{}", &save); w && strcmp(w, "as");
			w = strtok_r(NULL, " \t{}", &save))
			if (strcmp(w, "permit") && strcmp(w, "deny")) {
				char *AUTO_FREE group = *w == ':' ? text_of("%%%s", w + 1) : text_of("%s", w);

				add_named(d, v, group, where);
			}
		return;
	}
	if (!strncmp(at, "User_Alias", 10)) {
		list = strchr(at, '=') ? strchr(at, '=') + 1 : at;
	} else {
		list = at;
		/* The list of users ends at the first blank that no comma is beside. */
		for (char *p = at; *p; p++)
			if ((*p == ' ' || *p == '\t') && p > at && p[-1] != ',' &&
				p[strspn(p, " \t")] != ',') {
				*p = '\0';
				break;
			}
	}
	for (char *w = strtok_r(list, ", \t", &save); w; w = strtok_r(NULL, ", \t", &save))
		add_named(d, v, w, where);
}

static void look_at_rules(const struct doctor *d, struct verdict *v, const char *pattern, bool doas)
{
	glob_t found = {0};

	glob(pattern, 0, NULL, &found);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		FILE *file = fopen(found.gl_pathv[i], "re");
		char *AUTO_FREE line = NULL;
		size_t size = 0;

		for (unsigned n = 1; file && getline(&line, &size, file) >= 0; n++) {
			char *AUTO_FREE where = text_of("%s:%u", found.gl_pathv[i], n);

			look_at_rule(d, v, line, where, doas);
		}
		if (file)
			fclose(file);
	}
	globfree(&found);
}

/* JavaScript cannot be judged from here: the name of a tenant in it is worth a look. */
static void look_at_polkit(const struct doctor *d, struct verdict *v)
{
	glob_t found = {0};

	glob("/etc/polkit-1/rules.d/*.rules", 0, NULL, &found);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		int AUTO_CLOSE fd = open(found.gl_pathv[i], O_RDONLY | O_CLOEXEC | O_NONBLOCK);
		char *AUTO_FREE text = NULL, *save = NULL;
		size_t length;

		if (fd < 0 || fd_read_file(fd, 1 << 20, &text, &length) < 0)
			continue;
		for (char *w = strtok_r(text, " \t\n\"'()[]{};,=!&|", &save); w;
			w = strtok_r(NULL, " \t\n\"'()[]{};,=!&|", &save))
			if (doctor_by_name(d, w))
				verdict_add_of(v, w, "%s: %s", found.gl_pathv[i], w);
	}
	globfree(&found);
}

void doctor_sudo(struct doctor *d, struct verdict *v)
{
	look_at_rules(d, v, "/etc/sudoers", false);
	look_at_rules(d, v, "/etc/sudoers.d/*", false);
	look_at_rules(d, v, "/etc/doas.conf", true);
	look_at_polkit(d, v);
	verdict_count(v, LEVEL_WARN, "no rule of sudo, doas or polkit names a tenant",
		"rules that give a tenant's account rights on the host");
}

/* --- units ------------------------------------------------------------------------------------------- */

static void look_at_unit(const struct doctor *d, struct verdict *v, const char *path)
{
	FILE *file = fopen(path, "re");
	char line[512];

	while (file && fgets(line, sizeof(line), file)) {
		char *at = line + strspn(line, " \t"), *value;
		const struct doctor_tenant *t;

		at[strcspn(at, "\n")] = '\0';
		value = !strncmp(at, "User", 4) ? strchr(at, '=') : NULL;
		if (!value || at + 4 + strspn(at + 4, " \t") != value)
			continue;
		value += 1 + strspn(value + 1, " \t");
		value[strcspn(value, " \t")] = '\0';
		t = doctor_by_name(d, value);
		if (!t && *value >= '0' && *value <= '9')
			t = doctor_by_uid(d, (uint32_t)strtoul(value, NULL, 10));
		if (t)
			verdict_add_of(v, t->name, "%s: User=%s", path, value);
	}
	if (file)
		fclose(file);
}

void doctor_units(struct doctor *d, struct verdict *v)
{
	static const char *const directories[] = {"/etc/systemd/system", "/run/systemd/system",
		"/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/run/systemd/generator",
		"/run/systemd/generator.early", "/run/systemd/generator.late"};

	for (size_t i = 0; i < 2 * sizeof(directories) / sizeof(directories[0]); i++) {
		char *AUTO_FREE pattern = text_of("%s/%s", directories[i / 2],
			i % 2 ? "*.service.d/*.conf" : "*.service");
		glob_t found = {0};

		glob(pattern, 0, NULL, &found);
		for (size_t k = 0; k < found.gl_pathc; k++)
			look_at_unit(d, v, found.gl_pathv[k]);
		globfree(&found);
	}
	verdict_count(v, LEVEL_FAIL, "no unit of systemd runs as a tenant",
		"units that run as a tenant, outside the sandbox");
}
