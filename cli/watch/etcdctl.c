/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * etcdctl(1), for who has given up all rights.
 *
 * Should: let no file of settings but watch.ini decide whom it talks to. Mustn't: show a password on a
 * command line.
 */
#include "etcdctl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/output.h"
#include "talk/paths.h"

#define ARGUMENTS_MAX 24
#define ENVIRONMENT_MAX 16
#define ANSWER_MAX (UINT64_C(512) << 20)
#define PASSWORD_MAX 4096

struct asked {
	const struct etcdctl *e;
	const char *const *arguments;
	int input; /* or -1 */
};

static _Noreturn void be_etcdctl(void *context, int output, int error)
{
	const struct asked *a = context;
	const struct watch_settings *s = a->e->settings;
	const struct {
		const char *name, *value;
	} set[] = {{"PATH", "/usr/local/bin:/usr/bin:/bin"}, {"HOME", HOSTEL_SYNCDIR}, {"LC_ALL", "C"},
		{"ETCDCTL_API", "3"}, {"ETCDCTL_ENDPOINTS", s->endpoints}, {"ETCDCTL_CACERT", s->ca},
		{"ETCDCTL_CERT", s->cert}, {"ETCDCTL_KEY", s->key}, {"ETCDCTL_USER", a->e->user}};
	char *environment[ENVIRONMENT_MAX + 1] = {NULL};
	const char *argv[ARGUMENTS_MAX + 1] = {"etcdctl"};
	const int input = a->input < 0 ? open("/dev/null", O_RDONLY) : a->input;

	for (size_t i = 0, n = 0; i < sizeof(set) / sizeof(set[0]); i++)
		if (set[i].value)
			environment[n++] = text_of("%s=%s", set[i].name, set[i].value);
	for (size_t n = 1; a->arguments[n - 1] && n < ARGUMENTS_MAX; n++)
		argv[n] = a->arguments[n - 1];
	if (dup2(input, 0) == 0 && dup2(output, 1) == 1 && dup2(error, 2) == 2)
		execvpe("etcdctl", (char *const *)argv, environment);
	_exit(127);
}

int etcdctl_open(struct etcdctl *e, const struct watch_settings *settings)
{
	char password[PASSWORD_MAX];

	*e = (struct etcdctl){.settings = settings};
	if (!settings->user)
		return 0;
	if (fd_get(AT_FDCWD, settings->password_file, password, sizeof(password)) < 0) {
		snprintf(e->said, sizeof(e->said), "%s: %s", settings->password_file, strerror(errno));
		return -1;
	}
	e->user = text_of("%s:%s", settings->user, password);
	return 0;
}

/* --- its answer ---------------------------------------------------------------------------------- */

struct answer {
	char *text;
	size_t used, size;
};

static int take(void *taker, const char *bytes, size_t size)
{
	struct answer *a = taker;

	if (size > ANSWER_MAX - a->used)
		return -1;
	if (a->used + size >= a->size) {
		a->size = 2 * (a->used + size) + 1;
		a->text = realloc(a->text, a->size);
		if (!a->text)
			out_of_memory();
	}
	memcpy(a->text + a->used, bytes, size);
	a->used += size;
	a->text[a->used] = '\0';
	return 0;
}

/* Of what it says when it fails the sentence of "Error: "; in front of it are lines of its log, with
 * their times. */
static void keep_sentence(struct etcdctl *e)
{
	const char *at = strstr(e->said, "Error: ");

	if (at)
		memmove(e->said, at + 7, strlen(at + 7) + 1);
}

/* The ids of the header are above what a JSON library's numbers hold: they are blanked. */
static uint64_t blank_number(char *line, const char *name)
{
	char *at = strstr(line, name), *digit = at ? at + strlen(name) : NULL;
	const uint64_t id = digit ? strtoull(digit, NULL, 10) : 0;

	if (digit && *digit >= '0' && *digit <= '9')
		for (*digit++ = '0'; *digit >= '0' && *digit <= '9'; digit++)
			*digit = ' ';
	return id;
}

struct json *etcdctl_parse(char *line, uint64_t *cluster)
{
	*cluster = blank_number(line, "\"cluster_id\":");
	blank_number(line, "\"member_id\":");
	return json_parse(line);
}

struct json *etcdctl_ask(struct etcdctl *e, const char *const arguments[], const char *input,
	unsigned seconds, uint64_t *cluster)
{
	struct answer a = {0};
	int AUTO_CLOSE in = input ? fd_sealed("value", input, strlen(input)) : -1;
	struct asked asked = {e, arguments, in};
	const struct program p = {.name = "etcdctl",
		.become = be_etcdctl,
		.context = &asked,
		.take = take,
		.taker = &a,
		.into = -1,
		.seconds = seconds};
	struct json *o = NULL;
	int status;

	*cluster = 0;
	if (in >= 0)
		lseek(in, 0, SEEK_SET);
	status = apart_run(&p, e->said);
	if (status == 127)
		snprintf(e->said, sizeof(e->said), "etcdctl is not installed (etcd-client)");
	else if (status == 0 && a.text)
		o = etcdctl_parse(a.text, cluster);
	if (status == 0 && !o && !*e->said)
		snprintf(e->said, sizeof(e->said), "etcdctl said what is no JSON");
	keep_sentence(e);
	if (status && !*e->said)
		snprintf(e->said, sizeof(e->said), "etcdctl ended with status %d", status);
	free(a.text);
	return o;
}

pid_t etcdctl_begin(struct etcdctl *e, const char *const arguments[], int *output, int *error)
{
	struct asked asked = {e, arguments, -1};
	const struct program p = {.name = "etcdctl", .become = be_etcdctl, .context = &asked, .into = -1};

	return apart_begin(&p, output, error);
}
