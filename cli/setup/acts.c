/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is done for hostel by the host's own commands.
 */
#include "acts.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/output.h"
#include "host/account.h"
#include "record.h"
#include "cli/tool.h"

static const char *const units[] = {
	"hostel.service", "hostel-gc.timer", "hostel-sample.timer", "hostel-network.service",
	"hostel-services.service"};

static const char *keep(struct acts *a, const char *word)
{
	char **more = reallocarray(a->words, a->word_count + 1, sizeof(*more));

	if (!more)
		out_of_memory();
	a->words = more;
	return a->words[a->word_count++] = text_of("%s", word);
}

static struct act *add(struct acts *a, bool done, const char *what, const char *name)
{
	struct act *more = reallocarray(a->v, a->count + 1, sizeof(*more));

	if (!more)
		out_of_memory();
	a->v = more;
	a->v[a->count] = (struct act){.what = text_of("%s %s", what, name), .done = done};
	return &a->v[a->count++];
}

/* Words up to a NULL. */
static void command(const char *to[ACT_WORDS], ...)
{
	va_list words;
	size_t n = 0;

	va_start(words, to);
	while (n < ACT_WORDS - 1 && (to[n] = va_arg(words, const char *)))
		n++;
	va_end(words);
	to[n] = NULL;
}

static bool succeeds(const char *const argv[])
{
	char said[256];

	return tool_run(argv, said, sizeof(said)) == 0;
}

void acts_groups(struct acts *a, const char *gate)
{
	char *AUTO_FREE names = text_of("%s", gate ? gate : "");
	char *rest = names;

	for (char *name; (name = strsep(&rest, ":"));) {
		const char *kept;
		struct act *act;

		if (!*name)
			continue;
		kept = keep(a, name);
		/* A directory that does not answer may have it: no second one is made. */
		act = add(a, account_group_place(name) != GROUP_NOWHERE, "group", name);
		command(act->make, "groupadd", "--system", kept, NULL);
		command(act->undo, "groupdel", kept, NULL);
	}
}

static void add_units(struct acts *a)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		const char *const enabled[] = {
			"systemctl", "is-enabled", "--quiet", units[i], NULL};
		const char *const active[] = {"systemctl", "is-active", "--quiet", units[i], NULL};
		const bool on = succeeds(enabled);
		struct act *act = add(a, on && succeeds(active), "unit", units[i]);

		if (on)
			command(act->make, "systemctl", "start", units[i], NULL);
		else
			command(act->make, "systemctl", "enable", "--now", units[i], NULL);
		/* One that was enabled before us stays so. */
		if (!on || record_has(act->what))
			command(act->undo, "systemctl", "disable", "--now", units[i], NULL);
	}
}

static bool file_has(const char *path, const char *text)
{
	FILE *f = fopen(path, "re");
	char line[512];
	bool found = false;

	while (f && !found && fgets(line, sizeof(line), f))
		found = strstr(line, text) != NULL;
	if (f)
		fclose(f);
	return found;
}

static void add_apparmor(struct acts *a)
{
	static const char profile[] = "/etc/apparmor.d/hostel";
	struct act *act;

	if (!file_has("/sys/module/apparmor/parameters/enabled", "Y") ||
		access(profile, F_OK) < 0 || !tool_exists("apparmor_parser"))
		return;
	act = add(a, file_has("/sys/kernel/security/apparmor/profiles", "hostel"), "AppArmor",
		profile);
	command(act->make, "apparmor_parser", "-r", "-W", profile, NULL);
	command(act->undo, "apparmor_parser", "-R", profile, NULL);
}

static void add_firewalld(struct acts *a)
{
	static const char *const state[] = {"firewall-cmd", "--state", NULL};
	static const char *const zones[] = {"firewall-cmd", "--get-zones", NULL};
	char said[4096] = "";
	struct act *act;

	if (!tool_exists("firewall-cmd") || !succeeds(state) || tool_run(zones, said, sizeof(said)))
		return;
	act = add(a, strstr(said, "hostel") != NULL, "firewalld", "zone hostel");
	command(act->make, "firewall-cmd", "--reload", NULL);
}

/* Docker's own rules forward only what it names; this chain is for the admin's: docs.docker.com,
 * "iptables". */
static void add_docker(struct acts *a, const char *tables)
{
	const char *const chain[] = {tables, "-w", "-S", "DOCKER-USER", NULL};

	if (!tool_exists(tables) || !succeeds(chain))
		return;
	for (int i = 0; i < 2; i++) {
		const char *side = i ? "-o" : "-i";
		const char *const there[] = {
			tables, "-w", "-C", "DOCKER-USER", side, "hostel+", "-j", "ACCEPT", NULL};
		char *AUTO_FREE name = text_of("%s DOCKER-USER %s hostel+", tables, side);
		struct act *act = add(a, succeeds(there), "Docker", name);

		command(act->make, tables, "-w", "-I", "DOCKER-USER", side, "hostel+", "-j",
			"ACCEPT", NULL);
		command(act->undo, tables, "-w", "-D", "DOCKER-USER", side, "hostel+", "-j",
			"ACCEPT", NULL);
	}
}

void acts_host(struct acts *a)
{
	if (access("/run/systemd/system", F_OK) == 0)
		add_units(a);
	add_apparmor(a);
	add_firewalld(a);
	add_docker(a, "iptables");
	add_docker(a, "ip6tables");
}

static int run(const char *const argv[], struct err *e)
{
	char *AUTO_FREE typed = tool_text(argv);
	char said[200];
	int status = tool_run(argv, said, sizeof(said));

	if (!status)
		return 0;
	said[strcspn(said, "\n")] = '\0';
	return err_rule(e, EIO, "%s: %s", typed,
		status < 0 ? strerror(errno)
		: *said	   ? said
			   : "failed");
}

int act_make(const struct act *a, struct err *e)
{
	if (a->undo[0] && record_add(a->what, e) < 0)
		return -1;
	return run(a->make, e);
}

int act_undo(const struct act *a, struct err *e)
{
	if (!a->undo[0] || !record_has(a->what))
		return 0;
	return run(a->undo, e) < 0 ? -1 : 1;
}

void acts_free(struct acts *a)
{
	for (size_t i = 0; i < a->count; i++)
		free(a->v[i].what);
	for (size_t i = 0; i < a->word_count; i++)
		free(a->words[i]);
	free(a->v);
	free(a->words);
	*a = (struct acts){0};
}
