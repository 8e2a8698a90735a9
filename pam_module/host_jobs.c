/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Looked at by the login program itself, as the record of logins is: where /var does not answer nobody comes
 * in. Mustn't: read what anybody but root or the account daemon writes.
 */
#include "host_jobs.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/hash.h"
#include "host/pam_service.h"
#include "talk/paths.h"

#define LAST_NUMBER HOST_ATJOBS "/.SEQ"

/* A login program with a view of its own may not see what is there: hostel-jobs will. */
static bool sees_host(void)
{
	struct stat own, host;

	return stat("/proc/self/ns/mnt", &own) == 0 && stat("/proc/1/ns/mnt", &host) == 0 &&
		own.st_ino == host.st_ino;
}

static bool has(const char *program, const char *spool)
{
	struct stat st;

	return (stat(program, &st) == 0 && stat(spool, &st) == 0) || !sees_host();
}

/*
 * A crontab for a daemon that does not ask PAM would run on the host: systemd-cron makes units of it, busybox
 * knows no PAM. A login program with a view of its own has /usr and /etc in it.
 */
static bool has_cron(void)
{
	return (access(HOST_CROND_DEBIAN, X_OK) == 0 && pam_service_is_there("cron")) ||
		(access(HOST_CROND, X_OK) == 0 && pam_service_is_there("crond"));
}

void host_jobs_find(const struct login *l, struct host_jobs *h)
{
	const bool crontab = l->policy.crontab && has(HOST_CRONTAB, HOST_CRONTABS);
	const bool cron = crontab && has_cron();

	*h = (struct host_jobs){
		.crontab = cron,
		.cronless = crontab && !cron,
		.at = l->policy.at && has(HOST_AT, HOST_ATJOBS),
	};
}

/* Has anybody given a job to at(1)? */
static bool has_numbers(void)
{
	char text[16];

	return fd_get(AT_FDCWD, LAST_NUMBER, text, sizeof(text)) > 0 && strspn(text, "0") < strlen(text);
}

/* The file's identity and last change; whether it is there. */
static bool take(uint64_t *hash, const char *path)
{
	struct stat st;
	const bool there = fstatat(AT_FDCWD, path, &st, AT_SYMLINK_NOFOLLOW) == 0;
	const uint64_t is[] = {there, there ? st.st_ino : 0, there ? (uint64_t)st.st_ctim.tv_sec : 0,
		there ? (uint64_t)st.st_ctim.tv_nsec : 0};

	*hash = hash_more(*hash, is, sizeof(is));
	return there;
}

void host_jobs_look(const struct login *l, struct host_jobs *h)
{
	uint64_t hash = HASH_START;
	char path[300];

	snprintf(path, sizeof(path), HOST_CRONTABS "/%.200s", l->account.name);
	if (h->crontab) {
		h->something = take(&hash, path);
		h->something = take(&hash, "/etc/cron.allow") || h->something;
		h->something = take(&hash, "/etc/cron.deny") || h->something;
	}
	if (h->at) {
		/* No job without a number. Whom at(1) serves is asked when they have come. */
		h->something = (take(&hash, LAST_NUMBER) && has_numbers()) || h->something;
		take(&hash, "/etc/at.allow");
		take(&hash, "/etc/at.deny");
	}
	snprintf(h->stamp, sizeof(h->stamp), "%016llx", (unsigned long long)hash);
}
