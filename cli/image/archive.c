/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What comes as a stream, inside the sandbox. tar(1) does the unpacking; what it says is looked at line by
 * line, because of one complaint that is none: devices cannot be made here, and are not wanted.
 */
#include "archive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"

static const struct {
	const char *magic;
	size_t size;
	const char *option;
} compressions[] = {
	{"\x1f\x8b", 2, "--gzip"},
	{"\xfd"
	 "7zXZ",
		6, "--xz"},
	{"\x28\xb5\x2f\xfd", 4, "--zstd"},
	{"BZh", 3, "--bzip2"},
};

/* A stream from a pipe is one that hostel itself packed. */
static const char *compression(void)
{
	char head[8] = {0};

	if (pread(0, head, sizeof(head), 0) < 2)
		return NULL;
	for (size_t i = 0; i < sizeof(compressions) / sizeof(compressions[0]); i++)
		if (!memcmp(head, compressions[i].magic, compressions[i].size))
			return compressions[i].option;
	return NULL;
}

static _Noreturn void be_tar(const struct archive *a, int voice)
{
	const char *argv[20] = {"/usr/bin/tar", "--extract", "--file=-", "--numeric-owner", "--no-acls",
		"--no-selinux", "--delay-directory-restore", "--quoting-style=escape"};
	const char *option = compression();
	size_t n = 8;

	if (access(argv[0], X_OK) < 0)
		argv[0] = "/bin/tar";
	if (option)
		argv[n++] = option;
	if (a->root) {
		argv[n++] = "--same-owner";
		argv[n++] = "--same-permissions";
		argv[n++] = "--xattrs";
		argv[n++] = "--xattrs-include=security.capability";
		argv[n++] = "--xattrs-include=user.*";
	} else {
		argv[n++] = "--no-same-owner";
		argv[n++] = "--no-same-permissions";
	}
	argv[n] = NULL;
	if (chdir(a->directory) < 0 || dup2(voice, 2) < 0) {
		perror(a->directory);
		_exit(1);
	}
	execv(argv[0], (char *const *)argv);
	fprintf(stderr, "tar: %s\n", strerror(errno));
	_exit(1);
}

static bool ends(const char *line, const char *with)
{
	const size_t n = strlen(line), m = strlen(with);

	return n >= m && !strcmp(line + n - m, with);
}

/* Names stand in front, escaped: the end of a line is tar's own. The last two are not even errors. */
static bool is_harmless(const char *line)
{
	static const char *const lines[] = {": Cannot mknod: Operation not permitted\n",
		": Exiting with failure status due to previous errors\n", "' from member names\n",
		"' from hard link targets\n"};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (ends(line, lines[i]))
			return true;
	return false;
}

int archive_unpack(const void *data)
{
	int ends_of[2], status, harm = 0;
	char *line = NULL;
	size_t size = 0;
	pid_t tar;
	FILE *said;

	if (pipe2(ends_of, O_CLOEXEC) < 0)
		return 1;
	tar = fork();
	if (tar == 0)
		be_tar(data, ends_of[1]);
	close(ends_of[1]);
	said = fdopen(ends_of[0], "r");
	while (tar > 0 && said && getline(&line, &size, said) > 0)
		if (!is_harmless(line)) {
			fputs(line, stderr);
			harm = 1;
		}
	free(line);
	if (tar < 0 || !said || waitpid(tar, &status, 0) != tar)
		return 1;
	if (WIFSIGNALED(status))
		return 128 + WTERMSIG(status);
	/* 2: something could not be made (tar(1), RETURN VALUE). */
	return WEXITSTATUS(status) == 2 && !harm ? 0 : WEXITSTATUS(status);
}

int archive_keep(const void *data)
{
	int AUTO_CLOSE fd = open(data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	char bytes[1 << 16];
	ssize_t n = 0;

	while (fd >= 0 && (n = read(0, bytes, sizeof(bytes))) > 0)
		if (fd_write_all(fd, bytes, (size_t)n) < 0)
			break;
	if (fd < 0 || n) {
		perror("a copy of it");
		return 1;
	}
	return 0;
}
