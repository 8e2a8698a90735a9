/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The end of an import: the tree is made one for rooms, packed into one file, and taken into the store.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/json.h"
#include "cli/output.h"
#include "finish.h"
#include "image/adopt.h"
#include "image/list.h"
#include "prepare.h"

/* Fixed, so that the same tree is the same file; the version is told apart by its manifest. */
#define UUID "6f737465-6c20-4969-8d61-676500000000"

/* The rest of the line that begins like this; printable ASCII and no blank in front, or it is not taken. */
static void take_line(const char *said, const char *key, char *value, size_t size)
{
	const char *line = strstr(said, key);
	size_t n;

	if (!line || (line != said && line[-1] != '\n'))
		return;
	line += strlen(key);
	n = strcspn(line, "\n");
	if (!n || n >= size || *line == ' ' || line[n - 1] == ' ')
		return;
	for (size_t i = 0; i < n; i++)
		if (!is_printable(line[i]))
			return;
	snprintf(value, size, "%.*s", (int)n, line);
}

static int prepare(struct import *im)
{
	const struct prepare what = {IMPORT_TREE, im->begun};
	const struct sandbox_job job = {.work = prepare_work, .data = &what};
	const struct sandbox s = import_sandbox(im, SANDBOX_UNPACKS);
	struct sandbox_end end;
	char number[24] = "";
	int status = import_step(im, "prepare", &s, &job, &end);

	if (status)
		return status;
	snprintf(im->manifest.architecture, sizeof(im->manifest.architecture), "unknown");
	snprintf(im->manifest.system, sizeof(im->manifest.system), "unknown");
	take_line(
		end.said, PREPARE_ARCHITECTURE, im->manifest.architecture, sizeof(im->manifest.architecture));
	take_line(end.said, PREPARE_SYSTEM, im->manifest.system, sizeof(im->manifest.system));
	take_line(end.said, PREPARE_FILES, number, sizeof(number));
	im->files = strtoull(number, NULL, 10);
	return 0;
}

/*
 * The space is a sparse file: where the host's file system is full, what was written before is lost behind
 * its writer's back, and would be read as zeros.
 */
static int settle(struct import *im)
{
	char sentence[256];

	if (syncfs(im->work.space) == 0)
		return 0;
	snprintf(sentence, sizeof(sentence),
		"what was unpacked cannot be kept below %s: %s; is its file system full?", HOSTEL_IMAGES,
		strerror(errno));
	return import_failed(im, sentence);
}

static int pack(struct import *im)
{
	static const char *const argv[] = {
		"mkfs.erofs", "--quiet", "-d1", "-U", UUID, "/proc/self/fd/3", IMPORT_TREE, NULL};
	/* Later times become this one, and none is: those of files stay, which Python compares. -T0 loses
	 * them. */
	static const char *const environment[] = {"SOURCE_DATE_EPOCH=4102444800", NULL};
	const struct sandbox_job job = {.argv = argv};
	struct sandbox s = import_sandbox(im, SANDBOX_UNPACKS);

	s.output = im->work.image;
	s.environment = environment;
	return import_step(im, "pack", &s, &job, NULL);
}

int import_check(struct import *im, int directory)
{
	static const char *const argv[] = {"fsck.erofs", "/proc/self/fd/0", NULL};
	const struct sandbox_job job = {.argv = argv};
	struct sandbox s = import_sandbox(im, SANDBOX_READS);
	int AUTO_CLOSE image = openat(directory, "image", O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct sandbox_end end;
	int status;

	if (image < 0)
		return import_failed(im, strerror(errno));
	s.space = NULL;
	s.input = image;
	status = import_step(im, "check", &s, &job, &end);
	/* fsck.erofs 1.5 says that a superblock is wrong, and ends with 0. */
	if (!status && strstr(end.said, "<E> erofs:")) {
		import_say(im, "the file system in it is damaged");
		status = EXIT_FAILED;
	}
	return status;
}

/* --- unchanged? --------------------------------------------------------------------------------- */

static bool same_bytes(int a, int b)
{
	static char left[1 << 16], right[1 << 16];
	struct stat sa, sb;
	off_t at = 0;

	if (fstat(a, &sa) < 0 || fstat(b, &sb) < 0 || sa.st_size != sb.st_size)
		return false;
	while (at < sa.st_size) {
		const ssize_t n = pread(a, left, sizeof(left), at);

		if (n <= 0 || pread(b, right, (size_t)n, at) != n || memcmp(left, right, (size_t)n))
			return false;
		at += n;
	}
	return true;
}

static bool is_that(int new, const struct image_id *id)
{
	struct err ignored = ERR_NONE;
	int AUTO_CLOSE version = image_open(id, &ignored);
	int AUTO_CLOSE now = version < 0 ? -1 : openat(version, "image", O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

	return now >= 0 && same_bytes(now, new);
}

/* Is the image that of the current version, or of the newest? Then *id is that. */
static bool is_there(const struct import *im, struct image_id *id)
{
	int AUTO_CLOSE new = openat(im->work.directory, "image", O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	uint64_t numbers[2];

	*id = im->manifest.id;
	image_current_and_newest(id->name, numbers);
	for (size_t i = 0; new >= 0 && i < 2; i++) {
		id->version = numbers[i];
		if (id->version && is_that(new, id))
			return true;
	}
	return false;
}

/* --- report --------------------------------------------------------------------------------------- */

static void report_json(const struct import *im)
{
	const struct image_manifest *m = &im->manifest;
	struct json *o = json_make_object();

	json_put_text(o, "name", m->id.name);
	json_put_number(o, "version", (int64_t)m->id.version);
	json_put_bool(o, "added", !im->unchanged);
	json_put_number(o, "current", (int64_t)image_current(m->id.name));
	json_put_text(o, "source", m->source);
	if (!im->unchanged || m->size) {
		json_put_text(o, "system", m->system);
		json_put_text(o, "architecture", m->architecture);
		json_put_number(o, "size", (int64_t)m->size);
		json_put_number(o, "files", (int64_t)im->files);
	}
	if (*m->sha256)
		json_put_text(o, "sha256", m->sha256);
	json_finish(o);
}

static bool has_signature(const struct image_id *id)
{
	struct err ignored = ERR_NONE;
	int AUTO_CLOSE version = image_open(id, &ignored);

	return version >= 0 && faccessat(version, "signature", F_OK, 0) == 0;
}

/* After a rollback, or where it has to be signed first. */
static void report_current(const struct import *im)
{
	const struct image_id *id = &im->manifest.id;
	const uint64_t current = image_current(id->name);

	if (current == id->version)
		return;
	printf("new rooms still get %s@%" PRIu64 ": ", id->name, current);
	if (im->need_signature && !has_signature(id))
		printf("hostel image sign %s@%" PRIu64 " --key FILE\n", id->name, id->version);
	else
		printf("hostel image rollback %s %" PRIu64 "\n", id->name, id->version);
}

void import_report(const struct import *im)
{
	const struct image_manifest *m = &im->manifest;
	char text[IMAGE_ID_SIZE], size[32];

	image_id_print(&m->id, text);
	if (im->cli->json) {
		report_json(im);
	} else if (im->unchanged) {
		printf("%s is unchanged\n", text);
	} else {
		print_size(size, sizeof(size), (int64_t)m->size);
		printf("%s: %s, %s, %s in %llu files\n", text, m->system, m->architecture, size,
			(unsigned long long)im->files);
	}
	if (!im->cli->json)
		report_current(im);
}

static void stamp(char created[24])
{
	const time_t now = time(NULL);
	struct tm t;

	gmtime_r(&now, &t);
	strftime(created, 24, "%Y-%m-%dT%H:%M:%SZ", &t);
}

static int adopt(struct import *im)
{
	struct err e = ERR_NONE;
	struct stat st;
	struct image_id there;

	if (fstat(im->work.image, &st) < 0 || !st.st_size) {
		import_say(im, "mkfs.erofs wrote nothing");
		return EXIT_FAILED;
	}
	if (work_close_space(&im->work, &e) < 0) {
		import_say(im, e.message);
		return EXIT_SYSTEM;
	}
	im->manifest.size = (uint64_t)st.st_size;
	im->unchanged = is_there(im, &there);
	if (im->unchanged) {
		im->manifest.id = there;
		return 0;
	}
	stamp(im->manifest.created);
	/* New rooms would be refused what nobody has signed yet: they go on with what they have. */
	if (image_adopt(im->work.directory, im->work.path, &im->manifest,
		    !im->need_signature || !image_current(im->manifest.id.name), &e) < 0) {
		import_say(im, e.message);
		return e.code == EWOULDBLOCK || e.code == EBUSY ? EXIT_BUSY : EXIT_SYSTEM;
	}
	return 0;
}

int import_finish(struct import *im, const char *digest)
{
	const size_t used = strlen(im->manifest.source);
	int status = prepare(im);

	if (!status)
		status = settle(im);
	if (!status)
		status = pack(im);
	if (!status)
		status = import_check(im, im->work.directory);
	if (!status && digest && *digest)
		snprintf(im->manifest.source + used, sizeof(im->manifest.source) - used, " %s", digest);
	if (!status)
		status = adopt(im);
	if (!status)
		import_report(im);
	return status;
}
