/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * HOSTEL_STATEDIR/drain, written whole and renamed into place.
 */
#include "host/drain.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/printable.h"
#include "base/replace.h"
#include "host/state.h"
#include "talk/paths.h"

bool drain_is_on(char message[DRAIN_MESSAGE_SIZE])
{
	if (fd_get(AT_FDCWD, HOSTEL_STATEDIR "/drain", message, DRAIN_MESSAGE_SIZE) > 0)
		return true;
	if (errno == ENOENT)
		return false;
	strcpy(message, DRAIN_MESSAGE);
	return true;
}

int drain_begin(const char *message, struct err *e)
{
	int AUTO_CLOSE state = state_open(e);

	if (state < 0)
		return -1;
	if (!*message || strlen(message) >= DRAIN_MESSAGE_SIZE)
		return err_rule(e, EINVAL, "the message has %zu characters: at most %d fit", strlen(message),
			DRAIN_MESSAGE_SIZE - 1);
	for (const char *p = message; *p; p++)
		if (!is_printable(*p))
			return err_rule(e, EINVAL, "the message is one line of printable ASCII");
	if (file_replace(state, "drain", message, strlen(message)) < 0)
		return err_set(e, errno, HOSTEL_STATEDIR "/drain");
	return 0;
}

int drain_end(struct err *e)
{
	if (unlink(HOSTEL_STATEDIR "/drain") == 0)
		return 1;
	return errno == ENOENT ? 0 : err_set(e, errno, HOSTEL_STATEDIR "/drain");
}
