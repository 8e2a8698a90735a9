/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a check of hostel doctor found.
 */
#ifndef CLI_DOCTOR_VERDICT_H
#define CLI_DOCTOR_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * INFO: neither good nor bad, but good to know. WARN: a wall is thinner. FAIL: a promise is broken, a hole.
 * SKIP: it does not apply to this host. ERROR: the check itself broke, or ran out of time. WAIVED: a finding
 * that an admin has accepted (waiver.h). The order is that of the report's counts.
 */
enum level { LEVEL_PASS, LEVEL_INFO, LEVEL_WARN, LEVEL_FAIL, LEVEL_SKIP, LEVEL_ERROR, LEVEL_WAIVED, LEVELS };

/* "PASS", and back: LEVELS for anything else. */
const char *level_name(enum level level);
enum level level_of(const char *name);

/* Does it have to be dealt with? */
bool level_is_bad(enum level level);

#define VERDICT_ITEMS_MAX 1000 /* more are only counted: a tenant may make very many */

/* A path, a name, a line; `tenant` is whose it is, or NULL. */
struct verdict_item {
	char *text, *tenant;
	bool waived;
};

/* A file or command, and what it said. */
struct verdict_evidence {
	char *source, *said;
};

struct verdict {
	enum level level;
	char *detail; /* one line, malloc'ed */
	char *remedy; /* instead of the check's own, or NULL */
	size_t count, dropped; /* items; those beyond VERDICT_ITEMS_MAX */
	struct verdict_item *items;
	size_t evidence_count;
	struct verdict_evidence *evidence;
	char *waiver; /* why it is LEVEL_WAIVED: "until DAY: REASON" */
};

/* All texts are made printable. The level and the line, printf-formatted; the last call counts. */
void verdict_set(struct verdict *v, enum level level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* One more thing that it is about. */
void verdict_add(struct verdict *v, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same of a tenant's. */
void verdict_add_of(struct verdict *v, const char *tenant, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* A command that helps better here than that of the check's row. */
void verdict_remedy(struct verdict *v, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What a file or command said. */
void verdict_evidence(struct verdict *v, const char *source, const char *said);

/* fd_get() of a file, which is evidence. */
ssize_t verdict_read(struct verdict *v, const char *path, char *buffer, size_t size);

/* PASS with `fine` if nothing was added, else `level` with "WHAT: COUNT". */
void verdict_count(struct verdict *v, enum level level, const char *fine, const char *what);

void verdict_free(struct verdict *v);

#endif
