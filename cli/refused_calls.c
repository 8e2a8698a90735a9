/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records of seccomp in the kernel's log: Documentation/ABI/testing/dev-kmsg, kernel/auditsc.c
 * (audit_seccomp). Only the kernel's own lines count; what programs write into its log has another
 * facility. With auditd the kernel gives its records to that alone, and none is here.
 *
 * Tenants' programs can make it write by filters of their own, and by crashing; the kernel prints ten
 * messages in five seconds and counts the others (printk_ratelimit()). Who asks is told of those.
 */
#include "refused_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "call_name.h"
#include "event_publish.h"
#include "events/tally.h"
#include "host/limits.h"
#include "host/record.h"
#include "host/state.h"
#include "live.h"
#include "output.h"
#include "policy/defaults.h"

#define RECORD_SIZE 8192 /* printk's longest with its dictionary; longer ones are skipped */
#define RECORDS_MAX 100000
#define CALLS_MAX 256
#define LOCK_SECONDS 1
#define RETURN_ERRNO 0x50000UL /* SECCOMP_RET_ERRNO: ours; others are of filters of a tenant's own */

struct calls {
	size_t count;
	struct refused_call v[CALLS_MAX];
};

int refused_calls_open(void)
{
	return open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
}

static bool number_at(const char *text, int base, char end, uint64_t *n)
{
	char *stop;

	errno = 0;
	*n = strtoull(text, &stop, base);
	return text[0] >= '0' && text[0] <= (base == 16 ? 'f' : '9') && !errno && *stop == end;
}

/* The value of the first word KEY=..., up to a blank; program names in quotes have none in them. */
static bool value_of(const char *words, const char *key, char *value, size_t size)
{
	size_t length = strlen(key);

	for (const char *p = words; p; p = strchr(p, ' ')) {
		p += *p == ' ';
		if (!strncmp(p, key, length) && p[length] == '=') {
			snprintf(value, size, "%.*s", (int)strcspn(p + length + 1, " \n"), p + length + 1);
			return true;
		}
	}
	return false;
}

static bool value_number(const char *words, const char *key, int base, uint64_t *n)
{
	char value[32];

	return value_of(words, key, value, sizeof(value)) && number_at(value, base, '\0', n);
}

/* "PRIORITY,SEQUENCE,..." */
static bool parse_head(const char *record, uint64_t *priority, uint64_t *sequence)
{
	const char *comma = strchr(record, ',');

	return comma && number_at(record, 10, ',', priority) && number_at(comma + 1, 10, ',', sequence);
}

bool refused_call_parse(const char *record, struct refused_call *call)
{
	static const char mark[] = ";audit: type=1326 audit(";
	const char *at = strchr(record, ';');
	uint64_t priority, uid, arch, number, code;

	*call = (struct refused_call){.count = 1};
	/* Facility 0 is the kernel's, and nobody else can write it. */
	if (!parse_head(record, &priority, &call->sequence) || priority > 7 || !at ||
	    strncmp(at, mark, strlen(mark)))
		return false;
	at += strlen(mark);
	if (!number_at(at, 10, '.', &call->time) || !(at = strstr(at, "): ")))
		return false;
	at += 3;
	if (!value_number(at, "uid", 10, &uid) || !value_number(at, "arch", 16, &arch) ||
	    !value_number(at, "syscall", 10, &number) || uid > UINT32_MAX || arch > UINT32_MAX ||
	    number > INT32_MAX)
		return false;
	if (!value_number(at, "code", 0, &code) || code != RETURN_ERRNO)
		return false;
	call->uid = (uint32_t)uid;
	call->arch = (uint32_t)arch;
	call->number = (uint32_t)number;
	if (value_of(at, "exe", call->program, sizeof(call->program)) && *call->program == '"') {
		memmove(call->program, call->program + 1, strlen(call->program));
		call->program[strcspn(call->program, "\"")] = '\0';
	}
	return true;
}

/* kernel/audit.c, audit_log_lost(), and lib/ratelimit.c, whose limit of the net core is another one. */
uint64_t lost_records_parse(const char *record, uint64_t *sequence)
{
	static const char suppressed[] = " callbacks suppressed\n";
	const char *at = strchr(record, ';'), *colon;
	uint64_t priority, n;

	if (!parse_head(record, &priority, sequence) || priority > 7 || !at)
		return 0;
	at++;
	colon = at + strcspn(at, ": \n");
	if (strncmp(colon, ": ", 2) || !strncmp(at, "net_ratelimit", strlen("net_ratelimit")))
		return 0;
	if (!strncmp(at, "audit: audit_lost=", strlen("audit: audit_lost=")))
		return 1;
	return number_at(colon + 2, 10, ' ', &n) && !strcmp(strchr(colon + 2, ' '), suppressed) ? n : 0;
}

bool refused_calls_logged(int tenant, bool otherwise)
{
	uint32_t *AUTO_FREE numbers = NULL;
	int count = live_numbers(tenant, ".", &numbers);
	bool known = false, logs = false;

	for (int i = 0; i < count; i++) {
		struct err ignored = ERR_NONE;
		struct policy p;

		if (limits_remembered(tenant, numbers[i], &p, &ignored) <= 0)
			continue;
		known = true;
		logs |= p.seccomp_log;
		policy_free(&p);
	}
	return known ? logs : otherwise;
}

/* The tenant's directory, if there is one and was by then: another may have had this uid before. */
static int open_tenant(int state, const struct refused_call *call)
{
	int AUTO_CLOSE fd = -1;
	struct statx st;
	char path[24];

	snprintf(path, sizeof(path), "t/%u", call->uid);
	fd = openat(state, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || statx(fd, "", AT_EMPTY_PATH, STATX_BTIME, &st) < 0)
		return -1;
	if (st.stx_mask & STATX_BTIME && call->time < (uint64_t)st.stx_btime.tv_sec)
		return -1;
	return fd_take(&fd);
}

static int tell(int state, const struct refused_call *call, struct err *e)
{
	int AUTO_CLOSE tenant = open_tenant(state, call);
	struct event event;
	struct record r;
	struct tally t;
	char name[40], uid[16], program[sizeof(call->program)];

	if (tenant < 0 || !refused_calls_logged(tenant, true))
		return 0;
	snprintf(uid, sizeof(uid), "#%u", call->uid); /* no account's name */
	tally_read(tenant, &t);
	if (!*t.name)
		snprintf(t.name, sizeof(t.name), "%s", record_read(tenant, &r, e) > 0 ? r.name : uid);
	event = event_make(EVENT_REFUSED_CALL, t.name, call->uid, "seccomp");
	event.time = call->time;
	event.count = call->count;
	call_name(call->arch, call->number, name);
	event_text(program, sizeof(program), call->program);
	snprintf(event.detail, sizeof(event.detail), "%s%s%s", name, *program ? " by " : "", program);
	if (tally_refused_calls(tenant, &event, e) < 0)
		return -1;
	event_publish(&event);
	return 0;
}

static int tell_all(struct calls *calls, int state, struct err *e)
{
	int result = 0;

	for (size_t i = 0; i < calls->count && !result; i++)
		result = tell(state, &calls->v[i], e);
	calls->count = 0;
	return result;
}

/* A program that tries the same again and again is one event of this collection. */
static int take(struct calls *calls, const struct refused_call *call, int state, struct err *e)
{
	for (size_t i = 0; i < calls->count; i++) {
		struct refused_call *c = &calls->v[i];

		if (c->uid == call->uid && c->arch == call->arch && c->number == call->number &&
		    !strcmp(c->program, call->program)) {
			c->count++;
			c->time = call->time;
			return 0;
		}
	}
	if (calls->count == CALLS_MAX && tell_all(calls, state, e) < 0)
		return -1;
	calls->v[calls->count++] = *call;
	return 0;
}

int refused_calls_collect(int state, int kmsg, uint64_t *lost, struct err *e)
{
	int AUTO_CLOSE place = state_lock(state, "kmsg", LOCK_SECONDS, e);
	struct calls *AUTO_FREE calls = calloc(1, sizeof(*calls));
	char record[RECORD_SIZE + 1], text[24] = "";
	uint64_t from, next, sequence, n_lost;
	int result = 0;

	*lost = 0;
	if (place < 0)
		return -1;
	if (!calls)
		return err_set(e, ENOMEM, "calls");
	if (pread(place, text, sizeof(text) - 1, 0) < 0 || !number_at(text, 10, '\n', &from))
		from = 0;
	next = from;
	for (int i = 0; i < RECORDS_MAX && !result; i++) {
		ssize_t n = read(kmsg, record, RECORD_SIZE);
		struct refused_call call;

		if (n < 0 && (errno == EPIPE || errno == EINVAL || errno == EINTR))
			continue; /* overwritten meanwhile, or too long for one of ours */
		if (n <= 0)
			break;
		record[n] = '\0';
		n_lost = lost_records_parse(record, &sequence);
		if (n_lost && sequence >= from) {
			next = sequence + 1;
			*lost += n_lost;
		}
		if (!refused_call_parse(record, &call) || call.sequence < from)
			continue;
		next = call.sequence + 1;
		result = take(calls, &call, state, e);
	}
	if (!result)
		result = tell_all(calls, state, e);
	snprintf(text, sizeof(text), "%llu\n", (unsigned long long)next);
	if (next != from && (ftruncate(place, 0) < 0 ||
			pwrite(place, text, strlen(text), 0) != (ssize_t)strlen(text)))
		return err_set(e, errno, "kmsg");
	return result;
}
