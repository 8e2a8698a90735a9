/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cli/since.c, refused_calls.c, exposition.c: what hostel events and hostel metrics read and write.
 */
#include "lib_test.h"

#include <sys/socket.h>

#include "cli/command/exposition.c"
#include "cli/refused_calls.c"
#include "cli/since.c"
#include "host/record.h"
#include "policy/defaults.h"

static struct event published;
static size_t publications;

void event_publish(const struct event *e)
{
	published = *e;
	publications++;
}

void call_name(uint32_t arch, uint32_t number, char name[40])
{
	(void)snprintf(name, 40, "%x/%u", arch, number);
}

static uint32_t sandboxes;

int live_numbers(int dir, const char *name, uint32_t **numbers)
{
	assert_true(dir >= 0 && !strcmp(name, "."));
	*numbers = calloc(sandboxes + 1, sizeof(**numbers));
	for (uint32_t i = 0; i < sandboxes; i++)
		(*numbers)[i] = i;
	return (int)sandboxes;
}

/* --- times ------------------------------------------------------------------------------------ */

static void test_since(void **state)
{
	const time_t now = 1795322783; /* 2026-11-22 04:46:23 UTC */
	static const struct {
		const char *text;
		uint64_t since;
	} right[] = {
		{"90s", 1795322693}, {"10m", 1795322183}, {"2h", 1795315583}, {"7d", 1794717983},
		{"0s", 1795322783}, {"@5", 5}, {"2026-11-22", 1795305600}, {"2026-11-22 04:00", 1795320000},
		{"2026-11-22T04:00:01", 1795320001}, {"04:46", 1795322760}, {"04:46:23", 1795322783},
		{"99999d", 0},
	};
	static const char *const wrong[] = {"", "10", "m", "-5m", "5 m", "10mm", "10x", "@", "@-1", "@5x",
		"25:00", "2026-13-01", "2026-11-22 ", "2026-11-22 04:00 x", "yesterday",
		"99999999999999999999s", " 1m"};
	uint64_t since;

	(void)state;
	setenv("TZ", "UTC", 1);
	tzset();
	for (size_t i = 0; i < COUNT_OF(right); i++) {
		if (!since_parse(right[i].text, now, &since))
			fail_msg("%s is refused", right[i].text);
		assert_int_equal(since, right[i].since);
	}
	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		if (since_parse(wrong[i], now, &since))
			fail_msg("%s is taken", wrong[i]);
}

/* --- the kernel's log --------------------------------------------------------------------------- */

#define RECORD "5,1234,21792723257,-;audit: type=1326 audit(1795322783.772:21): auid=1 uid=1001 gid=1002 " \
	"ses=1 subj=x (enforce) pid=8621 comm=\"a\" exe=\"/usr/bin/a\" sig=0 arch=c000003e syscall=165 " \
	"compat=0 ip=0x7f code=0x50000\n"

static void test_records(void **state)
{
	static const char *const others[] = {
		"", "x", "5", "5,1", "5,1234,1,-;audit: type=1300 audit(1.2:3): uid=1 arch=1 syscall=1\n",
		/* what a program wrote: another facility */
		"13,1234,1,-;audit: type=1326 audit(1.2:3): uid=1 arch=1 syscall=1\n",
		"5,1234,1,-;x audit: type=1326 audit(1.2:3): uid=1 arch=1 syscall=1\n",
		"5,1234,1,-;audit: type=1326 audit(1.2:3): arch=1 syscall=1\n",
		"5,1234,1,-;audit: type=1326 audit(1.2:3): uid=x arch=1 syscall=1\n",
		"5,1234,1,-;audit: type=1326 audit(1.2:3): uid=5000000000 arch=1 syscall=1\n",
		"5,1234,1,-;audit: type=1326 audit(1.2:3): uid=1 arch=1 syscall=99999999999\n",
		"5,1234,1,-;audit: type=1326 audit(x.2:3): uid=1 arch=1 syscall=1\n",
		"5,1234,1,-;audit: type=1326 audit(1.2:3): uid=1 arch=1 syscall=1 code=0x7ffc0000\n",
		/* killed by a filter of its own; traced; and of a kernel that does not say */
		"5,1234,1,-;audit: type=1326 audit(1.2:3): uid=1 arch=1 syscall=1 code=0x80000000\n",
		"5,1234,1,-;audit: type=1326 audit(1.2:3): uid=1 arch=1 syscall=1 code=0x7ff00000\n",
		"5,1234,1,-;audit: type=1326 audit(1.2:3): uid=1 arch=1 syscall=1\n",
		"5,1234,1,-;audit: type=1326 audit(1.2:3)",
	};
	struct refused_call c;
	char cut[sizeof(RECORD)];

	(void)state;
	assert_true(refused_call_parse(RECORD, &c));
	assert_int_equal(c.sequence, 1234);
	assert_int_equal(c.time, 1795322783);
	assert_int_equal(c.uid, 1001);
	assert_int_equal(c.arch, 0xc000003e);
	assert_int_equal(c.number, 165);
	assert_string_equal(c.program, "/usr/bin/a");
	for (size_t i = 0; i < COUNT_OF(others); i++)
		if (refused_call_parse(others[i], &c))
			fail_msg("taken: %s", others[i]);
	for (size_t i = 0; i < sizeof(RECORD); i++) {
		(void)snprintf(cut, sizeof(cut), "%.*s", (int)i, RECORD);
		refused_call_parse(cut, &c); /* under the sanitizers and valgrind */
	}
}

static void test_lost(void **state)
{
	static const struct {
		const char *record;
		uint64_t lost;
	} cases[] = {
		{"4,77,1,-;kauditd_printk_skb: 59 callbacks suppressed\n", 59},
		{"4,77,1,-;show_signal_msg: 3 callbacks suppressed\n SUBSYSTEM=x\n", 0},
		{"4,77,1,-;show_signal_msg: 3 callbacks suppressed\n", 3},
		{"4,77,1,-;net_ratelimit: 59 callbacks suppressed\n", 0},
		{"4,77,1,-;audit: audit_lost=7 audit_rate_limit=0 audit_backlog_limit=64\n", 1},
		{"12,77,1,-;kauditd_printk_skb: 59 callbacks suppressed\n", 0},
		{"4,77,1,-;a b: 59 callbacks suppressed\n", 0},
		{"4,77,1,-;x: 59 callbacks suppressed", 0},
		{"4,77,1,-;x: -1 callbacks suppressed\n", 0},
		{"4,77,1,-;x", 0}, {"4,77,1,-;", 0}, {"4,77", 0}, {"", 0}, {RECORD, 0},
	};
	uint64_t sequence;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		assert_int_equal(lost_records_parse(cases[i].record, &sequence), cases[i].lost);
		if (cases[i].lost)
			assert_int_equal(sequence, 77);
	}
}

/* What the tenant's sandboxes were made with decides, where it is known. */
static void test_who_logs(void **state)
{
	const struct scratch *s = *state;
	struct policy p = {0};
	struct err e = ERR_NONE;

	make_dir(s, "0", 0711);
	make_dir(s, "1", 0711);
	sandboxes = 2;
	assert_true(refused_calls_logged(s->fd, true));
	assert_false(refused_calls_logged(s->fd, false));
	assert_int_equal(policy_init(&p), 0);
	assert_int_equal(limits_remember(s->fd, 0, &p, &e), 0);
	assert_false(refused_calls_logged(s->fd, true));
	p.seccomp_log = true;
	assert_int_equal(limits_remember(s->fd, 1, &p, &e), 0);
	assert_true(refused_calls_logged(s->fd, false));
	sandboxes = 0;
	policy_free(&p);
}

/* A pipe stands for /dev/kmsg; of a socket every read(2) is a record, too. */
static void test_collection(void **state)
{
	const struct scratch *s = *state;
	static const char other[] = "6,1200,1,-;usb: a device\n";
	static const char suppressed[] = "4,1400,1,-;kauditd_printk_skb: 12 callbacks suppressed\n";
	uint64_t lost;
	char record[512];
	struct err e = ERR_NONE;
	struct tally t;
	int fds[2], tenant;

	NEED_ROOT();
	make_dir(s, "t", 0711);
	make_dir(s, "t/1001", 0711);
	for (int round = 0; round < 2; round++) { /* the second time the same is old */
		assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
			fds), 0);
		assert_int_equal(write(fds[1], other, strlen(other)), strlen(other));
		for (int i = 0; i < 5; i++) {
			(void)snprintf(record, sizeof(record), "5,%d,1,-;audit: type=1326 audit(%llu.1:%d): "
				"uid=%d exe=\"/bin/a\" arch=c000003e syscall=%d code=0x50000\n", 1300 + i,
				(unsigned long long)time(NULL) + 1, i, i == 4 ? 1002 : 1001,
				i < 3 ? 165 : 101);
			assert_int_equal(write(fds[1], record, strlen(record)), strlen(record));
		}
		assert_int_equal(write(fds[1], suppressed, strlen(suppressed)), strlen(suppressed));
		assert_int_equal(refused_calls_collect(s->fd, fds[0], &lost, &e), 0);
		assert_int_equal(lost, round ? 0 : 12);
		close(fds[0]);
		close(fds[1]);
		assert_int_equal(publications, 2); /* three of mount, one of ptrace; nobody has uid 1002 */
	}
	assert_string_equal(published.detail, "c000003e/101 by /bin/a");
	tenant = openat(s->fd, "t/1001", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	tally_read(tenant, &t);
	close(tenant);
	assert_int_equal(t.calls, 4);
	assert_string_equal(t.name, "#1001"); /* no record says more */
	assert_int_equal(faccessat(s->fd, "t/1002", F_OK, 0), -1);
}

/* Whoever had the uid before the tenant is not he. */
static void test_records_of_before(void **state)
{
	const struct scratch *s = *state;
	const struct refused_call old = {.uid = 1001, .time = 1000, .count = 1};
	const struct refused_call new = {.uid = 1001, .time = (uint64_t)time(NULL) + 1, .count = 1};
	struct statx st;
	int fd;

	make_dir(s, "t", 0711);
	make_dir(s, "t/1001", 0711);
	fd = open_tenant(s->fd, &new);
	assert_true(fd >= 0);
	assert_int_equal(statx(fd, "", AT_EMPTY_PATH, STATX_BTIME, &st), 0);
	close(fd);
	if (st.stx_mask & STATX_BTIME)
		assert_int_equal(open_tenant(s->fd, &old), -1);
}

/* --- Prometheus ----------------------------------------------------------------------------------- */

static void test_exposition(void **state)
{
	const struct label labels[] = {{"tenant", "a\"b\\c\nd"}, {"reason", "x"}, {NULL, NULL}};
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	(void)state;
	assert_non_null(f);
	exposition_metric(f, "m_total", "counter", "What it is.");
	exposition_sample(f, "m_total", labels, 5, 1);
	exposition_sample(f, "m_total", NULL, COUNTER_UNLIMITED, 1);
	exposition_sample(f, "m_total", NULL, 12000034, 1000000);
	assert_int_equal(fclose(f), 0);
	assert_string_equal(text, "# HELP m_total What it is.\n# TYPE m_total counter\n"
		"m_total{tenant=\"a\\\"b\\\\c\\nd\",reason=\"x\"} 5\nm_total +Inf\nm_total 12.000034\n");
	free(text);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_set_up, scratch_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_since),
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_lost),
		TEST(test_who_logs),
		TEST(test_collection),
		TEST(test_records_of_before),
		cmocka_unit_test(test_exposition),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
