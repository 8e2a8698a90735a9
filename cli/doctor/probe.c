/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The room's walls, tried from inside. A child logs in as `hostel run` does and starts
 * probe_inside() there; a helper stays on the host, hears what comes and reads of the one inside what the
 * kernel says of it. The tenant's shell is in between: what is said from inside is the tenant's word.
 *
 * Mustn't: wait without bound, or believe a name or a state that is not of the table. Descriptors may come
 * along whose last close waits (SO_LINGER, decision 18): only a process that can be killed has the line.
 */
#include "probe.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/wait.h"
#include "cli/child.h"
#include "cli/command/command.h"
#include "cli/config.h"
#include "cli/output.h"
#include "host/helper.h"
#include "probe_inside.h"

#define SECONDS 30 /* beyond what a login may take */
#define ANSWER_MAX (256 << 10)

/* In memory that the helper shares. */
struct heard {
	pid_t inside;      /* as this process sees it */
	unsigned hosts;    /* namespaces that are the host's, as bits */
	char status[8192]; /* /proc/PID/status */
	size_t length;
	char answer[ANSWER_MAX];
};

struct probe {
	const struct cli *cli;
	uint64_t keep; /* capabilities that the policy leaves */
	bool host_network;
	unsigned seconds;
	pid_t child;
	int line, go; /* a socket that the answer comes from, and a pipe to begin it */
	struct heard *heard;
};

static const struct doctor_check *row(const char *id)
{
	const struct doctor_check *c = doctor_check_find(id, doctor_checks);

	return c && !c->run ? c : NULL;
}

/* --- what the kernel says ------------------------------------------------------------ */

static uint64_t hexadecimal(const char *status, const char *key)
{
	const char *at = strstr(status, key);

	return at ? strtoull(at + strlen(key), NULL, 16) : UINT64_MAX;
}

static void look_at_capabilities(struct report *r, const struct probe *p, const char *status)
{
	static const char *const keys[] = {
		"\nCapInh:\t", "\nCapPrm:\t", "\nCapEff:\t", "\nCapBnd:\t", "\nCapAmb:\t"};
	struct verdict v = {0};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		const uint64_t set = hexadecimal(status, keys[i]);

		if (set & ~p->keep)
			verdict_add(&v, "%.*s %016" PRIx64, 6, keys[i] + 1, set);
	}
	verdict_count(&v, LEVEL_FAIL, p->keep ? "none but those of [capabilities] keep" : "none",
		"sets with capabilities that the policy does not give");
	report_add(r, row("probe-capabilities"), &v);
}

static void look_at_number(
	struct report *r, const char *id, const char *status, const char *key, uint64_t right)
{
	const uint64_t n = hexadecimal(status, key);
	struct verdict v = {0};

	verdict_set(&v, n == right ? LEVEL_PASS : LEVEL_FAIL, "%.*s %" PRIu64,
		(int)strcspn(key + 1, ":") + 1, key + 1, n);
	report_add(r, row(id), &v);
}

static const char *const kinds[] = {"user", "pid", "mnt", "net", "ipc", "uts", "cgroup"};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static void ask_kernel(struct heard *p)
{
	char path[64];

	for (size_t i = 0; i < KINDS; i++) {
		struct stat own, theirs;

		snprintf(path, sizeof(path), "/proc/self/ns/%s", kinds[i]);
		if (stat(path, &own) < 0)
			continue;
		snprintf(path, sizeof(path), "/proc/%d/ns/%s", p->inside, kinds[i]);
		if (stat(path, &theirs) < 0 || theirs.st_ino == own.st_ino)
			p->hosts |= 1U << i;
	}
	snprintf(path, sizeof(path), "/proc/%d/status", p->inside);
	if (fd_get(AT_FDCWD, path, p->status, sizeof(p->status)) < 0)
		*p->status = '\0';
}

static void look_at_namespaces(struct report *r, const struct probe *p)
{
	struct verdict v = {0};
	bool hole = false;

	for (size_t i = 0; i < KINDS; i++) {
		if (!(p->heard->hosts & 1U << i))
			continue;
		verdict_add(&v, "%s: the host's", kinds[i]);
		hole |= strcmp(kinds[i], "net") || !p->host_network;
	}
	verdict_count(&v, hole ? LEVEL_FAIL : LEVEL_INFO, "all seven are the room's own",
		hole ? "namespaces of the host's"
		     : "namespaces of the host's, as [network] mode = host says");
	report_add(r, row("probe-namespaces"), &v);
}

static void look_from_outside(struct report *r, const struct probe *p)
{
	const char *status = p->heard->status;

	if (!*status)
		return;
	look_at_capabilities(r, p, status);
	look_at_number(r, "probe-privileges", status, "\nNoNewPrivs:\t", 1);
	look_at_number(r, "probe-seccomp", status, "\nSeccomp:\t", 2);
	look_at_namespaces(r, p);
}

/* --- what the one inside says -------------------------------------------------------- */

/* "ID STATE DETAIL"; false: none of the table's, or a second time. */
static bool begin_result(struct report *r, char *line, const struct doctor_check **c, struct verdict *v)
{
	char *id = strsep(&line, " "), *state = line ? strsep(&line, " ") : NULL;
	const enum level level = state ? level_of(state) : LEVELS;

	*c = row(id);
	if (!*c || !line || level == LEVELS || level == LEVEL_WAIVED)
		return false;
	for (size_t i = 0; i < r->count; i++)
		if (r->results[i].check == *c)
			return false;
	verdict_set(v, level, "%s", line);
	return true;
}

static void take_answer(struct report *r, char *text)
{
	const struct doctor_check *c = NULL;
	struct verdict v = {0};
	char *save = NULL;

	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		if (*line == ' ') {
			if (c)
				verdict_add(&v, "%s", line + 1);
			continue;
		}
		if (c)
			report_add(r, c, &v);
		c = NULL;
		verdict_free(&v);
		if (!begin_result(r, line, &c, &v))
			c = NULL;
	}
	if (c)
		report_add(r, c, &v);
	verdict_free(&v);
}

/* A wall that nothing was said of is not known to stand. */
static void add_missing(struct report *r)
{
	for (size_t i = 0; i < doctor_check_count; i++) {
		const struct doctor_check *c = &doctor_checks[i];
		struct verdict v = {0};
		bool there = c->run;

		for (size_t k = 0; k < r->count && !there; k++)
			there = r->results[k].check == c;
		if (there)
			continue;
		verdict_set(&v, LEVEL_ERROR, "the probe inside did not say");
		report_add(r, c, &v);
	}
}

/* --- the two processes --------------------------------------------------------------- */

/* A pipe as standard input: bash reads ~/.bashrc where that is a socket. */
static _Noreturn void log_in(const struct probe *p, int line, int go)
{
	static char self[512], word[] = "probe-inside";
	char *program[] = {self, word, NULL}, *operands[] = {(char *)p->cli->probe, NULL};
	struct cli c = *p->cli;

	if (readlink("/proc/self/exe", self, sizeof(self) - 1) < 0 || dup2(go, STDIN_FILENO) < 0 ||
		dup2(line, STDOUT_FILENO) < 0)
		_exit(1);
	c.program = program;
	c.json = false;
	exit(cmd_run(&c, 1, operands));
}

/* More of the answer, with the kernel's word for who sent it. False at its end, or after too long. */
static bool receive(struct heard *h, int line, uint64_t until)
{
	char control[CMSG_SPACE(sizeof(struct ucred))];
	struct iovec part = {h->answer + h->length, ANSWER_MAX - 1 - h->length};
	struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control,
		.msg_controllen = sizeof(control)};
	struct cmsghdr *c;
	struct ucred who;
	ssize_t n;

	if (!part.iov_len || wait_readable(line, until) < 0)
		return false;
	n = recvmsg(line, &m, MSG_CMSG_CLOEXEC);
	if (n <= 0)
		return false;
	c = CMSG_FIRSTHDR(&m);
	if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_CREDENTIALS) {
		memcpy(&who, CMSG_DATA(c), sizeof(who));
		h->inside = h->inside ? h->inside : who.pid;
		/* Nobody else answers for it. */
		if (who.pid != h->inside)
			return true;
	}
	h->length += (size_t)n;
	h->answer[h->length] = '\0';
	return true;
}

static bool has_begun(const struct heard *h)
{
	return !strncmp(h->answer, PROBE_BEGIN, strlen(PROBE_BEGIN)) && h->inside > 0;
}

/* A process that ends waits for no descriptor. */
static _Noreturn void hear(const struct probe *p, uint64_t until)
{
	struct heard *h = p->heard;

	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	while (h->length < strlen(PROBE_BEGIN) && receive(h, p->line, until))
		;
	if (!has_begun(h))
		_exit(1);
	ask_kernel(h);
	if (write(p->go, "x", 1) == 1)
		while (receive(h, p->line, until))
			;
	_exit(0);
}

/* 0, or -1: nobody answered from inside. */
static int converse(struct report *r, struct probe *p)
{
	const uint64_t until = wait_now() + p->seconds * UINT64_C(1000);
	int AUTO_CLOSE helper = -1;
	const pid_t pid = helper_fork(0, &helper);

	if (pid == 0)
		hear(p, until);
	fd_close(&p->line);
	fd_close(&p->go);
	if (pid > 0)
		helper_reap(helper, pid, until + 1000);
	if (!has_begun(p->heard))
		return -1;
	look_from_outside(r, p);
	take_answer(r, p->heard->answer + strlen(PROBE_BEGIN));
	add_missing(r);
	return 0;
}

static int start(struct probe *p)
{
	const int yes = 1;
	int ends[2], AUTO_CLOSE line = -1, AUTO_CLOSE go = -1;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
		return -1;
	p->line = ends[0];
	line = ends[1];
	if (setsockopt(p->line, SOL_SOCKET, SO_PASSCRED, &yes, sizeof(yes)) < 0 ||
		pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	go = ends[0];
	p->go = ends[1];
	fflush(NULL);
	p->child = fork();
	if (p->child == 0) {
		close(p->line);
		close(p->go);
		log_in(p, line, go);
	}
	return p->child < 0 ? -1 : 0;
}

static int ask_policy(struct probe *p)
{
	int AUTO_CLOSE config = config_open(p->cli);
	struct tenant t = {0};
	int status = config < 0 ? EXIT_POLICY : tenant_load(&t, p->cli->probe, config);

	if (!status) {
		p->keep = t.policy.keep;
		p->host_network = t.policy.network == NETWORK_HOST;
		p->seconds = SECONDS + (unsigned)t.policy.timeout;
	}
	tenant_free(&t);
	return status;
}

int probe_tenant(struct report *r, const struct cli *cli)
{
	struct probe p = {.cli = cli, .line = -1, .go = -1};
	int status = ask_policy(&p);

	if (status)
		return status;
	p.heard = mmap(NULL, sizeof(*p.heard), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (p.heard == MAP_FAILED)
		out_of_memory();
	if (start(&p) < 0) {
		say("doctor: --probe: %s", strerror(errno));
		return EXIT_SYSTEM;
	}
	r->probed = cli->probe;
	status = converse(r, &p);
	child_wait(p.child, 10000);
	munmap(p.heard, sizeof(*p.heard));
	if (status < 0)
		say("doctor: --probe %s: nothing came back from inside", cli->probe);
	return status < 0 ? EXIT_FAILED : 0;
}
