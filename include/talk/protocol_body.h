/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bodies of messages.
 */
#ifndef HOSTEL_TALK_PROTOCOL_BODY_H
#define HOSTEL_TALK_PROTOCOL_BODY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rlimits.h"
#include "base/schedule.h"

#define PROTOCOL_ARGS_MAX 65536
#define PROTOCOL_SETTINGS 9 /* termios(3): input, output, control and local flags, 20 characters */

/* One PAM session, as `hostel ps` shows it. */
struct session_info {
	const char *service;
	const char *tty;
	const char *from;
	uint32_t pid; /* of the PAM caller, on the host */
	uint32_t max_sessions; /* of the present policy: refused if so many are open */
};

struct exec_request {
	const char *program; /* absolute path; "" for the tenant's shell */
	const char *cwd;
	uint32_t pty_mask;   /* bits 0, 1, 2: these become a fresh pty's slave */
	uint32_t rows, columns; /* of that pty */
	uint32_t settings[PROTOCOL_SETTINGS]; /* of that pty; zeros: the kernel's own */
	uint32_t umask;
	bool limited; /* `limits` are those of whoever asks: no process of theirs has higher ones */
	struct rlimits limits;
	struct schedule schedule;
	uint32_t ignored; /* signals that stay ignored: of signals_handed */
	bool service; /* root's alone: the environment is policy's, and a listening socket may come along */
	bool grouped; /* `gid` is that of whoever asks: it must be one of the tenant's */
	uint32_t gid;
	size_t argc;
	const char **argv; /* NULL-terminated */
	size_t envc;
	const char **envp; /* NULL-terminated */
};

struct status {
	uint64_t since;    /* CLOCK_REALTIME seconds of its start */
	uint32_t sessions;
	uint32_t lingering; /* processes live on without a session */
	uint32_t kept;      /* or none does */
	uint64_t until;     /* CLOCK_REALTIME seconds of the end of one or the other, 0: none */
};

/* Bodies. put: length written into buffer[size] or 0. get: 0 or -1 with EPROTO. */
size_t session_info_put(const struct session_info *s, unsigned char *buffer, size_t size);
int session_info_get(struct session_info *s, const unsigned char *body, size_t size);
size_t status_put(const struct status *s, unsigned char *buffer, size_t size);
int status_get(struct status *s, const unsigned char *body, size_t size);
size_t exec_request_put(const struct exec_request *q, unsigned char *buffer, size_t size);

/* argv and envp are malloc'ed arrays of pointers into body; exec_request_free() releases them. */
int exec_request_get(struct exec_request *q, const unsigned char *body, size_t size);
void exec_request_free(struct exec_request *q);

#endif
