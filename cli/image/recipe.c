/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A minimal image from a distribution's packages. Its packages' own scripts run, as root of the sandbox: it
 * is signed, and still not root of the host.
 */
#include "recipe.h"

#include <stdio.h>
#include <string.h>

#include "apt_sources.h"
#include "base/fd.h"
#include "cli/output.h"
#include "cli/tool.h"
#include "finish.h"
#include "import.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyz0123456789"
#define HEAD "mmdebstrap --suite "

/* What a word can be; nothing that apt's sources or a shell would see as more than one. */
static int take(char *to, size_t size, const char *command, const char *option, const char *value,
	const char *letters)
{
	*to = '\0';
	if (!value)
		return 0;
	if (!*value || value[strspn(value, letters)] || *value == '-' ||
		(size_t)snprintf(to, size, "%s", value) >= size) {
		say("%s: %s %s: at most %zu of %s, and none of - in front", command, option, value, size - 1,
			letters);
		return EXIT_USAGE;
	}
	return 0;
}

int recipe_make(
	struct recipe *r, const char *command, const char *suite, const char *include, const char *mirror)
{
	int status = take(r->suite, sizeof(r->suite), command, "--suite", suite, LETTERS "-.");

	if (!status)
		status = take(r->include, sizeof(r->include), command, "--include", include, LETTERS "+-.,:");
	if (!status)
		status = take(r->mirror, sizeof(r->mirror), command, "--mirror", mirror,
			LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZ:/.-_~%[]@+");
	if (!status && mirror && strncmp(mirror, "http://", 7) && strncmp(mirror, "https://", 8) &&
		strncmp(mirror, "file:/", 6)) {
		say("%s: --mirror %s: not an address: http://HOST/debian", command, mirror);
		status = EXIT_USAGE;
	}
	return status;
}

static void print(const struct recipe *r, char *text, size_t size)
{
	snprintf(text, size, HEAD "%s%s%s%s%s", r->suite, *r->include ? " --include " : "", r->include,
		*r->mirror ? " --mirror " : "", r->mirror);
}

bool recipe_read(struct recipe *r, const char *source)
{
	char AUTO_FREE *copy = text_of("%s", source);
	char *save = NULL;
	const char *suite, *word, *include = NULL, *mirror = NULL;

	if (strncmp(source, HEAD, strlen(HEAD)))
		return false;
	suite = strtok_r(copy + strlen(HEAD), " ", &save);
	while (suite && (word = strtok_r(NULL, " ", &save))) {
		const char **value = !strcmp(word, "--include")	 ? &include
				     : !strcmp(word, "--mirror") ? &mirror
								 : NULL;

		if (!value)
			return false;
		*value = strtok_r(NULL, " ", &save);
	}
	return suite && !recipe_make(r, "image update", suite, include, mirror);
}

/* Of the host's own apt, if no other is asked for: with the updates of the suite, as far as it has such. */
static size_t add_sources(const struct recipe *r, const char **argv, size_t n)
{
	const bool moving = !strcmp(r->suite, "sid") || !strcmp(r->suite, "unstable");
	struct apt_mirrors m;

	if (*r->mirror) {
		argv[n++] = text_of("deb %s %s main", r->mirror, r->suite);
		return n;
	}
	apt_mirrors_read(&m);
	if (!*m.main)
		return n; /* mmdebstrap has its own idea of each suite */
	argv[n++] = text_of("deb %s %s main", m.main, r->suite);
	if (!moving)
		argv[n++] = text_of("deb %s %s-updates main", m.main, r->suite);
	if (!moving && *m.security)
		argv[n++] = text_of("deb %s %s-security main", m.security, r->suite);
	return n;
}

static int bootstrap(struct import *im, const struct recipe *r)
{
	char include[RECIPE_INCLUDE_SIZE + 16];
	const char *argv[20] = {"mmdebstrap", "--quiet", "--mode=root", "--variant=minbase",
		"--format=directory", "--skip=check/empty"};
	struct sandbox s = import_sandbox(im, SANDBOX_INSTALLS);
	struct sandbox_job job = {.argv = argv};
	size_t n = 6;

	if (*r->include) {
		snprintf(include, sizeof(include), "--include=%s", r->include);
		argv[n++] = include;
	}
	argv[n++] = r->suite;
	argv[n++] = IMPORT_TREE;
	add_sources(r, argv, n);
	s.network = true;
	return import_step(im, "build", &s, &job, NULL);
}

int recipe_build(const struct recipe *r, const struct cli *c, const char *command, const char *name)
{
	struct import im;
	int status;

	if (!tool_exists("mmdebstrap")) {
		say("%s: mmdebstrap is missing: install the package mmdebstrap", command);
		return EXIT_HOST;
	}
	status = import_begin(&im, c, command, name, true);
	if (!status) {
		print(r, im.manifest.source, sizeof(im.manifest.source));
		status = bootstrap(&im, r);
	}
	if (!status)
		status = import_finish(&im, NULL);
	return import_end(&im, status);
}
