/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who answers for names: the host's real resolvers, never a stub on its loopback. resolv.conf(5)
 */
#ifndef HOSTEL_RESOLVERS_H
#define HOSTEL_RESOLVERS_H

#include <stddef.h>

#include "policy/policy.h"

/*
 * Take the resolvers out of the text of a resolv.conf: those on a loopback or link-local address are left
 * out, since they mean nothing in another network namespace. *search is the last search or domain line
 * and the options, malloc'ed, NULL without memory.
 */
void resolvers_parse(const char *text, struct address_list *found, char **rest);

/*
 * The host's: /etc/resolv.conf, or what systemd-resolved asks itself where that names a stub only. None is no
 * error. *rest as above, never NULL unless -1 is returned (out of memory).
 */
int resolvers_of_host(struct address_list *found, char **rest);

/* The file for a sandbox, malloc'ed; NULL without memory. */
char *resolvers_file(const struct address_list *resolvers, const char *rest);

#endif
