/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An event as an entry of systemd's journal: systemd.io/JOURNAL_NATIVE_PROTOCOL.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "events/journal.h"
#include "base/fd.h"
#include "events/event.h"

struct entry {
	char text[3 * EVENT_LINE_SIZE];
	size_t used;
};

/* FIELD=value, newline. event_text() has left nothing in a value that would need the binary form. */
static void put_field(struct entry *entry, const char *field, const char *value)
{
	size_t left = sizeof(entry->text) - entry->used;
	int n;

	if (!*value || value[strcspn(value, "\n")])
		return;
	n = snprintf(entry->text + entry->used, left, "%s=%s\n", field, value);
	if (n > 0 && (size_t)n < left)
		entry->used += (size_t)n;
}

static void put_number(struct entry *entry, const char *field, uint64_t n)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%llu", (unsigned long long)n);
	put_field(entry, field, digits);
}

static void fill(struct entry *entry, const struct event *e)
{
	char message[EVENT_LINE_SIZE];

	event_pairs(e, message, sizeof(message));
	put_field(entry, "MESSAGE", message);
	put_number(entry, "PRIORITY", (uint64_t)event_priority(e->kind));
	put_field(entry, "SYSLOG_IDENTIFIER", "hostel");
	put_field(entry, "HOSTEL_EVENT", event_name(e->kind));
	put_field(entry, "HOSTEL_TENANT", e->tenant);
	put_number(entry, "HOSTEL_UID", e->uid);
	put_field(entry, "HOSTEL_LIMIT", e->limit);
	put_number(entry, "HOSTEL_COUNT", e->count);
	if (e->kind == EVENT_CPU_THROTTLED)
		put_number(entry, "HOSTEL_USEC", e->usec);
	put_field(entry, "HOSTEL_DETAIL", e->detail);
	put_field(entry, "HOSTEL_SERVICE", e->service);
	put_field(entry, "HOSTEL_FROM", e->from);
}

bool journal_send(const char *path, const struct event *e)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int AUTO_CLOSE fd = -1;
	struct entry entry = {.used = 0};

	if (snprintf(address.sun_path, sizeof(address.sun_path), "%s", path) >=
	    (int)sizeof(address.sun_path))
		return false;
	fill(&entry, e);
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	return fd >= 0 && sendto(fd, entry.text, entry.used, MSG_DONTWAIT | MSG_NOSIGNAL,
		(const struct sockaddr *)&address, sizeof(address)) == (ssize_t)entry.used;
}
