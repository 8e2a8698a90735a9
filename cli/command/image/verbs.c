/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel image: the table of its verbs. Help, completion and parser are made from it.
 */
#include "image.h"

const struct command image_verbs[] = {
	{"image pull", CLI_IMAGE_PULL, "REFERENCE", 1, 1, true, false, image_pull,
		"get an image from a registry: HOST/NAME:TAG",
		"What a registry is trusted with and its passwords are skopeo's: /etc/containers, skopeo login."},
	{"image import", CLI_IMAGE_IMPORT, "SOURCE", 1, 1, true, false, image_import,
		"take in an image from a file or a directory",
		"oci-archive:FILE, docker-archive:FILE, oci:DIR; a FILE.tar, also with .gz, .xz or .zst, that is\n"
		"a root file system; or a DIR that is one."},
	{"image build", CLI_IMAGE_BUILD, "", 0, 0, true, false, image_build,
		"make a small image of a Debian or Ubuntu suite", NULL},
	{"image update", CLI_IMAGE_UPDATE, "IMAGE", 1, 1, true, false, image_update,
		"pull or build it again: a new version, if anything has changed", NULL},
	{0},
};
