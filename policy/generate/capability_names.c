/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs when hostel is built: the names of all capabilities, as libcap has them, for the policy's reader,
 * which is linked into programs that libcap's text functions cannot be linked into (docs/decisions/0020).
 */
#include <stdio.h>
#include <sys/capability.h>

int main(void)
{
	puts("static const char *const cap_names[] = {");
	for (cap_value_t cap = 0; cap < cap_max_bits(); cap++) {
		char *name = cap_to_name(cap);

		/* "cap_chown"; a number where this libcap is older than the kernel it runs on. */
		if (!name || (*name < 'a' || *name > 'z'))
			break;
		printf("\t\"%s\",\n", name + sizeof("cap_") - 1);
		cap_free(name);
	}
	puts("};");
	return ferror(stdout) || fflush(stdout) ? 1 : 0;
}
