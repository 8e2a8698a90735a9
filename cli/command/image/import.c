/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel image import: from a file or a directory of this host.
 *
 * Should: let the sandbox have a stream, never a path: what root alone can read is read by root, unseen.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/printable.h"
#include "cli/image/archive.h"
#include "cli/image/finish.h"
#include "cli/image/import.h"
#include "cli/image/layers.h"
#include "cli/image/source.h"
#include "cli/output.h"
#include "image.h"

/* A directory is packed by what can read all of it and write nothing. */
static int start_giver(struct import *im, const struct source *s, struct sandbox *giver, struct running *r,
	int *stream, struct err *e)
{
	static const char *const argv[] = {"/usr/bin/tar", "--create", "--file=/proc/self/fd/3", "--directory=/source",
		"--numeric-owner", "--format=posix", "--one-file-system", "--sort=name", "--xattrs",
		"--xattrs-include=security.capability", "--xattrs-include=user.*", ".", NULL};
	const struct sandbox_job job = {.argv = argv};
	int ends[2], result;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return err_set(e, errno, "pipe");
	*giver = import_sandbox(im, SANDBOX_GIVES);
	giver->space = NULL;
	giver->shown = s->path;
	giver->output = ends[1];
	result = sandbox_start(giver, &job, r, e);
	close(ends[1]);
	*stream = ends[0];
	return result;
}

/* The stream, through `work`; who takes it is asked first when both complain. */
static int take_directory(struct import *im, const struct source *s, struct sandbox *taker, const struct sandbox_job *job)
{
	struct sandbox giver;
	struct running r;
	struct sandbox_end end;
	struct err e = ERR_NONE;
	int AUTO_CLOSE stream = -1;
	int status;

	if (start_giver(im, s, &giver, &r, &stream, &e) < 0) {
		import_say(im, e.message);
		return EXIT_SYSTEM;
	}
	taker->input = stream;
	status = import_step(im, "unpack", taker, job, NULL);
	fd_close(&stream);
	if (status) {
		giver.until = 0; /* nobody reads it any more */
		(void)sandbox_wait(&giver, &r, &end, NULL, NULL, &e);
		return status;
	}
	return import_wait(im, &giver, &r, &end);
}

static int take_file(struct import *im, const struct source *s, struct sandbox *taker, const struct sandbox_job *job)
{
	int AUTO_CLOSE fd = open(s->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0) {
		import_say(im, strerror(errno));
		return EXIT_FAILED;
	}
	taker->input = fd;
	return import_step(im, "unpack", taker, job, NULL);
}

static int import_tree(struct import *im, const struct source *s)
{
	const struct archive tree = {IMPORT_TREE, true};
	const struct sandbox_job job = {.work = archive_unpack, .data = &tree};
	struct sandbox taker = import_sandbox(im, SANDBOX_UNPACKS);

	return s->kind == SOURCE_TAR ? take_file(im, s, &taker, &job) : take_directory(im, s, &taker, &job);
}

static int import_layers(struct import *im, const struct source *s)
{
	const bool keep = s->kind == SOURCE_DOCKER_ARCHIVE;
	const struct archive layout = {IMPORT_GIVEN, false};
	const struct sandbox_job job = {.work = keep ? archive_keep : archive_unpack,
		.data = keep ? (const void *)(IMPORT_GIVEN "/archive") : &layout};
	struct sandbox taker = import_sandbox(im, SANDBOX_READS);
	char reference[LAYERS_REFERENCE_SIZE];
	int status;

	if (snprintf(reference, sizeof(reference), "%s%s%s%s", keep ? "docker-archive:" : "oci:",
		    keep ? IMPORT_GIVEN "/archive" : IMPORT_GIVEN, s->tag ? ":" : "", s->tag ? s->tag : "") >=
	    (int)sizeof(reference)) {
		import_say(im, "the name of the image in it is too long");
		return EXIT_USAGE;
	}
	status = s->kind == SOURCE_OCI ? take_directory(im, s, &taker, &job) : take_file(im, s, &taker, &job);
	if (!status)
		status = layers_copy(im, "convert", reference, false);
	return status ? status : layers_unpack(im);
}

int image_import(const struct cli *c, int count, char **operands)
{
	struct import im;
	struct source s;
	int status = source_read("image import", operands[0], &s);

	(void)count;
	if (status)
		return status;
	status = import_begin(&im, c, "image import", c->as, false);
	if (!status) {
		/* For the manifest; a name that cannot stand there is told as far as it can. */
		snprintf(im.manifest.source, sizeof(im.manifest.source), "%s", operands[0]);
		make_printable(im.manifest.source);
		status = s.kind == SOURCE_TAR || s.kind == SOURCE_DIRECTORY ? import_tree(&im, &s)
									    : import_layers(&im, &s);
	}
	if (!status)
		status = import_finish(&im, NULL);
	return import_end(&im, status);
}
