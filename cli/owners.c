/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Owners, as the files say.
 */
#include "owners.h"

#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli.h"
#include "config_file.h"
#include "ini.h"
#include "output.h"
#include "policy/names.h"

#define CHAIN_MAX 32 /* a circle is hostel check's to find */

int owner_exists(int config, const char *owner)
{
	char *AUTO_FREE path = text_of("owners/%s.ini", owner);

	if (policy_valid_name(owner) && config_has(config, path))
		return 0;
	say("there is no owner %s: write %s, hostel.ini(5) says what stands in it", owner, path);
	return EXIT_NO_SUCH;
}

char *owner_of_plan(int config, const char *plan)
{
	char *at = text_of("%s", plan), *owner = NULL;

	for (int i = 0; i < CHAIN_MAX && *at && !owner; i++) {
		char *AUTO_FREE path = text_of("plans/%s.ini", at), *AUTO_FREE text = NULL, *next = NULL;

		if (config_text(config, path, &text) == 0 && text) {
			owner = ini_get(text, "tenant", "owner");
			next = ini_get(text, "plan", "extends");
		}
		free(at);
		at = next ? next : text_of("%s", "");
	}
	free(at);
	return owner;
}
