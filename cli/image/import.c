/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One import. This process is root's and reads nothing of what came from outside but the few lines that
 * prepare_work() prints, byte by byte.
 */
#include "import.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/wait.h"
#include "bounds.h"
#include "cli/config.h"
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

struct tool {
	const char *name, *package;
};

static int need(const struct import *im, const struct tool *tools, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!tool_exists(tools[i].name)) {
			say("%s: %s is missing: install the package %s", im->command, tools[i].name,
				tools[i].package);
			return EXIT_HOST;
		}
	return 0;
}

int import_need_layers(const struct import *im)
{
	static const struct tool tools[] = {{"skopeo", "skopeo"}, {"umoci", "umoci"}};

	return need(im, tools, sizeof(tools) / sizeof(tools[0]));
}

static volatile sig_atomic_t stop;

static void on_signal(int number)
{
	stop = number;
}

/* So that what was begun is removed at once; kill -9 leaves that to hostel gc. */
static void watch_signals(void)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction action = {.sa_handler = on_signal};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		sigaction(numbers[i], &action, NULL);
}

/* Of a host where nothing can bound it none is begun. */
static int bound_memory(struct import *im)
{
	char *base = config_cgroup(im->cli);
	struct err e = ERR_NONE;

	if (!base)
		return EXIT_POLICY;
	if (memory_begin(&im->memory, base, im->bounds.memory, &e) == 0)
		return 0;
	say("%s: [image] max_memory cannot be enforced: %s", im->command, e.message);
	return EXIT_HOST;
}

static void begin(struct import *im, const struct cli *c, const char *command)
{
	*im = (struct import){.cli = c,
		.command = command,
		.secret = -1,
		.work = {.directory = -1, .space = -1, .image = -1}};
	clock_gettime(CLOCK_REALTIME, &im->begun);
	view_begin(&im->view);
}

/* What every sandbox is bound by. */
static int begin_bounds(struct import *im, const struct tool *tools, size_t count)
{
	int status = bounds_read(im->cli, &im->bounds, &im->first, &im->need_signature);

	if (!status)
		status = need(im, tools, count);
	if (!status)
		status = bound_memory(im);
	if (status)
		return status;
	watch_signals();
	im->until = wait_now() + im->bounds.seconds * 1000;
	return 0;
}

int import_begin(struct import *im, const struct cli *c, const char *command, const char *name, bool runs)
{
	static const struct tool tools[] = {{"mkfs.ext4", "e2fsprogs"}, {"mkfs.erofs", "erofs-utils"},
		{"fsck.erofs", "erofs-utils"}, {"veritysetup", "cryptsetup-bin"}};
	struct err e = ERR_NONE;
	int status;

	begin(im, c, command);
	im->runs = runs;
	if (!name) {
		say("%s: --as NAME is missing: the image's name on this host", command);
		return EXIT_USAGE;
	}
	if (image_id_parse(name, &im->manifest.id, &e) < 0 || im->manifest.id.version) {
		say("%s: --as %s: %s", command, name,
			e.code ? e.message : "a name without @, the number is given");
		return EXIT_USAGE;
	}
	status = begin_bounds(im, tools, sizeof(tools) / sizeof(tools[0]));
	if (status)
		return status;
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

int import_begin_check(struct import *im, const struct cli *c, const char *command, const char *root)
{
	static const struct tool tools[] = {{"fsck.erofs", "erofs-utils"}};

	begin(im, c, command);
	snprintf(im->root, sizeof(im->root), "%s", root);
	return begin_bounds(im, tools, sizeof(tools) / sizeof(tools[0]));
}

struct sandbox import_sandbox(const struct import *im, enum sandbox_right right)
{
	return (struct sandbox){.place = im->root,
		.space = im->space,
		.memory = &im->memory,
		.right = right,
		.first = im->first,
		.shown = -1,
		.input = -1,
		.output = -1,
		.secret = -1,
		.until = im->until,
		.stop = &stop,
		.file_size = im->bounds.size};
}

void import_say(struct import *im, const char *sentence)
{
	view_break(&im->view);
	if (*im->manifest.source)
		say("%s: %s: %s", im->command, im->manifest.source, sentence);
	else
		say("%s: %s", im->command, sentence);
}

int import_failed(struct import *im, const char *sentence)
{
	import_say(im, sentence);
	return EXIT_SYSTEM;
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

/* Which bound it was, whatever a tool says; NULL: none. */
static const char *bound_hit(const struct import *im, const struct sandbox_end *end, char *text, size_t size)
{
	const unsigned long long files = im->bounds.files, seconds = im->bounds.seconds;
	struct work_use use;
	char most[32], memory[32];

	work_look(&im->work, &use);
	print_size(most, sizeof(most), (int64_t)im->bounds.size);
	print_size(memory, sizeof(memory), (int64_t)im->bounds.memory);
	if (end->stopped)
		snprintf(text, size, "it was interrupted");
	else if (memory_ran_out(&im->memory))
		snprintf(text, size, "it takes more memory than [image] max_memory, %s", memory);
	else if (end->late)
		snprintf(text, size, "it takes longer than [image] max_time, %llu seconds", seconds);
	else if (use.full_of_files)
		snprintf(text, size, "it has more files than [image] max_files, %llu", files);
	else if (use.full)
		snprintf(text, size, "it is larger than [image] max_size, %s", most);
	else if (end->status == 128 + SIGXFSZ)
		snprintf(text, size, "a file in it is larger than [image] max_size, %s", most);
	else if (strstr(end->said, "o space left on device")) /* umoci has tidied up already */
		snprintf(text, size,
			"it is larger than [image] max_size, %s, or has more files than max_files, %llu",
			most, files);
	else
		return NULL;
	return text;
}

int import_judge(struct import *im, struct sandbox_end *end)
{
	struct work_use use;
	char text[512];
	const char *why;

	if (!end->late && !end->stopped && !end->status) {
		work_look(&im->work, &use);
		view_end(&im->view, use.bytes, use.files);
		return 0;
	}
	if (end->status == SANDBOX_BROKEN) {
		import_say(im, complaint_of(end->said, text, sizeof(text)));
		return EXIT_HOST;
	}
	why = bound_hit(im, end, text, sizeof(text));
	import_say(im, why ? why : complaint_of(end->said, text, sizeof(text)));
	return EXIT_FAILED;
}

int import_watch(struct import *im, const struct sandbox *s, struct running *r, struct sandbox_end *end)
{
	struct err e = ERR_NONE;

	return sandbox_wait(s, r, end, tick, im, &e) < 0 ? import_failed(im, e.message) : 0;
}

int import_step(struct import *im, const char *title, const struct sandbox *s, const struct sandbox_job *job,
	struct sandbox_end *end)
{
	struct err e = ERR_NONE;
	struct sandbox_end own;
	struct running r;
	int status;

	view_step(&im->view, title);
	if (sandbox_start(s, job, &r, &e) < 0)
		return import_failed(im, e.message);
	status = import_watch(im, s, &r, end ? end : &own);
	return status ? status : import_judge(im, end ? end : &own);
}

int import_end(struct import *im, int status)
{
	view_break(&im->view);
	fd_close(&im->secret);
	work_end(&im->work);
	memory_end(&im->memory);
	return status;
}
