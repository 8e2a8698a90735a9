/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file of settings that is the host's own.
 */
#include "host_settings.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "config.h"
#include "config_file.h"
#include "ini.h"
#include "output.h"

int host_settings_read(const struct cli *c, const char *file, const char *section,
	const char *(*take)(void *context, const char *key, char *value), void *context)
{
	int AUTO_CLOSE own = config_open_own(c);
	char *AUTO_FREE text = NULL, *where, *key, *value;
	struct ini_cursor at = {0};
	int result = 1;

	if (own < 0 || config_text(own, file, &text))
		return -1;
	if (!text)
		return 0;
	at.at = text;
	while (ini_each(&at, &where, &key, &value)) {
		char *AUTO_FREE shown = text_of("%s", value);
		char *AUTO_FREE other = text_of("there is only [%s]", section);
		const char *wrong = strcmp(where, section) ? other : take(context, key, value);

		if (wrong) {
			say("%s:%u: [%s] %s = %s: %s", file, at.line, where, key, shown, wrong);
			result = -1;
		}
		free(where);
		free(key);
		free(value);
	}
	if (at.odd) {
		say("%s:%u: not KEY = VALUE", file, at.odd);
		result = -1;
	}
	return result;
}

const char *host_settings_take(const struct host_key keys[], size_t count, bool *keep_going, const char *key,
	const char *value, const char *none)
{
	if (!strcmp(key, "keep_going")) {
		*keep_going = !strcmp(value, "yes");
		return *keep_going || !strcmp(value, "no") ? NULL : "yes or no";
	}
	for (size_t i = 0; i < count; i++)
		if (!strcmp(key, keys[i].name)) {
			free(*keys[i].text);
			*keys[i].text = text_of("%s", value);
			return keys[i].right ? NULL : keys[i].would_be;
		}
	return none;
}

bool host_settings_has(const struct cli *c, const char *file)
{
	char *AUTO_FREE base = config_path(c), *AUTO_FREE path = text_of("%s/%s", base, file);

	return access(path, F_OK) == 0;
}
