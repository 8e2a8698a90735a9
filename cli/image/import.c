/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One import. This process is root's and reads nothing of what came from outside but the few lines that
 * prepare_work() prints, byte by byte.
 */
#include "import.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/wait.h"
#include "bounds.h"
#include "cli/exit_status.h"
#include "cli/output.h"
#include "cli/tool.h"
#include "complaints.h"

/* Directories that steps work in, made by the host's root in the space that is 0's inside. */
static int make_places(const struct import *im, struct err *e)
{
	static const char *const names[] = {"tmp", "root", "given"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (mkdirat(im->work.space, names[i], 0755) < 0 ||
		    fchownat(im->work.space, names[i], im->first, im->first, AT_SYMLINK_NOFOLLOW) < 0 ||
		    (!i && fchmodat(im->work.space, names[i], 01777, 0) < 0))
			return err_set(e, errno, "%s/%s", im->space, names[i]);
	return 0;
}

static int need_tools(const struct import *im)
{
	static const struct {
		const char *name, *package;
	} tools[] = {{"mkfs.ext4", "e2fsprogs"}, {"mkfs.erofs", "erofs-utils"}, {"skopeo", "skopeo"},
		{"umoci", "umoci"}};

	for (size_t i = 0; i < sizeof(tools) / sizeof(tools[0]); i++)
		if (!tool_exists(tools[i].name)) {
			say("%s: %s is missing: install the package %s", im->command, tools[i].name,
				tools[i].package);
			return EXIT_HOST;
		}
	return 0;
}

int import_begin(struct import *im, const struct cli *c, const char *command, const char *name, bool runs)
{
	struct err e = ERR_NONE;
	int status;

	*im = (struct import){.cli = c, .command = command, .secret = -1, .runs = runs, .begun = time(NULL),
		.work = {.directory = -1, .space = -1, .image = -1}};
	view_begin(&im->view);
	if (!name) {
		say("%s: --as NAME is missing: the image's name on this host", command);
		return EXIT_USAGE;
	}
	if (image_id_parse(name, &im->manifest.id, &e) < 0 || im->manifest.id.version) {
		say("%s: --as %s: %s", command, name, e.code ? e.message : "a name without @, the number is given");
		return EXIT_USAGE;
	}
	status = bounds_read(c, &im->bounds, &im->first);
	if (!status)
		status = need_tools(im);
	if (status)
		return status;
	im->until = wait_now() + im->bounds.seconds * 1000;
	if (work_begin(&im->work, &im->bounds, im->first, runs, &e) < 0) {
		say("%s: %s", command, e.message);
		return EXIT_SYSTEM;
	}
	snprintf(im->root, sizeof(im->root), "%s/root", im->work.path);
	snprintf(im->space, sizeof(im->space), "%s/space", im->work.path);
	if (make_places(im, &e) < 0) {
		say("%s: %s", command, e.message);
		return EXIT_SYSTEM;
	}
	return 0;
}

struct sandbox import_sandbox(const struct import *im, enum sandbox_right right)
{
	return (struct sandbox){.place = im->root, .space = im->space, .right = right, .first = im->first,
		.input = -1, .output = -1, .secret = -1, .until = im->until, .file_size = im->bounds.size};
}

void import_say(struct import *im, const char *sentence)
{
	view_break(&im->view);
	if (*im->manifest.source)
		say("%s: %s: %s", im->command, im->manifest.source, sentence);
	else
		say("%s: %s", im->command, sentence);
}

static void tick(void *data)
{
	struct import *im = data;
	struct work_use use;

	if (!im->view.shown)
		return;
	work_look(&im->work, &use);
	view_tick(&im->view, use.bytes, use.files);
}

/* Bounds first: whatever a tool says of them. */
static int judge(struct import *im, struct sandbox_end *end)
{
	char text[512], size[32];
	struct work_use use;

	work_look(&im->work, &use);
	if (!end->late && !end->status) {
		view_end(&im->view, use.bytes, use.files);
		return 0;
	}
	if (end->late) {
		snprintf(text, sizeof(text), "it takes longer than [image] timeout, %llu seconds",
			(unsigned long long)im->bounds.seconds);
		import_say(im, text);
	} else if (use.full_of_files) {
		snprintf(text, sizeof(text), "it has more files than [image] max_files, %llu",
			(unsigned long long)im->bounds.files);
		import_say(im, text);
	} else if (use.full) {
		print_size(size, sizeof(size), (int64_t)im->bounds.size);
		snprintf(text, sizeof(text), "it is larger than [image] max_size, %s", size);
		import_say(im, text);
	} else {
		import_say(im, complaint_of(end->said, text, sizeof(text)));
	}
	return EXIT_FAILED;
}

int import_wait(struct import *im, const struct sandbox *s, struct running *r, struct sandbox_end *end)
{
	struct err e = ERR_NONE;

	if (sandbox_wait(s, r, end, tick, im, &e) < 0) {
		import_say(im, e.message);
		return EXIT_SYSTEM;
	}
	return judge(im, end);
}

int import_step(struct import *im, const char *title, const struct sandbox *s, const struct sandbox_job *job,
	struct sandbox_end *end)
{
	struct err e = ERR_NONE;
	struct sandbox_end own;
	struct running r;

	view_step(&im->view, title);
	if (sandbox_start(s, job, &r, &e) < 0) {
		import_say(im, e.message);
		return EXIT_SYSTEM;
	}
	return import_wait(im, s, &r, end ? end : &own);
}

int import_end(struct import *im, int status)
{
	view_break(&im->view);
	fd_close(&im->secret);
	work_end(&im->work);
	return status;
}
