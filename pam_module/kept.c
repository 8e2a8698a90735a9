/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The account phase's answer, kept for the session phase while nothing it is made of has changed.
 */
#include "kept.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct kept {
	struct login login;
	char *config;
	pid_t pid;
	bool taken;
};

struct kept *kept_make(struct login *l, const char *config)
{
	struct kept *k = calloc(1, sizeof(*k));
	char *copy = strdup(config);

	if (!k || !copy) {
		free(k);
		free(copy);
		return NULL;
	}
	k->login = *l;
	k->config = copy;
	k->pid = getpid();
	*l = (struct login){0};
	return k;
}

bool kept_take(struct kept *k, const char *user, const char *config, struct login *l)
{
	unsigned age;

	/* Another process is another login, for all that is known; and PAM's stack may ask twice. */
	if (k->taken || k->pid != getpid() || strcmp(k->config, config) ||
	    strcmp(k->login.account.name, user) || !policy_files_same(&k->login.files, config, &age) ||
	    age > KEPT_MILLISECONDS)
		return false;
	*l = k->login;
	l->config = config;
	k->login = (struct login){0};
	k->taken = true;
	return true;
}

bool kept_is_of(const struct kept *k, const char *user)
{
	return !k->taken && !strcmp(k->login.account.name, user);
}

void kept_free(struct kept *k)
{
	if (!k->taken)
		login_free(&k->login);
	free(k->config);
	free(k);
}
