/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A value of etcd's: a file of a set of policies, which says itself what it is, its number, and who
 * signed it.
 *
 *	# hostel-signed tenants/alice.ini 17
 *	[tenant]
 *	...
 *	# -----BEGIN SSH SIGNATURE-----
 *	# ...
 *	# -----END SSH SIGNATURE-----
 *
 * Signed, in VALUE_NAMESPACE, is all in front of the line of BEGIN (ssh-keygen(1), -Y sign). All of it is
 * a policy file, as the rest is comments.
 */
#ifndef CLI_WATCH_VALUE_H
#define CLI_WATCH_VALUE_H

#include <stddef.h>
#include <stdint.h>

#define VALUE_NAMESPACE "hostel"
#define VALUE_NUMBER_MAX INT64_C(999999999999999999)
#define VALUE_PATH_SIZE 300
#define VALUE_SIZE_MAX (262144) /* POLICY_FILE_SIZE_MAX: it is one */

struct signed_value {
	char path[VALUE_PATH_SIZE]; /* set_path_is() */
	int64_t number;		    /* the higher one is the newer one */
	size_t signed_size;	    /* bytes from its beginning */
	char *signature;	    /* as ssh-keygen has it; malloc'ed */
};

/* NULL, or what is wrong with it. free(v->signature) in either case. */
const char *value_read(struct signed_value *v, const char *bytes, size_t size);

/* Of a text that is to be signed: NULL, or why nobody can say which part of it is meant. */
const char *value_wrong_text(const char *text, size_t size);

/* The text without a head and a signature that it may have, with this head. malloc'ed. */
char *value_begin(const char *text, const char *path, int64_t number);

/* `begun` with a signature of ssh-keygen's behind it. malloc'ed. */
char *value_end(const char *begun, const char *signature);

#endif
