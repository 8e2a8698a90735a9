/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes between a foreign terminal and a pty of the sandbox: the tenant never holds the terminal
 * itself, so there is nothing they could push into it (TIOCSTI) or change on it.
 */
#include "talk/relay.h"

#include <errno.h>
#include <sys/ioctl.h>
#include <unistd.h>

void relay_start(struct relay *r, int master, int input, int output, bool shared)
{
	struct termios raw;

	r->master = master;
	r->terminal = -1;
	r->in = (struct relay_way){.from = input, .to = master};
	r->out = (struct relay_way){.from = master, .to = output};
	if (input < 0 || tcgetattr(input, &r->saved) < 0)
		return;
	raw = r->saved;
	cfmakeraw(&raw);
	if (shared)
		raw.c_oflag = r->saved.c_oflag;
	if (tcsetattr(input, TCSADRAIN, &raw) == 0)
		r->terminal = input;
}

void relay_resize(const struct relay *r)
{
	struct winsize size;
	int from = r->in.from >= 0 ? r->in.from : r->out.to;

	if (ioctl(from, TIOCGWINSZ, &size) == 0)
		ioctl(r->master, TIOCSWINSZ, &size);
}

void relay_stop(struct relay *r)
{
	if (r->terminal >= 0)
		tcsetattr(r->terminal, TCSADRAIN, &r->saved);
	r->terminal = -1;
}

bool relay_reads(const struct relay_way *w)
{
	return w->from >= 0 && w->start == w->end;
}

bool relay_writes(const struct relay_way *w)
{
	return w->start < w->end;
}

void relay_read(struct relay_way *w)
{
	ssize_t n = read(w->from, w->data, sizeof(w->data));

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n <= 0) { /* EIO: the other side of a pty is gone */
		w->from = -1;
		return;
	}
	w->start = 0;
	w->end = (size_t)n;
}

void relay_write(struct relay_way *w)
{
	ssize_t n = w->to < 0 ? -1 : write(w->to, w->data + w->start, w->end - w->start);

	if (n < 0 && w->to >= 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n < 0)
		w->start = w->end; /* nobody reads any more */
	else
		w->start += (size_t)n;
}
