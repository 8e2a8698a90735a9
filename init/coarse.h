/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files of /proc that count what everybody on the host does, to the microsecond: shown as copies that say
 * less, and are made anew half a second after somebody has read them. docs/decisions/0019.
 */
#ifndef INIT_COARSE_H
#define INIT_COARSE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define COARSE_FILES 2
#define COARSE_MILLISECONDS 500

/* {0} is none: no descriptor of PID 1's own is 0. */
struct coarse {
	struct {
		int source, copy;
	} files[COARSE_FILES];
	int events;   /* inotify(7): somebody has read a copy; -1: nobody hears of it */
	uint64_t due; /* CLOCK_MONOTONIC milliseconds at which they are made anew; 0: nobody has read */
};

/* Names below /proc. */
extern const char *const coarse_names[COARSE_FILES];

/*
 * Make the copy of file `i` in `directory`, whose path is `path`, from that of the same name below
 * `proc`, a procfs of the host's numbers. 1; 0: the kernel has no such file; -1 with *e.
 */
int coarse_make(struct coarse *c, size_t i, int proc, int directory, const char *path, struct err *e);

/* What `events` says, at `now`. Nothing more is heard of it until coarse_refresh(). */
void coarse_was_read(struct coarse *c, uint64_t now);

/* Once `due` has come. What cannot be read or written stays as it was. */
void coarse_refresh(struct coarse *c);

/* What is shown of the file, in place; the new length. */
size_t coarse_stat(char *text, size_t size);
size_t coarse_load(char *text, size_t size);

#endif
