/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tenants that a set does not have any more.
 */
#include "tombs.h"

#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/config.h"
#include "cli/config_file.h"
#include "cli/output.h"
#include "sets.h"

static const char closed[] = "# hostel apply: the set of policies has no such tenant any more\n"
			     "[tenant]\nsuspended = yes\nsuspended_reason = This account is closed.\n";
static const char unready[] = "# hostel apply: this tenant's first file has a mistake\n"
			      "[tenant]\nsuspended = yes\n"
			      "suspended_reason = This account is not ready yet.\n";

const char *tomb_text(void)
{
	return closed;
}

const char *tomb_unready(void)
{
	return unready;
}

bool tomb_is(const char *bytes, size_t size)
{
	return size == sizeof(closed) - 1 && !memcmp(bytes, closed, size);
}

static bool is_line(const char *text, const char *word)
{
	const size_t n = strlen(word);

	while (*text) {
		const size_t length = strcspn(text, " \t\r\n#");

		if (length == n && !memcmp(text, word, n))
			return true;
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return false;
}

bool tomb_may_go(int set, const char *tenant)
{
	char *AUTO_FREE text = NULL;

	return tenant && config_text(set, SET_GONE, &text) == 0 && text && is_line(text, tenant) &&
	       !account_exists(tenant);
}
