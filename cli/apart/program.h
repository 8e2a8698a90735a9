/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A program that is run for its answer, by who has given up all rights.
 */
#ifndef CLI_APART_PROGRAM_H
#define CLI_APART_PROGRAM_H

#include <stddef.h>
#include <sys/types.h>

#define PROGRAM_SAID_SIZE 512

struct program {
	const char *name;
	/* Become it in a child, with these as standard output and error; does not return. */
	void (*become)(void *context, int output, int error);
	void *context;
	/* Gets its standard output as it comes; what it returns other than 0 ends the program. NULL:
	 * nobody. */
	int (*take)(void *taker, const char *bytes, size_t size);
	void *taker;
	int into;	  /* -1, or its standard output */
	unsigned seconds; /* it is ended behind them; 0: it may take its time */
};

/*
 * Its exit status; -1: it could not be run, or was ended, or `take` did not want more. `said` is the
 * beginning of its standard error, as one line.
 */
int apart_run(const struct program *p, char said[PROGRAM_SAID_SIZE]);

/* Start it, and leave *output and *error to who reads them. Its process id, or -1 with errno. */
pid_t apart_begin(const struct program *p, int *output, int *error);

/* The text as one line that is printable, without newlines at its end. */
void apart_join(char *said);

#endif
