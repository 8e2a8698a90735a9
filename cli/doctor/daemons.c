/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel doctor: services of the host that can run programs as a tenant, known by their files.
 */
#include <dirent.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "checks.h"
#include "cli/output.h"
#include "home.h"

#define BINARY_MAX (32 << 20)

/* A file that is there when such a service is installed and switched on. */
struct sign {
	const char *pattern, *text;
};

static void look_for_signs(struct verdict *v, const struct sign *signs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		glob_t found = {0};

		if (glob(signs[i].pattern, GLOB_NOSORT, NULL, &found) == 0)
			verdict_add(v, "%s: %s", found.gl_pathv[0], signs[i].text);
		globfree(&found);
	}
}

void doctor_daemons(struct doctor *d, struct verdict *v)
{
	static const struct sign signs[] = {
		{"/etc/apache2/mods-enabled/suexec.load", "Apache runs CGI programs as their owners"},
		{"/etc/apache2/mods-enabled/suphp.load", "Apache runs PHP as its owner"},
		{"/etc/apache2/mods-enabled/userdir.load", "Apache serves ~/public_html"},
		{"/etc/apache2/mods-enabled/mpm_itk.load", "Apache serves hosts under other uids"},
		{"/etc/lighttpd/conf-enabled/*userdir*.conf", "lighttpd serves ~/public_html"},
		{"/etc/systemd/system/multi-user.target.wants/fcgiwrap*", "fcgiwrap runs CGI programs"},
	};

	(void)d;
	look_for_signs(v, signs, sizeof(signs) / sizeof(signs[0]));
	verdict_count(v, LEVEL_WARN, "none is switched on",
		"services that can run programs under a tenant's uid, outside the sandbox");
}

void doctor_mail(struct doctor *d, struct verdict *v)
{
	static const struct sign signs[] = {
		{"/etc/postfix/main.cf", "Postfix runs commands of ~/.forward as the recipient"},
		{"/etc/exim4/update-exim4.conf.conf", "Exim runs pipes of ~/.forward as the recipient"},
		{"/etc/mail/sendmail.cf", "sendmail runs commands of ~/.forward as the recipient"},
		{"/usr/bin/procmail", "procmail runs what ~/.procmailrc says"},
		{"/etc/dovecot/conf.d/*sieve*.conf", "Dovecot runs ~/.dovecot.sieve"},
	};
	static const char *const files[] = {".forward", ".procmailrc", ".dovecot.sieve"};
	struct stat st;

	look_for_signs(v, signs, sizeof(signs) / sizeof(signs[0]));
	for (size_t i = 0; v->count && i < d->tenant_count; i++)
		for (size_t k = 0; k < sizeof(files) / sizeof(files[0]); k++)
			if (home_stat(&d->tenants[i], files[k], &st) == 0)
				verdict_add_of(v, d->tenants[i].name, "%s/%s", d->tenants[i].home, files[k]);
	verdict_count(v, LEVEL_WARN, "no mailer is known that runs programs of recipients",
		"mailers that can run programs under a tenant's uid, outside the sandbox, and what "
		"they would run");
}

/* --- jobs ------------------------------------------------------------------------------------------- */

/* One that makes units says so in them: systemd.exec(5). */
static bool asks_pam(const char *path)
{
	int AUTO_CLOSE fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char *AUTO_FREE bytes = NULL;
	size_t length;

	/* The dynamic section names the library by its soname. */
	return fd >= 0 && fd_read_file(fd, BINARY_MAX, &bytes, &length) == 0 &&
		(memmem(bytes, length, "libpam.so.", strlen("libpam.so.")) ||
			memmem(bytes, length, "PAMName=", strlen("PAMName=")));
}

/* Daemons that run tenants' jobs: each by the binary that it is. */
static void look_at_jobs(struct verdict *v, const char *const *paths, const char *what)
{
	size_t there = 0;
	struct stat st;

	for (; *paths; paths++) {
		if (stat(*paths, &st) < 0 || !S_ISREG(st.st_mode))
			continue;
		there++;
		verdict_evidence(v, *paths, asks_pam(*paths) ? "asks PAM" : "knows nothing of PAM");
		if (!asks_pam(*paths))
			verdict_add(v, "%s does not ask PAM", *paths);
	}
	verdict_count(v, LEVEL_FAIL, "jobs of tenants come in through PAM", what);
	if (!there)
		verdict_set(v, LEVEL_SKIP, "none is installed");
}

void doctor_cron_daemon(struct doctor *d, struct verdict *v)
{
	static const char *const paths[] = {"/usr/sbin/cron", "/usr/sbin/crond", "/usr/sbin/fcron",
		"/usr/sbin/bcron-exec", "/usr/sbin/dcron",
		"/usr/lib/systemd/system-generators/systemd-crontab-generator", NULL};

	(void)d;
	look_at_jobs(v, paths, "daemons that run tenants' crontabs on the host");
}

void doctor_at_daemon(struct doctor *d, struct verdict *v)
{
	static const char *const paths[] = {"/usr/sbin/atd", NULL};

	(void)d;
	look_at_jobs(v, paths, "daemons that run tenants' jobs of at and batch on the host");
}

/* --- files over the network --------------------------------------------------------------------------- */

/* Has the file a line that is neither blank nor a comment, and has `word` in it if there is one? */
static bool has_line(const char *path, const char *word)
{
	FILE *file = fopen(path, "re");
	char line[512];
	bool found = false;

	while (file && !found && fgets(line, sizeof(line), file)) {
		const char *at = line + strspn(line, " \t\n");

		found = *at && *at != '#' && *at != ';' && (!word || strstr(at, word));
	}
	if (file)
		fclose(file);
	return found;
}

void doctor_file_services(struct doctor *d, struct verdict *v)
{
	static const struct sign signs[] = {
		{"/usr/sbin/vsftpd", "vsftpd logs accounts in: it has to ask PAM (session_support=YES)"},
		{"/usr/sbin/proftpd", "ProFTPD logs accounts in: it has to ask PAM"},
		{"/usr/sbin/pure-ftpd", "Pure-FTPd logs accounts in: it has to ask PAM"},
		{"/usr/sbin/smbd", "Samba serves files under the uids of accounts"},
		{"/etc/systemd/system/*.wants/git-daemon*", "git-daemon serves repositories"},
	};
	static const struct {
		const char *path, *word, *text;
	} lines[] = {
		{"/etc/exports", NULL, "NFS serves files, with the uids of others' machines"},
		{"/etc/rsyncd.conf", "uid", "rsyncd reads and writes under a uid of its configuration"},
	};

	(void)d;
	look_for_signs(v, signs, sizeof(signs) / sizeof(signs[0]));
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (has_line(lines[i].path, lines[i].word))
			verdict_add(v, "%s: %s", lines[i].path, lines[i].text);
	verdict_count(v, LEVEL_WARN, "none is known here",
		"services that read and write tenants' files, outside their limits");
}

/* --- other servers for shells -------------------------------------------------------------------------- */

/* Root's own processes: what tenants call theirs says nothing. */
static void look_at_server(struct verdict *v, const char *pid, char *first_sshd, size_t size)
{
	static const char *const servers[] = {"dropbear", "tinysshd", "lshd", "in.telnetd",
		"telnetd", "in.rshd", "in.rlogind", "shellinaboxd", "ttyd", "gotty", "sshesame",
		NULL};
	char path[64], status[4096], name[64] = "", words[512] = "", *uid;

	snprintf(path, sizeof(path), "/proc/%.12s/status", pid);
	if (fd_get(AT_FDCWD, path, status, sizeof(status)) < 0 || !(uid = strstr(status, "\nUid:\t0\t")))
		return;
	snprintf(path, sizeof(path), "/proc/%.12s/comm", pid);
	fd_get(AT_FDCWD, path, name, sizeof(name));
	for (size_t i = 0; servers[i]; i++)
		if (!strcmp(name, servers[i]))
			verdict_add(v, "process %s: %s", pid, name);
	snprintf(path, sizeof(path), "/proc/%.12s/cmdline", pid);
	if (strcmp(name, "sshd") || fd_get(AT_FDCWD, path, words, sizeof(words)) < 0 ||
		!strstr(words, "[listener]"))
		return;
	if (*first_sshd)
		verdict_add(v, "processes %s and %s: two sshd that listen", first_sshd, pid);
	else
		snprintf(first_sshd, size, "%s", pid);
}

void doctor_ssh_servers(struct doctor *d, struct verdict *v)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	char first_sshd[16] = "";

	(void)d;
	while (dir && (entry = readdir(dir)))
		if (*entry->d_name >= '1' && *entry->d_name <= '9')
			look_at_server(v, entry->d_name, first_sshd, sizeof(first_sshd));
	if (dir)
		closedir(dir);
	verdict_count(v, LEVEL_WARN, "one sshd at most lets tenants in",
		"servers of shells beside sshd, with files of PAM of their own or none");
}
