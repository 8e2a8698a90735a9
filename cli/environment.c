/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The environment of what root starts for a tenant.
 */
#include "environment.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output.h"

const char **environment_pass(const char *const *more, size_t *count)
{
	static const char *const passed[] = {"TERM=", "COLORTERM=", "LANG=", "LANGUAGE=", "LC_"};
	size_t size = 1, n = 0;
	const char **list;

	for (char **v = environ; *v; v++)
		size++;
	for (const char *const *v = more; v && *v; v++)
		size++;
	list = calloc(size, sizeof(*list));
	if (!list)
		out_of_memory();
	for (char **v = environ; *v; v++)
		for (size_t i = 0; i < sizeof(passed) / sizeof(passed[0]); i++)
			if (!strncmp(*v, passed[i], strlen(passed[i]))) {
				list[n++] = *v;
				break;
			}
	for (const char *const *v = more; v && *v; v++)
		list[n++] = *v;
	*count = n;
	return list;
}
