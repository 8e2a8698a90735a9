/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel image import: from a file or a directory of this host.
 *
 * Should: let the sandbox have a stream, never a path: what root alone can read is read by root, unseen.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/printable.h"
#include "base/wait.h"
#include "cli/image/archive.h"
#include "cli/image/finish.h"
#include "cli/image/import.h"
#include "cli/image/layers.h"
#include "cli/image/source.h"
#include "cli/output.h"
#include "image.h"
#include "import.h"

/* A directory is packed by what can read all of it and write nothing. */
static int start_giver(const struct import *im, int directory, struct sandbox *giver, struct running *r,
	int *stream, struct err *e)
{
	static const char *const argv[] = {"tar", "--create", "--file=/proc/self/fd/3",
		"--directory=/source", "--numeric-owner", "--format=posix", "--one-file-system",
		"--sort=name", "--warning=no-file-ignored", "--xattrs",
		"--xattrs-include=security.capability", "--xattrs-include=user.*",
		".", NULL};
	const struct sandbox_job job = {.argv = argv};
	int ends[2], result;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return err_set(e, errno, "pipe");
	/* It is opened again, through /proc. */
	if (fchown(ends[1], im->first, im->first) < 0) {
		close(ends[0]);
		close(ends[1]);
		return err_set(e, errno, "pipe");
	}
	*giver = import_sandbox(im, SANDBOX_GIVES);
	giver->space = NULL;
	giver->shown = directory;
	giver->output = ends[1];
	result = sandbox_start(giver, &job, r, e);
	close(ends[1]);
	*stream = ends[0];
	return result;
}

/* Killed, or told that nobody reads any more: what the other one says is why. */
static bool is_bystander(const struct sandbox_end *end)
{
	return !end->late && !end->stopped &&
	       (!end->status || end->status == 128 + SIGPIPE || end->status == 128 + SIGKILL);
}

/* Both until their end, the reader first. */
static int wait_both(struct import *im, struct sandbox *giver, struct running *gives,
	const struct sandbox *taker, struct running *takes)
{
	struct sandbox_end given, taken;
	struct err e = ERR_NONE;
	int status;

	takes->beside = gives;
	status = import_watch(im, taker, takes, &taken);

	if (status || taken.status || taken.late)
		giver->until = wait_now() + 1000;
	if (sandbox_wait(giver, gives, &given, NULL, NULL, &e) < 0) {
		import_say(im, e.message);
		return EXIT_SYSTEM;
	}
	if (status)
		return status;
	given.late &= !taken.status;
	return import_judge(im, taken.late || taken.stopped || is_bystander(&given) ? &taken : &given);
}

static int take_directory(
	struct import *im, const struct source *s, struct sandbox *taker, const struct sandbox_job *job)
{
	int AUTO_CLOSE directory =
		(int)syscall(SYS_open_tree, AT_FDCWD, s->path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	int AUTO_CLOSE stream = -1;
	struct running gives, takes;
	struct sandbox giver;
	struct err e = ERR_NONE;

	view_step(&im->view, "unpack");
	if (directory < 0)
		return import_failed(im, strerror(errno));
	if (start_giver(im, directory, &giver, &gives, &stream, &e) < 0)
		return import_failed(im, e.message);
	taker->input = stream;
	if (sandbox_start(taker, job, &takes, &e) < 0)
		return import_failed(im, e.message);
	fd_close(&stream);
	return wait_both(im, &giver, &gives, taker, &takes);
}

static int take_file(
	struct import *im, const struct source *s, struct sandbox *taker, const struct sandbox_job *job)
{
	int AUTO_CLOSE fd = open(s->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return import_failed(im, strerror(errno));
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
	int status = import_need_layers(im);

	if (status)
		return status;
	if (snprintf(reference, sizeof(reference), "%s%s%s%s",
		    keep ? "docker-archive:" : "oci:", keep ? IMPORT_GIVEN "/archive" : IMPORT_GIVEN,
		    s->tag ? ":" : "", s->tag ? s->tag : "") >= (int)sizeof(reference)) {
		import_say(im, "the name of the image in it is too long");
		return EXIT_USAGE;
	}
	status = s->kind == SOURCE_OCI ? take_directory(im, s, &taker, &job) : take_file(im, s, &taker, &job);
	if (!status)
		status = layers_copy(im, "convert", reference, false);
	return status ? status : layers_unpack(im);
}

/* What a line of a manifest can hold: printable, and no blank at its ends. */
static void take_source(char source[sizeof(((struct image_manifest *)0)->source)], const char *origin)
{
	size_t n;

	snprintf(source, sizeof(((struct image_manifest *)0)->source), "%s", origin + strspn(origin, " "));
	make_printable(source);
	for (n = strlen(source); n && source[n - 1] == ' '; n--)
		source[n - 1] = '\0';
}

/* `origin`: for the manifest; what cannot stand there is told as far as it can. */
static int take_in(const struct cli *c, const char *command, const struct source *s, const char *origin)
{
	struct import im;
	int status = import_begin(&im, c, command, c->as, false);

	if (!status) {
		take_source(im.manifest.source, origin);
		status = s->kind == SOURCE_TAR || s->kind == SOURCE_DIRECTORY ? import_tree(&im, s)
									      : import_layers(&im, s);
	}
	if (!status)
		status = import_finish(&im, NULL);
	return import_end(&im, status);
}

int import_directory(const struct cli *c, const char *command, const char *path, const char *origin)
{
	struct source s = {.kind = SOURCE_DIRECTORY};

	snprintf(s.path, sizeof(s.path), "%s", path);
	return take_in(c, command, &s, origin);
}

int image_import(const struct cli *c, int count, char **operands)
{
	struct source s;
	int status = source_read("image import", operands[0], &s);

	(void)count;
	return status ? status : take_in(c, "image import", &s, operands[0]);
}
