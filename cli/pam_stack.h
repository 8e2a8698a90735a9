/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The modules that a PAM service runs, in order: pam.conf(5), includes resolved.
 */
#ifndef CLI_PAM_STACK_H
#define CLI_PAM_STACK_H

#include <stdbool.h>
#include <stddef.h>

#define PAM_STACK_MAX 128

struct pam_line {
	char type[16];   /* auth, account, password, session */
	char control[160]; /* required, [success=1 default=ignore], ... */
	char module[256]; /* without directory */
	char rest[256];  /* its options */
	bool enclosed;   /* by a substack, which it can end and not more */
};

struct pam_stack {
	size_t count;
	bool incomplete; /* an included file is missing, or there is too much */
	unsigned substacks; /* while it is read: how many are open */
	struct pam_line lines[PAM_STACK_MAX];
};

/*
 * Read the service's file in `directory`, and what it includes; in PAM_SERVICES_HOST what is not there is
 * PAM_SERVICES_VENDOR's (host/pam_service.h). False if there is none.
 */
bool pam_stack_read(struct pam_stack *s, const char *directory, const char *service);

/* The last module of a type, or NULL. */
const struct pam_line *pam_stack_last(const struct pam_stack *s, const char *type);

/*
 * Does a line of the stack that it belongs to jump over this one if its module says yes, as
 * [success=N default=ignore] of pam_succeed_if does?
 */
bool pam_stack_skips(const struct pam_stack *s, const struct pam_line *line);

/*
 * The first line in front of this one, of its type, after which nothing more is run if its module says yes:
 * sufficient, or success=done; NULL if there is none. pam_succeed_if.so asks who it is, and is not counted.
 */
const struct pam_line *pam_stack_end_before(const struct pam_stack *s, const struct pam_line *line);

/* The type's first line with the module, or NULL. */
const struct pam_line *pam_stack_find(const struct pam_stack *s, const char *type,
	const char *module);

#endif
