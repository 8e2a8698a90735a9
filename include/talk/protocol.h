/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is said to hostel-init over its two SOCK_SEQPACKET sockets, and what it answers.
 *
 *   control (root only)   SESSION, STATUS, RETIRE, STOP; START too, for `hostel enter`
 *   door (the tenant's)   START
 *   either, after START   EXEC, to the process that PID 1 has forked; after EXEC: SIGNAL
 *   answers               OK, REFUSED, STARTED, EXITED
 *
 * Descriptors go to that process, never to PID 1: whoever closes a foreign descriptor may have to wait. They
 * are sent when PID 1 has answered START, so what it refuses has brought none.
 *
 * One message is one packet: a head of 12 bytes (magic with version, type, size of the body), then
 * the body. A body over PROTOCOL_INLINE_MAX goes into a sealed memfd, sent before EXEC as BLOB.
 */
#ifndef HOSTEL_PROTOCOL_H
#define HOSTEL_PROTOCOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Versions that do not understand each other refuse plainly: the head, STOP, RETIRE and REFUSED are the same
 * in all (RETIRE since version 7).
 * A new login finds a sandbox of another version not to fit (limits.h) and makes one of its own.
 */
#ifndef PROTOCOL_VERSION
#define PROTOCOL_VERSION 9u
#endif
#define PROTOCOL_MAGIC (0x48535000u | PROTOCOL_VERSION) /* "HSP" and the version */
#define PROTOCOL_HEAD_SIZE 12
#define PROTOCOL_INLINE_MAX (16 * 1024)
#define PROTOCOL_BLOB_MAX (4 * 1024 * 1024) /* argv and environment; ARG_MAX is 2 to 6 MiB */
#define PROTOCOL_FDS_MAX 4
#define PROTOCOL_GROUP 0x100u
/* SCM_MAX_FD: what does not fit is closed by the kernel, in our time. */
#define PROTOCOL_KERNEL_FDS_MAX 253

enum message_type {
	MESSAGE_SESSION = 1, /* body: struct session_info */
	MESSAGE_STATUS,      /* no body */
	MESSAGE_STOP,        /* no body; PID 1 ends everything and itself */
	MESSAGE_BLOB,        /* no body, one descriptor: sealed memfd with the body of the EXEC to come */
	MESSAGE_EXEC,        /* body: struct exec_request (or in a BLOB); descriptors 0 1 2, and for a service
	                        of root's perhaps a listening unix socket, its 3 */
	MESSAGE_SIGNAL,      /* body: u32 signal number, for the process started by EXEC; with PROTOCOL_GROUP
	                        for its process group */
	MESSAGE_OK,          /* START: no body. SESSION: three descriptors, the porch's mount, ipc and net
	                        namespace (two if the network is the host's); a body if it is the first of
	                        a room that was kept. STATUS: body struct status */
	MESSAGE_REFUSED,     /* body: string, one plain sentence; perhaps u32 enum refused_why */
	MESSAGE_STARTED,     /* EXEC: one descriptor (the pty's master) if a pty was asked for */
	MESSAGE_EXITED,      /* body: u32 wait status as of waitpid(2) */
	MESSAGE_START,       /* no body; OK: the process waits for EXEC */
	MESSAGE_RETIRE,      /* no body; no login will come any more: not kept. REFUSED: sessions are open, or
	                        processes live; a kept room hangs up, as it ends */
	MESSAGE_END
};

/* What a program decides by; a version that does not say it means WHY_OTHER. */
enum refused_why { WHY_OTHER, WHY_SESSIONS /* as many are open as the policy allows */ };

struct message {
	enum message_type type;
	uint32_t magic; /* received; to be sent: 0 for our version */
	const unsigned char *body; /* in the caller's buffer */
	size_t body_size;
	int fds[PROTOCOL_FDS_MAX]; /* received ones belong to the caller */
	size_t fd_count;
};

/*
 * Send head, body and m->fds in one packet, MSG_NOSIGNAL. Returns 0, or -1 with errno (EMSGSIZE:
 * over PROTOCOL_INLINE_MAX).
 */
int message_send(int socket, const struct message *m);

/*
 * Receive one packet into buffer[size] (PROTOCOL_HEAD_SIZE + PROTOCOL_INLINE_MAX is enough). Waits if
 * the socket does. Returns 1; 0 at end of file; -1 with errno: EPROTONOSUPPORT for one of another version
 * (type and magic are set), EPROTO for a wrong magic, type, size,
 * truncated data or control data (nothing is kept open then).
 */
int message_receive(int socket, struct message *m, unsigned char *buffer, size_t size);

/* Close what message_receive() gave and nobody took. */
void message_close(struct message *m);

enum protocol_waiting {
	PROTOCOL_NOTHING,
	PROTOCOL_MESSAGE,
	PROTOCOL_DESCRIPTORS, /* a message with descriptors */
};

/*
 * What waits first in the queue of a socket with SO_PASSCRED. Nothing is taken out, nothing is opened.
 */
enum protocol_waiting protocol_look(int socket);

/*
 * Hang up: nothing more comes in, messages without descriptors are forgotten. True if nothing is left, so
 * that close(2) releases nothing but the socket; false if descriptors wait in it.
 */
bool protocol_hang_up(int socket);

/* REFUSED with one sentence. */
int message_refuse(int socket, const char *sentence);
int message_refuse_why(int socket, enum refused_why why, const char *sentence);

/* Why; *sentence lies in m's body, "" if it is none. */
enum refused_why message_refused(const struct message *m, const char **sentence);

/* The same to a peer of another version, which a message has told. */
int message_refuse_version(int socket, uint32_t magic, const char *sentence);

struct exec_request;

/*
 * Hand a process over: BLOB if needed, then EXEC with three descriptors, or four if `listener` is one. 0 or
 * -1 with errno (E2BIG: over PROTOCOL_BLOB_MAX).
 */
int protocol_exec(int socket, const struct exec_request *q, const int fds[3], int listener);

/*
 * Connect to a SOCK_SEQPACKET socket by path (up to 107 bytes); close-on-exec. Connecting, sending and
 * receiving wait at most so many milliseconds (a full backlog blocks too). -1 with errno: EAGAIN if
 * nobody took the connection in time.
 */
int protocol_connect(const char *path, unsigned milliseconds);

/*
 * The same for who wants no descriptors: the peer cannot send any, where the kernel has SO_PASSRIGHTS (Linux
 * 6.16), and protocol_look() tells of them, elsewhere.
 */
int protocol_connect_plain(const char *path, unsigned milliseconds);

/* The same bound, changed; 0 is none (SO_SNDTIMEO, SO_RCVTIMEO of socket(7)). */
int protocol_timeout(int socket, unsigned milliseconds);

#endif
