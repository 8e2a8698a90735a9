/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Build tool: a BPF program that answers by the number of a call, as a binary tree over the runs of numbers
 * that have the same answer. libseccomp's has a leaf for each number: four times the instructions, which the
 * kernel compiles whenever a sandbox starts.
 */
#ifndef INIT_SECCOMP_TREE_H
#define INIT_SECCOMP_TREE_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TREE_GO_ON 0xffffffff /* an answer, none of the kernel's: what stands behind the program decides */

struct number_rule {
	uint32_t number;
	uint32_t action; /* SECCOMP_RET_x */
};

/* Begin with {.otherwise = …}, add the ABIs, end. A number that no rule names gets `otherwise`. */
struct tree {
	uint32_t otherwise;
	size_t count;
	struct sock_filter code[BPF_MAXINSNS];
};

/*
 * The calls of an ABI (AUDIT_ARCH_x); `rules` is sorted on the way. x32's numbers on x86-64 get ENOSYS.
 * false: too long, or two answers to one number.
 */
bool tree_add(struct tree *t, uint32_t audit, struct number_rule *rules, size_t count);

/* All other ABIs get ENOSYS. false: too long. */
bool tree_end(struct tree *t);

#endif
