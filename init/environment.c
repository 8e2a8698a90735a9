/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The environment of a tenant's process.
 */
#include "environment.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SET_COUNT 6

static const char roots_path[] =
	"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"; /* login.defs(5) */

/* They name sessions, sockets and buses of the host, which do not exist inside. */
static const char *const dropped[] = {
	"XDG_SESSION_ID", "XDG_SESSION_CLASS", "XDG_SESSION_TYPE", "XDG_RUNTIME_DIR", "XDG_SEAT",
	"XDG_VTNR", "DBUS_SESSION_BUS_ADDRESS", "NOTIFY_SOCKET", "LISTEN_FDS", "LISTEN_PID", NULL,
};

static bool is(const char *variable, const char *name)
{
	size_t n = strlen(name);

	return !strncmp(variable, name, n) && variable[n] == '=';
}

/* Made on the host by the login program (pam_tmpdir): without them temporary files are made in /tmp. */
static const char *const places[] = {"TMPDIR", "TMP", "TEMP", "TEMPDIR", NULL};

static bool leads_nowhere(const char *variable)
{
	for (const char *const *name = places; *name; name++)
		if (is(variable, *name))
			return access(variable + strlen(*name) + 1, W_OK | X_OK) < 0;
	return false;
}

/* The allow list is for what comes from login programs; what a service has was written by root. */
static bool allowed(const struct policy *p, const struct exec_request *q, const char *variable)
{
	size_t length = strcspn(variable, "=");

	if (!length || !variable[length])
		return false;
	for (const char *const *d = dropped; *d; d++)
		if (is(variable, *d))
			return false;
	if (q->service)
		return true;
	for (size_t i = 0; i < p->environment.count; i++) {
		const char *pattern = p->environment.items[i];
		size_t n = strlen(pattern);

		if (n && pattern[n - 1] == '*' ? !strncmp(variable, pattern, n - 1)
					       : is(variable, pattern))
			return true;
	}
	return false;
}

/* The login program's own value wins, but for SHELL where that names hostel-shell. */
static bool wanted(const char *const *environment, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (is(environment[i], name))
			return false;
	return true;
}

static bool names_hostel_shell(const char *variable)
{
	const char *slash = strrchr(variable, '/');

	return is(variable, "SHELL") && slash && !strcmp(slash, "/hostel-shell");
}

/* sd_listen_fds(3): who is meant, by its pid inside, and how many. */
static int tell_of_listener(const char **v, size_t *n)
{
	char *pid;

	if (asprintf(&pid, "LISTEN_PID=%d", (int)getpid()) < 0)
		return -1;
	v[(*n)++] = pid;
	v[(*n)++] = "LISTEN_FDS=1";
	return 0;
}

char **environment_make(const struct launch *l, const struct policy *p, const struct exec_request *q,
	bool listens)
{
	const struct {
		const char *name, *value;
	} set[SET_COUNT] = {
		{"HOME", l->home},
		{"USER", l->name},
		{"LOGNAME", l->name},
		{"SHELL", l->shell},
		{"PATH", l->subids ? roots_path : "/usr/local/bin:/usr/bin:/bin:/usr/games"},
		{"XDG_RUNTIME_DIR", NULL},
	};
	const char **v = calloc(q->envc + SET_COUNT + 3, sizeof(*v));
	size_t n = 0, given;

	if (!v)
		return NULL;
	for (size_t i = 0; i < q->envc; i++) {
		const char *variable = q->envp[i];

		if (l->subids && !q->service && is(variable, "PATH"))
			continue; /* of an ordinary account: without the programs of root */
		if (allowed(p, q, variable) && !names_hostel_shell(variable) && !leads_nowhere(variable))
			v[n++] = variable;
	}
	given = n;
	for (size_t i = 0; i < SET_COUNT; i++) {
		char *text = NULL;

		if (!wanted(v, given, set[i].name))
			continue;
		if ((set[i].value ? asprintf(&text, "%s=%s", set[i].name, set[i].value)
				  : asprintf(&text, "%s=/run/user/%u", set[i].name, l->uid)) < 0)
			return NULL;
		v[n++] = text;
	}
	if (listens && tell_of_listener(v, &n) < 0)
		return NULL;
	return (char **)v;
}
