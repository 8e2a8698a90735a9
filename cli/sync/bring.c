/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the account does that fetches.
 *
 * Should: keep nothing of a commit that did not get in force. Mustn't: be needed for anything but bringing
 * bytes.
 */
#include "bring.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/replace.h"
#include "base/tree.h"
#include "cli/output.h"
#include "git.h"
#include "talk/paths.h"
#include "cli/apart/apart.h"

#define ACCEPTED "refs/hostel/accepted"
#define PACKS GIT_REPOSITORY "/objects/pack"
#define NEW_PACKS GIT_INCOMING "/objects/pack"
#define PACKS_MAX 50 /* then they become one */
#define LIST GIT_INCOMING "/list"

/* --- the repository ----------------------------------------------------------------------------- */

static bool ends(const char *name, const char *end)
{
	const size_t n = strlen(name), k = strlen(end);

	return n >= k && !strcmp(name + n - k, end);
}

/* The files of packs whose names end so, or with NULL all others, and what a killed git left. How many. */
static size_t each_pack(const char *directory, const char *end, void (*act)(const char *name))
{
	DIR *d = opendir(directory);
	const struct dirent *entry;
	size_t n = 0;

	while (d && (entry = readdir(d))) {
		const char *name = entry->d_name;

		if (end ? !strncmp(name, "pack-", 5) && ends(name, end)
			: !strncmp(name, "tmp_", 4) || !strncmp(name, ".tmp-", 5)) {
			n++;
			if (act)
				act(name);
		}
	}
	if (d)
		closedir(d);
	return n;
}

static void remove_left(const char *name)
{
	char path[512];

	snprintf(path, sizeof(path), PACKS "/%s", name);
	unlink(path);
}

static void move_in(const char *name)
{
	char from[512], to[512];

	snprintf(from, sizeof(from), NEW_PACKS "/%s", name);
	snprintf(to, sizeof(to), PACKS "/%s", name);
	(void)rename(from, to);
}

/* The commit came with the last fetch, and nothing that it needs is missing, as git's own fetch has it. */
static bool has_come(struct git *g, const char *commit)
{
	char *AUTO_FREE name = text_of("%s^{commit}", commit);
	const char *const is_there[] = {"rev-parse", "--verify", "--quiet", name, NULL};
	const char *const whole[] = {"rev-list", "--quiet", "--objects", commit, "--not", "--all", NULL};

	g->incoming = false;
	if (git_run(g, is_there, -1, NULL, NULL) == 0)
		return false; /* before that */
	g->incoming = true;
	return git_run(g, whole, -1, NULL, NULL) == 0;
}

/*
 * What was fetched the last time stays only if it is in force now. An index makes a pack one of the
 * repository's, and comes last; the name is moved when all is there.
 */
static void settle(struct git *g, const char *last)
{
	const char *const name[] = {"update-ref", ACCEPTED, last, NULL};
	const char *const one[] = {"repack", "-a", "-d", "-q", NULL};
	static const char *const order[] = {".rev", ".pack", ".idx"};

	if (last && each_pack(NEW_PACKS, ".idx", NULL) && has_come(g, last)) {
		mkdir(PACKS, 0755);
		for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
			each_pack(NEW_PACKS, order[i], move_in);
		g->incoming = false;
		(void)git_run(g, name, -1, NULL, NULL);
	}
	g->incoming = false;
	each_pack(PACKS, NULL, remove_left);
	if (each_pack(PACKS, ".pack", NULL) > PACKS_MAX)
		(void)git_run(g, one, -1, NULL, NULL);
}

/* What a killed git leaves, and the settings, which are ours. */
static int make_repository(struct git *g, struct fetched *f)
{
	static const char *const left[] = {"/" ACCEPTED ".lock", "/packed-refs.lock", "/config.lock",
		"/HEAD.lock", "/gc.pid", "/shallow.lock", "/shallow", "/FETCH_HEAD",
		"/objects/maintenance.lock"};
	static const char settings[] = "[include]\n\tpath = .gitconfig\n[safe]\n\tdirectory = *\n";
	static const char config[] = "[core]\n\trepositoryformatversion = 0\n\tbare = true\n";
	static const char *const init[] = {"init", "--quiet", "--bare", "--template=", GIT_REPOSITORY, NULL};

	if (file_replace(AT_FDCWD, "settings", settings, sizeof(settings) - 1) < 0)
		return fetch_answer(f, FETCH_SYSTEM, HOSTEL_SYNCDIR ": %s", strerror(errno));
	for (size_t i = 0; i < sizeof(left) / sizeof(left[0]); i++) {
		char path[128];

		snprintf(path, sizeof(path), GIT_REPOSITORY "%s", left[i]);
		unlink(path);
	}
	if (access(GIT_REPOSITORY "/HEAD", F_OK) < 0 &&
		(tree_remove(AT_FDCWD, GIT_REPOSITORY) < 0 || git_run(g, init, -1, NULL, NULL) != 0))
		return fetch_answer(f, FETCH_SYSTEM, "git init: %s", g->said);
	if (file_replace(AT_FDCWD, GIT_REPOSITORY "/config", config, sizeof(config) - 1) < 0)
		return fetch_answer(f, FETCH_SYSTEM, GIT_REPOSITORY ": %s", strerror(errno));
	return 0;
}

static int prepare(struct git *g, const struct fetch_order *o, struct fetched *f)
{
	if (make_repository(g, f) < 0)
		return -1;
	settle(g, o->last);
	if (tree_remove(AT_FDCWD, GIT_INCOMING) < 0 || mkdir(GIT_INCOMING, 0755) < 0 ||
		mkdir(GIT_INCOMING "/objects", 0755) < 0 || mkdir(NEW_PACKS, 0755) < 0)
		return fetch_answer(f, FETCH_SYSTEM, HOSTEL_SYNCDIR "/" GIT_INCOMING ": %s", strerror(errno));
	return 0;
}

/* --- fetched ------------------------------------------------------------------------------------ */

static int take_word(void *context, const char *bytes, size_t size)
{
	char *word = context;
	const size_t used = strlen(word);

	if (used + size >= FETCH_COMMIT_SIZE)
		return -1;
	memcpy(word + used, bytes, size);
	word[used + size] = '\0';
	word[strcspn(word, "\n")] = '\0';
	return 0;
}

static int get(struct git *g, const struct sync_settings *s, struct fetched *f)
{
	char *AUTO_FREE what = text_of("refs/heads/%s", s->branch);
	const char *const fetch[] = {"fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--", s->url,
		what, NULL};
	const char *const name[] = {"rev-parse", "--verify", "--quiet", "FETCH_HEAD^{commit}", NULL};

	g->incoming = true;
	if (git_run(g, fetch, -1, NULL, NULL) != 0)
		return fetch_answer(f, FETCH_SERVER, "%s, branch %s: %s", s->url, s->branch, g->said);
	if (git_run(g, name, -1, take_word, f->commit) == 0 && f->commit[0])
		return fetch_answer(f, FETCH_NEW, "%s", "");
	return fetch_answer(f, FETCH_SERVER, "%s, branch %s: not a commit", s->url, s->branch);
}

/* All commits up to this one, and the files of this one. */
static int pack(struct git *g, const char *commit)
{
	int AUTO_CLOSE list = open(LIST, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
	const char *const history[] = {"rev-list", commit, NULL};
	const char *const files[] = {"rev-list", "--objects", "--no-walk", commit, NULL};
	const char *const out[] = {"pack-objects", "--quiet", "--stdout", "--window=0", "--delta-base-offset",
		NULL};

	if (list < 0 || git_run_to(g, history, -1, list) != 0 || git_run_to(g, files, -1, list) != 0 ||
		lseek(list, 0, SEEK_SET) < 0)
		return -1;
	return git_run_to(g, out, list, APART_DATA);
}

void bring(void *order)
{
	const struct fetch_order *o = order;
	struct git g = {.home = HOSTEL_SYNCDIR, .global = HOSTEL_SYNCDIR "/settings"};
	struct fetched f = {0};

	if (prepare(&g, o, &f) == 0)
		(void)get(&g, o->settings, &f);
	if (fetch_tell(&f) < 0 || f.code != FETCH_NEW || (o->known && !strcmp(o->known, f.commit)))
		return;
	close(APART_ANSWER);
	(void)pack(&g, f.commit);
}
