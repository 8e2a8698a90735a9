/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * watch.ini: the etcd from which this host's policies come.
 */
#include "settings.h"

#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/apart/signers.h"
#include "cli/config.h"
#include "cli/host_settings.h"
#include "cli/output.h"

static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";

static bool has_only(const char *text, const char *others)
{
	while (*text && (strchr(plain, *text) || strchr(others, *text)))
		text++;
	return !*text;
}

/* URLs with commas; blanks behind these go. */
static bool take_endpoints(char *text)
{
	char *to = text;

	for (const char *p = text; *p; p++)
		if ((*p != ' ' && *p != '\t') || to == text || to[-1] != ',')
			*to++ = *p;
	*to = '\0';
	for (const char *p = text; *p || p == text; p += strcspn(p, ",")) {
		p += *p == ',';
		if (strncmp(p, "https://", 8) && strncmp(p, "http://", 7))
			return false;
	}
	return has_only(text, ":/[],");
}

static bool is_prefix(const char *text)
{
	return *text == '/' && has_only(text, "/") && !strstr(text, "//") &&
	       text[strlen(text) - 1] == '/' && text[1];
}

/* What would be right, or NULL. */
static const char *take(void *settings, const char *key, char *value)
{
	struct watch_settings *s = settings;
	const bool path = *value == '/';
	const struct host_key keys[] = {
		{"endpoints", &s->endpoints, take_endpoints(value),
			"https://HOST:2379, one for each member, with commas"},
		{"prefix", &s->prefix, is_prefix(value), "the beginning of the keys, such as /hostel/"},
		{"status", &s->status, !*value || is_prefix(value),
			"the beginning of a key, such as /hostel-status/, or nothing for none"},
		{"cacert", &s->ca, path, "a whole path of a file"},
		{"cert", &s->cert, path, "a whole path of a file"},
		{"key", &s->key, path, "a whole path of a file"},
		{"user", &s->user, *value && has_only(value, "@"), "the name of a user of etcd's"},
		{"password_file", &s->password_file, path, "a whole path of a file"},
		{"allowed_signers", &s->signers, path, "a whole path of a file"},
	};

	return host_settings_take(keys, sizeof(keys) / sizeof(keys[0]), &s->keep_going, key, value,
		"no such key: endpoints, prefix, status, cacert, cert, key, user, password_file, "
		"allowed_signers, keep_going");
}

/* Two keys that say nothing without each other. */
static bool pairs(const char *a, const char *a_name, const char *b, const char *b_name)
{
	if (!a == !b)
		return true;
	say(WATCH_INI ": [watch] %s is missing, which belongs to %s", a ? b_name : a_name,
		a ? a_name : b_name);
	return false;
}

/* What only all keys together tell. */
static int check(const struct watch_settings *s)
{
	if (!s->endpoints) {
		say(WATCH_INI ": [watch] endpoints is missing");
		return -1;
	}
	if (*s->status && !strncmp(s->status, s->prefix, strlen(s->prefix))) {
		say(WATCH_INI ": [watch] status = %s: is below prefix, where policies are", s->status);
		return -1;
	}
	if (!pairs(s->cert, "cert", s->key, "key") ||
		!pairs(s->user, "user", s->password_file, "password_file"))
		return -1;
	return apart_check_signers(s->signers);
}

int watch_settings_read(struct watch_settings *s, const struct cli *c)
{
	char *AUTO_FREE base = config_path(c);
	int there;

	*s = (struct watch_settings){.prefix = text_of("/hostel/"),
		.status = text_of("/hostel-status/"),
		.signers = text_of("%s/allowed_signers", base),
		.keep_going = true};
	there = host_settings_read(c, WATCH_INI, "watch", take, s);
	return there > 0 ? check(s) : there;
}

void watch_settings_free(struct watch_settings *s)
{
	char *const texts[] = {s->endpoints, s->prefix, s->status, s->ca, s->cert, s->key, s->user,
		s->password_file, s->signers};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		free(texts[i]);
}

bool watch_is_wanted(const struct cli *c)
{
	return host_settings_has(c, WATCH_INI);
}
