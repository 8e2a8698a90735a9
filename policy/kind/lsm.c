/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kinds APPARMOR and SELINUX: auto, no, or the name of what confines the tenant's programs.
 */
#include <string.h>

#include "plain.h"
#include "policy/ascii.h"

#define LABEL_SIZE_MAX 255

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
static KIND_CHECK(check_apparmor)
{
	const char *text = *(char *const *)member;
	bool word;
	int error = check_word(text, &word, c);

	if (error || word)
		return error;
	if (!ascii_only(text, strlen(text), "_.+-/@"))
		return complain(c, "the name of one profile: letters, digits and _ . + - / @");
	if (!*text || (!ascii_alnum(text[0]) && text[0] != '/' && text[0] != '_'))
		return complain(c, "a profile's name starts with a letter, a digit, _ or /");
	return 0;
}

/* Levels and categories of a range, such as s0-s0:c0.c1023: their meaning is the host's policy's. */
static KIND_CHECK(check_selinux)
{
	const char *text = *(char *const *)member;
	const char *part = text;
	bool word;
	int error = check_word(text, &word, c);

	if (error || word)
		return error;
	for (int i = 0; i < 3; i++) {
		size_t length = strcspn(part, ":");

		if (!length || !ascii_only(part, length, "_.-") || (i < 2 && part[length] != ':'))
			return complain(c, "a context is user:role:type or user:role:type:range");
		part += length;
		if (i < 2)
			part++;
	}
	if (*part && (!part[1] || !ascii_only(part + 1, strlen(part + 1), "_.,:-")))
		return complain(c, "a range is such as s0, s0:c1,c7 or s0-s0:c0.c1023");
	return 0;
}

const struct kind kind_APPARMOR = {.parse = plain_parse, .check = check_apparmor,
	.print = plain_print, .encode = plain_encode, .decode = plain_decode,
	.release = plain_release};

const struct kind kind_SELINUX = {.parse = plain_parse, .check = check_selinux,
	.print = plain_print, .encode = plain_encode, .decode = plain_decode,
	.release = plain_release};
