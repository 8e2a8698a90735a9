/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Times of everything that is compared, interleaved: each round runs each subject once. On standard
 * output a line for each sample, NAME and microseconds; the first round is for warming up and is not
 * among them.
 *
 * Usage: measure ROUNDS <SUBJECTS; as root. A subject is a line; it takes part in each EVERY'th round:
 *   NAME EVERY exec PROGRAM [ARGUMENT]...     fork, exec, exit status
 *   NAME EVERY session SERVICE USER           a PAM session and the user's shell in it; also NAME.open, ...
 *   NAME EVERY floor INSIDE PLAN own|host     see floor.h; with a network namespace or without
 *   NAME EVERY open SERVICE USER              a session that stays open until the end; no sample
 */
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

#define SUBJECTS_MAX 64
#define WORDS_MAX 256
#define LINE_SIZE 16384

struct subject {
	char line[LINE_SIZE];
	char *words[WORDS_MAX];
	int every;
	bool failed;
};

static struct subject subjects[SUBJECTS_MAX];
static int subject_count;

static void read_subjects(void)
{
	while (subject_count < SUBJECTS_MAX && fgets(subjects[subject_count].line, LINE_SIZE, stdin)) {
		struct subject *s = &subjects[subject_count];
		int n = 0;

		for (char *word = strtok(s->line, " \n"); word && n < WORDS_MAX - 1;
			word = strtok(NULL, " \n"))
			s->words[n++] = word;
		if (n < 4) {
			fprintf(stderr, "measure: %s: a subject has at least four words\n",
				n ? s->words[0] : "an empty line");
			exit(2);
		}
		s->every = atoi(s->words[1]) > 0 ? atoi(s->words[1]) : 1;
		subject_count++;
	}
}

static void sample(const char *name, const char *part, double value)
{
	printf("%s%s %.1f\n", name, part, value);
}

static int run_session(const struct subject *s, bool count)
{
	const struct passwd *pw = getpwnam(s->words[4]);
	const uid_t uid = pw ? pw->pw_uid : 0;
	struct times t;
	pid_t pid = session(s->words[3], s->words[4], SESSION_RUN, NULL, &t);

	if (pid < 0)
		return -1;
	waitpid(pid, NULL, 0);
	if (strstr(s->words[0], "cold"))
		session_wait_for_end(uid);
	if (count) {
		sample(s->words[0], "", t.open + t.run + t.close);
		sample(s->words[0], ".account", t.account);
		sample(s->words[0], ".open", t.open);
		sample(s->words[0], ".run", t.run);
		sample(s->words[0], ".close", t.close);
	}
	return 0;
}

/* In a child, as small and fresh as a session's: what it does and how long it took, or -1. */
static double in_child(const struct subject *s)
{
	double t = -1;
	int pipes[2];
	pid_t pid;

	if (pipe(pipes) < 0 || (pid = fork()) < 0)
		return -1;
	if (pid == 0) {
		double before = now();
		int status = !strcmp(s->words[2], "exec")
				     ? run_program(&s->words[3])
				     : floor_run(s->words[3], s->words[4], !strcmp(s->words[5], "own"));

		t = now() - before;
		if (status == 0 && write(pipes[1], &t, sizeof(t)) < 0)
			_exit(1);
		if (status)
			fprintf(stderr, "measure: %s: status %d\n", s->words[0], status);
		_exit(0);
	}
	close(pipes[1]);
	if (read(pipes[0], &t, sizeof(t)) != (ssize_t)sizeof(t))
		t = -1;
	close(pipes[0]);
	waitpid(pid, NULL, 0);
	return t;
}

static int run(const struct subject *s, bool count)
{
	double t;

	if (!strcmp(s->words[2], "session"))
		return run_session(s, count);
	t = in_child(s);
	if (!strcmp(s->words[2], "floor"))
		floor_clean(s->words[4]);
	if (t >= 0 && count)
		sample(s->words[0], "", t);
	return t < 0 ? -1 : 0;
}

int main(int argc, char **argv)
{
	const int rounds = argc == 2 ? atoi(argv[1]) : 0;
	struct times t;
	int hold[2];

	if (rounds < 1 || pipe(hold) < 0) {
		fputs("usage: measure ROUNDS <SUBJECTS\n", stderr);
		return 2;
	}
	read_subjects();
	for (int i = 0; i < subject_count; i++)
		if (!strcmp(subjects[i].words[2], "open") &&
		    session(subjects[i].words[3], subjects[i].words[4], SESSION_HOLD, hold, &t) < 0)
			return 1;
	for (int round = 0; round <= rounds; round++) {
		if (isatty(2))
			fprintf(stderr, "\rround %d of %d ", round, rounds);
		for (int i = 0; i < subject_count; i++) {
			struct subject *s = &subjects[i];

			if (s->failed || !strcmp(s->words[2], "open") || (round > 1 && round % s->every))
				continue;
			s->failed = run(s, round > 0) < 0;
			if (s->failed)
				fprintf(stderr, "measure: %s failed and is left out from here on\n",
					s->words[0]);
			fflush(stdout);
		}
	}
	if (isatty(2))
		fputs("\n", stderr);
	close(hold[1]);
	while (wait(NULL) > 0)
		;
	return 0;
}
