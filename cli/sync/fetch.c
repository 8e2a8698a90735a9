/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The newest signed commit, fetched and laid out by a process without any right of root's.
 *
 * Should: have given up everything before the first byte of a server's is read. Mustn't: believe what the
 * process says of the files: hostel apply judges them.
 */
#include "fetch.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/now.h"
#include "base/printable.h"
#include "base/replace.h"
#include "base/tree.h"
#include "cli/output.h"
#include "git.h"
#include "talk/paths.h"
#include "tree.h"

#define FETCH_MILLISECONDS 600000
#define FILE_BYTES_MAX (UINT64_C(2) << 30) /* of a pack */
#define FETCHED "refs/hostel/fetched"

/* What the process says: "CODE COMMIT WHY", "-" for no commit. */
static void answer(struct fetched *f, enum fetch_code code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void answer(struct fetched *f, enum fetch_code code, const char *format, ...)
{
	va_list arguments;

	f->code = code;
	va_start(arguments, format);
	vsnprintf(f->why, sizeof(f->why), format, arguments);
	va_end(arguments);
	make_printable(f->why);
}

/* --- in the process ------------------------------------------------------------------------------- */

/* Nothing of root's is left, and nothing brings it back. */
static int give_up(const struct passwd *pw)
{
	const struct rlimit none = {0, 0}, file = {FILE_BYTES_MAX, FILE_BYTES_MAX};

	umask(022);
	if (setsid() < 0 || chdir(HOSTEL_SYNCDIR) < 0 || setrlimit(RLIMIT_CORE, &none) < 0 ||
		setrlimit(RLIMIT_FSIZE, &file) < 0 || setgroups(0, NULL) < 0 ||
		setresgid(pw->pw_gid, pw->pw_gid, pw->pw_gid) < 0 ||
		setresuid(pw->pw_uid, pw->pw_uid, pw->pw_uid) < 0 ||
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -1;
	errno = EPERM;
	return setuid(0) == 0 || seteuid(0) == 0 ? -1 : 0;
}

static int take_word(void *context, const char *bytes, size_t size)
{
	char *word = context;
	const size_t used = strlen(word);

	if (used + size >= FETCH_COMMIT_SIZE)
		return -1;
	memcpy(word + used, bytes, size);
	word[used + size] = '\0';
	word[strcspn(word, "\n")] = '\0';
	return 0;
}

/* What a killed git leaves, and the settings, which are ours. */
static int prepare(struct git *g, struct fetched *f)
{
	static const char *const left[] = {"/refs/hostel/fetched.lock", "/packed-refs.lock", "/config.lock",
		"/HEAD.lock", "/gc.pid", "/shallow.lock", "/objects/maintenance.lock"};
	static const char settings[] = "[include]\n\tpath = .gitconfig\n[safe]\n\tdirectory = *\n";
	static const char config[] = "[core]\n\trepositoryformatversion = 0\n\tbare = true\n";
	static const char *const init[] = {"init", "--quiet", "--bare", "--template=", GIT_REPOSITORY, NULL};

	if (file_replace(AT_FDCWD, "settings", settings, sizeof(settings) - 1) < 0) {
		answer(f, FETCH_SYSTEM, HOSTEL_SYNCDIR ": %s", strerror(errno));
		return -1;
	}
	for (size_t i = 0; i < sizeof(left) / sizeof(left[0]); i++) {
		char path[128];

		snprintf(path, sizeof(path), GIT_REPOSITORY "%s", left[i]);
		unlink(path);
	}
	if (access(GIT_REPOSITORY "/HEAD", F_OK) < 0 &&
		(tree_remove(AT_FDCWD, GIT_REPOSITORY) < 0 || git_run(g, init, -1, NULL, NULL) != 0)) {
		answer(f, FETCH_SYSTEM, "git init: %s", g->said);
		return -1;
	}
	if (file_replace(AT_FDCWD, GIT_REPOSITORY "/config", config, sizeof(config) - 1) == 0)
		return 0;
	answer(f, FETCH_SYSTEM, GIT_REPOSITORY ": %s", strerror(errno));
	return -1;
}

static int fetch(struct git *g, const struct sync_settings *s, struct fetched *f)
{
	char *AUTO_FREE what = text_of("+refs/heads/%s:" FETCHED, s->branch);
	const char *const get[] = {"fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--force",
		"--no-recurse-submodules", "--", s->url, what, NULL};
	const char *const name[] = {"rev-parse", "--verify", "--quiet", FETCHED "^{commit}", NULL};

	if (git_run(g, get, -1, NULL, NULL) != 0) {
		answer(f, FETCH_SERVER, "%s, branch %s: %s", s->url, s->branch, g->said);
		return -1;
	}
	if (git_run(g, name, -1, take_word, f->commit) == 0 && f->commit[0] &&
		f->commit[strspn(f->commit, "0123456789abcdef")] == '\0')
		return 0;
	answer(f, FETCH_SERVER, "%s, branch %s: not a commit", s->url, s->branch);
	return -1;
}

static int judge(struct git *g, const struct fetch_order *o, struct fetched *f)
{
	const char *const verify[] = {"verify-commit", f->commit, NULL};
	const char *const after[] = {"merge-base", "--is-ancestor", o->last ? o->last : "", f->commit, NULL};

	if (git_run(g, verify, -1, NULL, NULL) != 0) {
		answer(f, FETCH_SIGNATURE, "commit %s is not signed by a key of %s%s%s", f->commit,
			o->settings->signers, *g->said ? ": " : "", g->said);
		return -1;
	}
	if (!o->last || o->any || git_run(g, after, -1, NULL, NULL) == 0)
		return 0;
	answer(f, FETCH_HISTORY, "commit %s does not come after %s: the branch went back or was written anew",
		f->commit, o->last);
	return -1;
}

static int lay_out(struct git *g, const struct sync_settings *s, struct fetched *f)
{
	struct err e = ERR_NONE;
	int AUTO_CLOSE to = -1;

	if (tree_remove(AT_FDCWD, FETCH_TREE) == 0 && mkdir(FETCH_TREE, 0755) == 0)
		to = open(FETCH_TREE, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (to < 0) {
		answer(f, FETCH_SYSTEM, HOSTEL_SYNCDIR "/" FETCH_TREE ": %s", strerror(errno));
		return -1;
	}
	if (tree_export(g, f->commit, s->path, to, &e) == 0)
		return 0;
	answer(f, e.code == ENOSPC ? FETCH_SYSTEM : FETCH_TREE_BAD, "commit %s: %s", f->commit, e.message);
	return -1;
}

static void work(const struct fetch_order *o, const struct passwd *pw, struct fetched *f)
{
	struct git g = {.home = HOSTEL_SYNCDIR, .signers = o->settings->signers};

	if (give_up(pw) < 0) {
		answer(f, FETCH_SYSTEM, "rights cannot be given up: %s", strerror(errno));
		return;
	}
	if (prepare(&g, f) < 0 || fetch(&g, o->settings, f) < 0)
		return;
	if (o->known && !strcmp(o->known, f->commit)) {
		answer(f, FETCH_SAME, "%s", "");
		return;
	}
	if (judge(&g, o, f) == 0 && lay_out(&g, o->settings, f) == 0)
		answer(f, FETCH_NEW, "%s", "");
}

/* --- root's ---------------------------------------------------------------------------------------- */

/* The account's directory, which it may have lost. */
static int make_home(const struct passwd *pw)
{
	int AUTO_CLOSE fd = -1;
	struct stat st;

	if (mkdir(HOSTEL_SYNCDIR, 0700) < 0 && errno != EEXIST)
		return -1;
	fd = open(HOSTEL_SYNCDIR, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) < 0)
		return -1;
	return st.st_uid == pw->pw_uid ? 0 : fchown(fd, pw->pw_uid, pw->pw_gid);
}

/* All that it says, until it ends or the time is over. */
static size_t hear(int fd, char *text, size_t size)
{
	const uint64_t end = now_milliseconds(CLOCK_MONOTONIC) + FETCH_MILLISECONDS;
	size_t used = 0;

	while (used < size - 1) {
		const uint64_t time = now_milliseconds(CLOCK_MONOTONIC);
		struct pollfd p = {fd, POLLIN, 0};
		ssize_t n = poll(&p, 1, time < end ? (int)(end - time) : 0);

		if (n == 0)
			break;
		if (n > 0)
			n = read(fd, text + used, size - 1 - used);
		if (n == 0 || (n < 0 && errno != EINTR))
			break;
		used += n > 0 ? (size_t)n : 0;
	}
	text[used] = '\0';
	return used;
}

static void understand(const char *text, struct fetched *f)
{
	int code = FETCH_CODES, at = 0;

	if (sscanf(text, "%d %71s %n", &code, f->commit, &at) < 2 || code < 0 || code >= FETCH_CODES || !at) {
		*f = (struct fetched){0};
		answer(f, FETCH_SYSTEM, "who fetches came to no end in %d s", FETCH_MILLISECONDS / 1000);
		return;
	}
	if (f->commit[strspn(f->commit, "0123456789abcdef")])
		f->commit[0] = '\0';
	answer(f, (enum fetch_code)code, "%s", text + at);
	if (!f->commit[0] && (f->code == FETCH_NEW || f->code == FETCH_SAME))
		answer(f, FETCH_SYSTEM, "%s", "who fetches named no commit");
}

static _Noreturn void be_fetcher(const struct fetch_order *o, const struct passwd *pw, int out)
{
	struct fetched f = {0};
	char text[1024];
	int n;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	work(o, pw, &f);
	n = snprintf(text, sizeof(text), "%d %s %s", (int)f.code, f.commit[0] ? f.commit : "-", f.why);
	_exit(fd_write_all(out, text, (size_t)n) < 0);
}

void fetch_run(const struct fetch_order *order, struct fetched *f)
{
	const struct passwd *pw = getpwnam(SYNC_ACCOUNT);
	char text[1024];
	int ends[2];
	pid_t pid;

	*f = (struct fetched){0};
	if (!pw || !pw->pw_uid) {
		answer(f, FETCH_SYSTEM, "there is no account " SYNC_ACCOUNT ", which fetches: "
			"systemd-sysusers, or useradd --system --home-dir " HOSTEL_SYNCDIR " " SYNC_ACCOUNT);
		return;
	}
	if (make_home(pw) < 0 || pipe2(ends, O_CLOEXEC) < 0) {
		answer(f, FETCH_SYSTEM, HOSTEL_SYNCDIR ": %s", strerror(errno));
		return;
	}
	pid = fork();
	if (!pid)
		be_fetcher(order, pw, ends[1]);
	close(ends[1]);
	text[0] = '\0';
	if (pid > 0)
		hear(ends[0], text, sizeof(text));
	close(ends[0]);
	if (pid > 0) {
		kill(-pid, SIGKILL); /* whatever git left running */
		kill(pid, SIGKILL);
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	understand(text, f);
}
