/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * [tenant] hosts: on which hosts of many a tenant may log in.
 */
#ifndef HOSTEL_POLICY_ON_HOST_H
#define HOSTEL_POLICY_ON_HOST_H

#include <stdbool.h>

#include "policy/policy.h"

/*
 * True if the list is empty, or one of its patterns is the host's name, the whole of it or what stands in
 * front of its first dot. Letters match in either case. web[01-20] is web01 to web20, web[1-20] is web1 to
 * web20.
 */
bool policy_on_host(const struct string_list *hosts, const char *name);

#endif
