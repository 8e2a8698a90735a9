/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What runs of a tenant's services, made what the policy says.
 */
#ifndef CLI_SERVICE_SETTLE_H
#define CLI_SERVICE_SETTLE_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/config.h"
#include "state.h"

/* One service as it is said and as it is. */
struct service_view {
	char name[SERVICE_NAME_MAX + 1];
	const struct service *said; /* NULL: the policy has none of that name any more */
	struct service_state is;
};

/* All of a tenant's, malloc'ed. 0, or an exit status after saying why not. */
int services_view(const struct tenant *t, struct service_view **views, size_t *count);

/* Those that were started since the host came up, of whatever policy, up to SERVICES_KNOWN. How many. */
#define SERVICES_KNOWN 64
size_t services_known(uint32_t uid, struct service_view views[SERVICES_KNOWN]);

/* It runs, or is about to. */
bool service_is_up(const struct service_view *v);

/* It runs, and the policy says other things of it than when it was started. */
bool service_has_changed(const struct service_view *v);

/*
 * Start those that are enabled and have not been started since the host came up, end those that the policy
 * has no more. `wait` until they run, or a minute. Without systemd nothing is done. 0, or an exit status.
 */
int services_settle(const struct tenant *t, bool wait);

/* Ask all to end, without waiting: they end with the room. 0, or an exit status. */
int services_stop(const char *tenant, uint32_t uid);

/* Then forget that they ran, once they have ended (five seconds for each), and take their sockets away. */
void services_forget(const char *tenant, uint32_t uid);

#endif
