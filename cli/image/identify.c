/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a tree is. Every byte of it is somebody else's.
 */
#include "identify.h"

#include <elf.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/printable.h"

#define RELEASE_MAX 65536

static const char *const programs[] = {
	"bin/sh", "bin/busybox", "usr/bin/env", "sbin/init", "usr/bin/dash", "usr/bin/bash"};

static const struct {
	unsigned machine, class;
	const char *name;
} machines[] = {
	{EM_X86_64, ELFCLASS64, "amd64"},
	{EM_AARCH64, ELFCLASS64, "arm64"},
	{EM_386, ELFCLASS32, "386"},
	{EM_ARM, ELFCLASS32, "arm"},
	{EM_RISCV, ELFCLASS64, "riscv64"},
	{EM_PPC64, ELFCLASS64, "ppc64le"},
	{EM_S390, ELFCLASS64, "s390x"},
};

static int open_inside(int root, const char *path)
{
	struct open_how how = {.flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV};
	int AUTO_CLOSE fd = (int)syscall(SYS_openat2, root, path, &how, sizeof(how));
	struct stat st;

	return fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) ? -1 : fd_take(&fd);
}

static const char *machine_of(int fd)
{
	unsigned char head[20];
	unsigned machine;

	if (read(fd, head, sizeof(head)) != sizeof(head) || memcmp(head, ELFMAG, SELFMAG))
		return NULL;
	/* e_machine, in the file's own order of bytes. */
	machine = head[EI_DATA] == ELFDATA2MSB ? (unsigned)(head[18] << 8 | head[19])
					       : (unsigned)(head[19] << 8 | head[18]);
	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++)
		if (machines[i].machine == machine && machines[i].class == head[EI_CLASS])
			return machines[i].name;
	return NULL;
}

const char *identify_architecture(int root)
{
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		int AUTO_CLOSE fd = open_inside(root, programs[i]);
		const char *name = fd < 0 ? NULL : machine_of(fd);

		if (name)
			return name;
	}
	return "unknown";
}

/* NAME="value" or NAME=value; what a backslash means is not worth its while. */
static void take_value(const char *value, char *text, size_t size)
{
	const char quote = *value == '"' || *value == '\'' ? *value : '\0';
	size_t length;

	value += quote != '\0';
	length = quote ? strcspn(value, quote == '"' ? "\"\n" : "'\n") : strcspn(value, "\n");
	snprintf(text, size, "%.*s", (int)(length < size ? length : size - 1), value);
	make_printable(text);
}

const char *identify_system(int root, char *text, size_t size)
{
	static const char key[] = "PRETTY_NAME=";
	int AUTO_CLOSE etc = open_inside(root, "etc/os-release");
	int AUTO_CLOSE usr = etc < 0 ? open_inside(root, "usr/lib/os-release") : -1;
	char AUTO_FREE *all = NULL;
	size_t length;
	const char *line;

	snprintf(text, size, "unknown");
	if (fd_read_file(etc < 0 ? usr : etc, RELEASE_MAX, &all, &length) < 0)
		return text;
	for (line = all; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (!strncmp(line, key, sizeof(key) - 1)) {
			take_value(line + sizeof(key) - 1, text, size);
			break;
		}
	}
	if (!*text || *text == ' ')
		snprintf(text, size, "unknown");
	return text;
}
