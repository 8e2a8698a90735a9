/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whose signatures are believed.
 */
#include "signers.h"

#include <string.h>

#include "base/fd.h"
#include "cli/output.h"
#include "host/config_dir.h"

int apart_check_signers(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *AUTO_FREE directory = text_of("%.*s", slash == path ? 1 : (int)(slash - path), path);
	struct err e = ERR_NONE;
	int AUTO_CLOSE fd = trusted_directory(directory, &e);
	const struct policy_reader reader = config_reader(&fd);
	struct problems problems = {0};
	char *AUTO_FREE text = NULL;
	size_t length;
	const int error = fd < 0 ? -1 : reader.read(reader.context, slash + 1, &text, &length, &problems);

	if (!error)
		return 1;
	say("%s: whose signatures are believed: %s", path,
		fd < 0		 ? e.message
		: problems.count ? problems.v[0].message
				 : strerror(error));
	return -1;
}
