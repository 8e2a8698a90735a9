/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Time of a PAM session's parts for one tenant: account, open cold (a new sandbox), open warm.
 * Usage: login SERVICE TENANT COUNT; as root. Prints medians and quartiles in microseconds.
 */
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

#define COUNT_MAX 1000

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void report(const char *what, double *v, size_t n)
{
	qsort(v, n, sizeof(*v), compare);
	printf("%-16s median %7.0f us   quartiles %7.0f to %7.0f   n %zu\n", what, v[n / 2], v[n / 4],
		v[3 * n / 4], n);
}

static void one(const char *service, const char *tenant, struct times *t)
{
	pid_t pid = session(service, tenant, SESSION_OPEN, NULL, t);

	if (pid < 0)
		exit(1);
	waitpid(pid, NULL, 0);
}

int main(int argc, char **argv)
{
	static double account[COUNT_MAX], cold[COUNT_MAX], warm[COUNT_MAX];
	size_t count = argc == 4 ? (size_t)atoi(argv[3]) : 0;
	struct passwd *pw = argc == 4 ? getpwnam(argv[2]) : NULL;
	const uid_t uid = pw ? pw->pw_uid : 0;
	struct times t;
	int hold[2];

	if (!pw || !count || count > COUNT_MAX) {
		fprintf(stderr, "usage: login SERVICE TENANT COUNT (up to %d)\n", COUNT_MAX);
		return 2;
	}
	for (size_t i = 0; i < count; i++) {
		one(argv[1], argv[2], &t);
		account[i] = t.account;
		cold[i] = t.open;
		session_wait_for_end(uid);
	}
	if (pipe(hold) < 0 || session(argv[1], argv[2], SESSION_HOLD, hold, &t) < 0)
		return 1;
	for (size_t i = 0; i < count; i++) {
		one(argv[1], argv[2], &t);
		warm[i] = t.open;
	}
	close(hold[1]);
	report("account", account, count);
	report("open, cold", cold, count);
	report("open, warm", warm, count);
	return 0;
}
