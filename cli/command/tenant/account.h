/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Accounts, made and changed by the distribution's own tools.
 */
#ifndef CLI_COMMAND_TENANT_ACCOUNT_H
#define CLI_COMMAND_TENANT_ACCOUNT_H

#include "cli/deed.h"
#include "host/account.h"

/* What useradd(8) is to make. */
struct wanted {
	const char *home;		   /* always: the default's, if --home does not say it */
	const char *uid, *comment, *group; /* NULL: as useradd has it; in no group */
};

/* Where useradd(8) would make the home directory, malloc'ed. */
char *wanted_home(const char *name);

/* --uid. 0, or EXIT_USAGE after saying what is wrong. */
int wanted_check_uid(const char *uid);

/* Each a step; 0, or an exit status. */
int account_make(struct deed *d, const struct wanted *w);
int account_take(struct deed *d, bool home);
int account_change(struct deed *d, const char *option, const char *value); /* usermod OPTION VALUE */
int account_join(struct deed *d, const char *group);
int account_leave(struct deed *d, const char *group);

/* The crontab goes by the account's name: a new one of that name would have it. */
int account_forget_jobs(struct deed *d);
/* What the tenant has changed of an image goes, or is the new name's. 0 or an exit status, said. */
int account_forget_changes(struct deed *d, uint32_t uid);
int account_rename_changes(const struct deed *d, uint32_t uid, const char *to);

/* What is kept of its use is the new name's. 0, or EXIT_BUSY; said, also what cannot be. */
int account_rename_history(const struct deed *d, uint32_t uid, const char *to);
int account_rename_jobs(struct deed *d, const char *to);

/* Those of at(1) go by the uid: whoever has it next would run them, on the host if that is no tenant. */
int account_forget_at(struct deed *d, uint32_t uid);

/* What whoever had the uid before ran into; not what `name` has (NULL: all). 0 or an exit status, said. */
int account_forget_events(const struct deed *d, uint32_t uid, const char *name);

/* Where userdel(8) was killed: the group of an account that is gone, and its place in `group` (or NULL). */
int account_forget_groups(struct deed *d, const char *group);

/* May the home directory be removed? 0, or EXIT_GUARD (said): it is not the tenant's own, or has a mount. */
int account_check_home(const struct deed *d, const struct account *a);

/* What is left of a home directory that an act of ours had made, or was to take. */
int account_take_home(struct deed *d, const char *home);

#endif
