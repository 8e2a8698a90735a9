/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Directories of the host that a policy shows, for hostel check.
 */
#ifndef CLI_SOURCES_H
#define CLI_SOURCES_H

#include "host/account.h"
#include "policy/policy.h"
#include "policy/problems.h"

/*
 * Add a mistake for each source that leads to what must not be shown, whatever it is called. With the account
 * whose policy it is, for all that its login would refuse: sources that are not there, no directories or out
 * of the account's reach, the home directory, what is to be hidden and cannot be, what is mounted below /usr
 * or /opt, a shell that is not there; what is of no line, to `file`. `a` NULL: a file of its own. `warnings`
 * (NULL: none): of what the file system of the home directory does not do.
 */
void sources_check(const struct policy *p, const struct account *a, const char *file, struct problems *ps,
	struct problems *warnings);

/*
 * The same of many with an account, for root: a process is made for all of them, and one more for each that
 * does not answer. True if the last one that was asked did not.
 */
struct source_check {
	const struct policy *policy;
	const struct account *account;
	const char *file;
	struct problems *problems, *warnings; /* the second may be NULL */
	bool brief; /* one of very many: without the home, and none behind one that does not answer */
};
bool sources_check_all(const struct source_check *list, size_t count);

#endif
