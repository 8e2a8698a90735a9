/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the PAM files of the services shall say about tenants.
 */
#ifndef CLI_SETUP_PAM_FILES_H
#define CLI_SETUP_PAM_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "change.h"

#define PAM_SERVICES_MAX 24

struct pam_service {
	const char *name;
	bool account_only; /* systemd-user: a tenant shall not have a manager of systemd's at all */
	bool there;
	char *note; /* why nothing is changed, if so; malloc'ed */
	bool wrong; /* what stands there needs the admin */
};

/* The jump over pam_systemd.so in this line's place: of a file's text, malloc'ed. */
char *pam_files_jump(const char *gate);

struct pam_files {
	struct pam_service services[PAM_SERVICES_MAX];
	size_t count;
	char *gate; /* "hostel": the groups that all tenants are in, ':' between them; NULL: no such
		       thing */
	bool directory; /* one of them is not this host's: pam_succeed_if.so may not find it */
	struct changes changes;
};

/*
 * For sshd (or what it calls itself), login, su, cron and so on: which lines are missing. The
 * changes are made in the copy (stage.h) and noted in f->changes. 0, or -1 with *e.
 */
int pam_files_plan(struct pam_files *f, const char *sshd_service, struct err *e);

/* f->changes: our blocks taken out of them, and of files that services share. 0, or -1 with *e. */
int pam_files_plan_undo(struct pam_files *f, const char *sshd_service, struct err *e);

/* The line of the file that has pam_hostel.so for this type, for messages; 0 if there is none. */
unsigned pam_files_line(const char *path, const char *type);

/* Has any service of this host lines of pam_hostel.so? */
bool pam_files_any(void);

void pam_files_free(struct pam_files *f);

#endif
