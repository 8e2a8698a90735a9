/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel doctor: PAM services that open sessions, and what stands where in them.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "checks.h"
#include "cli/output.h"
#include "cli/pam_stack.h"
#include "host/account.h"
#include "host/pam_service.h"

#define MODULE "pam_hostel.so"

/* Ways that a tenant can take. Service files that are not there do no harm. */
static const char *const services[] = {
	"sshd", "login", "su", "su-l", "cron", "crond", "fcron", "atd", "remote", "rlogin", "rsh", "lightdm",
	"gdm-password", "gdm-autologin", "sddm", "sddm-autologin", "xdm", "lxdm", "kde", "cockpit",
	"vsftpd", "proftpd", "samba", "slurm", "rstudio", "jupyterhub", "xrdp-sesman", NULL,
};

/* Ways that others take for a tenant. */
static const char *const services_of_admins[] = {
	"runuser", "runuser-l", "sudo", "sudo-i", "doas", "polkit-1", "machine-shell", "systemd-run0", NULL,
};

/* What a check asks of a service's stack. */
typedef void look(struct verdict *v, const char *service, const struct pam_stack *s);

static void each_service(struct verdict *v, const char *const *list, look *look_at)
{
	struct pam_stack *AUTO_FREE s = malloc(sizeof(*s));

	if (!s)
		out_of_memory();
	for (; *list; list++)
		if (pam_stack_read(s, PAM_SERVICES_HOST, *list))
			look_at(v, *list, s);
}

static void look_for_lines(struct verdict *v, const char *service, const struct pam_stack *s)
{
	if (!pam_stack_find(s, "account", MODULE))
		verdict_add(v, "%s: no account line: tenants come in past hostel", service);
	if (!pam_stack_find(s, "session", MODULE))
		verdict_add(v, "%s: no session line: tenants come in past hostel", service);
	if (s->incomplete)
		verdict_add(v, "%s: cannot be read whole: an included file is missing", service);
}

static void look_for_end(struct verdict *v, const char *service, const struct pam_stack *s)
{
	static const char *const types[] = {"account", "session"};

	for (size_t i = 0; i < 2; i++) {
		const struct pam_line *ours = pam_stack_find(s, types[i], MODULE);
		const struct pam_line *end = ours ? pam_stack_end_before(s, ours) : NULL;

		if (end)
			verdict_add(v, "%s: behind \"%s %s %s\" nothing more is run: tenants come in past "
				"hostel", service, types[i], end->control, end->module);
	}
}

static void look_for_last(struct verdict *v, const char *service, const struct pam_stack *s)
{
	const struct pam_line *last = pam_stack_last(s, "session");

	if (pam_stack_find(s, "session", MODULE) && strcmp(last->module, MODULE))
		verdict_add(v, "%s: %s stands behind it and runs on the porch", service, last->module);
}

static void look_for_all(struct verdict *v, const char *service, const struct pam_stack *s)
{
	look_for_lines(v, service, s);
	look_for_end(v, service, s);
	look_for_last(v, service, s);
}

void doctor_services(struct doctor *d, struct verdict *v)
{
	(void)d;
	each_service(v, services, look_for_lines);
	verdict_count(v, LEVEL_FAIL, "each has pam_hostel in account and session", "lines are missing");
}

void doctor_session_last(struct doctor *d, struct verdict *v)
{
	(void)d;
	each_service(v, services, look_for_last);
	verdict_count(v, LEVEL_FAIL, "pam_hostel is the last of session", "modules stand behind pam_hostel");
}

void doctor_stack_order(struct doctor *d, struct verdict *v)
{
	(void)d;
	each_service(v, services, look_for_end);
	verdict_count(v, LEVEL_FAIL, "nothing ends a stack in front of pam_hostel",
		"lines that end the stack in front of pam_hostel");
}

void doctor_services_of_admins(struct doctor *d, struct verdict *v)
{
	(void)d;
	each_service(v, services_of_admins, look_for_all);
	verdict_count(v, LEVEL_WARN, "each has pam_hostel in account, and last in session",
		"lines missing, so that what an admin starts as a tenant runs on the host");
}

/* "a:b" of a line `pam_succeed_if.so ... user notingroup a:b`, or NULL. `alone`: it asks for nothing else. */
static const char *gate_of(const struct pam_stack *s, const char *type, bool *alone)
{
	static const char words[] = "user notingroup ";
	const struct pam_line *line = pam_stack_find(s, type, "pam_succeed_if.so");
	const struct pam_line *ours = pam_stack_find(s, type, MODULE);
	const char *at = NULL;

	for (; ours && line && line < ours; line++) {
		if (strcmp(line->type, type) || strcmp(line->module, "pam_succeed_if.so") ||
			!strstr(line->rest, words))
			continue;
		at = strstr(line->rest, words) + strlen(words);
		*alone |= !strstr(line->rest, "uid < ") && !strstr(line->rest, "user ingroup ");
	}
	return at;
}

/* PAM does not find such a group when its directory does not answer, and nobody is in it then. */
static void look_for_directory(struct verdict *v, const char *gate)
{
	char *AUTO_FREE groups = text_of("%.*s", (int)strcspn(gate, " \t"), gate);
	char *rest = groups;

	for (char *one; (one = strsep(&rest, ":"));)
		if (account_group_place(one) == GROUP_DIRECTORY)
			verdict_add(v, "group %s, which /etc/group does not have: when its directory "
				"does not answer, all pass by; hostel setup writes other lines", one);
}

/* Is the tenant in one of the groups "a:b"? */
static bool is_member(const struct doctor_tenant *t, const char *gate)
{
	char *AUTO_FREE groups = text_of("%.*s", (int)strcspn(gate, " \t"), gate);
	char *rest = groups;
	bool found = false;

	for (char *one; !found && (one = strsep(&rest, ":"));)
		found = doctor_in_group(t, one);
	return found;
}

/* Whom the gate in front of pam_hostel.so lets pass it by. */
void doctor_gate(struct doctor *d, struct verdict *v)
{
	struct pam_stack *AUTO_FREE s = malloc(sizeof(*s));
	const char *gate = NULL;
	bool alone = false;

	if (!s)
		out_of_memory();
	for (size_t i = 0; !gate && services[i]; i++)
		if (pam_stack_read(s, PAM_SERVICES_HOST, services[i]))
			gate = gate_of(s, "account", &alone);
	if (gate && alone)
		look_for_directory(v, gate);
	for (size_t i = 0; gate && i < d->tenant_count; i++)
		if (!is_member(&d->tenants[i], gate))
			verdict_add_of(v, d->tenants[i].name, "%s", d->tenants[i].name);
	verdict_count(v, LEVEL_FAIL, "every tenant is in the group that the gate asks for",
		"whom the gate lets pass: tenants who are not in its group, or all of a group that PAM "
		"may not find");
	if (!gate)
		verdict_set(v, LEVEL_SKIP, "there is none");
}

/* systemd would start a manager of the tenant's on the host. */
void doctor_systemd_user(struct doctor *d, struct verdict *v)
{
	struct pam_stack *AUTO_FREE s = malloc(sizeof(*s));
	const struct pam_line *ours, *end;

	(void)d;
	if (!s)
		out_of_memory();
	if (!pam_stack_read(s, PAM_SERVICES_HOST, "systemd-user"))
		verdict_set(v, LEVEL_SKIP, "there is no service systemd-user");
	else if ((ours = pam_stack_find(s, "account", MODULE)) && (end = pam_stack_end_before(s, ours)))
		verdict_set(v, LEVEL_FAIL, "behind \"account %s %s\" nothing more is run: systemd starts a "
			"manager of the tenant's on the host", end->control, end->module);
	else if (ours)
		verdict_set(v, LEVEL_PASS, "refused in account");
	else
		verdict_set(v, LEVEL_FAIL, "systemd-user has no account line of pam_hostel: systemd "
			"starts a manager of the tenant's on the host");
}

/* It makes a session of logind's for the login, and moves the login program into a cgroup of that. */
void doctor_pam_systemd(struct doctor *d, struct verdict *v)
{
	struct pam_stack *AUTO_FREE s = malloc(sizeof(*s));
	const struct pam_line *line;

	(void)d;
	if (!s)
		out_of_memory();
	for (size_t i = 0; services[i]; i++) {
		if (!pam_stack_read(s, PAM_SERVICES_HOST, services[i]) ||
		    !pam_stack_find(s, "session", MODULE))
			continue;
		line = pam_stack_find(s, "session", "pam_systemd.so");
		if (line && !pam_stack_skips(s, line))
			verdict_add(v, "%s: pam_systemd.so is not skipped for tenants", services[i]);
	}
	verdict_count(v, LEVEL_WARN, "no session of logind's is made for a tenant",
		"services in which systemd takes tenants' logins into user.slice");
}

/* Modules that read files of a tenant's, or run programs, as root and on the host. */
static void look_for_readers(struct verdict *v, const char *service, const struct pam_stack *s)
{
	for (size_t k = 0; k < s->count; k++) {
		const struct pam_line *l = &s->lines[k];

		if ((!strcmp(l->module, "pam_env.so") && strstr(l->rest, "user_readenv=1")) ||
			(!strcmp(l->module, "pam_exec.so") && strcmp(l->type, "password")) ||
			!strcmp(l->module, "pam_mount.so"))
			verdict_add(v, "%s: %s %s %s", service, l->type, l->module, l->rest);
	}
}

void doctor_environment(struct doctor *d, struct verdict *v)
{
	(void)d;
	each_service(v, services, look_for_readers);
	verdict_count(v, LEVEL_WARN, "no module in front of pam_hostel reads a file of a tenant's",
		"lines by which other modules see files of a tenant's, or run programs (CVE-2025-6018)");
}

/* audit(7): what comes behind ours is not to be told apart from the login program's own. */
static void look_for_loginuid(struct verdict *v, const char *service, const struct pam_stack *s)
{
	const struct pam_line *ours = pam_stack_find(s, "session", MODULE);
	const struct pam_line *audit = pam_stack_find(s, "session", "pam_loginuid.so");

	if (ours && audit && audit > ours)
		verdict_add(v, "%s: pam_loginuid.so stands behind pam_hostel.so", service);
	else if (ours && !audit)
		verdict_add(v, "%s: no session line of pam_loginuid.so", service);
}

void doctor_loginuid(struct doctor *d, struct verdict *v)
{
	static const char *const ways[] = {"sshd", "login", "cron", "crond", "atd", NULL};
	char text[32];

	(void)d;
	if (verdict_read(v, "/proc/self/loginuid", text, sizeof(text)) < 0) {
		verdict_set(v, LEVEL_SKIP, "this kernel keeps no audit records");
		return;
	}
	each_service(v, ways, look_for_loginuid);
	verdict_count(v, LEVEL_WARN, "audit records of tenants' sessions carry their uid",
		"services in which audit records do not say whose session it is");
}

/* --- the files themselves ---------------------------------------------------------------------------- */

static void try_to_load(const char *path, char *said, size_t size)
{
	int ends[2], status;
	pid_t child;
	ssize_t n;

	*said = '\0';
	if (pipe2(ends, O_CLOEXEC) < 0)
		return;
	child = fork();
	if (child == 0) {
		void *module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
		const char *error =
			module ? dlsym(module, "pam_sm_open_session") ? "" : "no PAM module"
			       : dlerror();

		_exit(fd_write_all(ends[1], error, strlen(error)) < 0);
	}
	close(ends[1]);
	n = read(ends[0], said, size - 1);
	said[n > 0 ? n : 0] = '\0';
	close(ends[0]);
	if (child > 0 && (waitpid(child, &status, 0) < 0 || status))
		snprintf(said, size, "it ends who loads it");
}

void doctor_module(struct doctor *d, struct verdict *v)
{
	static const char path[] = HOSTEL_PAMDIR "/pam_hostel.so";
	char said[512];
	struct stat st;

	(void)d;
	if (lstat(path, &st) < 0) {
		verdict_set(v, LEVEL_FAIL, "%s: %m", path);
		return;
	}
	if (!S_ISREG(st.st_mode) || st.st_uid || st.st_mode & 022) {
		verdict_set(v, LEVEL_FAIL,
			"%s: owner %u, mode %04o: others can write what root runs", path, st.st_uid,
			st.st_mode & 07777);
		verdict_remedy(v, "chown root:root %s; chmod 644 %s", path, path);
		return;
	}
	try_to_load(path, said, sizeof(said));
	if (*said)
		verdict_set(v, LEVEL_FAIL, "it cannot be loaded: %s", said);
	else
		verdict_set(v, LEVEL_PASS, "%s is root's, and can be loaded", path);
}

/* pam-auth-update(8) leaves a file alone that has lost the marks around its own lines. */
void doctor_pam_auth_update(struct doctor *d, struct verdict *v)
{
	static const char *const types[] = {"account", "auth", "password", "session"};

	(void)d;
	if (access("/usr/sbin/pam-auth-update", X_OK) < 0) {
		verdict_set(v, LEVEL_SKIP, "this host has no pam-auth-update");
		return;
	}
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		char *AUTO_FREE path = text_of(PAM_SERVICES_HOST "/common-%s", types[i]);
		char *AUTO_FREE text = NULL;
		int AUTO_CLOSE fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
		size_t length;

		if (fd < 0 || fd_read_file(fd, 1 << 20, &text, &length) < 0)
			verdict_add(v, "%s: %m", path);
		else if (!strstr(text, "# here are the per-package modules (the \"Primary\" block)") ||
			!strstr(text, "# end of pam-auth-update config"))
			verdict_add(v, "%s: without the marks of pam-auth-update", path);
	}
	verdict_count(v, LEVEL_WARN, "the files of all services are pam-auth-update's",
		"files that pam-auth-update does not care for any more");
}
