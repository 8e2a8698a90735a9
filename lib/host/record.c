/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * t/UID/record: lines `key value`, written whole and renamed into place.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/hash.h"
#include "base/replace.h"
#include "host/process.h"
#include "host/record.h"
#include "host/state.h"

enum member_kind { MEMBER_TEXT, MEMBER_U32, MEMBER_U64 };

static const struct member {
	const char *key;
	enum member_kind kind;
	size_t offset, size;
} members[] = {
#define TEXT(m) {#m, MEMBER_TEXT, offsetof(struct record, m), sizeof(((struct record *)0)->m)}
#define U32(m) {#m, MEMBER_U32, offsetof(struct record, m), 4}
#define U64(m) {#m, MEMBER_U64, offsetof(struct record, m), 8}
	TEXT(name), U32(uid), TEXT(home), U64(room), U64(limits), TEXT(cgroup), U32(controllers),
	TEXT(boot), U32(number), U32(keeper), U32(pid), U64(start), U64(porch), U64(since), TEXT(plan),
	TEXT(events), U64(porch_ipc), U64(porch_net), U64(place),
};

/* The last four: missing in what an earlier version has written. */
#define YOUNG (15U << (MEMBERS - 4))
#define MEMBERS (sizeof(members) / sizeof(members[0]))
#define RECORD_SIZE_MAX 16384
#define LEFT "cgroups"
#define LEFT_SIZE_MAX 65536

static int parse_line(struct record *r, char *line, unsigned *seen)
{
	char *value = strchr(line, ' '), *end;
	uint64_t number;

	if (!value)
		return -1;
	*value++ = '\0';
	for (size_t i = 0; i < MEMBERS; i++) {
		char *to = (char *)r + members[i].offset;

		if (strcmp(line, members[i].key))
			continue;
		if (*seen & 1U << i)
			return -1;
		*seen |= 1U << i;
		if (members[i].kind == MEMBER_TEXT) {
			if (strlen(value) >= members[i].size)
				return -1;
			strcpy(to, value);
			return 0;
		}
		errno = 0;
		number = strtoull(value, &end, 10);
		if (*value < '0' || *value > '9' || *end || errno ||
		    (members[i].kind == MEMBER_U32 && number > UINT32_MAX))
			return -1;
		if (members[i].kind == MEMBER_U32)
			*(uint32_t *)(void *)to = (uint32_t)number;
		else
			*(uint64_t *)(void *)to = number;
		return 0;
	}
	return -1;
}

int record_read(int tenant, struct record *r, struct err *e)
{
	int AUTO_CLOSE fd = openat(tenant, "record", O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	char *AUTO_FREE text = NULL;
	char *save = NULL;
	unsigned seen = 0;
	size_t length;

	*r = (struct record){0};
	if (fd < 0)
		return errno == ENOENT ? 0 : err_set(e, errno, "record");
	if (fd_read_file(fd, RECORD_SIZE_MAX, &text, &length) < 0)
		return err_set(e, errno, "record");
	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		if (parse_line(r, line, &seen) < 0)
			return 0;
	return (seen | YOUNG) == (1U << MEMBERS) - 1;
}

int record_write(int tenant, const struct record *r, struct err *e)
{
	char text[RECORD_SIZE_MAX];
	size_t used = 0;

	for (size_t i = 0; i < MEMBERS; i++) {
		const char *from = (const char *)r + members[i].offset;
		char *to = text + used;
		size_t left = sizeof(text) - used;
		int n;

		if (members[i].kind == MEMBER_TEXT)
			n = snprintf(to, left, "%s %s\n", members[i].key, from);
		else if (members[i].kind == MEMBER_U32)
			n = snprintf(to, left, "%s %u\n", members[i].key,
				*(const uint32_t *)(const void *)from);
		else
			n = snprintf(to, left, "%s %" PRIu64 "\n", members[i].key,
				*(const uint64_t *)(const void *)from);
		if (n < 0 || (size_t)n >= left)
			return err_set(e, E2BIG, "record");
		used += (size_t)n;
	}
	return file_replace(tenant, "record", text, used) < 0 ? err_set(e, errno, "record") : 0;
}

char *record_left_read(int tenant)
{
	int AUTO_CLOSE fd = openat(tenant, LEFT, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	char *text = NULL;
	size_t length;

	return fd < 0 || fd_read_file(fd, LEFT_SIZE_MAX, &text, &length) < 0 ? NULL : text;
}

int record_left(int tenant, const struct record *r, struct err *e)
{
	char *AUTO_FREE noted = record_left_read(tenant);
	char line[sizeof(r->cgroup) + sizeof(r->name) + 2];
	int AUTO_CLOSE fd = -1;

	snprintf(line, sizeof(line), "%s/%s\n", r->cgroup, r->name);
	for (const char *at = noted; at && *at; at += strcspn(at, "\n") + 1)
		if (!strncmp(at, line, strlen(line)))
			return 0;
	fd = openat(tenant, LEFT, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
	return fd < 0 || fd_write_all(fd, line, strlen(line)) < 0 ? err_set(e, errno, LEFT) : 0;
}

uint64_t record_origin(const struct record *r)
{
	uint64_t hash = hash_more(HASH_START, r->boot, strlen(r->boot));

	hash = hash_more(hash, &r->number, sizeof(r->number));
	return hash_more(hash, &r->start, sizeof(r->start));
}

bool record_of_this_boot(const struct record *r)
{
	struct err ignored = ERR_NONE;
	char boot[40];

	return boot_id(boot, &ignored) == 0 && !strcmp(r->boot, boot);
}
