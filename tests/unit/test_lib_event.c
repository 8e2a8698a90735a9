/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/events/event.c, event_log.c, journal.c: whatever is in an event, it stays one line and one entry; the
 * log is bounded, and survives whoever was cut off in the middle of a line.
 */
#include "lib_test.h"

#include <sys/socket.h>
#include <sys/un.h>

#include "events/event.h"
#include "events/event_log.h"
#include "events/journal.h"

static const char hostile[] = "\"},{\"x\":1}\n\\\r\t\x1b[31m\x7f\xff\xc3\xa4'\b "
	"HOSTEL_EVENT=none\nPRIORITY=0";

static struct event sample(void)
{
	struct event e = event_make(EVENT_REFUSED_LOGIN, "alice", 1001, "max_sessions");

	e.time = 1795322783;
	event_text(e.detail, sizeof(e.detail), "3 sessions");
	event_text(e.service, sizeof(e.service), "sshd");
	event_text(e.from, sizeof(e.from), "192.0.2.7");
	return e;
}

static void test_line(void **state)
{
	char line[EVENT_LINE_SIZE];
	struct event e = sample();
	size_t length;

	(void)state;
	length = event_line(&e, line);
	assert_int_equal(length, strlen(line));
	assert_string_equal(line, "{\"time\":1795322783,\"tenant\":\"alice\",\"uid\":1001,"
		"\"event\":\"refused_login\","
		"\"count\":1,\"limit\":\"max_sessions\",\"detail\":\"3 sessions\",\"service\":\"sshd\","
		"\"from\":\"192.0.2.7\"}\n");
	e = event_make(EVENT_CPU_THROTTLED, "alice", 1001, "cpu.max");
	e.time = 1;
	e.usec = 250000;
	event_line(&e, line);
	assert_string_equal(line, "{\"time\":1,\"tenant\":\"alice\",\"uid\":1001,\"event\":\"cpu_throttled\","
		"\"count\":1,\"usec\":250000,\"limit\":\"cpu.max\"}\n");
}

static void test_pairs(void **state)
{
	char text[EVENT_LINE_SIZE], small[20];
	struct event e = sample();

	(void)state;
	event_pairs(&e, text, sizeof(text));
	assert_string_equal(text, "event=refused_login tenant=alice uid=1001 count=1 limit=max_sessions "
		"service=sshd from=192.0.2.7 detail=\"3 sessions\"");
	event_text(e.from, sizeof(e.from), "x\" tenant=bob");
	event_pairs(&e, text, sizeof(text));
	assert_non_null(strstr(text, " from=\"x\\\" tenant=bob\" "));
	event_pairs(&e, small, sizeof(small));
	assert_string_equal(small, "event=refused_login");
}

/* Outside of quotes a line has nothing but what the writer put there; inside, nothing ends them early. */
static void assert_one_object(const char *line)
{
	size_t length = strlen(line), quotes = 0;
	bool inside = false;

	assert_true(length < EVENT_LINE_SIZE);
	for (size_t i = 0; i < length - 1; i++) {
		assert_true(line[i] >= ' ' && line[i] <= '~');
		if (line[i] == '\\') {
			assert_true(inside);
			i++;
			assert_true(line[i] == '"' || line[i] == '\\');
		} else if (line[i] == '"') {
			inside = !inside;
			quotes++;
		} else if (!inside) {
			assert_non_null(strchr("{},:0123456789", line[i]));
		}
	}
	assert_false(inside);
	assert_int_equal(line[length - 1], '\n');
	assert_int_equal(line[length - 2], '}');
	/* As many strings as a line with all members has: none was made, none swallowed. */
	assert_int_equal(quotes, 2 * (9 + 6));
}

static void fill(char *to, size_t size, unsigned seed)
{
	for (size_t i = 0; i < size - 1; i++)
		to[i] = (char)(1 + (seed * 7919 + i * 104729 + i * i * seed) % 255);
	to[size - 1] = '\0';
}

static void test_hostile_values(void **state)
{
	char line[EVENT_LINE_SIZE];
	struct event e = sample();

	(void)state;
	event_text(e.from, sizeof(e.from), hostile);
	event_line(&e, line);
	assert_one_object(line);
	assert_null(strstr(line, "\x1b"));
	/* The writer trusts nobody who fills in the members by himself. */
	for (unsigned seed = 0; seed < 500; seed++) {
		fill(e.tenant, sizeof(e.tenant), seed);
		fill(e.limit, sizeof(e.limit), seed + 1);
		fill(e.detail, sizeof(e.detail), seed + 2);
		fill(e.service, sizeof(e.service), seed + 3);
		fill(e.from, sizeof(e.from), seed + 4);
		event_line(&e, line);
		assert_one_object(line);
	}
	memset(e.tenant, '"', sizeof(e.tenant) - 1);
	memset(e.limit, '\\', sizeof(e.limit) - 1);
	memset(e.detail, '"', sizeof(e.detail) - 1);
	memset(e.service, '"', sizeof(e.service) - 1);
	memset(e.from, '\\', sizeof(e.from) - 1);
	e.time = e.count = UINT64_MAX;
	event_line(&e, line);
	assert_one_object(line);
}

static void test_text_is_cut(void **state)
{
	char to[5];

	(void)state;
	event_text(to, sizeof(to), "abcdefgh");
	assert_string_equal(to, "abcd");
	event_text(to, sizeof(to), NULL);
	assert_string_equal(to, "");
	event_text(to, sizeof(to), "a\nb\xc3");
	assert_string_equal(to, "a?b?");
}

/* --- the log ---------------------------------------------------------------------------------- */

static size_t count_lines(const char *text)
{
	size_t n = 0;

	for (; text && (text = strchr(text, '\n')); text++)
		n++;
	return n;
}

/* How many lines are new to the reader. */
static size_t read_more(const struct scratch *s, struct event_cursor *cursor)
{
	struct err e = ERR_NONE;
	char *text;
	size_t n;

	assert_int_equal(event_log_read(s->fd, cursor, &text, &e), 0);
	n = count_lines(text);
	free(text);
	return n;
}

static off_t size_of(const struct scratch *s, const char *name)
{
	struct stat st;

	return fstatat(s->fd, name, &st, 0) == 0 ? st.st_size : -1;
}

static void append(const struct scratch *s, size_t times)
{
	const struct event event = sample();
	struct err e = ERR_NONE;

	while (times--)
		assert_int_equal(event_log_append(s->fd, &event, &e), 0);
}

static void test_append_and_read(void **state)
{
	const struct scratch *s = *state;
	struct event_cursor cursor = {0};
	struct stat st;

	assert_int_equal(read_more(s, &cursor), 0);
	append(s, 3);
	assert_int_equal(fstatat(s->fd, "events", &st, 0), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(read_more(s, &cursor), 3);
	assert_int_equal(read_more(s, &cursor), 0);
	append(s, 1);
	assert_int_equal(read_more(s, &cursor), 1);
}

static void test_it_is_turned_over(void **state)
{
	const struct scratch *s = *state;
	struct event_cursor begin = {0}, reader = {0};
	size_t seen = 0, per_file;
	char line[EVENT_LINE_SIZE];
	struct event e = sample();

	per_file = EVENT_LOG_SIZE / event_line(&e, line);
	for (size_t i = 0; i < 5 * per_file; i++) {
		append(s, 1);
		if (i % 7 == 0)
			seen += read_more(s, &reader);
		assert_true(size_of(s, "events") <= EVENT_LOG_SIZE);
	}
	seen += read_more(s, &reader);
	assert_int_equal(seen, 5 * per_file); /* whoever reads along misses nothing */
	assert_int_equal(size_of(s, "events.1"), (off_t)(per_file * strlen(line)));
	assert_true(read_more(s, &begin) >= per_file);
	/* Who was away too long begins with what is left. */
	append(s, 3 * per_file);
	assert_true(read_more(s, &reader) >= per_file);
}

static void test_torn_lines(void **state)
{
	const struct scratch *s = *state;
	struct event_cursor cursor = {0};
	char *path, *text;
	struct err e = ERR_NONE;

	append(s, 1);
	path = below(s, "events");
	assert_int_equal(truncate(path, size_of(s, "events") - 20), 0);
	free(path);
	assert_int_equal(read_more(s, &cursor), 0); /* not whole: not yet there */
	append(s, 1);
	cursor = (struct event_cursor){0};
	assert_int_equal(event_log_read(s->fd, &cursor, &text, &e), 0);
	assert_int_equal(count_lines(text), 2);
	assert_non_null(strstr(text, "\n{\"time\":1795322783,")); /* it begins in a line of its own */
	free(text);
}

static void test_links_are_not_followed(void **state)
{
	const struct scratch *s = *state;
	const struct event event = sample();
	struct err e = ERR_NONE;

	make_text(s, "target", "", 0600);
	assert_int_equal(symlinkat("target", s->fd, "events"), 0);
	assert_int_equal(event_log_append(s->fd, &event, &e), -1);
	assert_int_equal(size_of(s, "target"), 0);
}

/* --- the journal ------------------------------------------------------------------------------ */

static int listen_at(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	assert_true(fd >= 0);
	strcpy(address.sun_path, path);
	assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

static void test_journal(void **state)
{
	const struct scratch *s = *state;
	char entry[8192], *path = below(s, "socket");
	size_t before = open_descriptors(), fields = 0;
	struct event e = sample();
	ssize_t n;
	int fd;

	assert_false(journal_send(path, &e)); /* there is none */
	fd = listen_at(path);
	event_text(e.from, sizeof(e.from), hostile);
	assert_true(journal_send(path, &e));
	n = recv(fd, entry, sizeof(entry) - 1, 0);
	assert_true(n > 0);
	entry[n] = '\0';
	assert_non_null(strstr(entry, "\nPRIORITY=4\nSYSLOG_IDENTIFIER=hostel\nHOSTEL_EVENT=refused_login\n"
		"HOSTEL_TENANT=alice\nHOSTEL_UID=1001\nHOSTEL_LIMIT=max_sessions\nHOSTEL_COUNT=1\n"));
	assert_non_null(strstr(entry, "\nHOSTEL_SERVICE=sshd\n"));
	for (char *line = entry; *line; line = strchr(line, '\n') + 1, fields++)
		assert_true(line[strspn(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_")] == '=');
	assert_int_equal(fields, 11); /* none was smuggled in */
	/* Nobody reads: it is refused, not waited for. */
	alarm(10);
	for (int i = 0; journal_send(path, &e); i++)
		assert_true(i < 100000);
	alarm(0);
	close(fd);
	assert_false(journal_send(path, &e)); /* nobody listens any more */
	free(path);
	assert_int_equal(open_descriptors(), before);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_set_up, scratch_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_hostile_values),
		cmocka_unit_test(test_text_is_cut),
		TEST(test_append_and_read),
		TEST(test_it_is_turned_over),
		TEST(test_torn_lines),
		TEST(test_links_are_not_followed),
		TEST(test_journal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
