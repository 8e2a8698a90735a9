/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * watch.ini: the etcd from which this host's policies come. The host's own file, beside the sets.
 */
#ifndef CLI_WATCH_SETTINGS_H
#define CLI_WATCH_SETTINGS_H

#include <stdbool.h>

#include "cli/cli.h"

#define WATCH_INI "watch.ini"

struct watch_settings {
	char *endpoints;	    /* URLs with commas, as etcdctl(1) takes them */
	char *prefix;		    /* of the keys: PREFIXtenants/alice.ini */
	char *status;		    /* prefix of the key in which this host says how it is; "" for none */
	char *ca, *cert, *key;	    /* of TLS; NULL: the system's, none */
	char *user, *password_file; /* or NULL */
	char *signers;		    /* a file of allowed signers, ssh-keygen(1) */
	bool keep_going;
};

/* 1; 0 where there is no watch.ini; -1 after saying what is wrong. watch_settings_free() in any case. */
int watch_settings_read(struct watch_settings *s, const struct cli *c);
void watch_settings_free(struct watch_settings *s);

/* Is there a watch.ini? */
bool watch_is_wanted(const struct cli *c);

#endif
