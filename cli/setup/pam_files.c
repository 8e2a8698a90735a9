/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the PAM files of the services shall say about tenants.
 *
 * Ours are the last lines, in a block: a session module behind pam_hostel.so would run on the
 * tenant's porch. Those of account are the first where a line of others ends that phase, and in
 * systemd-user, where only the account phase is ours. The
 * gate in front of each is for the day on which the module is missing or broken: then members of
 * the tenants' group are refused, and nobody else. With a group of a directory, which may not
 * answer, root, system accounts and admins alone pass by. In front of pam_systemd.so, where no
 * pam-auth-update(8) has put it, stands a jump: systemd-logind would move the login into a scope of
 * its own.
 */
#include "pam_files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "block.h"
#include "cli/output.h"
#include "cli/pam_stack.h"
#include "host/account.h"
#include "host/pam_service.h"
#include "stage.h"

#define MODULE "pam_hostel.so"
#define SYSTEMD "pam_systemd.so"
#define ETC PAM_SERVICES_HOST "/"
#define VENDOR PAM_SERVICES_VENDOR "/"
#define COPY_LINE "# This file is a copy of " VENDOR
#define BLANKS " \t"

/* In this order: su-l includes su, sudo-i may include sudo. */
static const struct pam_service known[] = {
	{.name = "sshd"},
	{.name = "login"},
	{.name = "su"},
	{.name = "su-l"},
	{.name = "cron"},
	{.name = "crond"},
	{.name = "atd"},
	{.name = "sudo"},
	{.name = "sudo-i"},
	{.name = "runuser"},
	{.name = "runuser-l"},
	{.name = "polkit-1"},
	{.name = "systemd-run0"},
	{.name = "cockpit"},
	{.name = "systemd-user", .account_only = true},
};

bool pam_files_any(void)
{
	struct pam_stack *AUTO_FREE stack = malloc(sizeof(*stack));
	bool found = false;

	if (!stack)
		out_of_memory();
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]) && !found; i++)
		found = pam_stack_read(stack, PAM_SERVICES_HOST, known[i].name) &&
			pam_stack_find(stack, "session", MODULE);
	return found;
}

/* --- lines ----------------------------------------------------------------------------------- */

/* A service without lines of a type is judged by those of "other": pam.conf(5). With ours it has
 * some. */
static bool is_of_other(const char *service, const char *type)
{
	struct pam_stack *AUTO_FREE stack = malloc(sizeof(*stack));

	if (!stack)
		out_of_memory();
	return pam_stack_read(stack, STAGE_PAM, service) && !pam_stack_last(stack, type);
}

/* The admins' groups of account_is_admin() that this host's own file has, ':' between them. */
static char *admins_groups(void)
{
	static const char *const others[] = {"sudo", "wheel", "admin"};
	char *text = text_of("root");

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		char *AUTO_FREE before = NULL;

		if (account_group_place(others[i]) != GROUP_LOCAL)
			continue;
		before = text;
		text = text_of("%s:%s", before, others[i]);
	}
	return text;
}

/*
 * Who passes by. A group that a directory does not tell of has no members for pam_succeed_if.so, and
 * tenants would pass, too: then only those who never are tenants, as long as it is not known of them.
 * Root does not wait for the directory.
 */
static char *gate_lines(const struct pam_files *f, const char *type)
{
	static const char ask[] = "pam_succeed_if.so quiet";
	char *AUTO_FREE admins = NULL;

	if (!f->gate)
		return text_of("%s", "");
	if (!f->directory)
		return text_of("%s [success=1 default=ignore] %s user notingroup %s\n", type, ask, f->gate);
	admins = admins_groups();
	return text_of("%s [success=3 default=ignore] %s user = root\n"
		       "%s [success=2 default=ignore] %s uid < 1000 user notingroup %s\n"
		       "%s [success=1 default=ignore] %s user ingroup %s user notingroup %s\n",
		type, ask, type, ask, f->gate, type, ask, admins, f->gate);
}

/* `other`: it is the first of its type there. `first`: in front of that, too. */
static char *gated(const struct pam_files *f, const char *type, bool other, bool first)
{
	char *AUTO_FREE line = gate_lines(f, type);
	char *AUTO_FREE others = other ? text_of("%s include other\n", type) : text_of("%s", "");

	return text_of("%s%s%s required " HOSTEL_MODULE "\n%s", first ? "" : others, line, type,
		first ? others : "");
}

static char *block_of(const char *place, const char *head, const char *account, const char *session)
{
	return text_of("%s# Keep this block the %s lines; `hostel setup --undo` takes it out.\n%s%s",
		head, place, account, session);
}

struct lines {
	const char *text; /* of the file without ours */
	bool copied;      /* from the vendor's */
	bool of_other[2]; /* whether account, and session, are those of "other" */
};

/* The text with our lines. `first`: those of account stand in front of all others. */
static char *with_lines(const struct pam_files *f, const struct pam_service *s, const struct lines *l,
	bool first)
{
	const char *text = l->text;
	char *AUTO_FREE head = l->copied ? text_of(COPY_LINE "%s\n", s->name) : text_of("%s", "");
	char *AUTO_FREE account = gated(f, "account", l->of_other[0], first);
	char *AUTO_FREE session = gated(f, "session", l->of_other[1], false);
	char *AUTO_FREE in_front = block_of("first", s->account_only ? head : "", account, "");
	char *AUTO_FREE behind = block_of("last", head, first ? "" : account, session);
	char *AUTO_FREE half = NULL;

	if (s->account_only)
		return block_insert(text, 0, in_front);
	half = block_insert(text, strlen(text), behind);
	return first ? block_insert(half, 0, in_front) : text_of("%s", half);
}

/* Does the line, which is no comment, have the module? */
static bool has_module(const char *line, size_t length, const char *module)
{
	const char *hash = memchr(line, '#', length);
	const char *at =
		memmem(line, hash ? (size_t)(hash - line) : length, module, strlen(module));

	return at && at > line;
}

static const char *line_with(const char *text, const char *type, const char *module)
{
	for (const char *line = text; *line;) {
		size_t length = strcspn(line, "\n");
		const char *word = line + strspn(line, BLANKS "-");

		if ((!type || !strncmp(word, type, strlen(type))) &&
			has_module(line, length, module))
			return line;
		line += length + (line[length] == '\n');
	}
	return NULL;
}

char *pam_files_jump(const char *gate)
{
	return text_of(
		"session [success=1 default=ignore] pam_succeed_if.so quiet user ingroup %s\n",
		gate);
}

/* A jump over pam_systemd.so, if the file itself has it and no jump. */
static char *with_jump(const struct pam_files *f, const struct pam_service *s, const char *text)
{
	const char *line = f->gate && !s->account_only ? line_with(text, "session", SYSTEMD) : NULL;
	struct pam_stack *AUTO_FREE stack = malloc(sizeof(*stack));
	char *AUTO_FREE jump = NULL;
	const struct pam_line *found;

	if (!stack)
		out_of_memory();
	if (!line || !pam_stack_read(stack, STAGE_PAM, s->name) ||
		!(found = pam_stack_find(stack, "session", SYSTEMD)) ||
		pam_stack_skips(stack, found))
		return text_of("%s", text);
	jump = pam_files_jump(f->gate);
	return block_insert(text, (size_t)(line - text), jump);
}

/* Do the lines that stand in the copy do what is wanted? */
static bool is_right(const struct pam_service *s)
{
	struct pam_stack *AUTO_FREE stack = malloc(sizeof(*stack));
	const struct pam_line *account, *last;

	if (!stack)
		out_of_memory();
	if (!pam_stack_read(stack, STAGE_PAM, s->name) ||
		!(account = pam_stack_find(stack, "account", MODULE)))
		return false;
	if (s->account_only || pam_stack_end_before(stack, account))
		return !pam_stack_end_before(stack, account);
	last = pam_stack_last(stack, "session");
	return last && !strcmp(last->module, MODULE) && !pam_stack_end_before(stack, last);
}

/* --- one service ----------------------------------------------------------------------------- */

/* Its file's text, of /etc or else the vendor's: 1, with *vendor; 0 if the service is not there;
 * -1. */
static int read_service(const char *name, char **text, bool *vendor, struct err *e)
{
	char *AUTO_FREE own = text_of(ETC "%s", name);
	char *AUTO_FREE other = text_of(VENDOR "%s", name);
	int n = change_read(own, text, e);

	*vendor = n == 0;
	return n ? n : change_read(other, text, e);
}

static int note(struct pam_service *s, bool wrong, const char *text)
{
	free(s->note);
	s->note = text_of("%s", text);
	s->wrong = wrong;
	return 0;
}

/*
 * A line of theirs may end the account phase, as pam_localuser.so does where sssd is asked: then ours
 * stand in front.
 */
static int place_lines(const struct pam_files *f, const struct pam_service *s, const char *path,
	const char *text, bool copied, char **whole, struct err *e)
{
	const struct lines l = {text, copied,
		{is_of_other(s->name, "account"), is_of_other(s->name, "session")}};

	*whole = with_lines(f, s, &l, false);
	if (stage_put(path, *whole, e) < 0)
		return -1;
	if (is_right(s))
		return 0;
	free(*whole);
	*whole = with_lines(f, s, &l, true);
	return 0;
}

/* `clean`: without our blocks. */
static int plan_clean(struct pam_files *f, struct pam_service *s, const char *text, bool vendor,
	const char *clean, struct err *e)
{
	char *AUTO_FREE path = text_of(ETC "%s", s->name);
	const bool copied = vendor || strstr(text, COPY_LINE);
	char *AUTO_FREE jumping = NULL;
	char *AUTO_FREE whole = NULL;

	if (stage_put(path, clean, e) < 0)
		return -1;
	if (line_with(clean, NULL, MODULE)) {
		/* Somebody's own lines: theirs to mend. */
		return is_right(s) ? note(s, false,
					     "has lines for " MODULE
					     " already, which setup did not write")
				   : note(s, true,
					     "has lines for " MODULE
					     " that setup did not write, and they do not "
					     "do what they must: see hostel doctor services");
	}
	jumping = with_jump(f, s, clean);
	if (stage_put(path, jumping, e) < 0)
		return -1;
	if (is_right(s)) {
		whole = text_of("%s", jumping);
		note(s, false, "includes a file that has the lines");
	} else if (place_lines(f, s, path, jumping, copied, &whole, e) < 0) {
		return -1;
	}
	if (vendor && !strcmp(whole, text))
		return 0;
	changes_add(&f->changes, path, vendor ? NULL : text, whole);
	if (stage_put(path, whole, e) < 0)
		return -1;
	if (!is_right(s))
		note(s, true,
			"a line in front of hostel's is sufficient, or says success=done: tenants come in "
			"past hostel. Write required or optional there; hostel doctor services names it");
	return 0;
}

static int plan_service(struct pam_files *f, struct pam_service *s, struct err *e)
{
	char *AUTO_FREE text = NULL;
	char *AUTO_FREE clean = NULL;
	bool vendor;
	int n = read_service(s->name, &text, &vendor, e);

	if (n < 0 && e->code == ELOOP) {
		s->there = true;
		note(s, true, e->message);
		*e = ERR_NONE;
		return 0;
	}
	s->there = n > 0;
	if (n <= 0)
		return n;
	clean = block_remove(text);
	if (!clean)
		return note(s, true,
			"the marks of hostel setup were edited: take out all between them by hand");
	return plan_clean(f, s, text, vendor, clean, e);
}

/* Of one that was killed. */
static void sweep(const struct pam_files *f)
{
	for (size_t i = 0; i < f->count; i++) {
		char *AUTO_FREE path = text_of(ETC "%s", f->services[i].name);

		change_sweep(path);
	}
}

static void take_services(struct pam_files *f, const char *sshd_service)
{
	for (f->count = 0; f->count < sizeof(known) / sizeof(known[0]); f->count++)
		f->services[f->count] = known[f->count];
	if (strcmp(sshd_service, "sshd"))
		f->services[f->count++] = (struct pam_service){.name = sshd_service};
	sweep(f);
}

int pam_files_plan(struct pam_files *f, const char *sshd_service, struct err *e)
{
	take_services(f, sshd_service);
	for (size_t i = 0; i < f->count; i++)
		if (plan_service(f, &f->services[i], e) < 0)
			return -1;
	return 0;
}

/* --- undoing it ------------------------------------------------------------------------------ */

/* A copy of the vendor's that nobody edited goes as a whole. */
static bool is_copy(const char *name, const char *text, const char *clean)
{
	char *AUTO_FREE path = text_of(VENDOR "%s", name);
	char *AUTO_FREE vendor = NULL;
	struct err ignored = ERR_NONE;

	return strstr(text, COPY_LINE) && change_read(path, &vendor, &ignored) > 0 &&
	       !strcmp(vendor, clean);
}

static int undo_service(struct pam_files *f, struct pam_service *s, struct err *e)
{
	char *AUTO_FREE path = text_of(ETC "%s", s->name);
	char *AUTO_FREE text = NULL;
	char *AUTO_FREE clean = NULL;
	int n = change_read(path, &text, e);

	if (n < 0 && e->code == ELOOP) {
		*e = ERR_NONE;
		return 0;
	}
	if (n <= 0 || !block_is_in(text))
		return n < 0 ? -1 : 0;
	s->there = true;
	clean = block_remove(text);
	if (!clean)
		return note(s, true,
			"the marks of hostel setup were edited: take out all between them by hand");
	changes_add(&f->changes, path, text, is_copy(s->name, text, clean) ? NULL : clean);
	return 0;
}

int pam_files_plan_undo(struct pam_files *f, const char *sshd_service, struct err *e)
{
	static const char *const shared[] = {
		"common-session", "common-session-pc", "system-auth", "password-auth", "postlogin"};

	take_services(f, sshd_service);
	for (size_t i = 0; i < sizeof(shared) / sizeof(shared[0]); i++)
		f->services[f->count++] = (struct pam_service){.name = shared[i]};
	sweep(f);
	for (size_t i = 0; i < f->count; i++)
		if (undo_service(f, &f->services[i], e) < 0)
			return -1;
	return 0;
}

unsigned pam_files_line(const char *path, const char *type)
{
	char *AUTO_FREE text = NULL;
	struct err ignored = ERR_NONE;
	const char *found;
	unsigned line = 1;

	if (change_read(path, &text, &ignored) <= 0 || !(found = line_with(text, type, MODULE)))
		return 0;
	for (const char *at = text; at < found; at++)
		line += *at == '\n';
	return line;
}

void pam_files_free(struct pam_files *f)
{
	for (size_t i = 0; i < f->count; i++)
		free(f->services[i].note);
	changes_free(&f->changes);
	free(f->gate);
}
