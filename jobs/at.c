/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * at(1) in the room has written a whole job: directory, umask, environment and commands, with the time in
 * its name. That text the host's at(1) is given for the same time; of it only the wish for mail is read.
 */
#include "at.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "run.h"
#include "spool.h"
#include "talk/paths.h"

/* A job sets what its environment was; what at(1) itself was run with comes before and must not add to it. */
static const char *const environment[] = {"PATH=/usr/bin:/bin", NULL};

/* at(1) makes a job 0700. This one the host has, should another hostel-jobs come to look after the room. */
#define TAKEN_MODE 0500

/* What atq(1) has. */
struct listed {
	unsigned long number;
	time_t when;
	char queue;
};

struct list {
	struct listed v[2 * JOBS_MAX];
	size_t count;
};

static bool is_hexadecimal(const char *text, size_t length)
{
	return strspn(text, "0123456789abcdef") >= length;
}

bool at_is_name(const char *name)
{
	const bool letter = (*name >= 'a' && *name <= 'z') || (*name >= 'A' && *name <= 'Z');

	return strlen(name) == AT_NAME - 1 && letter && is_hexadecimal(name + 1, AT_NAME - 2);
}

static unsigned long number_of(const char *name)
{
	char digits[6];

	snprintf(digits, sizeof(digits), "%.5s", name + 1);
	return strtoul(digits, NULL, 16);
}

bool at_has(const struct at *a, const char *name)
{
	if (strlen(name) != AT_NAME - 1)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (a->v[i].number == number_of(name))
			return true;
	return false;
}

int at_number(const struct room *r, unsigned long number)
{
	char text[32];
	const int n = snprintf(text, sizeof(text), "%05lx\n", number & 0xfffff);

	return spool_write(r->atjobs, ".SEQ", text, (size_t)n, 0600);
}

/* 0; 1: at(1) does not serve this account; -1: it could not be asked. */
static int list_host(const struct room *r, struct list *list)
{
	static const char *const argv[] = {"/usr/bin/atq", NULL};
	char *save = NULL;
	struct output o;
	const int status = run(argv, environment, "", 0, &o);

	list->count = 0;
	if (status)
		room_say(r, "atq: %s", o.err);
	for (char *line = strtok_r(status ? NULL : o.out, "\n", &save); line && list->count < 2 * JOBS_MAX;
	     line = strtok_r(NULL, "\n", &save)) {
		struct listed *l = &list->v[list->count];
		struct tm tm = {.tm_isdst = -1};
		char *rest;

		l->number = strtoul(line, &rest, 10);
		rest = *rest == '\t' ? strptime(rest + 1, "%a %b %d %H:%M:%S %Y", &tm) : NULL;
		if (!rest || *rest != ' ')
			continue;
		l->when = mktime(&tm);
		l->queue = rest[1];
		list->count++;
	}
	free(o.out);
	return status < 0 ? -1 : status > 0;
}

static const struct listed *find(const struct list *list, unsigned long number)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->v[i].number == number)
			return &list->v[i];
	return NULL;
}

static bool is_known(const struct at *a, const char *name)
{
	for (size_t i = 0; i < a->count; i++)
		if (!strcmp(a->v[i].name, name))
			return true;
	return false;
}

static void remember(struct at *a, const char *name, unsigned long number)
{
	struct at_job *job = &a->v[a->count++];

	memcpy(job->name, name, AT_NAME);
	job->number = number;
}

static void remove_from_host(const struct room *r, unsigned long number)
{
	char text[24];
	const char *const argv[] = {"/usr/bin/atrm", text, NULL};
	struct output o;

	snprintf(text, sizeof(text), "%lu", number);
	if (run(argv, environment, "", 0, &o))
		room_say(r, "atrm %lu: %s", number, o.err);
	free(o.out);
}

/* What one side has no longer. */
static void remove_gone(const struct room *r, struct at *a, const struct list *list)
{
	struct stat st;

	for (size_t i = 0; i < a->count;) {
		const struct at_job job = a->v[i];
		const bool inside = fstatat(r->atjobs, job.name, &st, AT_SYMLINK_NOFOLLOW) == 0;

		if (inside && find(list, job.number)) {
			i++;
			continue;
		}
		if (!inside && find(list, job.number))
			remove_from_host(r, job.number);
		else
			spool_remove(r->atjobs, job.name);
		a->v[i] = a->v[--a->count];
	}
}

/* The wish that at(1) has noted: 1 -m, -1 -M. */
static const char *mail_option(const char *text)
{
	int wish = 0;

	if (sscanf(text, "#!/bin/sh\n# atrun uid=%*u gid=%*u\n# mail %*s %d", &wish) != 1)
		wish = 0;
	return wish > 0 ? "-m" : wish < 0 ? "-M" : NULL;
}

/* The number that the host gave it; 0: refused, and said; -1: try again. */
static long submit(const struct room *r, const char *name, const struct text *job)
{
	const time_t when = (time_t)strtoul(name + 6, NULL, 16) * 60;
	char queue[2] = {*name, '\0'}, stamp[40];
	const char *argv[] = {HOST_AT, "-q", queue, "-t", stamp, mail_option(job->data), NULL};
	const char *const now[] = {HOST_AT, "-q", queue, argv[5] ? argv[5] : "now",
		argv[5] ? "now" : NULL, NULL};
	const bool later = when > time(NULL);
	unsigned long number = 0;
	struct output o;
	struct tm tm;
	int status;

	if (!localtime_r(&when, &tm) || !strftime(stamp, sizeof(stamp), "%Y%m%d%H%M", &tm))
		return 0;
	status = run(later ? argv : now, environment, job->data, job->length, &o);
	if (status == 0 && !o.number)
		status = -1;
	number = o.number;
	if (status)
		room_say(r, "a job of at was not taken over: %s", o.err);
	free(o.out);
	return status < 0 ? -1 : status > 0 ? 0 : (long)number;
}

/* 0; or -1: try again. */
static int take_over(const struct room *r, struct at *a, const char *name)
{
	struct text job = TEXT_NONE;
	struct stat st;
	long number = 0;

	if (fstatat(r->atjobs, name, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
	    (S_ISREG(st.st_mode) && !(st.st_mode & S_IXUSR)))
		return 0; /* at(1) is writing it */
	if (S_ISREG(st.st_mode) && !(st.st_mode & S_IWUSR))
		return spool_remove(r->atjobs, name); /* whoever was here before us has called it otherwise */
	if (a->count == JOBS_MAX)
		room_say(r, "a job of at was not taken over: there are %d", JOBS_MAX);
	else if (spool_read(r->atjobs, name, &job) == 0)
		number = job.there ? submit(r, name, &job) : 0;
	else if (errno == EBADF || errno == EFBIG)
		room_say(r, "a job of at is no file of theirs of up to %u bytes", TEXT_MAX);
	else
		number = -1;
	text_free(&job);
	if (number < 0)
		return -1;
	if (number) {
		remember(a, name, (unsigned long)number);
		if (spool_mode(r->atjobs, name, TAKEN_MODE) < 0 && errno != ENOENT)
			room_say(r, "a job of at cannot be marked: %s", strerror(errno));
		at_number(r, (unsigned long)number);
	} else {
		spool_remove(r->atjobs, name);
	}
	return 0;
}

static int take_new(const struct room *r, struct at *a)
{
	int copy = openat(r->atjobs, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *entry;
	int result = dir ? 0 : -1;

	/* A directory without an end, as files are made all the time: the rest is for the next look. */
	for (int n = 0; dir && !result && n < JOBS_MAX && (entry = readdir(dir));)
		if (at_is_name(entry->d_name) && !is_known(a, entry->d_name)) {
			result = take_over(r, a, entry->d_name);
			n++;
		}
	if (dir)
		closedir(dir);
	return result;
}

bool at_is_empty(const struct room *r, const struct at *a)
{
	int copy = openat(r->atjobs, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *entry;
	bool empty = dir && !a->count;

	/* With more than these in it, it is not. */
	for (int n = 0; empty && (entry = readdir(dir)); n++)
		empty = n < JOBS_MAX && !at_is_name(entry->d_name);
	if (dir)
		closedir(dir);
	return empty;
}

/* Those of former rooms, and what was given to the host's at(1) there. */
static void show_others(const struct room *r, struct at *a, const struct list *list)
{
	for (size_t i = 0; i < list->count && a->count < JOBS_MAX; i++) {
		const struct listed *l = &list->v[i];
		char name[64], text[24];
		const char *const argv[] = {HOST_AT, "-c", text, NULL};
		struct output o;
		bool known = l->queue == '=';

		for (size_t k = 0; k < a->count; k++)
			known = known || a->v[k].number == l->number;
		if (known)
			continue;
		snprintf(name, sizeof(name), "%c%05lx%08lx", l->queue, l->number,
			(unsigned long)(l->when / 60));
		snprintf(text, sizeof(text), "%lu", l->number);
		if (at_is_name(name) && run(argv, environment, "", 0, &o) == 0 &&
		    spool_write(r->atjobs, name, o.out, o.length, TAKEN_MODE) == 0)
			remember(a, name, l->number);
		if (at_is_name(name))
			free(o.out);
	}
}

int at_sync(const struct room *r, struct at *a)
{
	struct list list;
	const int status = list_host(r, &list);

	if (status < 0 || room_permit(r, r->atjobs, status == 0, true) < 0)
		return -1;
	if (status)
		return 0;
	remove_gone(r, a, &list);
	show_others(r, a, &list);
	return take_new(r, a);
}
