/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What can be imported, as it is written on the command line.
 */
#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/cli.h"
#include "cli/output.h"

static const struct {
	const char *prefix;
	enum source_kind kind;
} prefixes[] = {
	{"oci-archive:", SOURCE_OCI_ARCHIVE},
	{"docker-archive:", SOURCE_DOCKER_ARCHIVE},
	{"oci:", SOURCE_OCI},
};

/* Of skopeo, too, but with nothing to trust behind it, or of another program's store. */
static const char *const others[] = {
	"docker:", "containers-storage:", "docker-daemon:", "dir:", "ostree:", "sif:", "tarball:"};

static bool begins(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

/* A name with a colon is one if it is there; else the last part is a tag. */
static void split_tag(struct source *s)
{
	char *colon = strrchr(s->path, ':');

	s->tag = NULL;
	if (!colon || access(s->path, F_OK) == 0)
		return;
	*colon = '\0';
	s->tag = colon + 1;
}

static int check_file(const char *command, struct source *s)
{
	const bool directory = s->kind == SOURCE_OCI || s->kind == SOURCE_DIRECTORY;
	struct stat st;

	if (stat(s->path, &st) < 0) {
		say("%s: %s: %s", command, s->path, strerror(errno));
		return EXIT_FAILED;
	}
	if (directory ? !S_ISDIR(st.st_mode) : !S_ISREG(st.st_mode)) {
		say("%s: %s: is no %s", command, s->path, directory ? "directory" : "file");
		return EXIT_FAILED;
	}
	return 0;
}

int source_read(const char *command, const char *text, struct source *s)
{
	struct stat st;

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (begins(text, others[i])) {
			say("%s: %s: %s", command, text,
				i ? "this cannot be imported: use oci-archive:, docker-archive:, "
				    "oci:, a tar file or a directory"
				  : "that is in a registry: hostel image pull");
			return EXIT_USAGE;
		}
	*s = (struct source){.kind = SOURCE_TAR};
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (begins(text, prefixes[i].prefix)) {
			s->kind = prefixes[i].kind;
			text += strlen(prefixes[i].prefix);
			break;
		}
	if (strlen(text) >= sizeof(s->path)) {
		say("%s: the name of the file is too long", command);
		return EXIT_USAGE;
	}
	snprintf(s->path, sizeof(s->path), "%s", text);
	if (s->kind != SOURCE_TAR)
		split_tag(s);
	else if (stat(text, &st) == 0 && S_ISDIR(st.st_mode))
		s->kind = SOURCE_DIRECTORY;
	return check_file(command, s);
}

int source_reference(const char *command, const char *text, char *reference, size_t size)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:/@[]-";
	const char *name = begins(text, "docker://") ? text + strlen("docker://") : text;

	if (!*name || name[strspn(name, letters)] || *name == '-' || strstr(name, "//") ||
		(size_t)snprintf(reference, size, "docker://%s", name) >= size) {
		say("%s: %s: not an image of a registry: HOST/NAME:TAG", command, text);
		return EXIT_USAGE;
	}
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (begins(text, prefixes[i].prefix)) {
			say("%s: %s: that is no registry: hostel image import", command, text);
			return EXIT_USAGE;
		}
	return 0;
}

int source_secret(void)
{
	static const struct {
		const char *variable, *path;
	} places[] = {
		{"REGISTRY_AUTH_FILE", ""},
		{"XDG_RUNTIME_DIR", "/containers/auth.json"},
		{NULL, "/run/containers/0/auth.json"},
		{"HOME", "/.config/containers/auth.json"},
		{"HOME", "/.docker/config.json"},
	};

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		const char *directory = places[i].variable ? getenv(places[i].variable) : "";
		char path[4096];
		int fd;

		if (!directory ||
			snprintf(path, sizeof(path), "%s%s", directory, places[i].path) >= (int)sizeof(path))
			continue;
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
		if (fd >= 0)
			return fd;
	}
	return -1;
}
