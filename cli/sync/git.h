/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * git(1), for who has given up all rights: no hooks, no filters, no submodules, no questions.
 */
#ifndef CLI_SYNC_GIT_H
#define CLI_SYNC_GIT_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/apart/program.h"


struct git {
	const char *home;    /* of the account, where git's and ssh's own files are, absolute */
	const char *global;  /* a file of settings, absolute */
	const char *signers; /* allowed signers, or NULL */
	bool incoming;	     /* new objects go to GIT_INCOMING, beside those of the repository */
	char said[PROGRAM_SAID_SIZE]; /* the beginning of its standard error, as one line */
};

/* Where the repository is, below the working directory. */
#define GIT_REPOSITORY "repository.git"
#define GIT_INCOMING GIT_REPOSITORY "/incoming"

/*
 * Run it with these arguments behind the options, with `input` (or -1) as standard input. `take` gets its
 * standard output as it comes; what it returns other than 0 ends git. Its exit status; -1: it could not be
 * run, or was ended, or `take` did not want more.
 */
int git_run(struct git *g, const char *const arguments[], int input,
	int (*take)(void *context, const char *bytes, size_t size), void *context);

/* The same, with `output` as its standard output. */
int git_run_to(struct git *g, const char *const arguments[], int input, int output);

#endif
