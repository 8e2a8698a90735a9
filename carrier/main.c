/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel-carrier: what stands between the host's web server and a service.
 *
 *   hostel-carrier TENANT NAME PORT
 *
 *   descriptor CARRIER_LISTENER: what the web server connects to
 *   working directory: where NAME.sock is, the program's own; PORT instead of that, unless it is 0
 *
 * Theory of operation. It is the only peer of the web server, which all tenants share. A tenant's program
 * that had its connection could answer with a descriptor whose last close(2) waits (SO_LINGER), and who
 * only reads closes it: the web server would stand still for everybody (A95). Here nobody does but one
 * tenant's own carrier.
 *
 * Started by `hostel run --service` on the porch, with the tenant's ids, in the tenant's cgroup. It stands
 * in the host's pid namespace: nobody inside sees or signals it. It has no right but the tenant's, and no
 * descriptor but its sockets. Exit status 2: wrong use; 1: the system failed.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/inherited.h"
#include "base/relro.h"
#include "carry.h"
#include "talk/carrier.h"

#define EXIT_SYSTEM 1
#define EXIT_USAGE 2

static int read_port(const char *text, uint16_t *port)
{
	char *rest;
	const unsigned long n = strtoul(text, &rest, 10);

	*port = (uint16_t)n;
	return rest == text || *rest || n > UINT16_MAX ? -1 : 0;
}

/* The kernel knows a program that was executed by a descriptor as the number of that: execveat(2). */
static int become(void)
{
	return relro_apply() < 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 || inherited_reset() < 0 ||
			       prctl(PR_SET_NAME, "hostel-carrier", 0, 0, 0) < 0 ||
			       prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
			       signal(SIGPIPE, SIG_IGN) == SIG_ERR ||
			       syscall(SYS_close_range, CARRIER_LISTENER + 1U, ~0U, 0U) < 0 ||
			       fcntl(CARRIER_LISTENER, F_SETFL, O_NONBLOCK) < 0
		       ? -1
		       : 0;
}

int main(int argc, char **argv)
{
	uint16_t port;

	/* With root's ids it would be another program. */
	if (argc != 4 || read_port(argv[3], &port) < 0 || getuid() == 0 || geteuid() == 0 || setuid(0) == 0)
		return EXIT_USAGE;
	if (become() < 0 || carry(argv[2], port) < 0)
		return EXIT_SYSTEM;
	return 0;
}
