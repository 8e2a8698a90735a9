/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel doctor: settings of sysctl(8), and what the kernel loads or starts by itself.
 */
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/fd.h"
#include "checks.h"
#include "cli/output.h"

struct setting {
	const char *name, *path;
	long least, most; /* what is right */
	bool filtered;    /* the filter of system calls keeps tenants from what it opens */
};

/* "all of them": the settings that differ, a line each. Those behind the filter count for who has none. */
static void check_settings(const struct doctor *d, struct verdict *v, const struct setting *s, size_t count)
{
	size_t missing = 0, bad = 0;

	for (size_t i = 0; i < count; i++) {
		const bool held = s[i].filtered && !d->unconfined;
		char text[32];
		long value;

		if (verdict_read(v, s[i].path, text, sizeof(text)) <= 0) {
			missing++;
			continue;
		}
		value = strtol(text, NULL, 10);
		if (value >= s[i].least && value <= s[i].most)
			continue;
		verdict_add(v, "%s = %ld: %s%ld is better%s", s[i].name, value,
			s[i].most > s[i].least ? "at least " : "", s[i].least,
			held ? "; the filter of system calls keeps tenants from it" : "");
		bad += !held;
	}
	if (missing == count)
		verdict_set(v, LEVEL_SKIP, "this kernel has no such setting");
	else
		verdict_count(v, bad ? LEVEL_WARN : LEVEL_INFO, "as it should be",
			"settings wider than they need be");
}

void doctor_leaks(struct doctor *d, struct verdict *v)
{
	static const struct setting s[] = {
		{"kernel.dmesg_restrict", "/proc/sys/kernel/dmesg_restrict", 1, 1, false},
		{"kernel.kptr_restrict", "/proc/sys/kernel/kptr_restrict", 1, 2, false},
	};

	check_settings(d, v, s, sizeof(s) / sizeof(s[0]));
}

void doctor_tiocsti(struct doctor *d, struct verdict *v)
{
	static const struct setting s[] = {
		{"dev.tty.legacy_tiocsti", "/proc/sys/dev/tty/legacy_tiocsti", 0, 0, false},
	};

	check_settings(d, v, s, 1);
	if (v->level == LEVEL_SKIP)
		verdict_set(v, LEVEL_INFO, "this kernel cannot switch it off (Linux 6.2 can): tenants have "
			"terminals of their own, and the filter refuses it");
}

void doctor_ptrace(struct doctor *d, struct verdict *v)
{
	static const struct setting s[] = {
		{"kernel.yama.ptrace_scope", "/proc/sys/kernel/yama/ptrace_scope", 1, 3, false},
	};

	check_settings(d, v, s, 1);
}

void doctor_attack_surface(struct doctor *d, struct verdict *v)
{
	static const struct setting s[] = {
		{"kernel.unprivileged_bpf_disabled", "/proc/sys/kernel/unprivileged_bpf_disabled",
			1, 2, false},
		{"kernel.perf_event_paranoid", "/proc/sys/kernel/perf_event_paranoid", 2, 4, true},
		{"vm.unprivileged_userfaultfd", "/proc/sys/vm/unprivileged_userfaultfd", 0, 0,
			true},
		{"kernel.io_uring_disabled", "/proc/sys/kernel/io_uring_disabled", 1, 2, true},
	};

	check_settings(d, v, s, sizeof(s) / sizeof(s[0]));
}

void doctor_links(struct doctor *d, struct verdict *v)
{
	static const struct setting s[] = {
		{"fs.protected_symlinks", "/proc/sys/fs/protected_symlinks", 1, 1, false},
		{"fs.protected_hardlinks", "/proc/sys/fs/protected_hardlinks", 1, 1, false},
		{"fs.protected_fifos", "/proc/sys/fs/protected_fifos", 1, 2, false},
		{"fs.protected_regular", "/proc/sys/fs/protected_regular", 1, 2, false},
	};

	check_settings(d, v, s, sizeof(s) / sizeof(s[0]));
}

void doctor_line_disciplines(struct doctor *d, struct verdict *v)
{
	static const struct setting s[] = {
		{"dev.tty.ldisc_autoload", "/proc/sys/dev/tty/ldisc_autoload", 0, 0, false},
	};

	check_settings(d, v, s, 1);
}

void doctor_suid_dumpable(struct doctor *d, struct verdict *v)
{
	char text[32] = "", pattern[256] = "";

	(void)d;
	fd_get(AT_FDCWD, "/proc/sys/fs/suid_dumpable", text, sizeof(text));
	fd_get(AT_FDCWD, "/proc/sys/kernel/core_pattern", pattern, sizeof(pattern));
	if (!strcmp(text, "2") && *pattern == '/')
		verdict_set(v, LEVEL_WARN, "fs.suid_dumpable = 2, and core files are written to %s: tenants "
			"whose [ulimits] core is not 0 are refused", pattern);
	else
		verdict_set(v, !strcmp(text, "1") ? LEVEL_WARN : LEVEL_PASS, "fs.suid_dumpable = %s", text);
}

void doctor_core_pattern(struct doctor *d, struct verdict *v)
{
	char text[256] = "";

	(void)d;
	fd_get(AT_FDCWD, "/proc/sys/kernel/core_pattern", text, sizeof(text));
	if (*text == '@') /* since Linux 6.16 */
		verdict_set(v, LEVEL_WARN, "%s: a service of the host gets what a tenant's crash sends",
			text);
	else if (*text == '|')
		verdict_set(v, LEVEL_WARN, "%s: runs as root, outside, on what a tenant's crash sends it; "
			"[ulimits] core = 0 does not stop it (core(5))", text);
	else
		verdict_set(v, LEVEL_PASS, "%s: no helper", text);
}

/* --- modules ---------------------------------------------------------------------------------- */

/* Is the module's name a word of a file of this kernel's list? */
static bool has_module(const char *list, const char *name)
{
	char *AUTO_FREE file = text_of("/%s.ko", name);

	return strstr(list, file);
}

/* modprobe.d(5): "install NAME /bin/false" keeps it out for everybody; "blacklist" does not. */
static bool says_install(const char *path, const char *name)
{
	FILE *file = fopen(path, "re");
	char line[512], module[64], command[64];
	bool found = false;

	while (file && !found && fgets(line, sizeof(line), file))
		found = sscanf(line, " install %63s %63s", module, command) == 2 && !strcmp(module, name) &&
			(strstr(command, "/false") || strstr(command, "/true"));
	if (file)
		fclose(file);
	return found;
}

static bool is_kept_out(const char *name)
{
	glob_t files = {0};
	bool found = false;

	glob("/etc/modprobe.d/*.conf", 0, NULL, &files);
	glob("/usr/lib/modprobe.d/*.conf", GLOB_APPEND, NULL, &files);
	for (size_t i = 0; i < files.gl_pathc && !found; i++)
		found = says_install(files.gl_pathv[i], name);
	globfree(&files);
	return found;
}

/* Families of sockets that the kernel loads a module for when somebody asks, each with past holes. */
static const char *const families[] = {"dccp", "sctp", "rds", "tipc", "ax25", "netrom", "x25",
	"rose", "appletalk", "can", "atm", "n_hdlc", NULL};

void doctor_modules(struct doctor *d, struct verdict *v)
{
	char disabled[8] = "", lockdown[64] = "";
	char *AUTO_FREE path = NULL, *AUTO_FREE list = NULL;
	int AUTO_CLOSE fd = -1;
	struct utsname u;
	size_t length;

	if (verdict_read(v, "/proc/sys/kernel/modules_disabled", disabled, sizeof(disabled)) < 0 ||
		!strcmp(disabled, "1")) {
		verdict_set(v, LEVEL_PASS, "this kernel loads none any more");
		return;
	}
	fd_get(AT_FDCWD, "/sys/kernel/security/lockdown", lockdown, sizeof(lockdown));
	if (*lockdown)
		verdict_evidence(v, "/sys/kernel/security/lockdown", lockdown);
	uname(&u);
	path = text_of("/lib/modules/%s/modules.dep", u.release);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 || fd_read_file(fd, 16 << 20, &list, &length) < 0) {
		verdict_set(v, LEVEL_PASS, "there are no modules that it could load");
		return;
	}
	for (size_t i = 0; families[i]; i++)
		if (has_module(list, families[i]) && !is_kept_out(families[i]))
			verdict_add(v, "install %s /bin/false", families[i]);
	verdict_count(v, d->unconfined ? LEVEL_WARN : LEVEL_INFO, "none of a rare protocol",
		"modules of rare protocols that any account can have loaded; the filter of system "
		"calls keeps "
		"tenants from them, unless profile = unconfined");
}
