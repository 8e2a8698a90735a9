/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kinds share whose C type is one text, or one number.
 */
#ifndef POLICY_KIND_PLAIN_H
#define POLICY_KIND_PLAIN_H

#include "policy/kind.h"

/* The text as it is, if the kind's check() takes it. */
KIND_PARSE(plain_parse);
int plain_copy(const char *text, void *member); /* 0 or ENOMEM */
KIND_PRINT(plain_print);
void plain_encode(const void *member, struct wire_writer *out);
int plain_decode(struct wire_reader *in, void *member);
void plain_release(void *member);

void number_encode(const void *member, struct wire_writer *out);
int number_decode(struct wire_reader *in, void *member);

#endif
