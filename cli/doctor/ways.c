/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel doctor: the ways in. PAM services that open sessions, and what sshd is configured for.
 */
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/fd.h"
#include "checks.h"
#include "cli/output.h"
#include "cli/pam_stack.h"
#include "host/account.h"

#define PAM_DIRECTORY "/etc/pam.d"
#define MODULE "pam_hostel.so"

/* Ways that a tenant can take. Service files that are not there do no harm. */
static const char *const services[] = {
	"sshd", "login", "su", "su-l", "cron", "crond", "atd", "remote", "rlogin", "rsh", "lightdm",
	"gdm-password", "gdm-autologin", "sddm", "sddm-autologin", "xdm", "lxdm", "kde", "cockpit",
	"vsftpd", "proftpd", "samba", "slurm", "rstudio", "jupyterhub", "xrdp-sesman", NULL,
};

/* Ways that others take for a tenant. */
static const char *const services_of_admins[] = {
	"runuser", "runuser-l", "sudo", "sudo-i", "doas", "pkexec", "machine-shell", NULL,
};

static void look_at_service(struct verdict *v, const char *service)
{
	struct pam_stack *AUTO_FREE s = malloc(sizeof(*s));
	const struct pam_line *last, *ours, *end;

	if (!s)
		out_of_memory();
	if (!pam_stack_read(s, PAM_DIRECTORY, service))
		return;
	last = pam_stack_last(s, "session");
	ours = pam_stack_find(s, "session", MODULE);
	end = ours ? pam_stack_end_before(s, ours) : NULL;
	if (!pam_stack_find(s, "account", MODULE))
		verdict_add(v, "%s: no account line: tenants come in past hostel", service);
	if (!ours)
		verdict_add(v, "%s: no session line: tenants come in past hostel", service);
	else if (end)
		verdict_add(v, "%s: behind \"session %s %s\" nothing more is run: tenants come in past "
			"hostel", service, end->control, end->module);
	else if (last && strcmp(last->module, MODULE))
		verdict_add(v, "%s: %s stands behind it and runs on the porch", service, last->module);
	if (s->incomplete)
		verdict_add(v, "%s: cannot be read whole: an included file is missing", service);
}

static void check_services(struct doctor *d, struct verdict *v)
{
	(void)d;
	for (size_t i = 0; services[i]; i++)
		look_at_service(v, services[i]);
	verdict_count(v, LEVEL_FAIL, "each has pam_hostel in account, and last in session",
		"lines missing or out of order");
	v->advice = "the two lines of etc/pam.d/sshd.sample, at the end of the service's file";
}

static void check_services_of_admins(struct doctor *d, struct verdict *v)
{
	(void)d;
	for (size_t i = 0; services_of_admins[i]; i++)
		look_at_service(v, services_of_admins[i]);
	verdict_count(v, LEVEL_WARN, "each has pam_hostel in account, and last in session",
		"lines missing, so that what an admin starts as a tenant runs on the host");
	v->advice = "the same two lines, or use hostel run";
}

/* "a:b" of a line `pam_succeed_if.so ... user notingroup a:b`, or NULL. */
static const char *gate_of(const struct pam_stack *s, const char *type)
{
	static const char words[] = "user notingroup ";
	const struct pam_line *line = pam_stack_find(s, type, "pam_succeed_if.so");
	const struct pam_line *ours = pam_stack_find(s, type, MODULE);
	const char *at = NULL;

	for (; ours && line && line < ours; line++)
		if (!strcmp(line->type, type) && !strcmp(line->module, "pam_succeed_if.so") &&
			strstr(line->rest, words))
			at = strstr(line->rest, words) + strlen(words);
	return at;
}

/* Is the account in one of the groups "a:b"? One that cannot be asked for is not. */
static bool is_member(const char *name, const char *gate)
{
	char *AUTO_FREE groups = text_of("%.*s", (int)strcspn(gate, " \t"), gate);
	struct err ignored = ERR_NONE;
	struct account a = {0};
	char *rest = groups;
	bool found = false;

	if (account_find(name, &a, &ignored) > 0)
		for (char *one; !found && (one = strsep(&rest, ":"));) {
			const struct group *g = getgrnam(one);

			for (size_t i = 0; g && i < a.group_count; i++)
				found |= a.groups[i] == g->gr_gid;
			found |= g && a.gid == g->gr_gid;
		}
	account_free(&a);
	return found;
}

/* Whom the gate in front of pam_hostel.so lets pass it by. */
static void check_gate(struct doctor *d, struct verdict *v)
{
	struct pam_stack *AUTO_FREE s = malloc(sizeof(*s));
	const char *gate = NULL;

	if (!s)
		out_of_memory();
	for (size_t i = 0; !gate && services[i]; i++)
		if (pam_stack_read(s, PAM_DIRECTORY, services[i]))
			gate = gate_of(s, "account");
	for (size_t i = 0; gate && i < d->tenant_count; i++)
		if (!is_member(d->tenants[i].name, gate))
			verdict_add(v, "%s", d->tenants[i].name);
	verdict_count(v, LEVEL_FAIL,
		gate ? "every tenant is in the group that the gate asks for" : "there is none",
		"tenants that are not in the gate's group, so that PAM jumps over pam_hostel for them");
	v->advice = "gpasswd -a TENANT GROUP, or [host] tenants = with their names, and hostel setup";
}

/* systemd would start a manager of the tenant's on the host. */
static void check_systemd(struct doctor *d, struct verdict *v)
{
	struct pam_stack *AUTO_FREE s = malloc(sizeof(*s));
	const struct pam_line *ours, *end;

	(void)d;
	if (!s)
		out_of_memory();
	if (!pam_stack_read(s, PAM_DIRECTORY, "systemd-user") &&
	    !pam_stack_read(s, "/usr/lib/pam.d", "systemd-user"))
		verdict_set(v, LEVEL_OK, "there is no service systemd-user");
	else if ((ours = pam_stack_find(s, "account", MODULE)) && (end = pam_stack_end_before(s, ours)))
		verdict_set(v, LEVEL_FAIL, "behind \"account %s %s\" nothing more is run: systemd starts a "
			"manager of the tenant's on the host", end->control, end->module);
	else if (ours)
		verdict_set(v, LEVEL_OK, "refused in account");
	else
		verdict_set(v, LEVEL_FAIL, "systemd-user has no account line of pam_hostel: systemd "
			"starts a manager of the tenant's on the host");
	v->advice = "account required pam_hostel.so in /etc/pam.d/systemd-user, in front of the others";
}

/* It makes a session of logind's for the login, and moves the login program into a cgroup of that. */
static void check_pam_systemd(struct doctor *d, struct verdict *v)
{
	struct pam_stack *AUTO_FREE s = malloc(sizeof(*s));
	const struct pam_line *line;

	(void)d;
	if (!s)
		out_of_memory();
	for (size_t i = 0; services[i]; i++) {
		if (!pam_stack_read(s, PAM_DIRECTORY, services[i]) ||
		    !pam_stack_find(s, "session", MODULE))
			continue;
		line = pam_stack_find(s, "session", "pam_systemd.so");
		if (line && !pam_stack_skips(s, line))
			verdict_add(v, "%s: pam_systemd.so is not skipped for tenants", services[i]);
	}
	verdict_count(v, LEVEL_WARN, "no session of logind's is made for a tenant",
		"services in which systemd takes tenants' logins into user.slice");
	v->advice = "session [success=1 default=ignore] pam_succeed_if.so quiet user ingroup hostel, in "
		"front of pam_systemd's line";
}

static void check_environment(struct doctor *d, struct verdict *v)
{
	struct pam_stack *AUTO_FREE s = malloc(sizeof(*s));

	(void)d;
	if (!s)
		out_of_memory();
	for (size_t i = 0; services[i]; i++) {
		if (!pam_stack_read(s, PAM_DIRECTORY, services[i]))
			continue;
		for (size_t k = 0; k < s->count; k++)
			if (!strcmp(s->lines[k].module, "pam_env.so") &&
			    strstr(s->lines[k].rest, "user_readenv=1"))
				verdict_add(v, "%s: %s pam_env.so %s", services[i], s->lines[k].type,
					s->lines[k].rest);
	}
	verdict_count(v, LEVEL_WARN, "pam_env reads no file of a tenant's",
		"lines by which other modules see a tenant's ~/.pam_environment (CVE-2025-6018)");
	v->advice = "remove user_readenv=1";
}

/* --- sshd: for information; safety does not depend on it, but for UsePAM -------------------------- */

static bool is_on(const char *line, const char *key, const char *value)
{
	size_t n = strlen(key);

	return !strncasecmp(line, key, n) && line[n] == ' ' && !strcasecmp(line + n + 1, value);
}

static void check_sshd(struct doctor *d, struct verdict *v)
{
	static const char *const told[] = {"permituserenvironment", "allowtcpforwarding",
		"allowstreamlocalforwarding", "allowagentforwarding", "x11forwarding", "permittunnel",
		"subsystem", NULL};
	FILE *pipe = access("/usr/sbin/sshd", X_OK) == 0 ? popen("/usr/sbin/sshd -T 2>&1", "re") : NULL;
	bool pam = false, internal = false;
	char line[1024], error[256] = "";
	int status;

	(void)d;
	while (pipe && fgets(line, sizeof(line), pipe)) {
		line[strcspn(line, "\n")] = '\0';
		snprintf(error, sizeof(error), "%.200s", line);
		pam |= is_on(line, "usepam", "yes");
		internal |= !strcasecmp(line, "subsystem sftp internal-sftp");
		for (size_t i = 0; told[i]; i++)
			if (!strncasecmp(line, told[i], strlen(told[i])))
				verdict_add(v, "%s", line);
	}
	status = pipe ? pclose(pipe) : 0;
	if (!pipe)
		verdict_set(v, LEVEL_OK, "there is no sshd");
	else if (status)
		verdict_set(v, LEVEL_WARN, "sshd -T: %s", error);
	else if (!pam)
		verdict_set(v, LEVEL_FAIL, "UsePAM is no: hostel-shell refuses every tenant, and "
			"internal-sftp serves the host's files");
	else
		verdict_set(v, LEVEL_NOTE, "UsePAM is yes; the rest is a matter of taste");
	if (pipe && !status && !pam)
		v->advice = "UsePAM yes in /etc/ssh/sshd_config";
	else if (pipe && !status && internal)
		v->advice = "internal-sftp works outside the tenants' limits of processors and memory: "
			    "Subsystem sftp /usr/lib/openssh/sftp-server, or [resources] charge_login = yes";
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
static void check_host_keys(struct doctor *d, struct verdict *v)
{
	FILE *pipe = access("/usr/sbin/sshd", X_OK) == 0
		? popen("/usr/sbin/sshd -T 2>/dev/null", "re") : NULL;
	char line[1024];

	(void)d;
	while (pipe && fgets(line, sizeof(line), pipe)) {
		line[strcspn(line, "\n")] = '\0';
		if (!strncasecmp(line, "hostkey ", 8) && is_in_security_key(line + 8))
			verdict_add(v, "%s", line + 8);
	}
	if (pipe)
		pclose(pipe);
	verdict_count(v, LEVEL_WARN, "sshd has every host key itself",
		"host keys in a security key: tenants' clients with UpdateHostKeys, which is ssh(1)'s "
		"default, are disconnected");
	v->advice = "leave keys of type sk-* out of HostKey";
}

#define AREA "ways in"

const struct doctor_check doctor_ways[] = {
	{"services", AREA, "PAM services that open sessions", check_services},
	{"services-of-admins", AREA, "PAM services that admins use", check_services_of_admins},
	{"gate", AREA, "the gate in front of pam_hostel", check_gate},
	{"systemd-user", AREA, "user managers of systemd", check_systemd},
	{"pam-systemd", AREA, "sessions of logind", check_pam_systemd},
	{"environment", AREA, "environment files of tenants", check_environment},
	{"sshd", AREA, "sshd's configuration", check_sshd},
	{"host-keys", AREA, "sshd's host keys", check_host_keys},
	{NULL, NULL, NULL, NULL},
};
