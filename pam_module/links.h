/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Links of root's in what everybody is shown. In the survey's helper, which ends with what is allocated here.
 */
#ifndef PAM_MODULE_LINKS_H
#define PAM_MODULE_LINKS_H

#include "build.h"

/* Remember in b->links where /opt, /usr/local and the like lead, if elsewhere. 0, or -1 with *e. */
int links_find(struct build *b, struct err *e);

/* One more; what lies in another one is there already. 0, or -1 without memory. */
int links_add(struct bind_list *list, const char *source, const char *target);

/* An entry of /etc that leads to a directory elsewhere: 1 if it can be shown, 0 if not, -1 without memory. */
int links_of_etc(struct build *b, const char *path);

/* In front of the read_only of the policy that hostel-init gets. 0, or -1 without memory. */
int links_put(const struct build *b, struct policy *p);

#endif
