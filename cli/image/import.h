/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One import: its work directory, its steps one after the other, each in a sandbox of its own, and what is
 * known of the image at the end. Exit statuses; why is said here.
 */
#ifndef CLI_IMAGE_IMPORT_H
#define CLI_IMAGE_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "cli/cli.h"
#include "image/manifest.h"
#include "memory.h"
#include "sandbox.h"
#include "view.h"
#include "work.h"

/* In the work space, seen from inside. */
#define IMPORT_TREE SANDBOX_WORK "/root"
#define IMPORT_LAYOUT SANDBOX_WORK "/layout" /* OCI, with the one image IMPORT_TAG */
#define IMPORT_TAG "image"
#define IMPORT_GIVEN SANDBOX_WORK "/given" /* what came in, as it was */

struct import {
	const struct cli *cli;
	const char *command; /* "image pull" */
	struct work_bounds bounds;
	struct work work;
	struct memory memory;
	uint32_t first; /* the host's id of 0 in the sandboxes */
	uint64_t until;
	struct timespec begun;
	uint64_t files; /* of the tree */
	int secret;	/* the registries' passwords, or -1 */
	bool runs;
	bool need_signature;
	bool unchanged; /* the current or the newest version is the same to the byte: none was added */
	struct view view;
	struct image_manifest manifest;
	char root[WORK_PATH_SIZE + 8], space[WORK_PATH_SIZE + 8];
};

/* `name`: of --as. `runs`: programs of the tree are started in the space. */
int import_begin(struct import *im, const struct cli *c, const char *command, const char *name, bool runs);

/* One that takes nothing in, for import_check() alone: its sandbox has this empty directory for its root. */
int import_begin_check(struct import *im, const struct cli *c, const char *command, const char *root);

/* Are the tools there that an image of layers needs, beside those of every import? 0, or an exit status. */
int import_need_layers(const struct import *im);

/* A sandbox of this import, to be changed where it differs. */
struct sandbox import_sandbox(const struct import *im, enum sandbox_right right);

/* Run it and wait. 0, or an exit status after saying why. `end` may be NULL; what it said is in it. */
int import_step(struct import *im, const char *title, const struct sandbox *s, const struct sandbox_job *job,
	struct sandbox_end *end);

/* Wait for one that was started by sandbox_start(); 0, or an exit status after saying why. Then judge its
 * end. */
int import_watch(struct import *im, const struct sandbox *s, struct running *r, struct sandbox_end *end);
int import_judge(struct import *im, struct sandbox_end *end);

/* "image pull: docker://...: SENTENCE", with the source in front. */
void import_say(struct import *im, const char *sentence);

/* The same; EXIT_SYSTEM. */
int import_failed(struct import *im, const char *sentence);

/* Remove what is left. Returns `status`. */
int import_end(struct import *im, int status);

#endif
