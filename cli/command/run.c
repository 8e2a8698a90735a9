/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel run: a command of a tenant's, in a PAM session of its own. The only file here with PAM.
 *
 * Theory of operation. pam_hostel.so does what it does for sshd: behind pam_open_session() this
 * process stands on the tenant's porch, where nothing of the host can be opened and nothing but
 * hostel-shell be executed. Whatever is needed later is looked up before.
 * Should: run nothing before the kernel has confirmed that the mount namespace it stands in is the
 * tenant's keeper's; a PAM file without pam_hostel.so would leave us on the host. Mustn't: run a
 * command of an account that is no tenant.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/nsfs.h>
#include <security/pam_appl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/config.h"
#include "cli/environment.h"
#include "cli/output.h"
#include "command.h"
#include "talk/attach.h"

struct run {
	const struct cli *cli;
	struct tenant tenant;
	pam_handle_t *pamh;
	int self;             /* /proc/self of the host: there is no procfs on the porch */
	bool said;            /* a module has told why */
	char *argv[4];        /* of the login shell */
	const char **environment;
	sigset_t mask;        /* as it was */
};

/* Modules have nobody to ask here; what they tell goes to standard error. */
static int converse(int count, const struct pam_message **messages, struct pam_response **answers,
	void *data)
{
	struct run *r = data;

	*answers = NULL;
	for (int i = 0; i < count; i++) {
		int style = messages[i]->msg_style;

		if (style != PAM_ERROR_MSG && style != PAM_TEXT_INFO)
			return PAM_CONV_ERR;
		if (style == PAM_ERROR_MSG) {
			say("%s: %s", r->tenant.account.name, messages[i]->msg);
			r->said = true;
		} else {
			fprintf(stderr, "%s\n", messages[i]->msg);
		}
	}
	*answers = calloc((size_t)count, sizeof(**answers));
	return *answers ? PAM_SUCCESS : PAM_BUF_ERR;
}

/* 'it'\''s': one word for a shell, whatever is in it. */
static void quote(FILE *f, const char *word)
{
	fputc('\'', f);
	for (; *word; word++) {
		if (*word == '\'')
			fputs("'\\''", f);
		else
			fputc(*word, f);
	}
	fputc('\'', f);
}

static char *quote_all(char **program)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		out_of_memory();
	for (size_t i = 0; program[i]; i++) {
		if (i)
			fputc(' ', f);
		quote(f, program[i]);
	}
	if (fclose(f))
		out_of_memory();
	return text;
}

static void prepare_command(struct run *r)
{
	const struct account *a = &r->tenant.account;
	const char *slash = strrchr(a->shell, '/');
	const char *more[] = {text_of("HOME=%s", a->home), text_of("USER=%s", a->name),
		text_of("LOGNAME=%s", a->name), text_of("SHELL=%s", a->shell),
		"PATH=/usr/local/bin:/usr/bin:/bin:/usr/games", NULL};
	size_t n;

	r->argv[0] = text_of("%s%s", r->cli->program ? "" : "-", slash + 1);
	if (r->cli->program) {
		r->argv[1] = text_of("-c");
		r->argv[2] = quote_all(r->cli->program);
	}
	r->environment = environment_pass(more, &n);
}

static bool has_service_file(const char *service)
{
	static const char *const directories[] = {"/etc/pam.d", "/usr/lib/pam.d"};
	char path[256];

	for (size_t i = 0; i < sizeof(directories) / sizeof(directories[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", directories[i], service);
		if (access(path, F_OK) == 0)
			return true;
	}
	return false;
}

static int say_pam(const struct run *r, const char *step, int code)
{
	if (!r->said)
		say("%s: %s of the PAM service %s: %s", r->tenant.account.name, step,
			r->cli->service, pam_strerror(r->pamh, code));
	return -1;
}

/* Does the kernel say that the mount namespace we stand in belongs to one of the keepers? */
static int check_porch(const struct run *r)
{
	const struct uid_range *keepers = &r->tenant.policy.keepers;
	int AUTO_CLOSE mount = openat(r->self, "ns/mnt", O_RDONLY | O_CLOEXEC);
	int AUTO_CLOSE owner = mount < 0 ? -1 : ioctl(mount, NS_GET_USERNS);
	uid_t uid = 0;

	if (owner >= 0 && ioctl(owner, NS_GET_OWNER_UID, &uid) == 0 && uid >= keepers->first &&
	    uid <= keepers->last)
		return 0;
	say("the PAM service %s does not put %s into a sandbox: is pam_hostel.so missing in it?",
		r->cli->service, r->tenant.account.name);
	return -1;
}

static int open_session(struct run *r)
{
	const struct pam_conv conv = {converse, r};
	const char *tty = ttyname(0);
	int n;

	if (!has_service_file(r->cli->service)) {
		say("there is no PAM service %s: /etc/pam.d/%s is missing", r->cli->service,
			r->cli->service);
		return -1;
	}
	r->self = open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (r->self < 0) {
		say("/proc/self: %s", strerror(errno));
		return -1;
	}
	n = pam_start(r->cli->service, r->tenant.account.name, &conv, &r->pamh);
	if (n != PAM_SUCCESS)
		return say_pam(r, "start", n);
	if (tty)
		pam_set_item(r->pamh, PAM_TTY, tty);
	pam_set_item(r->pamh, PAM_RUSER, "root");
	n = pam_acct_mgmt(r->pamh, 0);
	if (n != PAM_SUCCESS)
		return say_pam(r, "account", n);
	n = pam_open_session(r->pamh, 0);
	if (n != PAM_SUCCESS)
		return say_pam(r, "session", n);
	return check_porch(r);
}

static _Noreturn void child(const struct run *r, pid_t parent)
{
	const struct account *a = &r->tenant.account;
	gid_t groups[LAUNCH_GROUPS_MAX];

	for (size_t i = 0; i < a->group_count; i++)
		groups[i] = a->groups[i];
	if (setgroups(a->group_count, groups) < 0 || setresgid(a->gid, a->gid, a->gid) < 0 ||
	    setresuid(a->uid, a->uid, a->uid) < 0 || setuid(0) == 0) {
		say("%s: ids: %s", a->name, strerror(errno));
		_exit(EXIT_SYSTEM);
	}
	/* Should the session's process be killed, nobody waits for the command any more. */
	if (prctl(PR_SET_PDEATHSIG, SIGHUP, 0, 0, 0) < 0 || getppid() != parent)
		_exit(EXIT_SYSTEM);
	umask(022);
	if (chdir(a->home) < 0 && chdir("/") < 0)
		_exit(EXIT_SYSTEM);
	sigprocmask(SIG_SETMASK, &r->mask, NULL);
	execve(a->shell, r->argv, (char **)r->environment);
	say("%s: %s: %s", a->name, a->shell, strerror(errno));
	_exit(EXIT_FAILED);
}

/* What is sent to us is meant for the command. The terminal's own signals reach it anyway. */
static int wait_for(pid_t pid, const sigset_t *set)
{
	siginfo_t info;
	int status;

	while (waitpid(pid, &status, WNOHANG) == 0)
		if (sigwaitinfo(set, &info) > 0 && info.si_signo != SIGCHLD && info.si_code <= 0)
			kill(pid, info.si_signo);
	return status;
}

static int run_command(struct run *r, int *status)
{
	static const int passed[] = {SIGCHLD, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2,
		SIGALRM};
	pid_t parent = getpid(), pid;
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(passed) / sizeof(passed[0]); i++)
		sigaddset(&set, passed[i]);
	sigprocmask(SIG_BLOCK, &set, &r->mask);
	fflush(NULL);
	pid = fork();
	if (pid == 0)
		child(r, parent);
	if (pid < 0) {
		say("fork: %s", strerror(errno));
		return -1;
	}
	*status = wait_for(pid, &set);
	return 0;
}

int cmd_run(const struct cli *c, int count, char **operands)
{
	struct run r = {.cli = c, .self = -1};
	int AUTO_CLOSE config = config_open(c);
	int status = 0, result = -1, failure = EXIT_FAILED;

	(void)count;
	if (config < 0)
		return EXIT_POLICY;
	failure = tenant_load(&r.tenant, operands[0], config);
	if (!failure) {
		failure = EXIT_FAILED;
		prepare_command(&r);
		result = open_session(&r);
	}
	if (!result)
		result = run_command(&r, &status);
	/* The end of this process closes the session too, however it comes. */
	if (r.pamh) {
		pam_close_session(r.pamh, 0);
		pam_end(r.pamh, PAM_SUCCESS);
	}
	if (result < 0)
		return failure;
	attach_end(status);
}
