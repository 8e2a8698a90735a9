/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the account does that judges.
 *
 * Should: believe the signature, and nothing that the account that fetched says. Mustn't: need anything that
 * another account can change, or a network.
 */
#include "verify.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "canonical.h"
#include "cli/output.h"
#include "git.h"
#include "talk/paths.h"
#include "tree.h"
#include "cli/apart/apart.h"

#define COMMIT_SIZE_MAX 1048576

/* Of a commit. */
struct text {
	size_t size;
	char bytes[COMMIT_SIZE_MAX];
};

static int take_in(struct git *g, struct fetched *f)
{
	static const char *const init[] = {"init", "--quiet", "--bare", "--template=", GIT_REPOSITORY, NULL};
	static const char *const index[] = {"index-pack", "--stdin", "--fsck-objects", "--threads=1", NULL};

	if (git_run(g, init, -1, NULL, NULL) != 0)
		return fetch_answer(f, FETCH_SYSTEM, HOSTEL_VERIFYDIR ": git init: %s", g->said);
	if (git_run(g, index, APART_DATA, NULL, NULL) == 0)
		return 0;
	return fetch_answer(f, FETCH_TREE_BAD, "commit %s: what was fetched cannot be read: %s", f->commit,
		g->said);
}

static int take_commit(void *context, const char *bytes, size_t size)
{
	struct text *t = context;

	if (size > sizeof(t->bytes) - t->size)
		return -1;
	memcpy(t->bytes + t->size, bytes, size);
	t->size += size;
	return 0;
}

static int judge_form(struct git *g, struct fetched *f)
{
	const char *const show[] = {"cat-file", "commit", f->commit, NULL};
	static struct text text;
	const char *fault = NULL;

	if (git_run(g, show, -1, take_commit, &text) != 0)
		return fetch_answer(f, FETCH_TREE_BAD, "commit %s cannot be read: %s", f->commit, g->said);
	fault = commit_fault(text.bytes, text.size);
	if (!fault)
		return 0;
	return fetch_answer(f, FETCH_SIGNATURE, "commit %s is not as git signs one: %s", f->commit, fault);
}

static int judge(struct git *g, const struct fetch_order *o, struct fetched *f)
{
	const char *const verify[] = {"verify-commit", f->commit, NULL};
	const char *const after[] = {"merge-base", "--is-ancestor", o->last ? o->last : "", f->commit, NULL};

	if (git_run(g, verify, -1, NULL, NULL) != 0)
		return fetch_answer(f, FETCH_SIGNATURE, "commit %s is not signed by a key of %s%s%s",
			f->commit, o->settings->signers, *g->said ? ": " : "", g->said);
	if (judge_form(g, f) < 0)
		return -1;
	if (!o->last || o->any || git_run(g, after, -1, NULL, NULL) == 0)
		return 0;
	return fetch_answer(f, FETCH_HISTORY,
		"commit %s does not come after %s: the branch went back or was written anew", f->commit,
		o->last);
}

static int lay_out(struct git *g, const struct sync_settings *s, struct fetched *f)
{
	struct err e = ERR_NONE;
	int AUTO_CLOSE to = -1;

	if (mkdir(FETCH_TREE, 0755) == 0)
		to = open(FETCH_TREE, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (to < 0)
		return fetch_answer(f, FETCH_SYSTEM, HOSTEL_VERIFYDIR "/" FETCH_TREE ": %s", strerror(errno));
	if (tree_export(g, f->commit, s->path, to, &e) == 0)
		return fetch_answer(f, FETCH_NEW, "%s", "");
	return fetch_answer(f, e.code == ENOSPC ? FETCH_SYSTEM : FETCH_TREE_BAD, "commit %s: %s", f->commit,
		e.message);
}

void verify(void *verify_order)
{
	const struct verify_order *v = verify_order;
	struct git g = {.home = HOSTEL_VERIFYDIR, .global = "/dev/null",
		.signers = v->order->settings->signers};
	struct fetched f = {0};

	memcpy(f.commit, v->commit, strlen(v->commit) + 1);
	if (take_in(&g, &f) == 0 && judge(&g, v->order, &f) == 0)
		(void)lay_out(&g, v->order->settings, &f);
	(void)fetch_tell(&f);
}
