/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Build tool: answers by number.
 */
#include "base/tree.h"
#include "tree.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <stdlib.h>

#define X32_BIT 0x40000000 /* __X32_SYSCALL_BIT */
#define RUNS_MAX 128       /* a jump reaches 255 instructions far */

struct run {
	uint32_t first, action;
};

static void put(struct tree *t, struct sock_filter f)
{
	if (t->count < BPF_MAXINSNS)
		t->code[t->count] = f;
	t->count++;
}

static size_t size_of(size_t runs)
{
	return 2 * runs - 1; /* a leaf for each, and a question between two */
}

static void branch(struct tree *t, const struct run *runs, size_t n)
{
	size_t left = n / 2;

	if (n == 1) {
		put(t, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, runs[0].action));
		return;
	}
	put(t, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, runs[left].first,
		(uint8_t)size_of(left), 0));
	branch(t, runs, left);
	branch(t, runs + left, n - left);
}

static int by_number(const void *a, const void *b)
{
	uint32_t one = ((const struct number_rule *)a)->number, two = ((const struct number_rule *)b)->number;

	return one < two ? -1 : one > two;
}

static void add_run(struct run *runs, size_t *n, uint32_t first, uint32_t action)
{
	if (*n && runs[*n - 1].first == first)
		(*n)--;
	if (!*n || runs[*n - 1].action != action)
		runs[(*n)++] = (struct run){first, action};
}

/* 2 * count + 2 at most. 0: two answers to one number. */
static size_t make_runs(struct run *runs, uint32_t otherwise, uint32_t audit, struct number_rule *rules,
	size_t count)
{
	size_t n = 0;

	qsort(rules, count, sizeof(*rules), by_number);
	add_run(runs, &n, 0, otherwise);
	for (size_t i = 0; i < count; i++) {
		if (i && rules[i].number == rules[i - 1].number) {
			if (rules[i].action != rules[i - 1].action)
				return 0;
			continue; /* two names for it */
		}
		add_run(runs, &n, rules[i].number, rules[i].action);
		add_run(runs, &n, rules[i].number + 1, otherwise);
	}
	if (audit == AUDIT_ARCH_X86_64)
		add_run(runs, &n, X32_BIT, SECCOMP_RET_ERRNO | ENOSYS);
	return n;
}

bool tree_add(struct tree *t, uint32_t audit, struct number_rule *rules, size_t count)
{
	struct run *runs = calloc(2 * count + 2, sizeof(*runs));
	size_t n = runs ? make_runs(runs, t->otherwise, audit, rules, count) : 0;

	if (n && n <= RUNS_MAX) {
		put(t, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			offsetof(struct seccomp_data, arch)));
		put(t, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, audit, 1, 0));
		put(t, (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, (uint32_t)(1 + size_of(n))));
		put(t, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			offsetof(struct seccomp_data, nr)));
		branch(t, runs, n);
	}
	free(runs);
	return n && n <= RUNS_MAX && t->count <= BPF_MAXINSNS;
}

bool tree_end(struct tree *t)
{
	put(t, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS));
	if (t->count > BPF_MAXINSNS)
		return false;
	for (size_t i = 0; i < t->count; i++)
		if (t->code[i].code == (BPF_RET | BPF_K) && t->code[i].k == TREE_GO_ON)
			t->code[i] = (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA,
				(uint32_t)(t->count - i - 1));
	return true;
}
