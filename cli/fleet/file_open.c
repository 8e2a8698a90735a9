/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does a tenant's file let anybody in?
 */
#include "file_open.h"

#include "cli/config.h"
#include "host/config_dir.h"
#include "host/tenant.h"
#include "policy/defaults.h"
#include "policy/single.h"

/* One that cannot be read is no change. */
bool file_is_open(int set, const char *path)
{
	const struct policy_reader reader = config_reader(&set);
	struct problems ignored = {0};
	struct policy p;
	const bool readable = policy_read_file(&p, &reader, path, &ignored) == 0;
	bool open;

	if (readable)
		tenant_settle_suspension(&p);
	open = !readable || !p.suspended;
	policy_free(&p);
	return open;
}
