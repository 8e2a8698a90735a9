/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel doctor: what sshd does for the tenants. Safety depends on UsePAM alone; the rest thins a wall, or
 * makes logins fail.
 */
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "checks.h"
#include "cli/output.h"
#include "cli/pam_stack.h"
#include "host/pam_service.h"
#include "sshd_outcomes.h"

#define VALUE_SIZE 512

/* Asked of one outcome; `whom` is "" where there is but one, else " for alice and 12 more". */
typedef void look(struct verdict *v, const struct doctor *d, const struct sshd_outcome *o, const char *whom);

/* How many of the tenants the answers are about. */
static void add_coverage(struct verdict *v, const struct doctor *d, const struct sshd_outcomes *all)
{
	char *AUTO_FREE said = text_of("%zu of %zu tenants by %zu calls%s", d->tenant_count - all->dropped,
		d->tenant_count, all->count,
		all->by_address ? "; Match blocks by host, address or port: as from 127.0.0.1" : "");

	verdict_evidence(v, "sshd -T -C user=TENANT", said);
}

/* False with the verdict set: nothing can be asked. */
static bool each_outcome(struct verdict *v, const struct doctor *d, look *look_at)
{
	const struct sshd_outcomes *all = sshd_outcomes(d);

	if (!all->there) {
		verdict_set(v, LEVEL_SKIP, "there is no sshd");
		return false;
	}
	if (!v->evidence_count)
		add_coverage(v, d, all);
	for (size_t i = 0; i < all->count; i++) {
		const struct sshd_outcome *o = &all->v[i];
		char *AUTO_FREE whom =
			all->count > 1 && o->first
				? text_of(" for %s and %zu more", o->first->name, o->tenants - 1)
				: text_of("%s", "");

		if (o->error) {
			verdict_set(v, LEVEL_WARN, "sshd -T: %s", o->error);
			verdict_remedy(v, "sshd -t");
			return false;
		}
		look_at(v, d, o, whom);
	}
	return true;
}

static bool is(const struct sshd_outcome *o, const char *key, const char *value)
{
	char text[VALUE_SIZE];

	return !strcasecmp(sshd_value(o, key, text, sizeof(text)), value);
}

static void look_at_pam(struct verdict *v, const struct doctor *d, const struct sshd_outcome *o,
	const char *whom)
{
	(void)d;
	if (!is(o, "usepam", "yes"))
		verdict_add(v, "UsePAM is no%s", whom);
}

static void look_at_sftp(struct verdict *v, const struct doctor *d, const struct sshd_outcome *o,
	const char *whom)
{
	(void)d;
	if (is(o, "subsystem", "sftp internal-sftp"))
		verdict_add(v, "subsystem sftp internal-sftp%s", whom);
}

void doctor_sshd(struct doctor *d, struct verdict *v)
{
	if (!each_outcome(v, d, look_at_pam))
		return;
	if (v->count) {
		verdict_set(v, LEVEL_FAIL, "UsePAM is no: hostel-shell refuses every tenant, and "
			"internal-sftp serves the host's files");
		return;
	}
	each_outcome(v, d, look_at_sftp);
	if (v->count) {
		verdict_set(v, LEVEL_INFO,
			"UsePAM is yes; internal-sftp works outside the tenants' limits of "
			"processors and memory");
		verdict_remedy(v, "Subsystem sftp /usr/lib/openssh/sftp-server, or [resources] "
				  "charge_login = yes");
	} else {
		verdict_set(v, LEVEL_PASS, "UsePAM is yes");
	}
}

static void look_at_service(struct verdict *v, const struct doctor *d, const struct sshd_outcome *o,
	const char *whom)
{
	struct pam_stack *AUTO_FREE s = malloc(sizeof(*s));
	char name[VALUE_SIZE];

	(void)d;
	if (!s)
		out_of_memory();
	if (!*sshd_value(o, "pamservicename", name, sizeof(name))) /* since 9.8 */
		snprintf(name, sizeof(name), "sshd");
	if (strchr(name, '/') || !pam_stack_read(s, PAM_SERVICES_HOST, name))
		verdict_add(v, "%s%s: there is no " PAM_SERVICES_HOST "/%s", name, whom, name);
	else if (!pam_stack_find(s, "account", "pam_hostel.so") ||
		 !pam_stack_find(s, "session", "pam_hostel.so"))
		verdict_add(v, "%s%s: " PAM_SERVICES_HOST "/%s has no lines of pam_hostel", name, whom, name);
}

void doctor_sshd_service(struct doctor *d, struct verdict *v)
{
	if (each_outcome(v, d, look_at_service))
		verdict_count(v, LEVEL_FAIL, "sshd asks a PAM service that has our lines",
			"PAM services that sshd asks, past hostel");
}

static void look_at_command(struct verdict *v, const struct doctor *d, const struct sshd_outcome *o,
	const char *whom)
{
	static const char *const keys[] = {"chrootdirectory", "forcecommand"};
	char text[VALUE_SIZE];

	(void)d;
	for (size_t i = 0; i < 2; i++)
		if (*sshd_value(o, keys[i], text, sizeof(text)) && strcasecmp(text, "none"))
			verdict_add(v, "%s %s%s", keys[i], text, whom);
}

void doctor_sshd_command(struct doctor *d, struct verdict *v)
{
	if (each_outcome(v, d, look_at_command))
		verdict_count(v, LEVEL_WARN, "neither ChrootDirectory nor ForceCommand is set for tenants",
			"what keeps sshd from starting the room's shell");
}

/* What a client may set that the dynamic linker or a shell heeds before hostel-shell is asked. */
static void look_at_environment(struct verdict *v, const struct doctor *d, const struct sshd_outcome *o,
	const char *whom)
{
	static const char *const names[] = {
		"LD_PRELOAD", "LD_LIBRARY_PATH", "GLIBC_TUNABLES", "BASH_ENV", "ENV"};
	const char *at = NULL;
	char text[VALUE_SIZE];

	(void)d;
	sshd_value(o, "permituserenvironment", text, sizeof(text));
	if (*text && strcasecmp(text, "no"))
		verdict_add(v, "permituserenvironment %s%s", text, whom);
	while (sshd_next(o, &at, "acceptenv", text, sizeof(text)))
		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
			if (!fnmatch(text, names[i], 0)) {
				verdict_add(v, "acceptenv %s%s: %s, too", text, whom, names[i]);
				break;
			}
}

void doctor_sshd_environment(struct doctor *d, struct verdict *v)
{
	if (each_outcome(v, d, look_at_environment))
		verdict_count(v, LEVEL_WARN, "clients set nothing that loaders and shells heed",
			"ways by which a client sets variables that loaders and shells heed");
}

static void look_at_commands(struct verdict *v, const struct doctor *d, const struct sshd_outcome *o,
	const char *whom)
{
	static const char *const keys[][2] = {{"authorizedkeyscommand", "authorizedkeyscommanduser"},
		{"authorizedprincipalscommand", "authorizedprincipalscommanduser"}};
	char command[VALUE_SIZE], user[VALUE_SIZE];

	for (size_t i = 0; i < 2; i++) {
		sshd_value(o, keys[i][0], command, sizeof(command));
		sshd_value(o, keys[i][1], user, sizeof(user));
		if (!*command || !strcasecmp(command, "none"))
			continue;
		if (!strcmp(user, "root") || strchr(user, '%') || doctor_by_name(d, user))
			verdict_add(v, "%s %s runs as %s%s", keys[i][0], command, user, whom);
	}
}

void doctor_sshd_keys_command(struct doctor *d, struct verdict *v)
{
	if (each_outcome(v, d, look_at_commands))
		verdict_count(v, LEVEL_WARN, "no command for keys runs as root or as a tenant",
			"commands for keys, outside any room, as root or as a tenant");
}

/* Where sshd looks for the keys of this tenant: %h, %u, %U and paths below the home. sshd_config(5) */
static char *key_path(const char *word, const struct doctor_tenant *t)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		out_of_memory();
	if (*word != '/' && *word != '%')
		fprintf(f, "%s/", t->home);
	for (; *word; word++) {
		if (*word != '%' || !word[1])
			fputc(*word, f);
		else if (*++word == 'h')
			fputs(t->home, f);
		else if (*word == 'u')
			fputs(t->name, f);
		else if (*word == 'U')
			fprintf(f, "%u", t->uid);
		else
			fputc(*word, f);
	}
	if (fclose(f))
		out_of_memory();
	return text;
}

/* A path outside homes: it and its directory must be root's or the tenant's own. */
static void look_at_path(struct verdict *v, const struct doctor_tenant *t, const char *word, const char *path,
	const char *whom)
{
	char *AUTO_FREE directory = text_of("%s", path), *slash = strrchr(directory, '/');
	struct stat st;

	if (lstat(path, &st) == 0 && st.st_uid && st.st_uid != t->uid)
		verdict_add(v, "%s%s: %s is uid %u's", word, whom, path, st.st_uid);
	if (!slash || slash == directory)
		return;
	*slash = '\0';
	if (lstat(directory, &st) < 0)
		verdict_add(v, "%s%s: %s: %s", word, whom, directory, strerrordesc_np(errno));
	else if (st.st_mode & 022)
		verdict_add(v, "%s%s: %s can be written by others (mode %04o)", word, whom, directory,
			st.st_mode & 07777);
}

/* Nothing in homes is looked at. */
static void look_at_keys(struct verdict *v, const struct doctor *d, const struct sshd_outcome *o,
	const char *whom)
{
	char text[VALUE_SIZE], *save = NULL;

	(void)d;
	if (!o->first)
		return;
	sshd_value(o, "authorizedkeysfile", text, sizeof(text));
	for (char *word = strtok_r(text, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		char *AUTO_FREE path = key_path(word, o->first);
		const size_t home = strlen(o->first->home);

		if (strcasecmp(word, "none") && (strncmp(path, o->first->home, home) || path[home] != '/'))
			look_at_path(v, o->first, word, path, whom);
	}
}

void doctor_sshd_keys_file(struct doctor *d, struct verdict *v)
{
	if (each_outcome(v, d, look_at_keys))
		verdict_count(v, LEVEL_WARN, "sshd finds keys where tenants and root can put them",
			"places for keys that are not as sshd wants them");
}

static void look_at_doubles(struct verdict *v, const struct doctor *d, const struct sshd_outcome *o,
	const char *whom)
{
	static const char *const doubles[][2] = {
		{"printlastlog", "pam_lastlog.so"}, {"printmotd", "pam_motd.so"}};
	struct pam_stack *AUTO_FREE s = malloc(sizeof(*s));

	(void)d;
	if (!s)
		out_of_memory();
	for (size_t i = 0; i < 2; i++)
		if (is(o, doubles[i][0], "yes") && pam_stack_read(s, PAM_SERVICES_HOST, "sshd") &&
			pam_stack_find(s, "session", doubles[i][1]))
			verdict_add(v, "%s yes, and %s%s", doubles[i][0], doubles[i][1], whom);
}

void doctor_sshd_motd(struct doctor *d, struct verdict *v)
{
	if (each_outcome(v, d, look_at_doubles))
		verdict_count(v, LEVEL_INFO, "a tenant reads each message once",
			"messages that tenants read twice");
}

/* MaxStartups is of the whole host: who opens as many connections keeps everybody else out. */
static void look_at_capacity(struct verdict *v, const struct doctor *d, const struct sshd_outcome *o,
	const char *whom)
{
	unsigned long first = 0, full = 0;
	char text[VALUE_SIZE];

	sscanf(sshd_value(o, "maxstartups", text, sizeof(text)), "%lu:%*u:%lu", &first, &full);
	if (*text && full < 100 && d->tenant_count > full)
		verdict_add(v, "maxstartups %s: fewer than there are tenants%s", text, whom);
	if (is(o, "persourcemaxstartups", "none") && d->tenant_count >= 20)
		verdict_add(v, "persourcemaxstartups none: one address can have all of maxstartups%s", whom);
	if (is(o, "logingracetime", "0"))
		verdict_add(v, "logingracetime 0: who never logs in holds a place for ever%s", whom);
	if (is(o, "maxsessions", "0"))
		verdict_add(v, "maxsessions 0: nobody gets a session%s", whom);
}

void doctor_sshd_capacity(struct doctor *d, struct verdict *v)
{
	if (each_outcome(v, d, look_at_capacity))
		verdict_count(v, LEVEL_WARN, "there is room for many at one time",
			"bounds by which some tenants keep others out");
}

static void look_at_forwarding(struct verdict *v, const struct doctor *d, const struct sshd_outcome *o,
	const char *whom)
{
	static const char *const told[] = {"allowtcpforwarding", "allowstreamlocalforwarding",
		"streamlocalbindunlink", "allowagentforwarding", "x11forwarding", "permittunnel",
		"gatewayports"};
	char text[VALUE_SIZE];

	(void)d;
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++)
		if (*sshd_value(o, told[i], text, sizeof(text)) && strcasecmp(text, "no"))
			verdict_add(v, "%s %s%s", told[i], text, whom);
}

void doctor_sshd_forwarding(struct doctor *d, struct verdict *v)
{
	if (each_outcome(v, d, look_at_forwarding))
		verdict_count(v, LEVEL_INFO, "sshd forwards nothing for tenants",
			"what sshd forwards for tenants, from the room's network and files");
}

/* A key that a security key holds: by the type in its public half, sshd(8). */
static bool is_in_security_key(const char *key)
{
	char *AUTO_FREE path = text_of("%s.pub", key);
	FILE *f = fopen(path, "re");
	char type[8] = "";
	bool found = f && fgets(type, sizeof(type), f) && !strncmp(type, "sk-", 3);

	if (f)
		fclose(f);
	return found;
}

/* sshd's monitor has ssh-sk-helper sign with such a key, and on the porch nothing can be executed. */
static void look_at_host_keys(struct verdict *v, const struct doctor *d, const struct sshd_outcome *o,
	const char *whom)
{
	const char *at = NULL;
	char text[VALUE_SIZE];

	(void)d;
	while (sshd_next(o, &at, "hostkey", text, sizeof(text)))
		if (is_in_security_key(text))
			verdict_add(v, "%s%s", text, whom);
}

void doctor_host_keys(struct doctor *d, struct verdict *v)
{
	if (each_outcome(v, d, look_at_host_keys))
		verdict_count(v, LEVEL_WARN, "sshd has every host key itself",
			"host keys in a security key: tenants' clients with UpdateHostKeys, which "
			"is ssh(1)'s "
			"default, are disconnected");
}
