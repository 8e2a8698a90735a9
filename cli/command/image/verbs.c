/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel image: the table of its verbs. Help, completion and parser are made from it.
 */
#include "image.h"

const struct command image_verbs[] = {
	{"image pull", CLI_IMAGE_PULL, "REFERENCE", 1, 1, true, false, image_pull,
		"get an image from a registry: HOST/NAME:TAG",
		"What a registry is trusted with and its passwords are skopeo's: /etc/containers, skopeo\n"
		"login."},
	{"image import", CLI_IMAGE_IMPORT, "SOURCE", 1, 1, true, false, image_import,
		"take in an image from a file or a directory",
		"oci-archive:FILE, docker-archive:FILE, oci:DIR; a FILE.tar, also with .gz, .xz or .zst,\n"
		"that is a root file system; or a DIR that is one."},
	{"image build", CLI_IMAGE_BUILD, "", 0, 0, true, false, image_build,
		"make a small image of a Debian or Ubuntu suite", NULL},
	{"image update", CLI_IMAGE_UPDATE, "IMAGE", 1, 1, true, false, image_update,
		"pull or build it again: a new version, if anything has changed", NULL},
	{"image list", CLI_IMAGE_LIST, "", 0, 0, true, false, image_list,
		"list the images of this host", NULL},
	{"image status", CLI_IMAGE_STATUS, "[IMAGE]", 0, 1, true, false, image_status,
		"show their versions: who signed and who guards them, who runs which", NULL},
	{"image verify", CLI_IMAGE_VERIFY, "[IMAGE[@N]]", 0, 1, true, false, image_verify,
		"read everything and compare it with what was signed", NULL},
	{"image sign", CLI_IMAGE_SIGN, "IMAGE[@N]", 1, 1, true, false, image_sign_verb,
		"sign a version with --key FILE", "It is verified first."},
	{"image mount", CLI_IMAGE_MOUNT, "IMAGE[@N]", 1, 1, true, false, image_mount_verb,
		"verify and mount a version, as the first login does that needs it", NULL},
	{"image rollback", CLI_IMAGE_ROLLBACK, "IMAGE [N]", 1, 2, true, false, image_rollback,
		"give new rooms the version before, or N",
		"Rooms that are there keep theirs until they end."},
	{"image remove", CLI_IMAGE_REMOVE, "IMAGE[@N]", 1, 1, true, false, image_remove,
		"remove a version, or the whole image", "Not what a room runs or a policy names."},
	{"image export", CLI_IMAGE_EXPORT, "IMAGE[@N] FILE|DIR", 2, 2, true, false, image_export,
		"write a version with its signature for another host",
		"A FILE is one whose name ends with .tar."},
	{"image reset", CLI_IMAGE_RESET, "TENANT [IMAGE]", 1, 2, true, false, image_reset,
		"remove what a tenant has changed of an image",
		"No room of the tenant may be alive that writes there. IMAGE: one that the policy names no\n"
		"more."},
	{"image receive", CLI_IMAGE_RECEIVE, "FILE|DIR", 1, 1, true, false, image_receive_verb,
		"take in what export wrote on another host",
		"Its name, number and signature stay. A number that is not above all that were here is\n"
		"refused, so that nobody slips an old version in."},
	{0},
};
