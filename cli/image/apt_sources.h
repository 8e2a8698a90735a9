/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the host's own packages come from.
 */
#ifndef CLI_IMAGE_APT_SOURCES_H
#define CLI_IMAGE_APT_SOURCES_H

#define APT_URI_SIZE 129

struct apt_mirrors {
	char main[APT_URI_SIZE], security[APT_URI_SIZE]; /* empty: none is known */
};

/* The first of each in sources.list(5), in both of its formats. */
void apt_mirrors_read(struct apt_mirrors *m);

#endif
