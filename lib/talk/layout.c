/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What of the host is shown inside.
 */
#include "talk/layout.h"

#include <stdio.h>
#include <string.h>

const char *const layout_system[] = {
	"usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32", "opt", NULL,
};

const char *const layout_devices[] = {
	"null", "zero", "full", "random", "urandom", "tty", NULL,
};

/* The last two are links where /usr is merged. */
const char *const layout_programs[] = {
	"/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/usr/games", "/bin", "/sbin", NULL,
};

const char *layout_programs_name(const char *path, char name[LAYOUT_PROGRAMS_NAME])
{
	snprintf(name, LAYOUT_PROGRAMS_NAME, "%s", path + 1);
	for (char *p = strchr(name, '/'); p; p = strchr(p, '/'))
		*p = '-';
	return name;
}

/*
 * Left out on purpose: passwd, group, shadow, hosts, hostname (made for each tenant), fstab, crontab
 * and cron.*, sudoers, ssh's host keys and sshd_config, machine-id, subuid, pam.d, systemd, network
 * and default (which hold other people's names, addresses or passwords), and what is not listed.
 */
const char *const layout_etc[] = {
	"ImageMagick-*", "ODBCDataSources", "R", "X11", "alternatives", "bash.bashrc",
	"bash_completion", "bash_completion.d", "bashrc", "ca-certificates", "ca-certificates.conf",
	"crypto-policies", "csh.cshrc", "csh.login", "debian_version", "dictionaries-common",
	"emacs", "environment", "ethertypes", "fonts", "gai.conf", "ghostscript", "gitconfig",
	"groff", "host.conf", "inputrc", "issue", "issue.net", "java*", "javascript-common",
	"ld.so.cache", "ld.so.conf", "ld.so.conf.d", "locale.alias", "locale.conf", "locale.gen",
	"localtime", "login.defs", "lsb-release", "lynx", "magic", "magic.mime", "mailcap",
	"mailcap.order", "manpath.config", "maven*", "mime.types", "motd", "nanorc", "netconfig",
	"networks", "nodejs", "npmrc", "os-release", "papersize", "perl", "pki", "profile",
	"profile.d", "protocols", "python*", "redhat-release", "resolv.conf", "rpc", "screenrc",
	"sensors3.conf", "services", "shells", "skel", "ssl", "terminfo", "texmf",
	"timezone", "tmux.conf", "vim", "vimrc", "wgetrc", "xdg", "zsh", "zshenv", "zshrc", NULL,
};
