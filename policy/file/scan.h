/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines, sections and keys of one file, before iniparser sees it.
 */
#ifndef POLICY_SCAN_H
#define POLICY_SCAN_H

#include "policy/problems.h"
#include "scan_names.h"

struct scan {
	char *clean; /* the accepted lines, for iniparser; no NUL at the end */
	size_t clean_length;
	char *store; /* what the entries point into */
	size_t entry_count;
	size_t entry_size;
	struct scan_entry *entries;
};

/* The file to scan. only: this section, see policy_load_host(); NULL: all of it. */
struct source {
	const char *file;
	enum file_kind kind;
	const char *only;
	const char *text;
	size_t length;
};

/* 0 or ENOMEM; mistakes go to ps. Release with scan_release() in any case. */
int scan_text(struct scan *s, const struct source *source, struct problems *ps);
void scan_release(struct scan *s);

#endif
