/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which names of /etc, /var/lib and /var/cache are shown inside, and why others are not.
 */
#include "host/visible.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <mntent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/file_ids.h"

static const char own[] = "the tenant has one of that name";
static const char accounts[] = "it names other accounts, or holds what they log in with";
static const char logins[] = "it says who may come in, and what they may do";
static const char jobs[] = "it holds jobs that root runs";
static const char starts[] = "it says how the host starts and what runs on it";
static const char disks[] = "it names the host's disks";
static const char networks[] = "it says how the host and its firewall are set up";
static const char servers[] = "a server of the host reads it: it may name customers and hold passwords";
static const char pools[] = "its pools name customers: only php.ini and conf.d are shown";
static const char updates[] = "it says where the host's packages come from, with passwords perhaps";
static const char walls[] = "it says what watches over the host";
static const char caches[] = "it holds what the host's services keep";
static const char unreadable[] = "not every account may read it";
static const char foreign[] = "it is not root's";
static const char neither[] = "it is no file and no directory";
static const char unknown[] = "no package put it there, and it is not listed";
static const char unlisted[] = "it is not listed, and without dpkg nothing tells whose it is";
static const char linked[] = "it is a link: read_only shows what it leads to";
static const char mounted[] = "another file system is mounted there";
static const char serving[] = "a service of the host's has it";

/* A name that ends in * stands for all that begin so. Without a reason it is shown, whoever put it there. */
struct rule {
	const char *name;
	const char *hidden;
};

static const struct rule etc_rules[] = {
	{"passwd", own}, {"group", own}, {"hosts", own}, {"hostname", own}, {"resolv.conf", own},
	{"nsswitch.conf", own}, {"mtab", own}, {"machine-id", own},

	{"shadow*", accounts}, {"gshadow*", accounts}, {"passwd*", accounts}, {"group*", accounts},
	{"subuid*", accounts}, {"subgid*", accounts}, {".pwd.lock", accounts}, {"aliases*", accounts},
	{"ftpusers", accounts}, {"mailname", accounts}, {"krb5.keytab", accounts}, {"projects", accounts},
	{"projid", accounts}, {"pam.d", logins}, {"pam.conf", logins}, {"security", logins},
	{"sudo*", logins}, {"doas.conf", logins}, {"polkit-1", logins}, {"ssh", logins},
	{"securetty", logins}, {"login.access", logins}, {"usertty", logins}, {"adduser.conf", logins},
	{"deluser.conf", logins}, {"hostel*", logins}, {"sssd", logins}, {"nslcd.conf", logins},
	{"libnss-*", logins}, {"pam_ldap*", logins}, {"freeipa", logins}, {"ipa", logins},
	{"at.*", logins}, {"cron.allow", logins}, {"cron.deny", logins}, {"cron*", jobs},
	{"anacron*", jobs}, {"logrotate*", jobs}, {"update-motd.d", jobs}, {"logcheck", jobs},
	{"logwatch", jobs}, {"rsnapshot*", jobs}, {"borg*", jobs}, {"duply", jobs}, {"backup*", jobs},
	{"init.d", starts}, {"rc?.d", starts}, {"rc.*", starts}, {"inittab", starts}, {"runit", starts},
	{"sv", starts}, {"systemd", starts}, {"modprobe.d", starts}, {"modules*", starts},
	{"sysctl*", starts}, {"tmpfiles.d", starts}, {"binfmt.d", starts}, {"kernel*", starts},
	{"default", starts}, {"grub*", starts}, {"initramfs-tools", starts}, {"udev", starts},
	{"dracut*", starts}, {"cloud", starts}, {"sysconfig", starts}, {"dbus-1", starts},
	{"ld.so.preload", starts}, {"needrestart", starts}, {"fstab*", disks}, {"crypttab*", disks},
	{"lvm", disks}, {"mdadm*", disks}, {"iscsi", disks}, {"multipath*", disks}, {"smartd.conf", disks},
	{"exports*", disks}, {"auto.*", disks}, {"autofs*", disks}, {"idmapd.conf", disks},
	{"nfs*", disks}, {"zfs", disks}, {"quota*", disks}, {"warnquota.conf", disks},
	{"network", networks}, {"NetworkManager", networks}, {"netplan", networks}, {"hosts.*", networks},
	{"iptables*", networks}, {"nftables*", networks}, {"firewalld", networks}, {"ufw", networks},
	{"dhcp*", networks}, {"wpa_supplicant", networks}, {"ppp", networks}, {"wireguard", networks},
	{"openvpn*", networks}, {"ipsec*", networks}, {"strongswan*", networks}, {"swanctl", networks},
	{"qemu-if*", networks}, {"cni", networks}, {"apache2", servers}, {"httpd", servers},
	{"nginx", servers}, {"lighttpd", servers}, {"caddy", servers}, {"postfix", servers},
	{"exim*", servers}, {"dovecot", servers}, {"mail", servers}, {"mailman*", servers},
	{"proftpd*", servers}, {"vsftpd*", servers}, {"pure-ftpd", servers}, {"samba", servers},
	{"bind", servers}, {"named*", servers}, {"haproxy", servers}, {"varnish", servers},
	{"squid*", servers}, {"tor", servers}, {"letsencrypt", servers}, {"acme*", servers},
	{"webmin", servers}, {"usermin", servers}, {"virtualmin*", servers}, {"psa", servers},
	{"plesk", servers}, {"roundcube", servers}, {"phpmyadmin", servers}, {"php-fpm*", servers},
	{"awstats", servers}, {"webalizer*", servers}, {"munin*", servers}, {"docker", servers},
	{"containerd", servers}, {"opendkim*", servers}, {"postgresql", servers},
	{"postgresql-common", servers}, {"redis", servers}, {"snmp", servers}, {"apt", updates},
	{"dnf", updates}, {"yum*", updates}, {"zypp", updates}, {"pacman*", updates},
	{"ucf.conf", updates}, {"debconf.conf", updates}, {"update-manager", updates},
	{"PackageKit", updates}, {"rhsm", updates}, {"subscription-manager", updates},
	{"apparmor*", walls}, {"selinux", walls}, {"audit*", walls}, {"libaudit.conf", walls},
	{"fail2ban", walls}, {"firejail", walls}, {"aide*", walls}, {"tripwire", walls},
	{"rsyslog*", walls}, {"syslog*", walls},

	{"ImageMagick-*", NULL}, {"ODBCDataSources", NULL}, {"R", NULL}, {"X11", NULL},
	{"alternatives", NULL}, {"bash.bashrc", NULL}, {"bash_completion", NULL},
	{"bash_completion.d", NULL}, {"bashrc", NULL}, {"ca-certificates", NULL},
	{"ca-certificates.conf", NULL}, {"crypto-policies", NULL}, {"csh.cshrc", NULL},
	{"csh.login", NULL}, {"debian_version", NULL}, {"dictionaries-common", NULL}, {"dpkg", NULL},
	{"emacs", NULL}, {"environment", NULL}, {"ethertypes", NULL}, {"fonts", NULL}, {"fpc*", NULL},
	{"gai.conf", NULL}, {"ghostscript", NULL}, {"gitconfig", NULL}, {"groff", NULL},
	{"host.conf", NULL}, {"inputrc", NULL}, {"issue", NULL}, {"issue.net", NULL}, {"java*", NULL},
	{"javascript-common", NULL}, {"krb5.conf", NULL}, {"krb5.conf.d", NULL}, {"ld.so.cache", NULL},
	{"ld.so.conf", NULL}, {"ld.so.conf.d", NULL}, {"locale.alias", NULL}, {"locale.conf", NULL},
	{"locale.gen", NULL}, {"localtime", NULL}, {"login.defs", NULL}, {"lsb-release", NULL},
	{"lynx", NULL}, {"magic", NULL}, {"mke2fs.conf", NULL}, {"magic.mime", NULL}, {"mailcap", NULL},
	{"mailcap.order", NULL}, {"man_db.conf", NULL}, {"manpath.config", NULL}, {"maven*", NULL},
	{"mime.types", NULL}, {"motd", NULL}, {"my.cnf*", NULL}, {"mysql", NULL}, {"nanorc", NULL},
	{"netconfig", NULL}, {"networks", NULL}, {"nodejs", NULL}, {"npmrc", NULL}, {"odbc*.ini", NULL},
	{"os-release", NULL}, {"papersize", NULL}, {"perl", NULL}, {"php*", NULL}, {"pip.conf", NULL},
	{"pki", NULL}, {"profile", NULL}, {"profile.d", NULL}, {"protocols", NULL}, {"python*", NULL},
	{"redhat-release", NULL}, {"rpc", NULL}, {"screenrc", NULL}, {"sensors3.conf", NULL},
	{"services", NULL}, {"shells", NULL}, {"skel", NULL}, {"ssl", NULL}, {"terminfo", NULL},
	{"texmf", NULL}, {"timezone", NULL}, {"tmux.conf", NULL}, {"vim", NULL}, {"vimrc", NULL},
	{"wgetrc", NULL}, {"xdg", NULL}, {"xml", NULL}, {"zsh", NULL}, {"zshenv", NULL}, {"zshrc", NULL},
	{NULL, NULL},
};

static const struct rule lib_rules[] = {
	{"hostel*", logins}, {"pam", logins}, {"polkit-1", logins}, {"sudo", logins},
	{"AccountsService", accounts}, {"extrausers", accounts}, {"sss", logins}, {"misc", caches},
	{"private", caches}, {"systemd", starts}, {"dbus", own}, {"machines", caches},
	{"portables", caches}, {"git", caches}, {"PackageKit", updates}, {"apt", updates},
	{"ucf", updates}, {"update*", updates}, {"lxc*", servers}, {"lxd", servers}, {"docker", servers},
	{"containers", servers}, {"nfs", disks}, {"cloud", starts}, {"logrotate", jobs},

	{"aspell", NULL}, {"command-not-found", NULL}, {"dictionaries-common", NULL}, {"dpkg", NULL},
	{"emacsen-common", NULL}, {"fontconfig", NULL}, {"gems", NULL}, {"ghostscript", NULL},
	{"hunspell", NULL}, {"ieee-data", NULL}, {"man-db", NULL}, {"pci", NULL}, {"php*", NULL},
	{"python*", NULL}, {"rpm", NULL}, {"sgml-base", NULL}, {"snmp", NULL}, {"tex*", NULL},
	{"usbutils", NULL}, {"vim", NULL}, {"xml-core", NULL},
	{NULL, NULL},
};

/* What programs look things up in. Everything else is what somebody's work has left, and names it perhaps. */
static const struct rule cache_rules[] = {
	{"dictionaries-common", NULL}, {"man", NULL}, {"*", caches},
	{NULL, NULL},
};

static const struct {
	const char *top;
	const struct rule *rules;
} tables[] = {{"/etc", etc_rules}, {"/var/lib", lib_rules}, {"/var/cache", cache_rules}};

const char *const visible_parts[] = {
	"default/locale", "ldap/ldap.conf", "ssh/moduli", "ssh/ssh_config", "ssh/ssh_known_hosts", NULL,
};

/* Of it init/collect.c shows nothing where root's files do not show as root's: talk/face.h. */
const char *const visible_directories[] = {"ssh/ssh_config.d", NULL};

const struct visible_left_out visible_left_out[] = {
	/* pool.d has a file for each customer; without the kept ones PHP would have no module there. */
	{"/etc/php", "fpm", pools, {"php.ini", "conf.d", NULL}},
	{NULL, NULL, NULL, {NULL}},
};

static bool matches(const char *pattern, const char *name)
{
	for (; *pattern && *pattern != '*'; pattern++, name++)
		if (*pattern == '?' ? !*name : *pattern != *name)
			return false;
	if (!*pattern)
		return !*name;
	/* What stands behind a star: odbc*.ini */
	return !pattern[1] || (strlen(name) >= strlen(pattern + 1) &&
				      !strcmp(name + strlen(name) - strlen(pattern + 1), pattern + 1));
}

/* NULL: it is not listed. */
static const struct rule *rule_of(const char *top, const char *name)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		for (const struct rule *r = tables[i].rules; !strcmp(tables[i].top, top) && r->name; r++)
			if (matches(r->name, name))
				return r;
	return NULL;
}

bool visible_listed(const char *top, const char *name, const char **hidden)
{
	const struct rule *r = rule_of(top, name);

	if (r)
		*hidden = r->hidden;
	return r;
}

#define NOBODY 65534

/* There is nothing, or not for this account. Any other error is no answer. */
static bool is_an_answer(int code)
{
	return code == ENOENT || code == ENOTDIR || code == ELOOP || code == EACCES;
}

/* Root's own link may lead to it through a directory that is closed to everybody else. 0, or an errno. */
static int reach(const char *path)
{
	char *AUTO_FREE real = realpath(path, NULL);
	struct err e = ERR_NONE;
	int AUTO_CLOSE fd = -1;

	if (!real)
		return errno;
	fd = file_ids_open(NOBODY, NOBODY, real, 0, &e);
	return fd < 0 ? e.code : 0;
}

bool visible_directory(const char *path)
{
	char *AUTO_FREE real = realpath(path, NULL);
	const mode_t others = S_IROTH | S_IXOTH;
	struct stat st;

	/* hostel-init opens it without links. */
	return real && !strcmp(real, path) && lstat(path, &st) == 0 && S_ISDIR(st.st_mode) && !st.st_uid &&
		(st.st_mode & others) == others && !reach(path);
}

#define MAN_UID 6 /* `man` in Debian's base-passwd: mandb(8) writes the index of apropos(1) as this account */

static bool is_owner(const struct visible *v, uid_t uid)
{
	return uid == 0 || (uid == MAN_UID && !strcmp(v->path, "/var/cache/man"));
}

static const char *why_not(const struct visible *v, const struct stat *st)
{
	if (!v->directory && !S_ISREG(st->st_mode))
		return neither;
	if (!is_owner(v, st->st_uid))
		return foreign;
	return st->st_mode & S_IROTH && (!v->directory || st->st_mode & S_IXOTH) ? NULL : unreadable;
}

/* What a link leads to is asked, if it leads anywhere. 0, or -1 with *e. */
static int look_at(struct visible *v, struct err *e)
{
	struct stat st;
	int code = lstat(v->path, &st) < 0 ? errno : 0;

	v->link = !code && S_ISLNK(st.st_mode);
	if (!code && stat(v->path, &st) < 0)
		code = errno;
	if (!code) {
		v->directory = S_ISDIR(st.st_mode);
		v->hidden = why_not(v, &st);
		if (v->link && !v->hidden)
			code = reach(v->path);
	}
	if (!code)
		return 0;
	v->hidden = unreadable;
	return is_an_answer(code) || (v->link && err_is_dead(code)) ? 0
		: err_set(e, code, "%s", v->path);
}

/* `top`, and mount points below it; malloc'ed. It may be that of a file system that does not answer. */
struct mounted {
	size_t count;
	char **v;
};

static int read_mounted(struct mounted *m, const char *top, struct err *e)
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	size_t length = strlen(top);
	struct mntent entry;
	char line[8192];

	*m = (struct mounted){0};
	if (!mounts)
		return err_set(e, errno, "/proc/self/mounts");
	while (getmntent_r(mounts, &entry, line, sizeof(line))) {
		char **more;

		if (strncmp(entry.mnt_dir, top, length) ||
			(entry.mnt_dir[length] && entry.mnt_dir[length] != '/'))
			continue;
		more = reallocarray(m->v, m->count + 1, sizeof(*more));
		if (more)
			m->v = more;
		if (!more || !(m->v[m->count] = strdup(entry.mnt_dir))) {
			endmntent(mounts);
			return err_set(e, ENOMEM, "/proc/self/mounts");
		}
		m->count++;
	}
	if (ferror(mounts)) {
		endmntent(mounts);
		return err_set(e, EIO, "/proc/self/mounts");
	}
	endmntent(mounts);
	return 0;
}

static void free_mounted(struct mounted *m)
{
	for (size_t i = 0; i < m->count; i++)
		free(m->v[i]);
	free(m->v);
}

static bool is_mounted(const struct mounted *m, const char *path)
{
	for (size_t i = 0; i < m->count; i++)
		if (!strcmp(m->v[i], path))
			return true;
	return false;
}

/* What is hidden by its name, or mounted, is not looked at: it may hang, and would be in everybody's way. */
static int judge(struct visible *v, const char *top, const struct packages *p, const struct mounted *m,
	struct err *e)
{
	const struct package_path *has = packages_find(p, v->path);
	const struct rule *listed = rule_of(top, strrchr(v->path, '/') + 1);

	v->hidden = listed ? listed->hidden : NULL;
	v->own = v->hidden == own;
	if (!listed && !has) {
		v->hidden = p->known ? unknown : unlisted;
	} else if (!listed && has->service) {
		v->hidden = serving;
		v->package = has->service;
	} else if (!v->hidden && is_mounted(m, v->path)) {
		v->hidden = mounted;
	} else if (!v->hidden) {
		if (look_at(v, e) < 0)
			return -1;
		if (!v->hidden && v->link && strcmp(top, "/etc"))
			v->hidden = linked;
	}
	return 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int no_dots(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
}

static int add_name(struct visible_list *list, const char *top, const char *name, const struct packages *p,
	const struct mounted *m, struct err *e)
{
	struct visible *v = &list->v[list->count];

	if (asprintf(&v->path, "%s/%s", top, name) < 0)
		return err_set(e, ENOMEM, "%s", top);
	list->count++;
	return judge(v, top, p, m, e);
}

/*
 * Of what hostel-init, which is not root, could not open nothing is shown: of a top behind a link, or closed
 * to others. Nobody needs /var/cache to log in: where it is a file system of its own, it may not answer. /etc
 * has to be there. 0, or -1 with *e.
 */
static int may_open(const char *top, const struct mounted *m, bool *may, struct err *e)
{
	const bool comfort = !strcmp(top, "/var/cache");
	char path[64];
	int AUTO_CLOSE fd = -1;

	*may = !comfort || !is_mounted(m, top);
	if (!*may || !strcmp(top, "/etc"))
		return 0;
	snprintf(path, sizeof(path), "%s/.", top);
	fd = file_ids_open(NOBODY, NOBODY, path, O_DIRECTORY, e);
	*may = fd >= 0;
	if (!*may && !is_an_answer(e->code) && !(comfort && err_is_dead(e->code)))
		return -1;
	*e = ERR_NONE;
	return 0;
}

/* Its names, sorted; none where nothing of it is shown. How many, or -1 with *e. */
static int read_names(const char *top, const struct mounted *m, struct dirent ***names, struct err *e)
{
	bool may;
	int n;

	if (may_open(top, m, &may, e) < 0)
		return -1;
	n = may ? scandir(top, names, no_dots, by_name) : 0;
	if (n < 0)
		return errno == ENOENT ? 0 : err_set(e, errno, "%s", top);
	return n;
}

int visible_list(struct visible_list *list, const char *top, const struct packages *p, struct err *e)
{
	struct dirent **names = NULL;
	struct mounted m = {0};
	int n = read_mounted(&m, top, e) < 0 ? -1 : read_names(top, &m, &names, e);
	int result = n < 0 ? -1 : 0;

	*list = (struct visible_list){0};
	list->v = n < 0 ? NULL : calloc((size_t)n + 1, sizeof(*list->v));
	if (!result && !list->v)
		result = err_set(e, ENOMEM, "%s", top);
	for (int i = 0; i < n; i++) {
		if (!result)
			result = add_name(list, top, names[i]->d_name, p, &m, e);
		free(names[i]);
	}
	free(names);
	free_mounted(&m);
	if (result < 0)
		visible_free(list);
	return result;
}

void visible_free(struct visible_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->v[i].path);
	free(list->v);
	*list = (struct visible_list){0};
}
