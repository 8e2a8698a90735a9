/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A value of etcd's.
 *
 * Should: have one reading. Mustn't: believe what stands behind the signed bytes.
 */
#include "value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/fleet/set_path.h"
#include "cli/output.h"

#define HEAD "# hostel-signed "
#define BEGIN "# -----BEGIN SSH SIGNATURE-----\n"
#define END "# -----END SSH SIGNATURE-----\n"
#define SIGNATURE_MAX 16384

/* "PATH NUMBER\n" */
static const char *read_head(struct signed_value *v, const char *at, const char **behind)
{
	const size_t length = strcspn(at, " \n");
	const char *number = at + length + 1;
	char *end;

	if (strncmp(at + length, " ", 1) || length >= sizeof(v->path))
		return "its first line is not \"" HEAD "PATH NUMBER\"";
	memcpy(v->path, at, length);
	v->path[length] = '\0';
	if (!set_path_is(v->path) || !set_path_can_be(v->path))
		return "its first line names no file of a set of policies";
	v->number = strspn(number, "0123456789") > 18 ? 0 : strtoll(number, &end, 10);
	if (*number < '1' || *number > '9' || v->number <= 0 || *end != '\n')
		return "its first line has no number from 1 to 999999999999999999";
	*behind = end + 1;
	return NULL;
}

/* Lines of a comment, without their "# ". */
static char *uncomment(const char *text)
{
	char *out = malloc(strlen(text) + 1), *to = out;

	if (!out)
		out_of_memory();
	while (*text) {
		const size_t n = strcspn(text, "\n");

		if (strncmp(text, "# ", 2) || text[n] != '\n') {
			free(out);
			return NULL;
		}
		memcpy(to, text + 2, n - 1);
		to += n - 1;
		text += n + 1;
	}
	*to = '\0';
	return out;
}

/* Where the signature begins, at the beginning of a line; NULL: nowhere. */
static const char *find_signature(const char *text)
{
	const char *at = strstr(text, "\n" BEGIN);

	return at ? at + 1 : NULL;
}

const char *value_read(struct signed_value *v, const char *bytes, size_t size)
{
	const char *signature, *behind, *wrong;

	*v = (struct signed_value){0};
	if (size > VALUE_SIZE_MAX)
		return "it is larger than 256 KiB";
	if (strlen(bytes) != size)
		return "it has a NUL";
	if (strncmp(bytes, HEAD, strlen(HEAD)))
		return "it is not signed: its first line is not \"" HEAD "PATH NUMBER\"";
	wrong = read_head(v, bytes + strlen(HEAD), &behind);
	if (wrong)
		return wrong;
	signature = find_signature(behind - 1);
	if (!signature)
		return "it is not signed: there is no signature at its end";
	v->signed_size = (size_t)(signature - bytes);
	if (size - v->signed_size > SIGNATURE_MAX || size < strlen(END) ||
		strcmp(bytes + size - strlen(END), END) ||
		strstr(signature, END) != bytes + size - strlen(END))
		return "it does not end with its signature";
	v->signature = uncomment(signature);
	return v->signature ? NULL : "its signature is not a comment to its last line";
}

const char *value_wrong_text(const char *text, size_t size)
{
	const char *signature = find_signature(text);
	const char *end = signature ? strstr(signature, END) : NULL;

	if (strlen(text) != size)
		return "it has a NUL";
	return !signature || (end && !end[strlen(END)]) ? NULL : "there is something behind its signature";
}

char *value_begin(const char *text, const char *path, int64_t number)
{
	const char *signature = find_signature(text);
	size_t length = signature ? (size_t)(signature - text) : strlen(text);

	if (!strncmp(text, HEAD, strlen(HEAD))) {
		const size_t head = strcspn(text, "\n") + (text[strcspn(text, "\n")] == '\n');

		text += head;
		length -= head;
	}
	return text_of(HEAD "%s %lld\n%.*s%s", path, (long long)number, (int)length, text,
		length && text[length - 1] != '\n' ? "\n" : "");
}

char *value_end(const char *begun, const char *signature)
{
	char *all = NULL;
	size_t size;
	FILE *f = open_memstream(&all, &size);

	if (!f)
		out_of_memory();
	fputs(begun, f);
	while (*signature) {
		const size_t n = strcspn(signature, "\n");

		fprintf(f, "# %.*s\n", (int)n, signature);
		signature += n + (signature[n] == '\n');
	}
	if (fclose(f))
		out_of_memory();
	return all;
}
