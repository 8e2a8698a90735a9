/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What sshd has to be told.
 */
#include "sshd.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/fd.h"
#include "block.h"
#include "cli/output.h"
#include "cli/tool.h"

#define CONFIG "/etc/ssh/sshd_config"
#define DROP_IN CONFIG ".d/00-hostel.conf"
#define LINES                                                                                      \
	"# Without PAM there is no room for a tenant: hostel-shell refuses, and internal-sftp "    \
	"serves the host's\n"                                                                      \
	"# files. The first value counts.\nUsePAM yes\n"
#define SETTINGS_SIZE (64 << 10)

/* The value behind a key of sshd -T, whose spelling changed with 10.5 (UsePAM, not usepam). */
static bool setting(const char *all, const char *key, char *value, size_t size)
{
	const size_t n = strlen(key);

	for (const char *line = all; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		if (strncasecmp(line, key, n) || line[n] != ' ')
			continue;
		snprintf(value, size, "%.*s", (int)strcspn(line + n + 1, "\n"), line + n + 1);
		return true;
	}
	return false;
}

static void ask(struct sshd *s)
{
	static const char *const argv[] = {"sshd", "-T", NULL};
	char *AUTO_FREE all = malloc(SETTINGS_SIZE);
	char value[64];

	if (!all)
		out_of_memory();
	snprintf(s->service, sizeof(s->service), "sshd");
	change_sweep(CONFIG);
	change_sweep(DROP_IN);
	s->there = tool_exists("sshd");
	if (!s->there)
		return;
	s->unclear = tool_run(argv, all, SETTINGS_SIZE) != 0;
	if (s->unclear) {
		snprintf(s->said, sizeof(s->said), "%.*s", (int)strcspn(all, "\n"), all);
		return;
	}
	s->pam = setting(all, "usepam", value, sizeof(value)) && !strcasecmp(value, "yes");
	setting(all, "pamservicename", s->service, sizeof(s->service));
	if (strchr(s->service, '/') || !*s->service)
		snprintf(s->service, sizeof(s->service), "sshd");
}

/* Does the main file read the directory, in front of everything that could be said before? */
static bool reads_directory(const char *config)
{
	for (const char *line = config; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		line += strspn(line, " \t");
		if (!strncasecmp(line, "Include", 7))
			return memmem(line, strcspn(line, "\n"), "sshd_config.d/*.conf", 20);
		if (*line != '#' && *line != '\n' && *line)
			return false;
	}
	return false;
}

int sshd_plan(struct sshd *s, struct err *e)
{
	char *AUTO_FREE config = NULL;
	char *AUTO_FREE present = NULL;
	char *AUTO_FREE clean = NULL;
	char *AUTO_FREE whole = NULL;

	*s = (struct sshd){0};
	ask(s);
	if (!s->there || s->unclear || s->pam)
		return 0;
	if (change_read(CONFIG, &config, e) < 0 || change_read(DROP_IN, &present, e) < 0)
		return -1;
	if (config && reads_directory(config)) {
		whole = block_insert("", 0, LINES);
		changes_add(&s->changes, DROP_IN, present, whole);
		return 0;
	}
	clean = block_remove(config ? config : "");
	if (!clean)
		return err_rule(e, EINVAL,
			CONFIG ": the marks of hostel setup were edited: take them out by hand");
	whole = block_insert(clean, 0, LINES);
	changes_add(&s->changes, CONFIG, config, whole);
	return 0;
}

int sshd_make(const struct sshd *s, struct err *e)
{
	struct sshd now = {0};
	struct err ignored = ERR_NONE;

	if (!s->changes.count)
		return 0;
	if (change_make(&s->changes.v[0], e) < 0)
		return -1;
	ask(&now);
	if (!now.unclear && now.pam)
		return 0;
	change_undo(&s->changes.v[0], &ignored);
	if (now.unclear)
		return err_rule(e, EINVAL, "sshd does not take %s, which is put back: %s",
			s->changes.v[0].path, now.said);
	return err_rule(e, EINVAL,
		"UsePAM is still no with %s, which is put back: another file says so first",
		s->changes.v[0].path);
}

int sshd_plan_undo(struct sshd *s, struct err *e)
{
	char *AUTO_FREE config = NULL;
	char *AUTO_FREE drop_in = NULL;
	char *AUTO_FREE clean = NULL;

	*s = (struct sshd){0};
	ask(s);
	if (change_read(CONFIG, &config, e) < 0 || change_read(DROP_IN, &drop_in, e) < 0)
		return -1;
	clean = drop_in && block_is_in(drop_in) ? block_remove(drop_in) : NULL;
	if (clean)
		changes_add(&s->changes, DROP_IN, drop_in, *clean ? clean : NULL);
	free(clean);
	clean = config && block_is_in(config) ? block_remove(config) : NULL;
	if (clean)
		changes_add(&s->changes, CONFIG, config, clean);
	return 0;
}

const char *sshd_unit(void)
{
	static const char *const names[] = {"ssh.service", "sshd.service"};
	char said[64];

	for (size_t i = 0; i < 2; i++) {
		const char *const argv[] = {"systemctl", "is-active", "--quiet", names[i], NULL};

		if (access("/run/systemd/system", F_OK) == 0 &&
			tool_run(argv, said, sizeof(said)) == 0)
			return names[i];
	}
	return NULL;
}

void sshd_free(struct sshd *s)
{
	changes_free(&s->changes);
}
