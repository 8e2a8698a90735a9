/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The units of services.
 */
#include "unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/output.h"
#include "cli/tool.h"

#define WORDS_MAX 16

bool units_managed(void)
{
	return access("/run/systemd/system", F_OK) == 0;
}

bool units_managed_or_say(void)
{
	if (units_managed())
		return true;
	say("services are started by systemd, which does not run here: hostel run --service NAME TENANT");
	return false;
}

/* As systemd.unit(5) has it, but for the slash, which no name has: a dash alone would come back as one. */
static char *escape(const char *text)
{
	char *to = malloc(4 * strlen(text) + 1);
	size_t n = 0;

	if (!to)
		out_of_memory();
	for (const char *s = text; *s; s++) {
		const bool plain = (*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') ||
			(*s >= '0' && *s <= '9') || *s == '_' || (*s == '.' && s != text);

		if (plain)
			to[n++] = *s;
		else
			n += (size_t)sprintf(to + n, "\\x%02x", (unsigned char)*s);
	}
	to[n] = '\0';
	return to;
}

char *unit_name(const char *tenant, const char *service)
{
	char *AUTO_FREE first = escape(tenant), *AUTO_FREE second = escape(service);

	return text_of("hostel-service@%s:%s.service", first, second);
}

static int run(const char *verb, char *const units[], size_t count, char *said_by, size_t size)
{
	char *AUTO_FREE words = text_of("%s", verb), *option = strchr(words, ' ');
	const char *argv[UNITS_MAX + 4] = {"systemctl", words};

	if (option)
		*option = '\0';
	if (option)
		argv[2] = option + 1;
	memcpy(argv + (option ? 3 : 2), units, count * sizeof(*units));
	return tool_run_line(argv, said_by, size);
}

void units_reset(char *const units[], size_t count)
{
	char said_by[1024];

	/* It says so of those that are not loaded: they have not failed. */
	(void)run("reset-failed", units, count, said_by, sizeof(said_by));
}

int units_do(const char *verb, char *const units[], size_t count)
{
	char said_by[1024];
	const int status = run(verb, units, count, said_by, sizeof(said_by));

	if (status == 0 || status == 128 + 9) /* it takes its time, and systemd goes on */
		return 0;
	say("systemctl %s: %s", verb, status < 0 ? strerror(errno) : *said_by ? said_by : "it failed");
	return -1;
}

int units_exec(const char *const argv[], char *const units[], size_t count)
{
	const char *all[WORDS_MAX + 2 * UNITS_MAX + 1];
	size_t n = 0;

	while (argv[n] && n < WORDS_MAX) {
		all[n] = argv[n];
		n++;
	}
	for (size_t i = 0; i < count; i++) {
		if (!strcmp(argv[0], "journalctl"))
			all[n++] = "-u";
		all[n++] = units[i];
	}
	all[n] = NULL;
	fflush(NULL);
	execvp(argv[0], (char *const *)all);
	say("%s: %s", argv[0], strerror(errno));
	return -1;
}
