/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Landlock: nothing can be written, made or removed but below the places that are writable anyway.
 * The mounts say the same; this holds should one of them ever be wrong.
 */
#include "spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "hostel/fd.h"

/* linux/landlock.h of older systems ends earlier; landlock(7). */
#define RIGHT_REFER (1ULL << 13)    /* ABI 2 */
#define RIGHT_TRUNCATE (1ULL << 14) /* ABI 3 */

#define RIGHTS_FILE LANDLOCK_ACCESS_FS_WRITE_FILE
#define RIGHTS_TREE                                                                               \
	(RIGHTS_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |           \
	 LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | \
	 LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |                            \
	 LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM)

static int allow(int rules, const char *path, uint64_t rights, struct err *e)
{
	int AUTO_CLOSE fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	struct landlock_path_beneath_attr rule = {.allowed_access = rights, .parent_fd = fd};

	if (fd < 0)
		return err_set(e, errno, "landlock %s", path);
	if (syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) < 0)
		return err_set(e, errno, "landlock_add_rule %s", path);
	return 0;
}

static int allow_policy(int rules, const struct launch *l, const struct policy *p, uint64_t tree,
	struct err *e)
{
	if (p->home != HOME_READ_ONLY && allow(rules, l->home, tree, e) < 0)
		return -1;
	for (size_t i = 0; i < p->read_write.count; i++)
		if (allow(rules, p->read_write.items[i].target, tree, e) < 0)
			return -1;
	for (size_t i = 0; i < p->tmpfs.count; i++)
		if (allow(rules, p->tmpfs.items[i].target, tree, e) < 0)
			return -1;
	return 0;
}

int landlock_restrict(const struct launch *l, const struct policy *p, struct err *e)
{
	static const char *const trees[] = {"/tmp", "/var/tmp", "/dev/shm", "/run/user"};
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	uint64_t file = RIGHTS_FILE | (abi >= 3 ? RIGHT_TRUNCATE : 0);
	uint64_t tree = RIGHTS_TREE | RIGHT_REFER | file;
	struct landlock_ruleset_attr attr = {.handled_access_fs = tree};
	int AUTO_CLOSE rules = -1;

	/* ABI 1 refuses every rename from one directory to another: worse than what it gives. */
	if (!p->landlock || abi < 2)
		return 0;
	rules = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr.handled_access_fs), 0);
	if (rules < 0)
		return err_set(e, errno, "landlock_create_ruleset");
	for (size_t i = 0; i < sizeof(trees) / sizeof(trees[0]); i++)
		if (allow(rules, trees[i], tree, e) < 0)
			return -1;
	if (allow(rules, "/dev", file, e) < 0 || allow(rules, "/proc", file, e) < 0 ||
	    allow_policy(rules, l, p, tree, e) < 0)
		return -1;
	/* PID 1 enters it itself: every session is in the one domain and can still trace its like. */
	if (syscall(SYS_landlock_restrict_self, rules, 0) < 0)
		return err_set(e, errno, "landlock_restrict_self");
	return 0;
}
