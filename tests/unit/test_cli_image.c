/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What brings images in, as far as it needs no sandbox: sentences, references, sources of packages, and the
 * preparing of a tree.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/tree.h"
#include "cli/cli.h"
#include "cli/image/complaints.h"
#include "cli/image/prepare.h"
#include "cli/image/source.h"
#include "cli/output.h"
#include "lib_test.h"

static const char *complaint(const char *said, char text[512])
{
	char copy[1024];

	snprintf(copy, sizeof(copy), "%s", said);
	return complaint_of(copy, text, 512);
}

static void test_complaints(void **state)
{
	char text[512], line[600];

	(void)state;
	assert_non_null(strstr(complaint("dial tcp: lookup x: no such host\n", text), "name is not known"));
	assert_non_null(
		strstr(complaint("pull\nunauthorized: authentication required\n", text), "skopeo login"));
	/* What two words mean together, one alone does not. */
	assert_string_equal(complaint("open /space/x/blobs/sha256/a: broken", text),
		"open /space/x/blobs/sha256/a: broken");
	assert_string_equal(complaint("one\ntwo \033[2J\n\n", text), "two ?[2J");
	assert_string_equal(complaint("", text), "it ended without a word");
	assert_string_equal(complaint("\n\n", text), "it ended without a word");
	memset(line, 'x', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	assert_true(strlen(complaint(line, text)) < 300);
}

static void test_references(void **state)
{
	static const char *const wrong[] = {"", "-x", "docker://", "docker://-x", "a b", "a//b", "a\nb",
		"a'b", "$(a)", "oci:/tmp/x", "docker-archive:x"};
	char reference[64];

	(void)state;
	say_nothing(true);
	assert_int_equal(source_reference("pull", "host:5000/a/b:1", reference, sizeof(reference)), 0);
	assert_string_equal(reference, "docker://host:5000/a/b:1");
	assert_int_equal(source_reference("pull", "docker://a@sha256:00", reference, sizeof(reference)), 0);
	assert_string_equal(reference, "docker://a@sha256:00");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(
			source_reference("pull", wrong[i], reference, sizeof(reference)), EXIT_USAGE);
	assert_int_equal(
		source_reference("pull", "a-name-that-is-longer-than-there-is-room-for-it-in-the-reference",
			reference, sizeof(reference)),
		EXIT_USAGE);
	say_nothing(false);
}

/* --- a tree --------------------------------------------------------------------------------------- */

static char tree[] = "/tmp/hostel-prepare-XXXXXX";

static int make_tree(void **state)
{
	(void)state;
	strcpy(tree + strlen(tree) - 6, "XXXXXX");
	return mkdtemp(tree) ? 0 : -1;
}

static int remove_tree(void **state)
{
	(void)state;
	return tree_remove(AT_FDCWD, tree);
}

static char *at(const char *name)
{
	static char paths[4][256];
	static int n;

	n = (n + 1) % 4;
	snprintf(paths[n], sizeof(paths[n]), "%s/%s", tree, name);
	return paths[n];
}

static void put(const char *name, const char *text)
{
	int AUTO_CLOSE fd = open(at(name), O_WRONLY | O_CREAT | O_TRUNC, 0644);

	assert_true(fd >= 0 && fd_write_all(fd, text, strlen(text)) == 0);
}

/* Its status, and what it said. */
static int prepare(char said[2048])
{
	const struct prepare p = {tree, {.tv_sec = time(NULL) + 60}};
	int ends[2], status;
	size_t used = 0;
	ssize_t n;
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		dup2(ends[1], 1);
		dup2(ends[1], 2);
		_exit(prepare_work(&p));
	}
	close(ends[1]);
	while ((n = read(ends[0], said + used, 2047 - used)) > 0)
		used += (size_t)n;
	said[used] = '\0';
	close(ends[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static bool is(const char *name, mode_t type)
{
	struct stat st;

	return lstat(at(name), &st) == 0 && (st.st_mode & S_IFMT) == type;
}

static void test_empty(void **state)
{
	char said[2048];

	(void)state;
	if (under_valgrind())
		skip(); /* which knows no openat2(2) */
	assert_int_equal(prepare(said), 0);
	assert_non_null(strstr(said, "architecture unknown\n"));
	assert_non_null(strstr(said, "system unknown\n"));
	assert_true(is("var/spool/cron", S_IFDIR) && is("proc", S_IFDIR) && is("etc/hosts", S_IFREG));
	assert_true(is("var/run", S_IFLNK));
	/* Once more: nothing is in the way. */
	assert_int_equal(prepare(said), 0);
}

static void test_links(void **state)
{
	char said[2048], outside[] = "/tmp/hostel-outside-XXXXXX";
	struct stat st;

	(void)state;
	if (under_valgrind())
		skip(); /* which knows no openat2(2) */
	assert_non_null(mkdtemp(outside));
	assert_int_equal(mkdir(at("etc"), 0755), 0);
	assert_int_equal(symlink(outside, at("home")), 0);
	assert_int_equal(symlink("/etc/shadow", at("etc/passwd")), 0);
	put("etc/real", "127.0.0.1 here\n");
	assert_int_equal(symlink("../../../etc/real", at("etc/hosts")), 0);
	assert_int_equal(symlink("resolv.conf", at("etc/resolv.conf")), 0);
	assert_int_equal(prepare(said), 0);
	assert_true(is("home", S_IFDIR) && is("etc/passwd", S_IFREG) && is("etc/resolv.conf", S_IFREG));
	assert_int_equal(stat(at("etc/passwd"), &st), 0);
	assert_int_equal(st.st_size, 0);
	assert_int_equal(stat(at("etc/hosts"), &st), 0);
	assert_int_equal(st.st_size, 15);
	assert_int_equal(rmdir(outside), 0); /* it is empty still */
}

static void test_refused(void **state)
{
	static const char *const names[] = {"var", "etc"}; /* in the order that they are looked at */
	char said[2048];

	(void)state;
	if (under_valgrind())
		skip(); /* which knows no openat2(2) */
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(symlink("elsewhere", at(names[i])), 0);
		assert_int_equal(prepare(said), 1);
		assert_non_null(strstr(said, "is a link, not a directory"));
		assert_int_equal(unlink(at(names[i])), 0);
	}
	assert_int_equal(rmdir(at("tmp")), 0);
	put("tmp", "");
	assert_int_equal(prepare(said), 1);
	assert_non_null(strstr(said, "/tmp of the image is a file"));
}

/* The path of the last directory, and how many are above it. */
static int deep(char *path, size_t size)
{
	int depth = 0;

	snprintf(path, size, "%s", tree);
	for (; access(path, F_OK) == 0; depth++)
		strcat(path, "/d");
	path[strlen(path) - 2] = '\0';
	return depth;
}

static void test_depth(void **state)
{
	char said[2048], path[2048];
	int fd = open(tree, O_PATH | O_DIRECTORY);

	(void)state;
	if (under_valgrind())
		skip(); /* which knows no openat2(2) */
	for (int i = 0; i < 300; i++) {
		int next;

		assert_int_equal(mkdirat(fd, "d", 0755), 0);
		next = openat(fd, "d", O_PATH | O_DIRECTORY);
		close(fd);
		fd = next;
	}
	close(fd);
	assert_int_equal(prepare(said), 1);
	assert_non_null(strstr(said, "nested deeper than 256"));
	/* tree_remove() has a bound of its own. */
	while (deep(path, sizeof(path)) > 60)
		while (strlen(path) > strlen(tree) + 2 * 40) {
			assert_int_equal(rmdir(path), 0);
			path[strlen(path) - 2] = '\0';
		}
}

static void test_identity(void **state)
{
	/* The head of a program for x86-64; then text that lies in every way. */
	static const char elf[] = "\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0\76\0";
	int AUTO_CLOSE fd = -1;
	char said[2048];

	(void)state;
	if (under_valgrind())
		skip(); /* which knows no openat2(2) */
	assert_int_equal(mkdir(at("bin"), 0755), 0);
	assert_int_equal(mkdir(at("etc"), 0755), 0);
	fd = open(at("bin/sh"), O_WRONLY | O_CREAT, 0755);
	assert_int_equal(fd_write_all(fd, elf, sizeof(elf) - 1), 0);
	put("etc/os-release", "ID=x\nPRETTY_NAME=\"A \033[1m system\"\narchitecture evil\n");
	assert_int_equal(prepare(said), 0);
	assert_non_null(strstr(said, "architecture amd64\nsystem A ?[1m system\n"));
	put("etc/os-release", "PRETTY_NAME=\n");
	assert_int_equal(prepare(said), 0);
	assert_non_null(strstr(said, "system unknown\n"));
	put("etc/os-release", "PRETTY_NAME='");
	assert_int_equal(prepare(said), 0);
	assert_non_null(strstr(said, "system unknown\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_complaints),
		cmocka_unit_test(test_references),
		cmocka_unit_test_setup_teardown(test_empty, make_tree, remove_tree),
		cmocka_unit_test_setup_teardown(test_links, make_tree, remove_tree),
		cmocka_unit_test_setup_teardown(test_refused, make_tree, remove_tree),
		cmocka_unit_test_setup_teardown(test_depth, make_tree, remove_tree),
		cmocka_unit_test_setup_teardown(test_identity, make_tree, remove_tree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
