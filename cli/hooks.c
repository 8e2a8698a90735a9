/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hooks: found, judged, run.
 */
#include "hooks.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/now.h"
#include "base/wait.h"
#include "config.h"
#include "host/config_dir.h"
#include "host/helper.h"
#include "output.h"

#define ONE_MILLISECONDS 30000
#define GONE_MILLISECONDS 1000 /* for what was killed */
#define ALL_MILLISECONDS 240000

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* run-parts(8): letters, digits, - and _; here also dots, but of copies. */
static bool is_hook_name(const char *name)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";

	return *name != '.' && !name[strspn(name, letters)] && !strstr(name, ".dpkg-") &&
		!strstr(name, ".rpm") && !strstr(name, ".sample");
}

static bool is_trusted(int dir, const char *name)
{
	struct stat st;

	return fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) && st.st_uid == 0 &&
		!(st.st_mode & (S_IWGRP | S_IWOTH)) && st.st_mode & S_IXUSR;
}

static void add(struct hooks *h, const char *directory, const char *name)
{
	h->paths = reallocarray(h->paths, h->count + 1, sizeof(*h->paths));
	if (!h->paths)
		out_of_memory();
	h->paths[h->count++] = text_of("%s/%s", directory, name);
}

void hooks_open(struct hooks *h, const struct cli *c)
{
	char *AUTO_FREE config = config_path(c), *AUTO_FREE path = text_of("%s/hooks.d", config);
	struct err e = ERR_NONE;
	struct dirent *entry;
	DIR *entries;
	int fd;

	*h = (struct hooks){.end = now_milliseconds(CLOCK_MONOTONIC) + ALL_MILLISECONDS};
	if (access(path, F_OK) < 0 && errno == ENOENT)
		return;
	fd = trusted_directory(path, &e);
	entries = fd < 0 ? NULL : fdopendir(fd);
	if (!entries) {
		if (fd >= 0)
			(void)err_set(&e, errno, "%s", path);
		say("%s", e.message);
		h->failed++;
		return;
	}
	while ((entry = readdir(entries))) {
		if (!is_hook_name(entry->d_name))
			continue;
		if (is_trusted(fd, entry->d_name)) {
			add(h, path, entry->d_name);
			continue;
		}
		say("%s/%s: is not run: it has to be an executable file of root's that nobody else may "
			"write: chmod 755", path, entry->d_name);
		h->failed++;
	}
	closedir(entries);
	if (h->count)
		qsort(h->paths, h->count, sizeof(*h->paths), by_text);
}

void hooks_free(struct hooks *h)
{
	for (size_t i = 0; i < h->count; i++)
		free(h->paths[i]);
	free(h->paths);
	*h = (struct hooks){0};
}

static _Noreturn void be_hook(const char *path, int input)
{
	char *const argv[] = {(char *)(uintptr_t)path, NULL};
	char *const envp[] = {(char *)"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
		(char *)"LC_ALL=C", NULL};

	setsid(); /* so that all of it can be ended */
	if (dup2(input, STDIN_FILENO) < 0 || chdir("/") < 0 || close_range(STDERR_FILENO + 1, ~0U, 0) < 0)
		_exit(126);
	execve(path, argv, envp);
	_exit(127);
}

/* Its exit status, 128 and a signal's number, or -1: it took too long. */
static int wait_for(pid_t child)
{
	int AUTO_CLOSE fd = (int)syscall(SYS_pidfd_open, child, 0);
	const bool ended = fd >= 0 && wait_readable(fd, wait_now() + ONE_MILLISECONDS) == 0;
	int status;

	kill(-child, SIGKILL); /* and what it left behind; */
	kill(child, SIGKILL);  /* it may have no group of its own yet */
	status = helper_reap(fd, child, wait_now() + GONE_MILLISECONDS);
	return ended ? status : -1;
}

static void run(struct hooks *h, const char *path, const char *text)
{
	int AUTO_CLOSE input = fd_sealed("hostel-hook", text, strlen(text));
	pid_t child;
	int status;

	fflush(stdout);
	child = input < 0 ? -1 : fork();
	if (child == 0)
		be_hook(path, input);
	status = child < 0 ? -1 : wait_for(child);
	if (!status)
		return;
	h->failed++;
	if (child < 0)
		say("%s: %s", path, strerror(errno));
	else if (status < 0)
		say("%s: took longer than %d s, and was ended", path, ONE_MILLISECONDS / 1000);
	else
		say("%s: ended with %d", path, status);
}

void hooks_run(struct hooks *h, const char *text)
{
	for (size_t i = 0; i < h->count; i++) {
		if (now_milliseconds(CLOCK_MONOTONIC) < h->end) {
			run(h, h->paths[i], text);
		} else {
			say("%s: is not told any more: all have taken too long", h->paths[i]);
			h->failed++;
		}
	}
}
