/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kinds APPARMOR and SELINUX: auto, no, or the name of what confines the tenant's programs.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/internal.h"

#define LABEL_SIZE_MAX 255

static bool only(const char *text, size_t length, const char *also)
{
	for (size_t i = 0; i < length; i++) {
		if (!ascii_alnum(text[i]) && !strchr(also, text[i]))
			return false;
	}
	return true;
}

/* auto and no are words; what people write for them elsewhere must not become a name. */
static int check_word(const char *text, bool *word, struct complaint *c)
{
	static const char *const yes[] = {"yes", "on", "true", "default", NULL};
	static const char *const no[] = {"none", "off", "false", "unconfined", "disabled", NULL};

	*word = strcmp(text, "auto") == 0 || strcmp(text, "no") == 0;
	for (size_t i = 0; yes[i]; i++) {
		if (ascii_same(text, yes[i]))
			return complain(c, "write auto, or the name of what shall be used");
	}
	for (size_t i = 0; no[i]; i++) {
		if (ascii_same(text, no[i]))
			return complain(c, "write no");
	}
	if (strlen(text) > LABEL_SIZE_MAX)
		return complain(c, "at most %d bytes", LABEL_SIZE_MAX);
	return 0;
}

/*
 * The name is written into one of the kernel's files behind a command, so nothing can stand in it
 * that means more than one profile there: no blank, no & (a stack), no : (a namespace).
 */
static int check_apparmor(const char *text, struct complaint *c)
{
	bool word;
	int error = check_word(text, &word, c);

	if (error || word)
		return error;
	if (!only(text, strlen(text), "_.+-/@"))
		return complain(c, "the name of one profile: letters, digits and _ . + - / @");
	if (!*text || (!ascii_alnum(text[0]) && text[0] != '/' && text[0] != '_'))
		return complain(c, "a profile's name starts with a letter, a digit, _ or /");
	return 0;
}

/* Levels and categories of a range, such as s0-s0:c0.c1023: their meaning is the host's policy's. */
static int check_selinux(const char *text, struct complaint *c)
{
	const char *part = text;
	bool word;
	int error = check_word(text, &word, c);

	if (error || word)
		return error;
	for (int i = 0; i < 3; i++) {
		size_t length = strcspn(part, ":");

		if (!length || !only(part, length, "_.-") || (i < 2 && part[length] != ':'))
			return complain(c, "a context is user:role:type or user:role:type:range");
		part += length;
		if (i < 2)
			part++;
	}
	if (*part && (!part[1] || !only(part + 1, strlen(part + 1), "_.,:-")))
		return complain(c, "a range is such as s0, s0:c1,c7 or s0-s0:c0.c1023");
	return 0;
}

static int copy(const char *text, void *member)
{
	*(char **)member = strdup(text);
	return *(char **)member ? 0 : ENOMEM;
}

KIND_PARSE(apparmor_parse)
{
	int error = check_apparmor(text, c);

	(void)f;
	return error ? error : copy(text, member);
}

KIND_CHECK(apparmor_check)
{
	(void)f;
	return check_apparmor(*(char *const *)member, c);
}

KIND_PARSE(selinux_parse)
{
	int error = check_selinux(text, c);

	(void)f;
	return error ? error : copy(text, member);
}

KIND_CHECK(selinux_check)
{
	(void)f;
	return check_selinux(*(char *const *)member, c);
}
