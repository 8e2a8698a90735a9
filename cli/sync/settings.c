/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sync.ini: from where this host's policies come.
 */
#include "settings.h"

#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/apart/signers.h"
#include "cli/config.h"
#include "cli/host_settings.h"
#include "cli/output.h"

static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

static bool has_only(const char *text, const char *others)
{
	while (*text && (strchr(letters, *text) || strchr(others, *text)))
		text++;
	return !*text;
}

/* Parts of letters, digits and _.-, none of them hidden. */
static bool is_path(const char *text)
{
	return has_only(text, "_.-/") && *text != '/' && *text != '-' && *text != '.' &&
	       !strstr(text, "/.") && !strstr(text, "//") && !strstr(text, "..") &&
	       (!*text || text[strlen(text) - 1] != '/');
}

static bool is_url(const char *text)
{
	static const char *const schemes[] = {"https://", "http://", "ssh://", "git://", "file:///"};

	if (!has_only(text, "_.-/:@+~%[]=") || strstr(text, "::"))
		return false;
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (!strncmp(text, schemes[i], strlen(schemes[i])))
			return text[strlen(schemes[i])] && text[strlen(schemes[i])] != '-';
	return *text == '/' ||
	       (*text != '-' && strchr(text, '@') && strchr(text, ':') && !strstr(text, "://"));
}

/* What would be right, or NULL. */
static const char *take(void *settings, const char *key, char *value)
{
	struct sync_settings *s = settings;
	const struct host_key keys[] = {
		{"url", &s->url, is_url(value),
			"https://, ssh://, git@HOST:PATH, http://, git://, or a directory of this host"},
		{"branch", &s->branch, *value && is_path(value), "the name of a branch"},
		{"path", &s->path, is_path(value), "a directory of the repository, such as sites/berlin"},
		{"allowed_signers", &s->signers, *value == '/', "a whole path of a file"},
	};

	return host_settings_take(keys, sizeof(keys) / sizeof(keys[0]), &s->keep_going, key, value,
		"no such key: url, branch, path, allowed_signers, keep_going");
}

int sync_settings_read(struct sync_settings *s, const struct cli *c)
{
	char *AUTO_FREE base = config_path(c);
	int there;

	*s = (struct sync_settings){.branch = text_of("main"), .path = text_of("%s", ""),
		.signers = text_of("%s/allowed_signers", base), .keep_going = true};
	there = host_settings_read(c, SYNC_INI, "sync", take, s);
	if (there > 0 && !s->url) {
		say(SYNC_INI ": [sync] url is missing");
		return -1;
	}
	return there > 0 ? apart_check_signers(s->signers) : there;
}

void sync_settings_free(struct sync_settings *s)
{
	free(s->url);
	free(s->branch);
	free(s->path);
	free(s->signers);
}

bool sync_is_wanted(const struct cli *c)
{
	return host_settings_has(c, SYNC_INI);
}
