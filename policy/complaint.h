/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is wrong with a piece of text, without where it stands.
 */
#ifndef POLICY_COMPLAINT_H
#define POLICY_COMPLAINT_H

struct complaint {
	char message[256];
};

/* Fill *c, which may be NULL, and return EINVAL. */
int complain(struct complaint *c, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
