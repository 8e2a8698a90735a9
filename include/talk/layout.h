/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What of the host is shown inside, as tables. Module and hostel-init read the same ones.
 */
#ifndef HOSTEL_LAYOUT_H
#define HOSTEL_LAYOUT_H

#include <stdbool.h>
#include <sys/resource.h>

/* Group tty, the same on every distribution: sshd gives it the pty, or gives up (devpts gid=). */
#define LAYOUT_TTY_GID 5

/* What the owner of PID 1 is called inside. */
#define LAYOUT_KEEPER "hostel"

/* Top-level directories shown read-only, or repeated as symbolic links; NULL-terminated names. */
extern const char *const layout_system[];

/* Places of the host's that an admin may have made a link: where it leads is shown, too. */
extern const char *const layout_places[];

/*
 * On the porch, the limit that carries the host's RLIMIT_NPROC to hostel-shell: the porch's own is another.
 * The kernel has not heeded it since 2.4.25, getrlimit(2).
 */
#define LAYOUT_PORCH_NPROC RLIMIT_LOCKS

/* ssh(1) ends at a file it includes that is neither root's nor the account's: shown where they are root's. */
#define LAYOUT_SSH_CONFIGS "/etc/ssh/ssh_config.d"

/* A directory of everybody's, below one that is shown: the tenant has one of their own. */
#define LAYOUT_SESSIONS_OF "/var/lib/php"
#define LAYOUT_SESSIONS LAYOUT_SESSIONS_OF "/sessions"

/* Device nodes, below /dev. */
extern const char *const layout_devices[];

/* Directories with programs, covered on the porch by links to hostel-shell; absolute. */
extern const char *const layout_programs[];

/* Is the absolute path directly in one of these? */
bool layout_has_program(const char *path);

/* Bytes of an image's /etc/passwd or /etc/group: a larger one is left out of its rooms. */
#define LAYOUT_ACCOUNTS_MAX (1 << 20)

/* What such a directory is called in the tree of these links: "usr-bin" for /usr/bin. */
#define LAYOUT_PROGRAMS_NAME 32
const char *layout_programs_name(const char *path, char name[LAYOUT_PROGRAMS_NAME]);

#endif
