/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A login program, as plain as can be: account, session, the tenant's shell with a command, close.
 * What it sees goes to stdout. It never asks itself whether a session failed, unless told to obey.
 *
 *   login obey|careless|hold CONFDIR TENANT COMMAND
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <security/pam_appl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mark.h"

static void mark(unsigned long on)
{
	prctl(MARK, on, 0, 0, 0);
}

static int converse(int count, const struct pam_message **messages, struct pam_response **responses,
	void *data)
{
	(void)messages;
	(void)data;
	*responses = calloc((size_t)count, sizeof(**responses));
	return *responses ? PAM_SUCCESS : PAM_BUF_ERR;
}

/* Where this process stands, by the procfs of before: there is none on the porch. */
static void show_place(int proc)
{
	static const char *const spaces[] = {"mnt", "net", "user", "pid", "ipc", "uts", "cgroup"};
	char path[64], text[65536];
	int fd;
	ssize_t n;

	for (size_t i = 0; i < sizeof(spaces) / sizeof(spaces[0]); i++) {
		snprintf(path, sizeof(path), "self/ns/%s", spaces[i]);
		n = readlinkat(proc, path, text, sizeof(text) - 1);
		dprintf(1, "place ns %.*s\n", n > 0 ? (int)n : 0, text);
	}
	for (size_t i = 0; i < 2; i++) {
		/* A child that nobody waits for is left behind, too. */
		fd = openat(proc, i ? "thread-self/children" : "self/mountinfo", O_RDONLY | O_CLOEXEC);
		dprintf(1, "place %s\n", i ? "children" : "mounts");
		while ((n = read(fd, text, sizeof(text))) > 0)
			if (write(1, text, (size_t)n) < 0)
				break;
		close(fd);
	}
	dprintf(1, "\nplace end\n");
}

static int run_shell(const struct passwd *pw, const char *command)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		if (initgroups(pw->pw_name, pw->pw_gid) < 0 ||
		    setresgid(pw->pw_gid, pw->pw_gid, pw->pw_gid) < 0 ||
		    setresuid(pw->pw_uid, pw->pw_uid, pw->pw_uid) < 0)
			_exit(126);
		mark(1);
		execl("/bin/bash", "bash", "-c", command, NULL);
		dprintf(1, "exec %d\n", errno);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int argc, char **argv)
{
	static const struct pam_conv conversation = {converse, NULL};
	int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC), result;
	struct passwd *pw = argc == 5 ? getpwnam(argv[3]) : NULL;
	pam_handle_t *pamh = NULL;
	char byte;

	if (!pw || pam_start_confdir("sshd", pw->pw_name, &conversation, argv[2], &pamh) != PAM_SUCCESS) {
		perror("login: what comes before the module");
		return 2;
	}
	pam_set_item(pamh, PAM_RHOST, "192.0.2.1");
	pam_set_item(pamh, PAM_TTY, "ssh");
	pam_authenticate(pamh, 0); /* loads all modules */
	mark(1);
	result = pam_acct_mgmt(pamh, 0);
	mark(0);
	dprintf(1, "account %d\n", result);
	if (result != PAM_SUCCESS)
		return 1;
	mark(1);
	result = pam_open_session(pamh, 0);
	mark(0);
	dprintf(1, "open %d\n", result);
	if (result != PAM_SUCCESS && !strcmp(argv[1], "obey"))
		return 1;
	show_place(proc);
	if (strcmp(argv[1], "hold"))
		dprintf(1, "status %d\n", run_shell(pw, argv[4]));
	else if (read(0, &byte, 1) < 0)
		return 2;
	mark(1);
	result = pam_close_session(pamh, 0);
	mark(0);
	dprintf(1, "close %d\n", result);
	pam_end(pamh, 0);
	return 0;
}
