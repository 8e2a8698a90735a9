/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The jump over pam_systemd.so in a file that services share.
 *
 * pam-auth-update sorts profiles by priority and, where that is the same, by name, from Z to A.
 * Ours is that of libpam-systemd with a longer name, so it comes right before, and jumps over one
 * line. "end" in place of 1 would jump over whatever else has a low priority, as pam_mkhomedir.so
 * has.
 */
#include "profile.h"

#include <errno.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "block.h"
#include "cli/output.h"
#include "cli/pam_stack.h"
#include "pam_files.h"
#include "stage.h"
#include "cli/tool.h"

#define NAME "systemd-hostel"
#define PROFILES "/usr/share/pam-configs/"
#define ETC "/etc/pam.d/"
#define SAID_SIZE 200

/* Debian's; SUSE's; Red Hat's. */
static const char *const shared[] = {
	"common-session", "common-session-pc", "system-auth", "password-auth", "postlogin"};

enum jump { NO_SYSTEMD, JUMPED, NOT_JUMPED };

static enum jump jump_in(const char *directory, const char *name)
{
	struct pam_stack *AUTO_FREE stack = malloc(sizeof(*stack));
	const struct pam_line *line;

	if (!stack)
		out_of_memory();
	if (!pam_stack_read(stack, directory, name) ||
		!(line = pam_stack_find(stack, "session", "pam_systemd.so")))
		return NO_SYSTEMD;
	return pam_stack_skips(stack, line) ? JUMPED : NOT_JUMPED;
}

static int plan_block(struct profile *p, const char *gate, struct err *e)
{
	char *AUTO_FREE path = text_of(ETC "%s", p->where);
	char *AUTO_FREE lines = pam_files_jump(gate);
	char *AUTO_FREE text = NULL;
	char *AUTO_FREE clean = NULL;
	char *AUTO_FREE whole = NULL;
	const char *at;

	p->way = PROFILE_BLOCK;
	if (change_read(path, &text, e) < 0) {
		p->way = PROFILE_LINK;
		*e = ERR_NONE;
		return 0;
	}
	clean = text ? block_remove(text) : NULL;
	at = clean ? strstr(clean, "pam_systemd.so") : NULL;
	while (at && at > clean && at[-1] != '\n')
		at--;
	/* It includes the file that has it: that one is looked at by itself. */
	if (!at || *at == '#')
		return 0;
	whole = block_insert(clean, (size_t)(at - clean), lines);
	changes_add(&p->files, path, text, whole);
	return stage_put(path, whole, e);
}

/* Our profile, enabled in the copy: did it make a jump? */
static int plan_profile(struct profile *p, const char *gate, struct err *e)
{
	static const char *const enable[] = {
		"pam-auth-update", "--root", STAGE, "--enable", NAME, NULL};
	char *AUTO_FREE wanted = text_of(
		"Name: hostel: tenants get no session of systemd-logind\nDefault: no\n"
		"Priority: 0\nSession-Interactive-Only: yes\nSession-Type: Additional\nSession:\n"
		"\t[success=1 default=ignore]\tpam_succeed_if.so quiet user ingroup %s\n",
		gate);
	char *AUTO_FREE path = text_of(ETC "%s", p->where);
	char *AUTO_FREE copied = text_of(STAGE "%s", path);
	char *AUTO_FREE present = NULL;
	char *AUTO_FREE before = NULL;
	char *AUTO_FREE after = NULL;
	char said[SAID_SIZE];

	if (change_read(PROFILES NAME, &present, e) < 0 || change_read(path, &before, e) < 0 ||
		stage_put(PROFILES NAME, wanted, e) < 0)
		return -1;
	if (tool_run(enable, said, sizeof(said)) || jump_in(STAGE_PAM, p->where) != JUMPED) {
		/* It leaves a file alone that somebody edited, and says nothing of it. */
		return stage_put(PROFILES NAME, present, e) < 0 ? -1 : plan_block(p, gate, e);
	}
	if (change_read(copied, &after, e) < 0)
		return -1;
	p->way = PROFILE_OURS;
	changes_add(&p->files, PROFILES NAME, present, wanted);
	changes_add(&p->written, path, before, after);
	return 0;
}

int profile_plan(struct profile *p, const char *gate, struct err *e)
{
	*p = (struct profile){.way = PROFILE_NEEDLESS};
	change_sweep(PROFILES NAME);
	for (size_t i = 0; gate && i < sizeof(shared) / sizeof(shared[0]); i++) {
		char *AUTO_FREE path = text_of(ETC "%s", shared[i]);
		const bool debian = !strcmp(shared[i], "common-session") &&
				    tool_exists("pam-auth-update") &&
				    access(PROFILES "systemd", F_OK) == 0;

		change_sweep(path);
		if (jump_in(STAGE_PAM, shared[i]) != NOT_JUMPED)
			continue;
		p->where = shared[i];
		if ((debian ? plan_profile(p, gate, e) : plan_block(p, gate, e)) < 0)
			return -1;
	}
	return 0;
}

int profile_make(const struct profile *p, struct err *e)
{
	static const char *const enable[] = {"pam-auth-update", "--enable", NAME, NULL};
	char said[SAID_SIZE] = "";
	int status = 0;

	for (size_t i = 0; i < p->files.count; i++)
		if (change_make(&p->files.v[i], e) < 0)
			return -1;
	if (p->way != PROFILE_OURS)
		return 0;
	/* Its exit status says nothing about whether it changed anything. */
	status = tool_run(enable, said, sizeof(said));
	if (!status && jump_in("/etc/pam.d", p->where) == JUMPED)
		return 0;
	return err_rule(e, EIO,
		"pam-auth-update --enable " NAME " did not change /etc/pam.d/%s%s%s", p->where,
		*said ? ": " : "", said);
}

bool profile_is_there(void)
{
	return access(PROFILES NAME, F_OK) == 0;
}

int profile_undo(struct err *e)
{
	static const char *const away[] = {"pam-auth-update", "--remove", NAME, NULL};
	char said[SAID_SIZE] = "";
	int status = tool_run(away, said, sizeof(said));

	change_sweep(PROFILES NAME);
	if (status)
		return err_rule(e, EIO, "pam-auth-update --remove " NAME ": %s",
			*said ? said : strerror(errno));
	if (unlink(PROFILES NAME) < 0 && errno != ENOENT)
		return err_set(e, errno, PROFILES NAME);
	return 0;
}

void profile_free(struct profile *p)
{
	changes_free(&p->files);
	changes_free(&p->written);
}
