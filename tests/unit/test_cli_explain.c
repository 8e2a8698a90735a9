/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cli/explain/: from what a tenant says to causes, verdicts and commands. Facts are made up here.
 */
#include "lib_test.h"

#include <wordexp.h>

#include "cli/assign.h"
#include "cli/explain/complaints.h"
#include "cli/explain/judge.h"
#include "cli/explain/remedy.h"
#include "cli/options.h"
#include "cli/output.h"
#include "policy/defaults.h"
#include "policy/keys.h"
#include "policy/print.h"

static struct policy policy;

static struct facts made_up(void)
{
	struct facts f = {.name = "alice",
		.home = "/home/alice",
		.policy = &policy,
		.throttled_usec = COUNTER_UNKNOWN,
		.memory_full = COUNTER_UNKNOWN,
		.home_used = COUNTER_UNKNOWN,
		.home_size = COUNTER_UNKNOWN, .owner_pids = COUNTER_UNKNOWN,
		.owner_throttled_usec = COUNTER_UNKNOWN};

	for (size_t i = 0; i < FIELD_COUNT; i++)
		f.use[i] = (struct use){
			.used = COUNTER_UNKNOWN, .limit = COUNTER_UNKNOWN, .hits = COUNTER_UNKNOWN};
	return f;
}

static int begin(void **state)
{
	(void)state;
	return policy_init(&policy);
}

static int end(void **state)
{
	(void)state;
	policy_free(&policy);
	return 0;
}

static enum cause first_of(const char *text)
{
	struct complaint c;

	return complaint_read(&c, text) ? c.causes[0] : CAUSE_none;
}

/* --- texts ---------------------------------------------------------------------------------------- */

static const struct {
	const char *text;
	enum cause first;
} pasted[] = {
	{"bash: fork: retry: Resource temporarily unavailable", CAUSE_pids_max},
	{"-bash: fork: Resource temporarily unavailable", CAUSE_pids_max},
	{"sh: 1: Cannot fork", CAUSE_pids_max},
	{"RuntimeError: can't start new thread", CAUSE_pids_max},
	{"BlockingIOError: [Errno 11] Resource temporarily unavailable", CAUSE_pids_max},
	{"java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory",
		CAUSE_pids_max},
	{"bash: line 1:    12 Killed                  python3 x.py", CAUSE_memory_max},
	{"Killed", CAUSE_memory_max},
	{"make: *** [all] Killed", CAUSE_memory_max},
	{"npm ERR! exit code 137", CAUSE_memory_max},
	{"cp: error writing '/home/alice/x': Disk quota exceeded", CAUSE_disk},
	{"OSError: [Errno 28] No space left on device: '/tmp/x'", CAUSE_tmp_size},
	{"OSError: [Errno 24] Too many open files: '/dev/null'", CAUSE_nofile},
	{"accept: EMFILE", CAUSE_nofile},
	{"MemoryError", CAUSE_as},
	{"terminate called after throwing an instance of 'std::bad_alloc'", CAUSE_as},
	{"fatal: mmap failed: Cannot allocate memory", CAUSE_as},
	{"File size limit exceeded (core dumped)", CAUSE_fsize},
	{"CPU time limit exceeded", CAUSE_cpu_time},
	{"bash: connect: Network is unreachable", CAUSE_mode},
	{"curl: (6) Could not resolve host: example.org", CAUSE_mode},
	{"ssh: Could not resolve hostname x: Temporary failure in name resolution", CAUSE_mode},
	{"curl: (7) Failed to connect to localhost port 5432: Connection refused", CAUSE_localhost},
	{"socat[7] E bind(5, {AF=2 0.0.0.0:80}, 16): Permission denied", CAUSE_tcp_bind},
	{"Error: listen EACCES: permission denied 0.0.0.0:80", CAUSE_tcp_bind},
	{"nginx: [emerg] bind() to 0.0.0.0:80 failed (13: Permission denied)", CAUSE_tcp_bind},
	{"cannot open port 80: Permission denied", CAUSE_tcp_bind},
	{"cat: /etc/shadow: Permission denied", CAUSE_hide},
	{"[Errno 98] Address already in use", CAUSE_port_taken},
	{"ping: socket: Operation not permitted", CAUSE_keep_raw},
	{"strace: ptrace(PTRACE_TRACEME, ...): Operation not permitted", CAUSE_calls},
	{"Bad system call", CAUSE_calls},
	{"Function not implemented", CAUSE_calls},
	{"unshare: unshare failed: Operation not permitted", CAUSE_userns},
	{"sudo: effective uid is not 0, is /usr/bin/sudo on a file system with the 'nosuid' option "
	 "set",
		CAUSE_setuid},
	{"sudo: The \"no new privileges\" flag is set", CAUSE_setuid},
	{"crontabs: No such file or directory", CAUSE_crontab},
	{"You (alice) are not allowed to use this program (crontab)", CAUSE_crontab},
	{"touch: cannot touch '/usr/x': Read-only file system", CAUSE_home_mode},
	{"cp: cannot create regular file 'x': Text file busy", CAUSE_text_busy},
	{"ls: cannot access '/srv/x': No such file or directory", CAUSE_hide},
	{"Too many sessions.", CAUSE_max_sessions},
	{"Connection closed by 192.0.2.7 port 22", CAUSE_suspended},
	{"alice@host: Permission denied (publickey).", CAUSE_key},
	{"The site is slow", CAUSE_cpu_max},
	{"Connection to host closed by remote host.", CAUSE_suspended},
	{"timed out waiting for input: auto-logout", CAUSE_idle_timeout},
	{"my tmux was gone", CAUSE_linger},
	{"502 Bad Gateway", CAUSE_service_down},
	{"nice: cannot set niceness: Permission denied", CAUSE_nice},
	{"bash: ulimit: open files: cannot modify limit: Operation not permitted", CAUSE_nofile},
	{"bash: ulimit: max user processes: cannot modify limit: Operation not permitted",
		CAUSE_nproc},
	{"hostel: /usr/bin/zsh: No such file or directory", CAUSE_shell},
	{"the frobnicator is purple", CAUSE_none},
	{"bedroom broom slowly", CAUSE_cpu_max}, /* a word may go on */
	{"fellow yellow", CAUSE_none},		 /* but it begins one */
	{"", CAUSE_none},
	{"\n\n", CAUSE_none},
};

static void test_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(pasted); i++)
		if (first_of(pasted[i].text) != pasted[i].first)
			fail_msg("%s: %s", pasted[i].text, cause_name(first_of(pasted[i].text)));
}

static void test_lines(void **state)
{
	struct complaint c;

	(void)state;
	/* A traceback: the parts of one pattern stand on several lines. */
	assert_true(complaint_read(&c,
		"  File \"x.py\", line 7\n    s.bind((\"\", 80))\nPermissionError: [Errno 13] "
		"Permission denied\n"));
	assert_int_equal(c.causes[0], CAUSE_tcp_bind);
	/* Two complaints: both. */
	assert_true(complaint_read(&c, "Too many open files\nDisk quota exceeded"));
	assert_int_equal(c.causes[0], CAUSE_disk);
	assert_int_equal(c.causes[2], CAUSE_nofile);
	/* What is special comes first, in whichever line it stands. */
	assert_true(complaint_read(&c, "Connection closed by 192.0.2.7 port 22\nToo many sessions."));
	assert_int_equal(c.causes[0], CAUSE_max_sessions);
	/* The same twice is one. */
	assert_true(complaint_read(&c, "Text file busy\nText file busy"));
	assert_int_equal(c.causes[1], CAUSE_none);
}

static void test_names(void **state)
{
	static const struct {
		const char *text, *path;
		uint32_t port;
		bool local;
	} texts[] = {
		{"cat: /srv/data/x: No such file", "/srv/data/x", 0, false},
		{"ls: cannot access '/srv/a b': No such file", "/srv/a", 0, false},
		{"bash: /dev/tcp/192.0.2.1/80: Connection refused", "", 80, false},
		{"bash: /dev/tcp/127.0.0.1/5432: Connection refused", "", 5432, true},
		{"Failed to connect to localhost port 5432: refused", "", 5432, true},
		{"bind(5, {AF=2 0.0.0.0:80}, 16)", "", 80, false},
		{"listen on [::]:8080", "", 8080, false},
		{"2026/11/29 17:45:06 socat[7] E bind(5, {AF=2 0.0.0.0:9000}, 16)", "", 9000, false},
		{"at 14:03 it failed", "", 0, false},
		{"x.py:7: error", "", 0, false},
		{"s.bind((\"0.0.0.0\", 80))", "", 80, false},
		{"(1, 2), 3", "", 0, false},
		{"line 1: 12 Killed", "", 0, false},
		{"port 99999", "", 0, false},
		{"and/or", "", 0, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct complaint c;

		complaint_read(&c, texts[i].text);
		assert_string_equal(c.path, texts[i].path);
		assert_int_equal(c.port, texts[i].port);
		assert_int_equal(c.local, texts[i].local);
	}
}

static void test_table(void **state)
{
	char example[96];
	size_t n = 0;

	(void)state;
	for (; complaint_example(n, example, sizeof(example)); n++) {
		struct complaint c;

		/* A * stands for anything: with nothing in its place it is the same row. */
		if (!complaint_read(&c, example))
			fail_msg("%s is not known", example);
		for (size_t i = 0; c.causes[i]; i++) {
			const enum field_id id = cause_field(c.causes[i]);
			const struct field_info *info = policy_field(id);
			char name[96];

			assert_non_null(cause_name(c.causes[i]));
			if (!info)
				continue;
			(void)snprintf(name, sizeof(name), "%s.%s", info->section, info->key);
			if (policy_key_search(name, SCOPE_TENANT).id != id)
				fail_msg("%s: %s is no key of a tenant", example, name);
		}
	}
	assert_true(n > 40);
	for (unsigned i = CAUSE_none + 1; i < CAUSES; i++) {
		size_t leading = 0;

		for (size_t k = 0; k < n; k++)
			leading += complaint_leads_to(k, (enum cause)i);
		if (!leading)
			fail_msg("no complaint leads to %s", cause_name((enum cause)i));
	}
	assert_false(complaint_leads_to(n, CAUSE_pids_max));
}

/* What hostel itself says to a tenant: tests/lint/sentences.py keeps the list. */
static void test_sentences(void **state)
{
	FILE *list = fopen("tests/data/explain/sentences", "re");
	char line[512], said[700];
	size_t count = 0;

	(void)state;
	assert_non_null(list);
	for (; fgets(line, sizeof(line), list); count++) {
		char *save = NULL, *who = strtok_r(line, "\t", &save), *cause = strtok_r(NULL, "\t", &save);
		char *text = strtok_r(NULL, "\n", &save);
		struct complaint c;
		bool found = false;

		assert_non_null(text);
		for (char *p = strchr(text, '%'); p; p = strchr(p, '%'))
			*p = '7';
		(void)snprintf(said, sizeof(said), "%s%s%s", !strcmp(who, "shell") ? "hostel: " : "", text,
			!strcmp(cause, "broken") ? ": Operation not permitted" : "");
		complaint_read(&c, said);
		for (size_t i = 0; c.causes[i]; i++)
			found |= !strcmp(cause_name(c.causes[i]), cause);
		if (!found)
			fail_msg("%s: not %s", said, cause);
	}
	(void)fclose(list);
	assert_true(count > 30);
}

/* --- verdicts ------------------------------------------------------------------------------------- */

/* "verdict cause" of what is named first. */
static const char *named(const struct facts *f, const char *text)
{
	static char name[80];
	struct answer answers[COMPLAINT_CAUSES];
	struct complaint c;

	assert_true(complaint_read(&c, text));
	assert_true(judge(f, &c, answers) > 0);
	(void)snprintf(name, sizeof(name), "%s %s", verdict_name(answers[0].verdict),
		cause_name(answers[0].cause));
	return name;
}

static void test_counted(void **state)
{
	struct facts f = made_up();

	(void)state;
	/* Nobody knows: it can be. */
	assert_string_equal(named(&f, "Killed"), "possible memory_max");
	/* A counter that says never is believed. */
	f.use[FIELD_memory_max].hits = f.use[FIELD_pids_max].hits = 0;
	assert_string_equal(named(&f, "Killed"), "possible ended");
	f.use[FIELD_memory_max].hits = 3;
	assert_string_equal(named(&f, "Killed"), "hit memory_max");
	/* Days ago: what is so now comes first. */
	policy.max_lifetime = 60;
	f.now = 400000;
	f.use[FIELD_memory_max].last = 399000;
	assert_string_equal(named(&f, "Killed"), "hit memory_max");
	f.use[FIELD_memory_max].last = 99000;
	assert_string_equal(named(&f, "Killed"), "now max_lifetime");
	/* nproc is the same number as pids.max by default: it is never there first. */
	assert_string_equal(named(&f, "fork: Resource temporarily unavailable"), "not pids_max");
	f.use[FIELD_pids_max].hits = 1;
	assert_string_equal(named(&f, "fork: Resource temporarily unavailable"), "hit pids_max");
	policy.pids_max = VALUE_MAX;
	f.use[FIELD_pids_max].hits = f.use[FIELD_memory_max].hits = 0;
	assert_string_equal(named(&f, "fork: Resource temporarily unavailable"), "possible nproc");
	f.use[FIELD_ulimit_nproc].used = f.use[FIELD_ulimit_nproc].limit = 128;
	assert_string_equal(named(&f, "fork: Resource temporarily unavailable"), "now nproc");
	f.throttled_usec = 100000;
	assert_string_equal(named(&f, "slow"), "not cpu_max");
	f.throttled_usec = 90000000;
	assert_string_equal(named(&f, "slow"), "hit cpu_max");
}

static void test_owner(void **state)
{
	struct facts f = made_up();
	struct policy sum;

	(void)state;
	assert_int_equal(policy_init(&sum), 0);
	f.use[FIELD_pids_max].hits = 2;
	sum.pids_max = 100; /* but no file says so */
	policy.sum = &sum;
	assert_string_equal(named(&f, "Cannot fork"), "hit pids_max");
	sum.pids_max = 200;
	sum.origin[FIELD_pids_max].line = 2;
	assert_string_equal(named(&f, "Cannot fork"), "hit pids_max");
	sum.pids_max = 100; /* of 128: hers is never reached */
	assert_string_equal(named(&f, "Cannot fork"), "hit owner_pids");
	/* cgroup v2 counts it where the limit is. */
	f.use[FIELD_pids_max].hits = 0;
	f.owner_pids = 3;
	assert_string_equal(named(&f, "Cannot fork"), "hit owner_pids");
	sum.pids_max = 200;
	assert_string_equal(named(&f, "Cannot fork"), "hit owner_pids");
	f.owner_pids = 0;
	assert_string_equal(named(&f, "Cannot fork"), "possible owner_pids");
	sum.cpu_max = 5;
	sum.origin[FIELD_cpu_max].line = 3;
	f.throttled_usec = 0;
	f.owner_throttled_usec = 9000000;
	assert_string_equal(named(&f, "slow"), "hit owner_cpu");
	policy.sum = NULL;
	policy_free(&sum);
}

static void test_network(void **state)
{
	struct facts f = made_up();

	(void)state;
	assert_string_equal(named(&f, "Network is unreachable"), "now mode");
	assert_string_equal(named(&f, "/dev/tcp/127.0.0.1/80: Connection refused"), "now localhost");
	policy.network = NETWORK_NAT;
	assert_string_equal(named(&f, "/dev/tcp/192.0.2.1/25: Connection refused"), "now egress");
	assert_string_equal(named(&f, "/dev/tcp/192.0.2.1/80: Connection refused"), "possible connections");
	assert_string_equal(named(&f, "bind 0.0.0.0:80: Permission denied"), "not tcp_bind");
	policy.network = NETWORK_LOOPBACK;
	assert_string_equal(named(&f, "bind 0.0.0.0:80: Permission denied"), "now keep_bind");
	policy.tcp_bind = (struct port_list){.count = 1, .items = {{8000, 8010}}};
	assert_string_equal(named(&f, "bind 0.0.0.0:8011: Permission denied"), "now tcp_bind");
	assert_string_equal(named(&f, "bind 0.0.0.0:8010: Permission denied"), "not tcp_bind");
}

static void test_files(void **state)
{
	struct facts f = made_up();

	(void)state;
	f.use[FIELD_tmp_size].used = f.use[FIELD_tmp_size].limit = 1 << 20;
	assert_string_equal(named(&f, "/tmp/x: No space left on device"), "now tmp_size");
	assert_string_equal(named(&f, "/home/alice/x: No space left on device"), "possible home_full");
	f.home_used = f.home_size = 1 << 30;
	assert_string_equal(named(&f, "/home/alice/x: No space left on device"), "now home_full");
	assert_string_equal(named(&f, "/usr/x: Read-only file system"), "now read_write");
	assert_string_equal(named(&f, "/home/alice/x: Read-only file system"), "not home_mode");
	policy.home = HOME_READ_ONLY;
	assert_string_equal(named(&f, "/home/alice/x: Read-only file system"), "now home_mode");
	assert_string_equal(named(&f, "/homes/x: Read-only file system"), "now read_write");
	f.path = HOST_FILE;
	assert_string_equal(named(&f, "cat: /srv/x: No such file or directory"), "now read_only");
	f.path = HOST_NOTHING;
	assert_string_equal(named(&f, "cat: /srv/x: No such file or directory"), "not hide");
	/* The host's limit is what holds. */
	(void)snprintf(f.lower[7].where, sizeof(f.lower[7].where), "/etc/security/limits.conf:3");
	f.lower[7].holds = (struct ulimit_pair){50, 50};
	assert_string_equal(named(&f, "Too many open files"), "possible nofile");
}

/* --- commands ------------------------------------------------------------------------------------- */

static const struct command known[] = {
	{.name = "tenant set", .bit = CLI_TENANT_SET}, {.name = "tenant resume", .bit = CLI_TENANT_RESUME},
	{.name = "reload", .bit = CLI_RELOAD}, {.name = "drain", .bit = CLI_DRAIN},
	{.name = "check", .bit = CLI_CHECK}, {.name = "events", .bit = CLI_EVENTS},
	{.name = "doctor", .bit = CLI_DOCTOR}, {.name = "service list", .bit = CLI_SERVICE_LIST},
};

/* By the program's own tables: the options, the keys and, by remedy.c, the values. */
static void parse(const char *command)
{
	struct assign list[ASSIGN_MAX];
	struct cli c = {0};
	wordexp_t words;
	size_t k = 0;
	char name[64];
	int first = 0, from;

	assert_int_equal(wordexp(command, &words, WRDE_NOCMD | WRDE_UNDEF), 0);
	assert_true(words.we_wordc >= 2);
	assert_string_equal(words.we_wordv[0], "hostel");
	for (; k < COUNT_OF(known); k++) {
		(void)snprintf(name, sizeof(name), "%s %s", words.we_wordv[1],
			words.we_wordc > 2 ? words.we_wordv[2] : "");
		if (!strcmp(known[k].name, name) || !strcmp(known[k].name, words.we_wordv[1]))
			break;
	}
	if (k == COUNT_OF(known))
		fail_msg("%s: no such command", command);
	from = strchr(known[k].name, ' ') ? 2 : 1;
	assert_int_equal(
		options_parse(&c, &known[k], (int)words.we_wordc - from, words.we_wordv + from, &first),
		PARSED_OK);
	first += from;
	if (known[k].bit == CLI_TENANT_SET) {
		assert_string_equal(words.we_wordv[first], "alice");
		if (assign_parse("tenant set", SCOPE_TENANT, false, (int)words.we_wordc - first - 1,
			    words.we_wordv + first + 1, list) != 1)
			fail_msg("%s: %s", command, said());
	}
	wordfree(&words);
}

static size_t parse_all(const struct facts *f, const char *text)
{
	struct answer answers[COMPLAINT_CAUSES];
	struct complaint c;
	size_t n, found = 0;

	complaint_read(&c, text);
	n = judge(f, &c, answers);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < answers[i].command_count; k++, found++)
			parse(answers[i].commands[k]);
	return found;
}

/* With facts by which as much as possible is so. */
static struct facts all_so(void)
{
	struct facts f = made_up();

	policy.suspended = 1;
	policy.crontab = policy.at = 0;
	policy.idle_timeout = policy.max_lifetime = 60;
	policy.rate = policy.rate_in = 1000000;
	policy.memory_high = 64 << 20;
	policy.home = HOME_READ_ONLY;
	policy.disk = 10 << 20;
	policy.inodes = 100;
	policy.tcp_bind = policy.tcp_connect = (struct port_list){.count = 0};
	for (int n = 0; n < ULIMIT_COUNT; n++)
		*(struct ulimit_pair *)(uintptr_t)policy_ulimit(&policy, n) =
			(struct ulimit_pair){32 << 20, 32 << 20};
	for (size_t i = 0; i < REFUSALS; i++)
		f.refused[i] = 2;
	strcpy(f.refused_service, "vsftpd");
	f.alive = true;
	f.sessions = 2;
	f.drained = true;
	f.down = 1;
	f.path = HOST_DIRECTORY;
	f.throttled_usec = 90000000;
	f.memory_full = 7;
	f.call_count = 1;
	strcpy(f.calls[0].name, "personality");
	f.calls[0].count = 1;
	return f;
}

static void test_commands(void **state)
{
	static const char *const more[] = {"cat: /srv/x: No such file or directory",
		"bind 0.0.0.0:80: Permission denied", "connect: Permission denied, 192.0.2.1:443",
		"touch: /srv/x: Read-only file system"};
	struct facts f = all_so();
	char example[96];
	size_t found = 0;

	(void)state;
	for (size_t n = 0; complaint_example(n, example, sizeof(example)); n++)
		found += parse_all(&f, example);
	for (size_t n = 0; n < COUNT_OF(more); n++)
		assert_true(parse_all(&f, more[n]) > 0);
	assert_true(found > 60);
}

static const char *command_for(const struct facts *f, const char *text)
{
	static struct answer answers[COMPLAINT_CAUSES];
	struct complaint c;

	assert_true(complaint_read(&c, text));
	assert_true(judge(f, &c, answers) > 0);
	return answers[0].command_count ? answers[0].commands[0] : "";
}

static void test_values(void **state)
{
	struct facts f = made_up();

	(void)state;
	f.use[FIELD_pids_max].hits = f.use[FIELD_memory_max].hits = 1;
	assert_string_equal(command_for(&f, "Cannot fork"), "hostel tenant set alice pids.max=256");
	assert_string_equal(command_for(&f, "Killed"), "hostel tenant set alice memory.max=1G");
	/* A percentage of the host's memory: twice of what the kernel has. */
	policy.memory_max = VALUE_PERCENT | 10;
	f.use[FIELD_memory_max].limit = 96 << 20;
	assert_string_equal(command_for(&f, "Killed"), "hostel tenant set alice memory.max=192M");
	assert_string_equal(
		command_for(&f, "Too many open files"), "hostel tenant set alice nofile=2048:8192");
	assert_string_equal(command_for(&f, "bind: 0.0.0.0:80: Permission denied"),
		"hostel tenant set alice keep=net_bind_service");
	policy.tcp_bind = (struct port_list){.count = 1, .items = {{8000, 8010}}};
	assert_string_equal(command_for(&f, "bind: 0.0.0.0:9000: Permission denied"),
		"hostel tenant set alice 'tcp_bind=8000-8010, 9000'");
	f.refused[REFUSED_SERVICES] = 1;
	strcpy(f.refused_service, "vsftpd");
	assert_non_null(
		strstr(command_for(&f, "This account cannot be used in this way."), "hostel, vsftpd'"));
	f.refused[REFUSED_LOGIN_RATE] = 1;
	assert_string_equal(command_for(&f, "Too many logins: try again in 7 s."),
		"hostel tenant set alice login_rate=600/60s");
	/* A call that can be allowed to nobody, and one that the policy refuses by itself. */
	f.call_count = 1;
	strcpy(f.calls[0].name, "reboot");
	assert_string_equal(command_for(&f, "Operation not permitted"), "");
	strcpy(f.calls[0].name, "personality");
	assert_string_equal(
		command_for(&f, "Operation not permitted"), "hostel tenant set alice allow=personality");
}

/* What a tenant wrote is in no command that means something else by it. */
static void test_hostile(void **state)
{
	static const char *const paths[] = {"/srv/$(reboot)", "/srv/x;reboot", "/srv/`x`", "/srv/../etc",
		"/srv/x,/etc", "/srv/x:/usr", "/srv/%u", "/srv/\\x", "/srv/.ssh", "/srv//x", "/srv/x\"",
		"/srv/\x1b[31m"};
	struct facts f = made_up();

	(void)state;
	f.path = HOST_DIRECTORY;
	assert_string_equal(command_for(&f, "cat: /srv/x: No such file or directory"),
		"hostel tenant set alice read_only=/srv/x");
	f.path = HOST_FILE;
	assert_string_equal(command_for(&f, "cat: /srv/x: No such file or directory"),
		"hostel tenant set alice read_only=/srv/x");
	assert_string_equal(command_for(&f, "/srv/d/x: Read-only file system"),
		"hostel tenant set alice read_write=/srv/d");
	f.path = HOST_OTHER;
	assert_string_equal(command_for(&f, "/srv/d/x: No such file or directory"),
		"hostel tenant set alice read_only=/srv/d");
	f.path = HOST_DIRECTORY;
	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		char text[128];
		const char *command;

		(void)snprintf(text, sizeof(text), "cat: %s: No such file or directory", paths[i]);
		command = command_for(&f, text);
		if (*command && strcmp(command, "hostel tenant set alice read_only=/srv") != 0 &&
			strcmp(command, "hostel tenant set alice read_only=/srv/x") != 0)
			fail_msg("%s: %s", paths[i], command);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_sentences),
		cmocka_unit_test_setup_teardown(test_counted, begin, end),
		cmocka_unit_test_setup_teardown(test_owner, begin, end),
		cmocka_unit_test_setup_teardown(test_network, begin, end),
		cmocka_unit_test_setup_teardown(test_files, begin, end),
		cmocka_unit_test_setup_teardown(test_commands, begin, end),
		cmocka_unit_test_setup_teardown(test_values, begin, end),
		cmocka_unit_test_setup_teardown(test_hostile, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
