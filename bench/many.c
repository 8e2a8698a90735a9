/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sandboxes of many tenants, one after the other, all alive until standard input ends.
 * Usage: many SERVICE PREFIX COUNT; as root. Users are PREFIX1 to PREFIXCOUNT. A line for each on
 * standard output: open and microseconds; then "alive".
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

int main(int argc, char **argv)
{
	const int count = argc == 4 ? atoi(argv[3]) : 0;
	char user[64], byte;
	struct times t;
	int hold[2];

	if (count < 1 || pipe(hold) < 0) {
		fputs("usage: many SERVICE PREFIX COUNT\n", stderr);
		return 2;
	}
	for (int i = 1; i <= count; i++) {
		snprintf(user, sizeof(user), "%.40s%d", argv[2], i);
		if (session(argv[1], user, SESSION_HOLD, hold, &t) < 0)
			return 1;
		printf("open %.1f\n", t.open);
	}
	puts("alive");
	fflush(stdout);
	while (read(0, &byte, 1) > 0)
		;
	close(hold[1]);
	while (wait(NULL) > 0)
		;
	return 0;
}
