/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The file ids of PID 1. The tenant's groups it has for good, since collect_parts().
 */
#include "as_tenant.h"

#include "base/file_ids.h"

int as_tenant(const struct launch *l)
{
	return file_ids(l->uid, l->gid);
}

int as_root(void)
{
	return file_ids(0, 0);
}

int as_tenant_open(const struct launch *l, const char *path, int flags, struct err *e)
{
	return file_ids_open(l->uid, l->gid, path, flags, e);
}

int as_tenant_open_source(const struct launch *l, const char *path, struct err *e)
{
	bool file;

	return file_ids_open_source(l->uid, l->gid, path, &file, e);
}
