/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is known of a tenant's service.
 */
#include "state.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/hash.h"
#include "base/replace.h"
#include "host/process.h"
#include "host/state.h"
#include "policy/service.h"

static const char *const names[SERVICE_PHASES] = {[SERVICE_NEVER] = "never", [SERVICE_STARTING] = "starting",
	[SERVICE_RUNNING] = "running", [SERVICE_WAITING] = "waiting", [SERVICE_STOPPED] = "stopped",
	[SERVICE_FAILED] = "failed"};

const char *service_phase_name(enum service_phase phase)
{
	return names[phase];
}

int service_state_open(uint32_t uid, struct err *e)
{
	int AUTO_CLOSE state = state_open(e);
	int AUTO_CLOSE services = state < 0 ? -1 : state_directory(state, "services", e);
	char number[16];

	snprintf(number, sizeof(number), "%u", uid);
	return services < 0 ? -1 : state_directory(services, number, e);
}

int service_state_read(int dir, const char *name, struct service_state *s, struct err *e)
{
	char text[256], phase[16];
	ssize_t n = fd_get(dir, name, text, sizeof(text));

	*s = (struct service_state){0};
	if (n < 0 && errno == ENOENT)
		return 0;
	if (n < 0)
		return err_set(e, errno, "the state of service %s", name);
	if (sscanf(text, "%15s %d %" SCNu64 " %" SCNu64 " %" SCNu64 " %u %u %d %" SCNx64, phase, &s->pid,
		    &s->start, &s->since, &s->until, &s->restarts, &s->row, &s->status, &s->policy) != 9)
		return err_rule(e, EINVAL, "the state of service %s is damaged", name);
	while (s->phase < SERVICE_PHASES && strcmp(phase, names[s->phase]) != 0)
		s->phase++;
	if (s->phase == SERVICE_PHASES)
		return err_rule(e, EINVAL, "the state of service %s is damaged", name);
	/* Between two starts nobody runs it: systemd is about to. */
	if ((s->phase == SERVICE_STARTING || s->phase == SERVICE_RUNNING) &&
		(s->pid <= 0 || process_start(s->pid) != s->start)) {
		s->phase = SERVICE_FAILED;
		s->status = SIGKILL;
	}
	return 0;
}

int service_state_write(int dir, const char *name, const struct service_state *s, struct err *e)
{
	char text[256];
	const int n = snprintf(text, sizeof(text),
		"%s %d %" PRIu64 " %" PRIu64 " %" PRIu64 " %u %u %d %" PRIx64 "\n", names[s->phase], s->pid,
		s->start, s->since, s->until, s->restarts, s->row, s->status, s->policy);

	if (file_replace(dir, name, text, (size_t)n) < 0)
		return err_set(e, errno, "the state of service %s", name);
	return 0;
}

bool service_state_lock(int dir, const char *name)
{
	const struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	char file[SERVICE_NAME_MAX + 8];
	int fd;

	snprintf(file, sizeof(file), "%.*s.lock", SERVICE_NAME_MAX, name);
	fd = openat(dir, file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return false;
	if (fcntl(fd, F_SETLK, &whole) == 0)
		return true; /* closed, it would be given up */
	close(fd);
	return false;
}

uint64_t service_hash(const struct service *s)
{
	uint64_t hash = HASH_START;

	for (unsigned int n = 0; n < SERVICE_KEY_COUNT; n++) {
		const int size = policy_print_service(s, (enum service_key)n, NULL, 0) + 1;
		char *AUTO_FREE text = malloc((size_t)size);

		if (!text)
			return 0;
		policy_print_service(s, (enum service_key)n, text, (size_t)size);
		hash = hash_more(hash, text, (size_t)size);
	}
	return hash;
}
