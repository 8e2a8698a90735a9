/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The modules that a PAM service runs, in order.
 */
#include "pam_stack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/pam_service.h"

#define DEPTH_MAX 16
#define BLANKS " \t\n"

static void read_file(struct pam_stack *s, const char *directory, const char *name,
	const char *only, int depth);

/* The next word of *at, [in brackets] as one; "" at the end. */
static void next_word(char **at, char *word, size_t size)
{
	size_t length;

	*at += strspn(*at, BLANKS);
	length = strcspn(*at, BLANKS);
	if (**at == '[' && strchr(*at, ']'))
		length = (size_t)(strchr(*at, ']') - *at) + 1;
	snprintf(word, size, "%.*s", (int)length, *at);
	*at += length;
}

static void add(struct pam_stack *s, const char *type, const char *control, const char *module,
	const char *rest)
{
	const char *base = strrchr(module, '/');
	struct pam_line *line = &s->lines[s->count];

	if (s->count == PAM_STACK_MAX) {
		s->incomplete = true;
		return;
	}
	s->count++;
	snprintf(line->type, sizeof(line->type), "%s", type);
	snprintf(line->control, sizeof(line->control), "%.159s", control);
	line->enclosed = s->substacks > 0;
	snprintf(line->module, sizeof(line->module), "%s", base ? base + 1 : module);
	snprintf(line->rest, sizeof(line->rest), "%s", rest + strspn(rest, BLANKS));
}

/* One line without its comment. `only`: lines of this type, as an include asks for. */
static void read_line(struct pam_stack *s, const char *directory, char *line, const char *only,
	int depth)
{
	char type[32], control[256], module[256];

	next_word(&line, type, sizeof(type));
	if (!*type)
		return;
	if (!strcmp(type, "@include")) {
		next_word(&line, module, sizeof(module));
		read_file(s, directory, module, only, depth + 1);
		return;
	}
	if (*type == '-')
		memmove(type, type + 1, strlen(type));
	next_word(&line, control, sizeof(control));
	next_word(&line, module, sizeof(module));
	if (!*module || (only && strcmp(type, only)))
		return;
	if (!strcmp(control, "include")) {
		read_file(s, directory, module, type, depth + 1);
	} else if (!strcmp(control, "substack")) {
		s->substacks++;
		read_file(s, directory, module, type, depth + 1);
		s->substacks--;
	} else {
		add(s, type, control, module, line);
	}
}

/* A distribution's own file is read where the host has none: pam.conf(5). */
static FILE *open_file(const char *directory, const char *name)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s%s%s", *name == '/' ? "" : directory,
		*name == '/' ? "" : "/", name);
	file = fopen(path, "re");
	if (file || strcmp(directory, PAM_SERVICES_HOST) || *name == '/')
		return file;
	snprintf(path, sizeof(path), PAM_SERVICES_VENDOR "/%s", name);
	return fopen(path, "re");
}

static void read_file(struct pam_stack *s, const char *directory, const char *name,
	const char *only, int depth)
{
	char line[2048] = "", more[1024];
	FILE *file = NULL;

	if (depth < DEPTH_MAX)
		file = open_file(directory, name);
	if (!file) {
		s->incomplete = true;
		return;
	}
	while (fgets(more, sizeof(more), file)) {
		size_t used = strlen(line), length;

		more[strcspn(more, "#\n")] = '\0';
		length = strlen(more);
		snprintf(line + used, sizeof(line) - used, "%s", more);
		if (length && more[length - 1] == '\\') {
			line[strlen(line) - 1] = ' ';
			continue;
		}
		read_line(s, directory, line, only, depth);
		*line = '\0';
	}
	read_line(s, directory, line, only, depth);
	fclose(file);
}

bool pam_stack_read(struct pam_stack *s, const char *directory, const char *service)
{
	FILE *file = open_file(directory, service);

	memset(s, 0, sizeof(*s));
	if (!file)
		return false;
	fclose(file);
	read_file(s, directory, service, NULL, 0);
	return true;
}

const struct pam_line *pam_stack_last(const struct pam_stack *s, const char *type)
{
	for (size_t i = s->count; i > 0; i--)
		if (!strcmp(s->lines[i - 1].type, type))
			return &s->lines[i - 1];
	return NULL;
}

bool pam_stack_skips(const struct pam_stack *s, const struct pam_line *line)
{
	unsigned long between = 0; /* lines of the type from a jump to this line */

	for (const struct pam_line *l = line; l-- > s->lines;) {
		const char *jump = strstr(l->control, "success=");

		if (strcmp(l->type, line->type))
			continue;
		between++;
		if (jump && strtoul(jump + strlen("success="), NULL, 10) >= between)
			return true;
	}
	return false;
}

/* pam.conf(5): sufficient is [success=done new_authtok_reqd=done default=ignore]. */
static bool is_end(const char *control)
{
	const char *success = strstr(control, "success=");
	const char *other = strstr(control, "default=");
	const char *action = success ? success + strlen("success=")
			     : other ? other + strlen("default=")
				     : "";

	return !strcmp(control, "sufficient") || !strncmp(action, "done", strlen("done"));
}

const struct pam_line *pam_stack_end_before(const struct pam_stack *s, const struct pam_line *line)
{
	for (const struct pam_line *l = s->lines; l < line; l++)
		if (!l->enclosed && !strcmp(l->type, line->type) && is_end(l->control) &&
			strcmp(l->module, "pam_succeed_if.so"))
			return l;
	return NULL;
}

const struct pam_line *pam_stack_find(const struct pam_stack *s, const char *type,
	const char *module)
{
	for (size_t i = 0; i < s->count; i++)
		if (!strcmp(s->lines[i].type, type) && !strcmp(s->lines[i].module, module))
			return &s->lines[i];
	return NULL;
}
