/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel check: every mistake of the configuration at once, before a login meets it.
 */
#include "check.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/accounts.h"
#include "cli/config.h"
#include "cli/memberships.h"
#include "cli/output.h"
#include "cli/published.h"
#include "cli/sources.h"
#include "command.h"
#include "draft.h"
#include "host/config_dir.h"
#include "policy/defaults.h"
#include "policy/load.h"
#include "policy/names.h"
#include "policy/problems.h"
#include "policy/single.h"
#include "reread.h"

/* One configuration directory. */
struct place {
	char *path;        /* absolute */
	const char *shown; /* in front of its files' names: "" for the configuration's own */
	int fd;
	struct reread once;
	struct policy_reader reader;
};

/* A tenant whose policy is read, and whose directories are looked at with those of others. */
struct waiting {
	struct account account;
	struct policy policy;
	char *file;
	bool elsewhere; /* [tenant] hosts names other hosts */
	bool unread;	/* has mistakes: there is no policy to look at */
	bool brief;     /* has no file of its own */
	struct problems problems, warnings;
};

#define WAITING_MAX 64

struct check {
	const struct cli *cli;
	char *config; /* absolute */
	bool set;     /* of hostel apply: most of its tenants may be on other hosts */
	bool proposed; /* not in force: who has no file of its own is not looked for */
	bool briefly;  /* these are looked at, of whom a directory may have thousands */
	bool silent;   /* a file system has not answered: of them nobody more is looked at */
	const struct check_watch *watch; /* or NULL */
	struct findings findings;
	struct problems problems; /* of the step at hand */
	struct published published;
	struct accounts accounts; /* as far as they were read all at once */
	size_t waiting_count;
	struct waiting *waiting; /* of one place */
};

/* Who has mistakes, for whoever asked. */
static void tell(const struct check *c, const char *tenant, const struct problems *ps)
{
	for (size_t i = 0; c->watch && i < ps->count; i++)
		c->watch->mistake(c->watch->context, tenant, &ps->v[i]);
}

/* "alice" of tenants/alice.ini, malloc'ed; NULL: no tenant's. */
static char *tenant_of(const char *path)
{
	const size_t n = strlen(path), around = strlen("tenants/.ini");

	if (strncmp(path, "tenants/", 8) || n <= around || strcmp(path + n - 4, ".ini"))
		return NULL;
	return text_of("%.*s", (int)(n - around), path + 8);
}

/* Those that wait: what is wrong with them, in their order. */
static void finish_waiting(struct check *c, const struct place *p)
{
	struct source_check list[WAITING_MAX];
	const size_t count = c->waiting_count;
	size_t here = 0;

	c->waiting_count = 0;
	for (size_t i = 0; i < count; i++) {
		struct waiting *w = &c->waiting[i];

		if (w->elsewhere || w->unread)
			continue;
		list[here++] = (struct source_check){&w->policy, &w->account, w->file, &w->problems,
			&w->warnings, w->brief};
		if (!c->cli->draft && geteuid() != 0)
			sources_check(&w->policy, &w->account, w->file, &w->problems, NULL);
	}
	if (!c->cli->draft && geteuid() == 0)
		c->silent = sources_check_all(list, here);
	for (size_t i = 0; i < count; i++) {
		struct waiting *w = &c->waiting[i];

		if (!w->elsewhere && !w->unread)
			published_add(&c->published, w->account.name, &w->policy);
		tell(c, w->account.name, &w->problems);
		findings_take(&c->findings, p->shown, &w->problems, false);
		findings_take(&c->findings, p->shown, &w->warnings, true);
		policy_free(&w->policy);
		account_free(&w->account);
		free(w->file);
	}
}

/* What was found before stands in front of it. */
static void take(struct check *c, const struct place *p, bool warning)
{
	if (c->problems.count)
		finish_waiting(c, p);
	findings_take(&c->findings, p->shown, &c->problems, warning);
}

static void close_place(struct check *c, struct place *p)
{
	finish_waiting(c, p);
	fd_close(&p->fd);
	reread_free(&p->once);
	free(p->path);
}

/* `path` is malloc'ed and taken over. 0, or -1 with a finding. */
static int open_place(struct check *c, struct place *p, char *path, const char *shown)
{
	struct err e = ERR_NONE;
	size_t n = strlen(path);

	*p = (struct place){.path = path, .shown = shown, .fd = -1};
	if (c->cli->draft) {
		p->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		p->reader = reread_reader(&p->once, draft_reader(&p->fd));
		if (p->fd < 0)
			err_set(&e, errno, "%s", path);
	} else {
		p->fd = trusted_directory(path, &e);
		p->reader = reread_reader(&p->once, config_reader(&p->fd));
	}
	if (p->fd >= 0)
		return 0;
	problems_add(&c->problems, path, 0, "", NULL, "%s%s",
		!strncmp(e.message, path, n) && !strncmp(e.message + n, ": ", 2) ? e.message + n + 2
										 : e.message,
		*shown && e.code == EPERM ? "; --draft does not ask for that" : "");
	findings_take(&c->findings, "", &c->problems, false);
	close_place(c, p);
	return -1;
}

/* True if it is a tenant's who is on other hosts. */
static bool check_file(struct check *c, const struct place *p, const char *path)
{
	struct policy policy;
	bool elsewhere;

	char *AUTO_FREE tenant = tenant_of(path);

	if (policy_read_file(&policy, &p->reader, path, &c->problems) == ENOMEM)
		out_of_memory();
	elsewhere = tenant_is_elsewhere(&policy);
	if (!c->cli->draft && !(c->set && elsewhere))
		sources_check(&policy, NULL, path, &c->problems, NULL);
	policy_free(&policy);
	c->findings.files++;
	tell(c, tenant, &c->problems);
	take(c, p, false);
	return elsewhere;
}

/* The whole policy of an account, which is taken over, and whether a sandbox can be made for it. */
static void check_chain(struct check *c, const struct place *p, struct account *a, const char *file)
{
	struct policy_who who = account_who(a);
	struct err e = ERR_NONE;
	struct waiting *w;
	int status;

	if (!c->waiting)
		c->waiting = calloc(WAITING_MAX, sizeof(*c->waiting));
	if (!c->waiting)
		out_of_memory();
	w = &c->waiting[c->waiting_count++];
	c->findings.tenants++;
	w->file = text_of("%s", file);
	w->problems.count = w->problems.dropped = w->warnings.count = w->warnings.dropped = 0;
	if (tenant_check_account(a, &e) < 0)
		problems_add(&w->problems, file, 0, "", NULL, "%s", e.message);
	status = policy_load(&w->policy, &p->reader, &who, &w->problems);
	if (status == ENOMEM)
		out_of_memory();
	w->unread = status != 0;
	if (!w->unread && !w->problems.count && tenant_check_uid(a, &w->policy, &e) < 0)
		problems_add(&w->problems, file, 0, "", NULL, "%s", e.message);
	w->elsewhere = tenant_is_elsewhere(&w->policy);
	w->brief = c->briefly;
	w->account = *a;
	*a = (struct account){0};
	if (c->waiting_count == WAITING_MAX)
		finish_waiting(c, p);
}

/* A tenant without an account here, or yet: what is published all the same, where it is known. */
static void check_absent(struct check *c, const struct place *p, const char *name)
{
	char *AUTO_FREE home = text_of("/home/%s", name);
	const struct policy_who who = {.name = name, .home = home, .shell = ""};
	struct problems found = {0};
	struct policy policy;

	if (policy_load(&policy, &p->reader, &who, &found) == ENOMEM)
		out_of_memory();
	if (!c->set)
		published_add(&c->published, name, &policy);
	policy_free(&policy);
	/*
	 * A plan or owner that is not there; where the home is and who is in which group nobody can tell
	 * here.
	 */
	for (size_t i = 0; i < found.count; i++)
		if (!strcmp(found.v[i].where, "[tenant] plan") ||
			!strcmp(found.v[i].where, "[plan] extends") ||
			!strcmp(found.v[i].where, "[tenant] owner"))
			problems_append(&c->problems, &found.v[i]);
	tell(c, name, &c->problems);
	take(c, p, false);
}

/* The account behind tenants/NAME.ini. */
static void check_account_of(struct check *c, const struct place *p, const char *file)
{
	char *AUTO_FREE name = tenant_of(file);
	struct err e = ERR_NONE;
	struct account a;
	int n = policy_valid_name(name) ? accounts_find(&c->accounts, name, &a, &e) : 2;

	if (n == 2)
		return; /* said already: not a name */
	if (n < 0) {
		problems_add(&c->problems, file, 0, "", NULL, "%s", e.message);
		tell(c, name, &c->problems);
		take(c, p, false);
		return;
	}
	if (n && !account_is_system(a.uid)) {
		check_chain(c, p, &a, file);
	} else if (!n && (c->cli->draft || c->set)) {
		check_absent(c, p, name);
	} else {
		problems_add(&c->problems, file, 0, "", NULL,
			n ? "%s is a system account and never a tenant"
			  : "there is no account %s on this host", name);
		take(c, p, true);
	}
	account_free(&a);
}

/* hostel.ini, plans/X.ini, owners/X.ini or tenants/X.ini of a place. */
static void check_path(struct check *c, const struct place *p, const char *path)
{
	char *AUTO_FREE tenant = tenant_of(path);
	const bool elsewhere = check_file(c, p, path);

	/* A name service need not be asked about those of all other hosts. */
	if (tenant && c->set && elsewhere && policy_valid_name(tenant))
		check_absent(c, p, tenant);
	else if (tenant)
		check_account_of(c, p, path);
}

static void check_directory(struct check *c, const struct place *p, const char *name)
{
	struct dirent **names = NULL;
	int n = scandirat(p->fd, name, &names, NULL, alphasort);

	if (n < 0 && errno != ENOENT) {
		problems_add(&c->problems, name, 0, "", NULL, "%s", strerror(errno));
		take(c, p, false);
	}
	for (int i = 0; i < n; i++) {
		char *AUTO_FREE path = text_of("%s/%s", name, names[i]->d_name);
		size_t length = strlen(path);

		if (*names[i]->d_name != '.' && !strcmp(path + length - 4, ".ini")) {
			check_path(c, p, path);
		} else if (*names[i]->d_name != '.' && path[length - 1] != '~') {
			problems_add(&c->problems, path, 0, "", NULL,
				"is not looked at: its name does not end in .ini");
			take(c, p, true);
		}
		free(names[i]);
	}
	free(names);
}

/* A group that does not exist makes nobody a tenant: seldom what was meant. */
static void check_groups(struct check *c, const struct place *p)
{
	struct problems ignored = {0};
	struct policy policy;

	if (c->cli->draft || policy_load_host(&policy, &p->reader, &ignored))
		return;
	for (size_t i = 0; i < policy.tenants.count; i++) {
		const struct selector *s = &policy.tenants.items[i];

		errno = 0;
		if (s->kind == SELECTOR_GROUP && !getgrnam(s->name) && !errno)
			problems_add(&c->problems, policy.origin[FIELD_tenants].file,
				policy.origin[FIELD_tenants].line, "[host] tenants", NULL,
				"there is no group %s on this host", s->name);
	}
	policy_free(&policy);
	take(c, p, true);
}

struct step {
	struct check *check;
	const struct place *place;
};

static void take_overlap(void *context)
{
	const struct step *s = context;

	for (size_t i = 0; i < s->check->problems.count; i++) {
		char *AUTO_FREE tenant = tenant_of(s->check->problems.v[i].file);
		struct problems one = {.count = 1, .v = {s->check->problems.v[i]}};

		tell(s->check, tenant, &one);
	}
	take(s->check, s->place, false);
}

static void check_some(struct check *c, const char *shown, const char *const files[], size_t count)
{
	struct place p;

	if (open_place(c, &p, text_of("%s", c->config), shown) < 0)
		return;
	for (size_t i = 0; i < count; i++)
		check_path(c, &p, files[i]);
	close_place(c, &p);
}

/* What is unclear is a mistake of hostel.ini's, which is said, or a directory's that is away. */
static bool is_tenants(enum tenant_mark mark)
{
	return mark != TENANT_NOT && mark != TENANT_UNCLEAR;
}

/* By its name or groups it would be a tenant, but for its uid: it comes in as what it is. */
static void check_system_account(struct check *c, const struct place *p, const struct account *a)
{
	struct account as_if = *a;
	struct problems ignored = {0};

	as_if.uid = UINT32_MAX - 1; /* of no range */
	if (!a->uid || a->uid == ACCOUNT_UID_NOBODY || !is_tenants(tenant_mark(&as_if, p->fd, &ignored)))
		return;
	problems_add(&c->problems, a->name, 0, "", NULL,
		"uid %u, below %d, is a system account's and never a tenant's, whatever its groups say: it "
		"comes in without a sandbox", a->uid, ACCOUNT_UID_MIN);
	take(c, p, true);
}

/* Tenants by a group, a range of uids or their shell, without a file of their own. */
static void check_other(struct check *c, const struct place *p, struct account *a)
{
	char *AUTO_FREE file = text_of("tenants/%s.ini", a->name);
	struct problems ignored = {0};

	if (faccessat(p->fd, file, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
		return;
	if (account_is_system(a->uid) && !a->foreign)
		check_system_account(c, p, a);
	else if (is_tenants(tenant_mark(a, p->fd, &ignored)))
		check_chain(c, p, a, a->name);
}

/* As far as the name service lists them. Of two of one name the first one counts. */
static void check_others(struct check *c, const struct place *p)
{
	const struct accounts *all = &c->accounts;
	struct memberships groups;

	memberships_read(&groups);
	for (size_t i = 0; i < all->count && !c->silent; i++) {
		const struct passwd *entry = &all->v[i].entry;
		struct err e = ERR_NONE;
		struct account a;

		if (i && !strcmp(all->v[i - 1].entry.pw_name, entry->pw_name))
			continue;
		if (memberships_account(&groups, entry, &a, &e) != 1)
			continue;
		check_other(c, p, &a);
		account_free(&a);
	}
	memberships_free(&groups);
}

static void check_everything(struct check *c, const char *shown)
{
	struct place p;
	struct step step = {c, &p};

	if (open_place(c, &p, text_of("%s", c->config), shown) < 0)
		return;
	/* A policy more is the same memory again: to give it back each time costs more than the file. */
	mallopt(M_TRIM_THRESHOLD, 16 << 20);
	mallopt(M_MMAP_THRESHOLD, 16 << 20);
	check_file(c, &p, "hostel.ini");
	check_groups(c, &p);
	check_directory(c, &p, "plans");
	check_directory(c, &p, "owners");
	accounts_read(&c->accounts);
	check_directory(c, &p, "tenants");
	c->briefly = true;
	if (!c->cli->draft && !c->proposed)
		check_others(c, &p);
	finish_waiting(c, &p);
	accounts_free(&c->accounts);
	published_overlaps(&c->published, &c->problems, take_overlap, &step);
	close_place(c, &p);
}

/* --- FILE ----------------------------------------------------------------------------------- */

static bool exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

/* Where the file is: an absolute path. A relative one is below here, or below the configuration. */
static char *find_file(const struct check *c, const char *name)
{
	char *AUTO_FREE here = NULL;

	if (*name == '/')
		return text_of("%s", name);
	here = getcwd(NULL, 0);
	if (here && !c->cli->config_given && exists(name))
		return text_of("%s/%s", here, name);
	return text_of("%s/%s", c->config, name);
}

/* The last one or two parts of the path, as the configuration directory names the file. */
static const char *kind_part(const char *path)
{
	static const char *const directories[] = {"plans", "owners", "tenants"};
	const char *last = strrchr(path, '/');

	for (size_t i = 0; i < sizeof(directories) / sizeof(directories[0]); i++) {
		size_t n = strlen(directories[i]);
		const char *start = last - n;

		if (start > path && !strncmp(start, directories[i], n) && start[-1] == '/')
			return start;
	}
	return last + 1;
}

static void check_operand_file(struct check *c, const char *name)
{
	char *AUTO_FREE path = find_file(c, name);
	const char *kind = kind_part(path);
	size_t length = (size_t)(kind - path);
	char *AUTO_FREE real = NULL;
	char *AUTO_FREE shown = NULL;
	struct place p;

	while (length > 1 && path[length - 1] == '/')
		length--;
	shown = text_of("%.*s", (int)length, path);
	/* ".." and links on the way to a file that was named here are the caller's own. */
	real = realpath(shown, NULL);
	free(shown);
	shown = text_of("%s/", real ? real : "");
	if (!real) {
		problems_add(&c->problems, name, 0, "", NULL, "%s", strerror(errno));
		findings_take(&c->findings, "", &c->problems, false);
		return;
	}
	if (!strcmp(real, c->config)) {
		free(shown);
		shown = text_of("%s", "");
	}
	if (open_place(c, &p, text_of("%s", real), shown) < 0)
		return;
	check_path(c, &p, kind);
	close_place(c, &p);
}

/* --- TENANT --------------------------------------------------------------------------------- */

static void mistake(struct check *c, const struct place *p, const char *name, const char *text)
{
	problems_add(&c->problems, name, 0, "", NULL, "%s", text);
	take(c, p, false);
}

static void check_operand_tenant(struct check *c, const char *name)
{
	struct problems ignored = {0}; /* the chain tells them, too */
	struct err e = ERR_NONE;
	struct account a = {0};
	struct place p;
	int n;

	if (open_place(c, &p, text_of("%s", c->config), "") < 0)
		return;
	n = account_find(name, &a, &e);
	if (n < 0)
		mistake(c, &p, name, e.message);
	else if (!n)
		mistake(c, &p, name, "there is no such account");
	else if (account_is_system(a.uid))
		mistake(c, &p, name, "is a system account and never a tenant");
	else if (!c->cli->draft && tenant_mark(&a, p.fd, &ignored) == TENANT_NOT)
		mistake(c, &p, name, "is not a tenant");
	else
		check_chain(c, &p, &a, name);
	account_free(&a);
	close_place(c, &p);
}

/* What is in force, a set of hostel apply or the configuration's own files. */
static void find_config(struct check *c)
{
	c->config = config_set_path(c->cli);
	c->set = c->config;
	if (!c->config)
		c->config = config_path(c->cli);
}

void check_set(const struct cli *cli, const struct checked_set *set, const struct check_watch *watch,
	struct findings *f)
{
	struct check c = {.cli = cli, .config = text_of("%s", set->path), .set = true, .proposed = true,
		.watch = watch};

	c.findings = *f;
	if (set->files)
		check_some(&c, set->shown, set->files, set->count);
	else
		check_everything(&c, set->shown);
	published_free(&c.published);
	free(c.waiting);
	free(c.config);
	*f = c.findings;
}

void check_configuration(const struct cli *cli, struct findings *f)
{
	struct check c = {.cli = cli};

	find_config(&c);
	check_everything(&c, "");
	published_free(&c.published);
	free(c.waiting);
	free(c.config);
	*f = c.findings;
}

static bool is_file_name(const char *operand)
{
	size_t n = strlen(operand);

	return strchr(operand, '/') || (n > 4 && !strcmp(operand + n - 4, ".ini"));
}

int cmd_check(const struct cli *cli, int count, char **operands)
{
	struct check c = {.cli = cli};
	int status;

	find_config(&c);
	for (int i = 0; i < count; i++)
		if (is_file_name(operands[i]))
			check_operand_file(&c, operands[i]);
		else
			check_operand_tenant(&c, operands[i]);
	if (!count)
		check_everything(&c, "");
	if (cli->json)
		findings_print_json(&c.findings);
	else
		findings_print(&c.findings);
	status = c.findings.mistakes ? EXIT_POLICY : EXIT_FINE;
	findings_free(&c.findings);
	published_free(&c.published);
	free(c.waiting);
	free(c.config);
	return status;
}
