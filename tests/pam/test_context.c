/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the first login program is like must not become everybody's: a sandbox made by an odd caller is
 * the same as one of a plain caller, and the caller keeps what it is.
 */
#include "host/record.h"
#include "session_test.h"

#include <sched.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#define DESCRIPTORS 500

static int host_proc; /* of the login program, from before the porch */

/* --- a caller like no other ------------------------------------------------------------------------ */

static void be_odd(void)
{
	struct rlimit files;
	const struct sched_param param = {0};
	cpu_set_t one;
	sigset_t set;

	umask(0);
	CHECK(setpriority(PRIO_PROCESS, 0, 5) == 0);
	CHECK(sched_setscheduler(0, SCHED_BATCH, &param) == 0);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGHUP);
	CHECK(sigprocmask(SIG_BLOCK, &set, NULL) == 0);
	CHECK(signal(SIGINT, SIG_IGN) != SIG_ERR && signal(SIGPIPE, SIG_IGN) != SIG_ERR);
	CHECK(signal(SIGCHLD, SIG_IGN) != SIG_ERR);
	/* The soft one: a lower hard one needs CAP_SYS_RESOURCE on the way back, which a container lacks. */
	CHECK(getrlimit(RLIMIT_NOFILE, &files) == 0);
	files.rlim_cur = DESCRIPTORS + 100;
	CHECK(setrlimit(RLIMIT_NOFILE, &files) == 0);
	for (int i = 0; i < DESCRIPTORS; i++)
		CHECK(open(i % 2 ? "/etc" : "/dev/null", O_RDONLY) >= 0); /* inherited */
	CPU_ZERO(&one);
	CPU_SET(0, &one);
	CHECK(sched_setaffinity(0, sizeof(one), &one) == 0);
	CHECK(setenv("LD_PRELOAD", "/nonexistent.so", 1) == 0 && setenv("SECRET", "x", 1) == 0);
	CHECK(chdir("/var") == 0);
	CHECK(setgid(33) == 0 && setuid(0) == 0);
	CHECK(prctl(PR_SET_PDEATHSIG, SIGKILL) == 0); /* other ids would take it back */
}

/* --- what is seen of a sandbox from outside ---------------------------------------------------------- */

/* Lines of /proc/PID/status that begin so, one behind the other. */
static void add_status(pid_t pid, char *text, size_t size)
{
	static const char *const wanted[] = {"Umask:", "Uid:", "Gid:", "Groups:", "NoNewPrivs:",
		"Seccomp:", "SigBlk:", "SigIgn:", "SigCgt:", "CapInh:", "CapPrm:", "CapEff:",
		"CapBnd:", "CapAmb:", "Cpus_allowed:", "Threads:", "SigQ:"};
	char path[64], line[512];
	FILE *f;

	(void)snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	f = fopen(path, "re");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f))
		for (size_t i = 0; i < COUNT_OF(wanted); i++)
			if (!strncmp(line, wanted[i], strlen(wanted[i])) &&
				strlen(text) + strlen(line) < size)
				strcat(text, line);
	(void)fclose(f);
}

static void add_file(pid_t pid, const char *name, char *text, size_t size)
{
	char path[64];
	size_t used;
	int fd;

	(void)snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	used = strlen(text);
	used += (size_t)snprintf(text + used, size - used, "%s:\n", name);
	if (fd >= 0) {
		ssize_t n = read(fd, text + used, size - used - 1);

		assert_true(n >= 0);
		text[used + (size_t)n] = '\0';
		close(fd);
	}
}

static void add_descriptors(pid_t pid, char *text, size_t size)
{
	char path[300], target[256], line[600];
	struct dirent **names;
	int n;

	(void)snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
	n = scandir(path, &names, NULL, alphasort);
	assert_true(n > 2);
	for (int i = 0; i < n; i++) {
		ssize_t length;

		(void)snprintf(path, sizeof(path), "/proc/%d/fd/%s", (int)pid, names[i]->d_name);
		length = readlink(path, target, sizeof(target) - 1);
		target[length < 0 ? 0 : length] = '\0';
		target[strcspn(target, "[")] = '\0'; /* without inode numbers */
		(void)snprintf(line, sizeof(line), "fd %s %s\n", names[i]->d_name, target);
		if (strlen(text) + strlen(line) < size)
			strcat(text, line);
		free(names[i]);
	}
	free(names);
}

static void add_scheduling(pid_t pid, char *text, size_t size)
{
	size_t used = strlen(text);

	(void)snprintf(text + used, size - used, "nice %d policy %d io %ld\n",
		getpriority(PRIO_PROCESS, (id_t)pid), sched_getscheduler(pid),
		syscall(SYS_ioprio_get, 1, pid));
}

static void describe(pid_t pid, char *text, size_t size)
{
	*text = '\0';
	add_status(pid, text, size);
	add_scheduling(pid, text, size);
	add_file(pid, "limits", text, size);
	add_file(pid, "timerslack_ns", text, size);
	add_file(pid, "oom_score_adj", text, size);
	add_file(pid, "loginuid", text, size);
	add_file(pid, "environ", text, size);
	add_file(pid, "personality", text, size);
	add_file(pid, "coredump_filter", text, size);
	add_descriptors(pid, text, size);
}

/* The sandbox that a caller makes, as it looks from outside. */
static void describe_made_by(void (*prepare)(void), char *text, size_t size)
{
	struct program p = start_program("alice", prepare);
	struct record r;
	int sandbox;

	assert_int_equal(p.result, PAM_SUCCESS);
	r = record_of("alice");
	sandbox = open_sandbox(&r);
	describe(r.pid, text, size);
	end_program(&p);
	assert_sandbox_ends(sandbox);
}

static void assert_same_sandbox(void (*prepare)(void))
{
	static char plain[16384], odd[16384];
	char *p, *o, *save_p, *save_o;

	describe_made_by(NULL, plain, sizeof(plain));
	describe_made_by(prepare, odd, sizeof(odd));
	p = strtok_r(plain, "\n", &save_p);
	o = strtok_r(odd, "\n", &save_o);
	while (p && o) {
		if (strcmp(p, o))
			fail_msg("instead of '%s': '%s'", p, o);
		p = strtok_r(NULL, "\n", &save_p);
		o = strtok_r(NULL, "\n", &save_o);
	}
	assert_true(!p && !o);
}

static void test_odd_caller_makes_a_plain_sandbox(void **state)
{
	(void)state;
	assert_same_sandbox(be_odd);
}

/* The plain one itself: so that "the same" is not the same mistake. */
static void test_a_plain_sandbox(void **state)
{
	static char text[16384];
	char blocked[64];

	(void)state;
	describe_made_by(NULL, text, sizeof(text));
	assert_non_null(strstr(text, "Umask:\t0022\n"));
	assert_non_null(strstr(text, "SigIgn:\t0000000000000000\n"));
	/* What it reads from a descriptor. */
	(void)snprintf(blocked, sizeof(blocked), "SigBlk:\t%016llx\n",
		1ULL << (SIGCHLD - 1) | 1ULL << (SIGTERM - 1));
	assert_non_null(strstr(text, blocked));
	assert_non_null(strstr(text, "CapPrm:\t"));
	/* SCHED_OTHER; before others where its cgroup has processors' time of its own. */
	assert_true(strstr(text, "nice -10 policy 0 ") || strstr(text, "nice 0 policy 0 "));
	assert_non_null(strstr(text, "CapBnd:\t0000000000000000\n"));
	assert_non_null(strstr(text, "NoNewPrivs:\t1\n"));
	assert_non_null(strstr(text, "environ:\npersonality:\n"));
	assert_non_null(strstr(text, "fd 0 /dev/null\nfd 1 /dev/null\n"));
	assert_null(strstr(text, "/etc"));
}

static void be_slack(void)
{
	CHECK(prctl(PR_SET_TIMERSLACK, 12345678) == 0);
}

static void test_timer_slack(void **state)
{
	(void)state;
	assert_same_sandbox(be_slack);
}

static void be_without_randomness(void)
{
	CHECK(personality(ADDR_NO_RANDOMIZE) >= 0);
}

static void test_personality(void **state)
{
	(void)state;
	assert_same_sandbox(be_without_randomness);
}

static void filter_cores(void)
{
	int fd = open("/proc/self/coredump_filter", O_WRONLY | O_CLOEXEC);

	CHECK(fd >= 0 && write(fd, "0x7f", 4) == 4);
	close(fd);
}

static void test_coredump_filter(void **state)
{
	(void)state;
	assert_same_sandbox(filter_cores);
}

static void be_first_to_die(void)
{
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	CHECK(fd >= 0 && write(fd, "900", 3) == 3);
	close(fd);
}

static void test_oom_score(void **state)
{
	(void)state;
	assert_same_sandbox(be_first_to_die);
}

/* --- what the caller keeps --------------------------------------------------------------------------- */

static size_t count_descriptors(void)
{
	int fd = openat(host_proc, "self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	size_t n = 0;

	CHECK(dir);
	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

static volatile sig_atomic_t signals_seen;

static void count_signal(int number)
{
	(void)number;
	signals_seen++;
}

static void open_and_compare(void)
{
	pam_handle_t *pamh;
	struct sigaction action;
	sigset_t before, after;
	int status, death = 0;
	size_t fds, more;

	memset(&before, 0, sizeof(before)); /* the kernel fills in as much as it knows of */
	memset(&after, 0, sizeof(after));
	be_odd();
	CHECK(setenv("LD_PRELOAD", "", 1) == 0);
	CHECK(signal(SIGUSR2, count_signal) != SIG_ERR);
	host_proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	CHECK(host_proc >= 0 && sigprocmask(SIG_BLOCK, NULL, &before) == 0);
	pamh = start_pam("hostel", "alice");
	CHECK(pam_acct_mgmt(pamh, 0) == PAM_SUCCESS);
	fds = count_descriptors();
	CHECK(pam_open_session(pamh, 0) == PAM_SUCCESS);
	/* The session, jobs.h, what PID 1 writes down; counters, as far as this host has them. */
	more = count_descriptors() - fds;
	CHECK(more >= 1 && more <= 3 + 3);
	CHECK(umask(0) == 0);
	CHECK(getpriority(PRIO_PROCESS, 0) == 5);
	CHECK(sched_getscheduler(0) == SCHED_BATCH);
	CHECK(sigprocmask(SIG_BLOCK, NULL, &after) == 0 && !memcmp(&before, &after, sizeof(after)));
	CHECK(sigaction(SIGINT, NULL, &action) == 0 && action.sa_handler == SIG_IGN);
	CHECK(sigaction(SIGCHLD, NULL, &action) == 0 && action.sa_handler == SIG_IGN);
	CHECK(sigaction(SIGUSR2, NULL, &action) == 0 && action.sa_handler == count_signal);
	CHECK(prctl(PR_GET_PDEATHSIG, &death) == 0 && death == SIGKILL);
	CHECK(geteuid() == 0 && getegid() == 33);
	CHECK(!strcmp(getenv("SECRET"), "x"));
	CHECK(waitpid(-1, &status, __WALL) < 0 && errno == ECHILD);
	CHECK(pam_close_session(pamh, 0) == PAM_SUCCESS);
	CHECK(pam_end(pamh, 0) == PAM_SUCCESS);
	CHECK(count_descriptors() <= fds);
}

static void test_caller_keeps_what_it_is(void **state)
{
	(void)state;
	assert_int_equal(status_of_child(open_and_compare), 0);
}

/* Its own children are its own: none of ours is reaped by it, or makes a signal. */
static void open_with_a_child(void)
{
	pam_handle_t *pamh = start_pam("hostel", "alice");
	int status;
	pid_t child;

	CHECK(signal(SIGCHLD, count_signal) != SIG_ERR);
	child = fork();
	if (child == 0)
		_exit(pause());
	CHECK(pam_open_session(pamh, 0) == PAM_SUCCESS);
	CHECK(signals_seen == 0);
	CHECK(waitpid(-1, &status, WNOHANG | __WALL) == 0); /* only ours, and it lives */
	CHECK(kill(child, SIGTERM) == 0);
	CHECK(waitpid(-1, &status, __WALL) == child && WTERMSIG(status) == SIGTERM);
	CHECK(signals_seen == 1);
	CHECK(waitpid(-1, &status, __WALL) < 0 && errno == ECHILD);
	CHECK(pam_end(pamh, 0) == PAM_SUCCESS);
}

static void test_children_of_the_caller(void **state)
{
	(void)state;
	assert_int_equal(status_of_child(open_with_a_child), 0);
}

static void ignore_children(void)
{
	CHECK(signal(SIGCHLD, SIG_IGN) != SIG_ERR);
}

static void test_caller_that_ignores_children(void **state)
{
	struct program p = start_program("alice", ignore_children);
	struct record r;
	int sandbox;

	(void)state;
	assert_int_equal(p.result, PAM_SUCCESS);
	r = record_of("alice");
	sandbox = open_sandbox(&r);
	end_program(&p);
	assert_sandbox_ends(sandbox);
}

#define TEST(f) cmocka_unit_test_setup(f, config_set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_a_plain_sandbox),
		TEST(test_odd_caller_makes_a_plain_sandbox),
		TEST(test_timer_slack),
		TEST(test_personality),
		TEST(test_coredump_filter),
		TEST(test_oom_score),
		TEST(test_caller_keeps_what_it_is),
		TEST(test_children_of_the_caller),
		TEST(test_caller_that_ignores_children),
	};

	return cmocka_run_group_tests(tests, fixture_set_up, fixture_tear_down);
}
