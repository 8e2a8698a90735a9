/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What can be imported, as it is written on the command line.
 */
#ifndef CLI_IMAGE_SOURCE_H
#define CLI_IMAGE_SOURCE_H

#include <stddef.h>

enum source_kind { SOURCE_DIRECTORY, SOURCE_TAR, SOURCE_OCI, SOURCE_OCI_ARCHIVE, SOURCE_DOCKER_ARCHIVE };

struct source {
	enum source_kind kind;
	char path[4096]; /* of the host */
	const char *tag; /* which of several images, or NULL; behind `path` in its array */
};

/* "oci:DIR:TAG", "FILE.tar". 0, or an exit status after saying why: there is no such file. */
int source_read(const char *command, const char *text, struct source *s);

/* "debian:13" as "docker://debian:13". 0, or an exit status after saying why. */
int source_reference(const char *command, const char *text, char *reference, size_t size);

/* The registries' passwords, open, or -1: there are none. Where containers-auth.json(5) says. */
int source_secret(void);

#endif
