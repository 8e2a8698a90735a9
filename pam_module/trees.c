/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The directory trees that a tenant's sandboxes are built on: a copy of the harmless part of /etc,
 * the porch's root, and files that name nobody but root, nobody and the tenant.
 */
#include "trees.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "host/hosts.h"
#include "host/machine_id.h"
#include "host/network.h"
#include "host/skeleton.h"
#include "host/visible.h"
#include "links.h"
#include "machine.h"
#include "programs.h"
#include "sources.h"
#include "talk/layout.h"
#include "talk/paths.h"

static const char nsswitch[] =
	"passwd: files\ngroup: files\nshadow: files\ngshadow: files\n"
	"hosts: files dns\nnetworks: files\nprotocols: files\nservices: files\nrpc: files\n";

/* `target`, 256 bytes: where the link leads; false: nowhere, or it is none any more. */
static bool link_target(int etc, const char *name, char *target)
{
	ssize_t n = readlinkat(etc, name, target, 255);

	target[n > 0 ? n : 0] = '\0';
	return n > 0;
}

/* A directory of the host that is shown as it is. Beyond the bound it is not: hostel-limits(7). */
static void add_shown(struct build *b, const char *path)
{
	struct survey *s = b->survey;

	if (s->shown_count < LAUNCH_SHOWN_MAX && strlen(path) < sizeof(s->shown[0]))
		strcpy(s->shown[s->shown_count++], path);
}

static void add_one(struct build *b, struct skeleton *s, int etc, const char *path)
{
	const char *name = path + strlen("/etc/");
	struct stat st;

	if (sources_show_file(b, path))
		return;
	if (fstatat(etc, name, &st, AT_SYMLINK_NOFOLLOW) < 0) {
		s->failed = errno;
		return;
	}
	if (S_ISDIR(st.st_mode)) {
		skeleton_directory(s, name, 0755);
		add_shown(b, path);
	} else {
		skeleton_copy(s, name, path);
	}
}

/* Each entry of `directory` but `but`. */
static void add_all_but(struct build *b, struct skeleton *s, int etc, const char *directory, const char *but)
{
	struct dirent **names = NULL;
	int n = scandir(directory, &names, NULL, programs_by_name);

	if (n < 0)
		s->failed = errno;
	for (int i = 0; i < n; i++) {
		const char *name = names[i]->d_name;
		char path[512];

		if (strcmp(name, ".") && strcmp(name, "..") && (!but || strcmp(name, but)) &&
		    snprintf(path, sizeof(path), "%s/%s", directory, name) < (int)sizeof(path))
			add_one(b, s, etc, path);
		free(names[i]);
	}
	free(names);
}

/* What cannot be looked at is no less a failure here than elsewhere in /etc. */
static bool is_there(struct skeleton *s, const char *path, struct stat *st)
{
	if (lstat(path, st) == 0)
		return true;
	if (errno != ENOENT)
		s->failed = errno;
	return false;
}

/* What is shown all the same of the one that is left out of `parent`. */
static void add_kept(struct build *b, struct skeleton *s, int etc, const char *parent,
	const struct visible_left_out *left_out)
{
	char path[512];
	struct stat st;

	for (const char *const *kept = left_out->kept; *kept; kept++) {
		int n = snprintf(path, sizeof(path), "%s/%s/%s", parent, left_out->name, *kept);

		if (n >= (int)sizeof(path) || !is_there(s, path, &st))
			continue;
		path[n - (int)strlen(*kept) - 1] = '\0';
		skeleton_directory(s, path + strlen("/etc/"), 0755);
		path[n - (int)strlen(*kept) - 1] = '/';
		add_one(b, s, etc, path);
	}
}

/* A directory of which something is left out two steps below: shown piece by piece. */
static void add_pieces(struct build *b, struct skeleton *s, int etc, const struct visible_left_out *left_out)
{
	struct dirent **names = NULL;
	int n = scandir(left_out->directory, &names, NULL, programs_by_name);

	if (n < 0)
		s->failed = errno;
	for (int i = 0; i < n; i++) {
		char path[512];
		struct stat st;

		snprintf(path, sizeof(path), "%s/%s", left_out->directory, names[i]->d_name);
		if (*names[i]->d_name != '.' && is_there(s, path, &st)) {
			if (S_ISDIR(st.st_mode)) {
				skeleton_directory(s, path + strlen("/etc/"), 0755);
				add_all_but(b, s, etc, path, left_out->name);
				add_kept(b, s, etc, path, left_out);
			} else {
				add_one(b, s, etc, path);
			}
		}
		free(names[i]);
	}
	free(names);
}

static const struct visible_left_out *left_out_of(const char *path)
{
	for (const struct visible_left_out *o = visible_left_out; o->directory; o++)
		if (!strcmp(o->directory, path))
			return o;
	return NULL;
}

static void add_etc_entry(struct build *b, struct skeleton *s, int etc, const struct visible *v)
{
	const char *name = v->path + strlen("/etc/");
	char target[256];

	if (sources_show_file(b, v->path))
		return;
	if (v->link) {
		/* It was there a moment ago: next time, one way or the other. */
		if (!link_target(etc, name, target))
			s->failed = errno;
		/* Into /usr it holds inside too; elsewhere what it means is copied. */
		else if (!strncmp(target, "/usr/", 5) || !strncmp(target, "../usr/", 7))
			skeleton_link(s, name, target);
		else if (v->directory && links_of_etc(b, v->path) > 0)
			skeleton_directory(s, name, 0755);
		else
			skeleton_copy(s, name, v->path);
	} else if (v->directory) {
		skeleton_directory(s, name, 0755);
		if (left_out_of(v->path))
			add_pieces(b, s, etc, left_out_of(v->path));
		else
			add_shown(b, v->path);
	} else {
		skeleton_copy(s, name, v->path);
	}
}

static bool is_shown(const struct visible_list *list, const char *path, size_t length)
{
	for (size_t i = 0; i < list->count; i++)
		if (!strncmp(list->v[i].path, path, length) && !list->v[i].path[length])
			return !list->v[i].hidden;
	return false;
}

/* Single files of directories that are hidden. */
static void add_etc_parts(const struct build *b, struct skeleton *s, int etc, const struct visible_list *list)
{
	for (const char *const *part = visible_parts; *part; part++) {
		char source[128], parent[128];
		struct stat st;

		snprintf(source, sizeof(source), "/etc/%s", *part);
		if (is_shown(list, source, strlen("/etc/") + strcspn(*part, "/")) ||
			sources_show_file(b, source))
			continue;
		if (fstatat(etc, *part, &st, 0) < 0) {
			if (errno != ENOENT && errno != ENOTDIR && errno != ELOOP)
				s->failed = errno;
			continue;
		}
		snprintf(parent, sizeof(parent), "%.*s", (int)(strrchr(*part, '/') - *part), *part);
		skeleton_directory(s, parent, 0755);
		skeleton_copy(s, *part, source);
	}
}

/* Directories of such, as the host has them. */
static void add_etc_directories(struct build *b, struct skeleton *s, const struct visible_list *list)
{
	for (const char *const *name = visible_directories; *name; name++) {
		char path[128];

		snprintf(path, sizeof(path), "/etc/%s", *name);
		if (is_shown(list, path, strlen("/etc/") + strcspn(*name, "/")) || !visible_directory(path))
			continue;
		skeleton_directory(s, *name, 0755);
		add_shown(b, path);
	}
}

/* What a source of the policy can be mounted on: in the copy of /etc, or else on the porch. */
static void add_place(const struct build *b, struct skeleton *s, const char *target, bool etc)
{
	char path[8192];

	if (etc && strncmp(target, "/etc/", 5) != 0)
		return;
	if (snprintf(path, sizeof(path), "%s%s", etc ? "" : "porch", etc ? target + 5 : target) >=
		(int)sizeof(path))
		s->failed = ENAMETOOLONG;
	else if (sources_show_file(b, target))
		skeleton_file(s, path, "");
	else
		skeleton_directory(s, path, 0755);
}

static void add_places(const struct build *b, struct skeleton *s, bool etc)
{
	const struct policy *p = &b->login->policy;

	for (size_t i = 0; i < p->read_only.count; i++)
		add_place(b, s, p->read_only.items[i].target, etc);
	for (size_t i = 0; i < p->read_write.count; i++)
		add_place(b, s, p->read_write.items[i].target, etc);
}

#define RESOLVERS_MAX (64 * 1024)

/*
 * A service may have written it as its own account: systemd-resolved's stub. What everybody on the host
 * reads is not refused for its owner; a link that leads nowhere, or to an account's own file, is.
 */
static void add_resolvers(struct skeleton *s)
{
	int AUTO_CLOSE fd = open("/etc/resolv.conf", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char *AUTO_FREE text = NULL;
	struct stat st;
	size_t length;

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR || errno == ELOOP || err_is_dead(errno)))
		return;
	if (fd < 0 || fstat(fd, &st) < 0) {
		s->failed = errno;
		return;
	}
	if (!S_ISREG(st.st_mode) || !(st.st_mode & S_IROTH) || !account_is_system(st.st_uid))
		return;
	if (fd_read_file(fd, RESOLVERS_MAX, &text, &length) == 0)
		skeleton_file(s, "resolv.conf", text);
	else if (errno != EFBIG)
		s->failed = errno;
}

/* What hostel writes itself, whatever the host has. */
static int finish_etc(struct build *b, struct skeleton *s, struct err *e)
{
	static const char *const ids[] = {"passwd", "group", "hosts", "hostname", "resolv.conf", "machine-id",
		NULL};

	if (!b->resolv_conf)
		add_resolvers(s);
	for (const char *const *id = ids; *id; id++) {
		char target[128];

		if (!b->resolv_conf && !strcmp(*id, "resolv.conf"))
			continue;
		snprintf(target, sizeof(target), "%s/%s", HOSTEL_INSIDE_IDS, *id);
		skeleton_link(s, *id, target);
	}
	skeleton_link(s, "mtab", "/proc/self/mounts");
	skeleton_file(s, "nsswitch.conf", nsswitch);
	add_places(b, s, true);
	return skeleton_make(s, b->state, "etc", b->survey->etc_name, e);
}

static int make_etc(struct build *b, const struct visible_list *list, struct err *e)
{
	struct skeleton s = {0};
	int AUTO_CLOSE etc = open("/etc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int result;

	if (etc < 0)
		return err_set(e, errno, "/etc");
	for (size_t i = 0; i < list->count; i++)
		if (!list->v[i].hidden)
			add_etc_entry(b, &s, etc, &list->v[i]);
	add_etc_parts(b, &s, etc, list);
	add_etc_directories(b, &s, list);
	/* The host's name others; these say what they mean for the tenant. room_permit() of jobs/ */
	if (b->login->policy.crontab)
		skeleton_link(&s, "cron.deny", "/var/spool/cron/crontabs/.deny");
	if (b->login->policy.at)
		skeleton_link(&s, "at.deny", "/var/spool/cron/atjobs/.deny");
	result = finish_etc(b, &s, e);
	skeleton_free(&s);
	return result;
}

/* With an image nothing of the host's /etc is inside: on the porch what login programs' libraries
 * may ask for. */
static int make_porchs_etc(struct build *b, struct err *e)
{
	static const char *const names[] = {"ld.so.cache", "localtime", "gai.conf", "host.conf", "services",
		"protocols", NULL};
	struct skeleton s = {0};
	int result;

	for (const char *const *name = names; *name; name++) {
		char source[64];

		snprintf(source, sizeof(source), "/etc/%s", *name);
		if (!sources_show_file(b, source))
			skeleton_copy(&s, *name, source);
	}
	result = finish_etc(b, &s, e);
	skeleton_free(&s);
	return result;
}

static void add_names(const struct build *b, struct skeleton *s)
{
	const struct policy *p = &b->login->policy;
	char gateway[2 * NETWORK_TEXT_SIZE + 64] = "", *text = NULL;
	char *AUTO_FREE hosts = hosts_of_host();
	struct err ignored = ERR_NONE;
	char id[MACHINE_ID_SIZE];
	struct network n;
	int own_id = machine_id_of(b->login->account.uid, id);

	if (!hosts || own_id < 0) {
		s->failed = errno ? errno : EIO;
		return;
	}
	if (p->network == NETWORK_NAT && network_of(&b->survey->network, &n, &ignored) == 0) {
		char address[NETWORK_TEXT_SIZE], address6[NETWORK_TEXT_SIZE];

		network_print(&n.gateway, address);
		network_print(&n.gateway6, address6);
		snprintf(gateway, sizeof(gateway), "%s %s\n%s %s\n", address, NETWORK_HOST_NAME, address6,
			NETWORK_HOST_NAME);
	}
	if (asprintf(&text, "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n"
		    "127.0.1.1 %s\n%s%s", p->hostname, gateway, hosts) < 0) {
		s->failed = ENOMEM;
		return;
	}
	skeleton_file(s, "ids/hosts", text);
	free(text);
	if (asprintf(&text, "%s\n", p->hostname) < 0) {
		s->failed = ENOMEM;
		return;
	}
	skeleton_file(s, "ids/hostname", text);
	free(text);
	if (own_id == 0)
		skeleton_file(s, "ids/machine-id", id);
	if (b->resolv_conf)
		skeleton_file(s, "ids/resolv.conf", b->resolv_conf);
}

/*
 * mandb(8) ends without an account of this name, whatever it is to do. Of the host's the numbers alone, and
 * nothing where the name is no system account's. Those stand first in passwd(5): the rest may be long.
 */
static void man_account(const struct build *b, char line[80])
{
	char text[8192] = "\n";
	int AUTO_CLOSE fd = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text + 1, sizeof(text) - 2);
	const char *found = n > 0 ? strstr(text, "\nman:") : NULL;
	unsigned uid = 0, gid = 0;

	*line = '\0';
	/* An image has its own. */
	if (found && !*b->login->image.name &&
		sscanf(found, "\nman:%*[^:\n]:%u:%u:", &uid, &gid) == 2 && uid && uid < ACCOUNT_UID_MIN &&
		gid < ACCOUNT_UID_MIN)
		snprintf(line, 80, "man:x:%u:%u::/nonexistent:/usr/sbin/nologin\n", uid, gid);
}

static void add_ids(const struct build *b, struct skeleton *s)
{
	const struct login *l = b->login;
	const struct account *a = &l->account;
	char *text = NULL, *groups = NULL, man[80];
	size_t size = 0;
	FILE *f;

	man_account(b, man);
	if (asprintf(&text,
		    "root:x:0:0:root:/root:/usr/sbin/nologin\n"
		    "daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n" /* at(1) asks for it */
		    "%s"
		    "%s:x:%u:%u:%s:%s:%s\n"
		    LAYOUT_KEEPER ":x:%u:%u:hostel-init:/nonexistent:/usr/sbin/nologin\n"
		    "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n",
		    man, a->name, a->uid, a->gid, a->gecos, a->home, shell_inside(l), b->survey->keeper,
		    b->survey->keeper) < 0) {
		s->failed = ENOMEM;
		return;
	}
	skeleton_file(s, "ids/passwd", text);
	free(text);
	f = open_memstream(&groups, &size);
	if (!f) {
		s->failed = ENOMEM;
		return;
	}
	fprintf(f, "root:x:0:\ndaemon:x:1:\n");
	for (size_t i = 0; i < a->group_count; i++)
		fprintf(f, "%s:x:%u:%s\n", a->group_names[i], a->groups[i],
			a->groups[i] == a->gid ? "" : a->name);
	fprintf(f, "tty:x:%d:\nnogroup:x:65534:\n", LAYOUT_TTY_GID);
	if (fclose(f) == 0)
		skeleton_file(s, "ids/group", groups);
	else
		s->failed = ENOMEM;
	free(groups);
}

static void add_below(struct skeleton *s, const char *top, const char *path)
{
	char joined[8192];

	if (snprintf(joined, sizeof(joined), "%s%s", top, path) >= (int)sizeof(joined))
		s->failed = ENAMETOOLONG;
	else
		skeleton_directory(s, joined, 0755);
}

static void add_porch_system(struct skeleton *s)
{
	for (const char *const *name = layout_system; *name; name++) {
		char path[64], target[256], name_there[80];
		struct stat st;
		ssize_t n;

		snprintf(path, sizeof(path), "/%s", *name);
		snprintf(name_there, sizeof(name_there), "porch/%s", *name);
		if (lstat(path, &st) < 0) {
			if (errno != ENOENT)
				s->failed = errno;
			continue;
		}
		if (!S_ISLNK(st.st_mode)) {
			skeleton_directory(s, name_there, 0755);
			continue;
		}
		n = readlink(path, target, sizeof(target) - 1);
		if (n < 0) {
			s->failed = errno;
			continue;
		}
		target[n] = '\0';
		skeleton_link(s, name_there, target);
	}
}

static void add_porch(const struct build *b, struct skeleton *s)
{
	const struct login *l = b->login;
	static const char *const directories[] = {
		"/dev/pts", "/etc", "/proc", HOSTEL_INSIDE_BIN, HOSTEL_INSIDE_DOOR, HOSTEL_INSIDE "/empty",
		HOSTEL_INSIDE_IDS, HOSTEL_INSIDE_JOBS, "/sys", "/tmp", "/var/tmp", NULL,
	};
	char runtime[64];

	skeleton_directory(s, "porch", 0755);
	add_porch_system(s);
	for (const char *const *path = directories; *path; path++)
		add_below(s, "porch", *path);
	for (const char *const *name = layout_devices; *name; name++) {
		char path[64];

		snprintf(path, sizeof(path), "porch/dev/%s", *name);
		skeleton_file(s, path, "");
	}
	skeleton_file(s, "porch/dev/log", "");
	skeleton_link(s, "porch/dev/ptmx", "pts/ptmx");
	skeleton_link(s, "porch/var/run", "/run");
	snprintf(runtime, sizeof(runtime), "/run/user/%u", l->account.uid);
	add_below(s, "porch", runtime);
	add_below(s, "porch", l->account.home);
	for (size_t i = 0; i < b->links.count; i++)
		add_below(s, "porch", b->links.items[i].target);
	add_places(b, s, false);
}

/* The account's shell is hostel-shell on the porch: by programs.c, or by a link of its own. */
static void add_shell(const struct login *l, struct skeleton *s)
{
	char path[512];

	if (layout_has_program(l->account.shell))
		return;
	/* hostel-shell installed elsewhere, as tenant_check_account() asks: the same path leads to it. */
	snprintf(path, sizeof(path), "porch%s", l->account.shell);
	skeleton_link(s, path, HOSTEL_INSIDE_BIN "/hostel-shell");
}

static int make_base(struct build *b, struct err *e)
{
	struct skeleton s = {0};
	int result;

	skeleton_directory(&s, "stage", 0755);
	skeleton_directory(&s, "stage-home", 0755);
	skeleton_directory(&s, "ids", 0755);
	add_ids(b, &s);
	add_names(b, &s);
	add_porch(b, &s);
	add_shell(b->login, &s);
	result = skeleton_make(&s, b->tenant, "base", b->survey->base_name, e);
	skeleton_free(&s);
	return result;
}

/* The directories in it that are shown. */
static int add_shown_of(struct build *b, const char *top, const struct packages *p, struct err *e)
{
	struct visible_list list;

	if (visible_list(&list, top, p, e) < 0)
		return -1;
	for (size_t i = 0; i < list.count; i++)
		if (!list.v[i].hidden && list.v[i].directory && !list.v[i].link)
			add_shown(b, list.v[i].path);
	visible_free(&list);
	return 0;
}

/* What the host's packages put into /etc, /var/lib and /var/cache. */
static int make_visible(struct build *b, struct err *e)
{
	struct packages p;
	struct visible_list list;
	int result;

	if (*b->login->image.name)
		return make_porchs_etc(b, e);
	if (packages_load(&p, b->state, e) < 0)
		return -1;
	result = visible_list(&list, "/etc", &p, e);
	if (!result)
		result = make_etc(b, &list, e) < 0 || add_shown_of(b, "/var/lib", &p, e) < 0 ? -1
			: add_shown_of(b, "/var/cache", &p, e);
	visible_free(&list);
	packages_free(&p);
	return result;
}

int trees_describe(struct build *b, struct err *e)
{
	return make_visible(b, e) < 0 || make_base(b, e) < 0 || programs_describe(b, e) < 0 ||
		machine_describe(b, e) < 0 ? -1 : 0;
}
