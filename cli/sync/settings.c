/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sync.ini: from where this host's policies come.
 */
#include "settings.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/apart/signers.h"
#include "cli/config.h"
#include "cli/config_file.h"
#include "cli/ini.h"
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

/* The text is taken over. What would be right, or NULL. */
static const char *take(struct sync_settings *s, const char *key, char *value)
{
	const struct {
		const char *key;
		char **text;
		bool right;
		const char *would_be;
	} keys[] = {
		{"url", &s->url, is_url(value),
			"https://, ssh://, git@HOST:PATH, http://, git://, or a directory of this host"},
		{"branch", &s->branch, *value && is_path(value), "the name of a branch"},
		{"path", &s->path, is_path(value), "a directory of the repository, such as sites/berlin"},
		{"allowed_signers", &s->signers, *value == '/', "a whole path of a file"},
	};

	if (!strcmp(key, "keep_going")) {
		s->keep_going = !strcmp(value, "yes");
		return s->keep_going || !strcmp(value, "no") ? NULL : "yes or no";
	}
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (!strcmp(key, keys[i].key)) {
			free(*keys[i].text);
			*keys[i].text = text_of("%s", value);
			return keys[i].right ? NULL : keys[i].would_be;
		}
	return "no such key: url, branch, path, allowed_signers, keep_going";
}

static int read_text(struct sync_settings *s, const char *text)
{
	struct ini_cursor at = {.at = text};
	char *section, *key, *value;
	int result = 1;

	while (ini_each(&at, &section, &key, &value)) {
		const char *wrong = strcmp(section, "sync") ? "there is only [sync]" : take(s, key, value);

		if (wrong) {
			say(SYNC_INI ": [%s] %s = %s: %s", section, key, value, wrong);
			result = -1;
		}
		free(section);
		free(key);
		free(value);
	}
	if (result > 0 && !s->url) {
		say(SYNC_INI ": [sync] url is missing");
		result = -1;
	}
	return result;
}

int sync_settings_read(struct sync_settings *s, const struct cli *c)
{
	char *AUTO_FREE base = config_path(c), *AUTO_FREE text = NULL;
	int AUTO_CLOSE own = config_open_own(c);

	*s = (struct sync_settings){.branch = text_of("main"), .path = text_of("%s", ""),
		.signers = text_of("%s/allowed_signers", base), .keep_going = true};
	if (own < 0 || config_text(own, SYNC_INI, &text))
		return -1;
	if (!text)
		return 0;
	return read_text(s, text) < 0 ? -1 : apart_check_signers(s->signers);
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
	char *AUTO_FREE base = config_path(c), *AUTO_FREE path = text_of("%s/" SYNC_INI, base);

	return access(path, F_OK) == 0;
}
