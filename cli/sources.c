/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Directories of the host that a policy shows: what a login would refuse, pam_module/sources.c.
 */
#include "sources.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "host/config_dir.h"
#include "host/source.h"
#include "output.h"
#include "talk/layout.h"
#include "talk/shown.h"

#define ANSWER_MILLISECONDS 10000

/* True with *e, if a login would refuse it. */
static bool would_refuse(const struct shown *s, const struct account *a, const char *path, bool writable,
	struct err *e)
{
	char *AUTO_FREE real = NULL;

	*e = ERR_NONE;
	/* In a file that is of no account yet, what is not there may be a matter of the host. */
	return source_find(a, path, s, writable, &real, e) < 0 && (a || e->code == EPERM);
}

static void check_list(const struct shown *s, const struct account *a, const struct policy *p,
	enum field_id id, const struct bind_list *list, struct problems *ps)
{
	const struct origin *from = &p->origin[id];
	const char *where = id == FIELD_read_write ? "[filesystem] read_write" : "[filesystem] read_only";
	struct err e;

	for (size_t i = 0; i < list->count; i++)
		if (would_refuse(s, a, list->items[i].source, id == FIELD_read_write, &e))
			problems_add(ps, from->file, from->line, where, list->items[i].source, "%s",
				e.message);
}

/* Shown to everybody: what is mounted below them must not be what nobody may see. Without what is hidden. */
static void check_system(const struct shown *s, const struct policy *p, const char *file, struct problems *ps)
{
	for (const char *const *name = layout_system; *name; name++) {
		struct err e = ERR_NONE;
		struct stat st;
		char path[64];

		snprintf(path, sizeof(path), "/%s", *name);
		/* Links among them, of a merged /usr, lead to the others. */
		if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode) &&
		    shown_judge(s, path, false, &p->hide, &e) < 0)
			problems_add(ps, file, 0, "", NULL, "nobody comes in: %s: unmount it, or hide it",
				e.message);
	}
}

static void check_hidden(const struct account *a, const struct policy *p, struct problems *ps)
{
	const struct origin *from = &p->origin[FIELD_hide];

	for (size_t i = 0; i < p->hide.count; i++) {
		struct err e = ERR_NONE;

		if (source_hide(a, p, p->hide.items[i], &e) < 0)
			problems_add(ps, from->file, from->line, "[filesystem] hide", p->hide.items[i], "%s",
				e.message);
	}
}

static void check_all(const struct policy *p, const struct account *a, const char *file, struct problems *ps)
{
	struct err e = ERR_NONE;
	struct shown *s = shown_open(&e);

	if (!s) {
		problems_add(ps, file, 0, "", NULL, "%s", e.message);
		return;
	}
	check_list(s, a, p, FIELD_read_only, &p->read_only, ps);
	check_list(s, a, p, FIELD_read_write, &p->read_write, ps);
	if (a) {
		check_system(s, p, file, ps);
		check_hidden(a, p, ps);
		if (*a->home == '/' && would_refuse(s, a, a->home, false, &e))
			problems_add(ps, file, 0, "", NULL, "the home directory %s", e.message);
	}
	shown_close(s);
}

struct asking {
	bool done;
	struct problems problems;
};

/* With the tenant's groups, which this process could not take back: in a child. */
static _Noreturn void be_asker(const struct policy *p, const struct account *a, const char *file,
	struct asking *asking)
{
	struct err e = ERR_NONE;

	if (source_groups(a, &e) < 0)
		problems_add(&asking->problems, file, 0, "", NULL, "%s", e.message);
	else
		check_all(p, a, file, &asking->problems);
	asking->done = true;
	_exit(0);
}

static bool ends_in_time(pid_t child)
{
	int AUTO_CLOSE fd = (int)syscall(SYS_pidfd_open, child, 0);
	struct pollfd p = {fd, POLLIN, 0};

	if (fd >= 0 && poll(&p, 1, ANSWER_MILLISECONDS) == 1)
		return waitpid(child, NULL, 0) == child;
	kill(child, SIGKILL);
	return false;
}

void sources_check(const struct policy *p, const struct account *a, const char *file, struct problems *ps)
{
	struct asking *asking;
	pid_t child;

	if (!a || geteuid() != 0) { /* whoever is not root cannot look as the tenant */
		if (a || p->read_only.count || p->read_write.count)
			check_all(p, NULL, file, ps);
		return;
	}
	asking = mmap(NULL, sizeof(*asking), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (asking == MAP_FAILED)
		out_of_memory();
	child = fork();
	if (child == 0)
		be_asker(p, a, file, asking);
	if (child < 0 || !ends_in_time(child) || !asking->done)
		problems_add(ps, file, 0, "", NULL, "the home directory, or another one that the policy "
			"names, does not answer: nobody comes in");
	for (size_t i = 0; asking->done && i < asking->problems.count; i++)
		problems_append(ps, &asking->problems.v[i]);
	munmap(asking, sizeof(*asking));
}
