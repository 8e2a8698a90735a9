/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Keys and passwords that are there.
 */
#include "way_in.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/fd.h"
#include "output.h"

/* sshd_config(5): words of lines that name other keys, or other proofs. */
static const char *const words[] = {"AuthorizedKeysFile", "AuthorizedKeysCommand", "TrustedUserCAKeys",
	"GSSAPIAuthentication", "HostbasedAuthentication", "KerberosAuthentication"};

static bool names_other(const char *path)
{
	FILE *f = fopen(path, "re");
	char *AUTO_FREE line = NULL;
	size_t size = 0;
	bool found = false;

	while (f && !found && getline(&line, &size, f) >= 0)
		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			found |= !strncasecmp(line + strspn(line, " \t"), words[i], strlen(words[i]));
	if (f)
		fclose(f);
	return found;
}

bool way_in_elsewhere(void)
{
	bool found = names_other("/etc/ssh/sshd_config");
	glob_t more = {0};

	glob("/etc/ssh/sshd_config.d/*.conf", 0, NULL, &more);
	for (size_t i = 0; i < more.gl_pathc; i++)
		found |= names_other(more.gl_pathv[i]);
	globfree(&more);
	return found;
}

bool way_in_none(const struct spwd *entry, const char *home)
{
	static const char *const files[] = {"authorized_keys", "authorized_keys2"};

	if (!entry || (*entry->sp_pwdp != '!' && *entry->sp_pwdp != '*'))
		return false;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char *AUTO_FREE path = text_of("%s/.ssh/%s", home, files[i]);
		struct stat st;

		if (lstat(path, &st) == 0 && st.st_size)
			return false;
	}
	return true;
}
