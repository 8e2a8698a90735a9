/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A foreign terminal on one side, the master of a sandbox's pty on the other.
 */
#ifndef HOSTEL_TALK_RELAY_H
#define HOSTEL_TALK_RELAY_H

#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

#define RELAY_BUFFER 16384

struct relay_way {
	int from, to; /* -1: closed */
	char data[RELAY_BUFFER];
	size_t start, end;
};

struct relay {
	int master;
	int terminal; /* whose settings were changed, or -1 */
	struct termios saved;
	struct relay_way in, out;
};

/*
 * Raw mode on `input` if it is a terminal (-1: no input). Output goes to `output`. With `shared` other
 * programs write lines to the terminal too (a pipe behind us): it goes on translating newlines.
 */
void relay_start(struct relay *r, int master, int input, int output, bool shared);

/* Give the master the terminal's present size. */
void relay_resize(const struct relay *r);

/* Put the terminal's settings back. */
void relay_stop(struct relay *r);

/* True while this way wants to read from `from`, or to write to `to`. */
bool relay_reads(const struct relay_way *w);
bool relay_writes(const struct relay_way *w);

/* Move what can be moved without waiting more than once. */
void relay_read(struct relay_way *w);
void relay_write(struct relay_way *w);

#endif
