/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Time of a PAM session's parts for one tenant: account, open cold (a new sandbox), open warm.
 * Usage: login SERVICE TENANT COUNT; as root. Prints medians and quartiles in microseconds.
 */
#include <errno.h>
#include <pwd.h>
#include <security/pam_appl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define COUNT_MAX 1000

struct times {
	double account, open;
};

static int converse(int n, const struct pam_message **m, struct pam_response **r, void *data)
{
	(void)m;
	(void)data;
	*r = calloc((size_t)n, sizeof(**r));
	return *r ? PAM_SUCCESS : PAM_BUF_ERR;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* One session in a child, which joins the porch for good; it stays until `hold` is closed. */
static pid_t session(const char *service, const char *tenant, const int hold[2], struct times *times)
{
	const struct pam_conv conv = {converse, NULL};
	pam_handle_t *pamh;
	double t[3];
	int pipes[2];
	pid_t pid;
	char byte;

	if (pipe(pipes) < 0)
		exit(1);
	pid = fork();
	if (pid == 0) {
		if (pam_start(service, tenant, &conv, &pamh) != PAM_SUCCESS)
			_exit(1);
		t[0] = now();
		if (pam_acct_mgmt(pamh, 0) != PAM_SUCCESS)
			_exit(2);
		t[1] = now();
		if (pam_open_session(pamh, 0) != PAM_SUCCESS)
			_exit(3);
		t[2] = now();
		*times = (struct times){t[1] - t[0], t[2] - t[1]};
		if (write(pipes[1], times, sizeof(*times)) < 0)
			_exit(4);
		if (hold) {
			close(hold[1]);
			if (read(hold[0], &byte, 1) < 0)
				_exit(5);
		}
		pam_close_session(pamh, 0);
		pam_end(pamh, 0);
		_exit(0);
	}
	close(pipes[1]);
	if (read(pipes[0], times, sizeof(*times)) != (ssize_t)sizeof(*times)) {
		fprintf(stderr, "login: no session for %s by service %s\n", tenant, service);
		exit(1);
	}
	close(pipes[0]);
	return pid;
}

/* Until the sandbox of the session before has ended. */
static void wait_for_end(uid_t uid)
{
	char path[128], line[256];
	int pid = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/t/%u/record", HOSTEL_STATEDIR, uid);
	f = fopen(path, "r");
	while (f && fgets(line, sizeof(line), f))
		if (!strncmp(line, "pid ", 4))
			pid = atoi(line + 4);
	if (f)
		fclose(f);
	for (int i = 0; pid && i < 2000 && (kill(pid, 0) == 0 || errno != ESRCH); i++)
		usleep(1000);
}

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

int main(int argc, char **argv)
{
	static double account[COUNT_MAX], cold[COUNT_MAX], warm[COUNT_MAX];
	size_t count = argc == 4 ? (size_t)atoi(argv[3]) : 0;
	struct passwd *pw = argc == 4 ? getpwnam(argv[2]) : NULL;
	struct times t;
	int hold[2];

	if (!pw || !count || count > COUNT_MAX) {
		fprintf(stderr, "usage: login SERVICE TENANT COUNT (up to %d)\n", COUNT_MAX);
		return 2;
	}
	for (size_t i = 0; i < count; i++) {
		waitpid(session(argv[1], argv[2], NULL, &t), NULL, 0);
		account[i] = t.account;
		cold[i] = t.open;
		wait_for_end(pw->pw_uid);
	}
	if (pipe(hold) < 0)
		return 1;
	session(argv[1], argv[2], hold, &t);
	for (size_t i = 0; i < count; i++) {
		waitpid(session(argv[1], argv[2], NULL, &t), NULL, 0);
		warm[i] = t.open;
	}
	close(hold[1]);
	report("account", account, count);
	report("open, cold", cold, count);
	report("open, warm", warm, count);
	return 0;
}
