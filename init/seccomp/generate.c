/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Build tool: policy/syscalls.def and arguments.def -> BPF programs as a C header, by libseccomp, and
 * a table of the calls' numbers, for the ABIs of TARGET_x. init/filter.c puts them together.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "policy/calls.h"
#include "tree.h"

enum profile { PROFILE_DEFAULT, PROFILE_STRICT, PROFILE_COUNT };

static const char *const profile_names[] = {"default", "strict"};

/* TARGET_: whom it is compiled for, which may be another machine than this one. */
/* clone(2) has its flags elsewhere on s390 and others: look at arguments.def before adding one. */
static const struct abi {
	uint32_t libseccomp;
	uint32_t audit;
} abis[] = {
#if defined(TARGET_x86_64)
	{SCMP_ARCH_X86_64, AUDIT_ARCH_X86_64}, /* not x32: its numbers get ENOSYS */
	{SCMP_ARCH_X86, AUDIT_ARCH_I386},
#elif defined(TARGET_aarch64)
	{SCMP_ARCH_AARCH64, AUDIT_ARCH_AARCH64},
	{SCMP_ARCH_ARM, AUDIT_ARCH_ARM},
#else
#error "the filters have been thought through for x86-64 and AArch64 only"
#endif
};

#define ABI_COUNT (sizeof(abis) / sizeof(abis[0]))

struct call {
	const char *name; /* NULL: a part */
	enum call_answer verdict[PROFILE_COUNT];
};

static const struct call calls[CALL_COUNT] = {
#define CALL(name, in_default, in_strict, group)                                                   \
	[CALL_##name] = {#name, {VERDICT_##in_default, VERDICT_##in_strict}},
#define PART(ident, in_default, in_strict, group)                                                  \
	[PART_##ident] = {NULL, {VERDICT_##in_default, VERDICT_##in_strict}},
#include "policy/syscalls.def"
};

/* Further names and numbers: of the call itself, or of another spelling. */
static const struct spelling {
	enum call_id call;
	const char *name;
	int number; /* where libseccomp knows none, or -1 */
} spellings[] = {
#define CALL(name, in_default, in_strict, group) {CALL_##name, #name, -1},
#define ALSO(spelling, name) {CALL_##name, #spelling, -1},
#define NEW(name, nr) {CALL_##name, #name, nr},
#include "policy/syscalls.def"
};

#define SPELLINGS (sizeof(spellings) / sizeof(spellings[0]))

enum { PART_FIXED = CALL_COUNT };

static const struct condition {
	unsigned int part; /* or, of ALLOW_IF, the profile */
	enum call_id call;
	int error; /* 0: ALLOW_IF */
	unsigned int count;
	struct scmp_arg_cmp args[3];
} conditions[] = {
#define IF(arg, mask, value) {arg, SCMP_CMP_MASKED_EQ, mask, value}
#define REFUSE_IF(part, name, error, a, m, v) {PART_##part, CALL_##name, error, 1, {IF(a, m, v)}},
#define REFUSE_IF2(part, name, error, a, m, v, a2, m2, v2)                                         \
	{PART_##part, CALL_##name, error, 2, {IF(a, m, v), IF(a2, m2, v2)}},
#define REFUSE_IF3(part, name, error, a, m, v, a2, m2, v2, a3, m3, v3)                             \
	{PART_##part, CALL_##name, error, 3, {IF(a, m, v), IF(a2, m2, v2), IF(a3, m3, v3)}},
#define ALLOW_IF(profile, name, a, v) {PROFILE_##profile, CALL_##name, 0, 1, {IF(a, 0xffffffff, v)}},
#include "arguments.def"
};

#define CONDITIONS (sizeof(conditions) / sizeof(conditions[0]))

static _Noreturn void fail(const char *what, int error)
{
	fprintf(stderr, "seccomp generate: %s: error %d\n", what, error);
	exit(1);
}

/* A filter for `abi_count` of the ABIs. */
static scmp_filter_ctx start(uint32_t action, size_t abi_count)
{
	scmp_filter_ctx filter = seccomp_init(action);

	if (!filter)
		fail("seccomp_init", ENOMEM);
	/* It begins with this machine's own. */
	if (abis[0].libseccomp != seccomp_arch_native() &&
	    (seccomp_arch_add(filter, abis[0].libseccomp) < 0 ||
		    seccomp_arch_remove(filter, SCMP_ARCH_NATIVE) < 0))
		fail("seccomp_arch_remove", EINVAL);
	for (size_t i = 1; i < abi_count; i++)
		if (seccomp_arch_add(filter, abis[i].libseccomp) < 0)
			fail("seccomp_arch_add", EINVAL);
	if (seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO(ENOSYS)) < 0 ||
	    seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2) < 0)
		fail("attribute", EINVAL);
	return filter;
}

/* EDOM: on none of the ABIs. EFAULT: libseccomp has no name for it, add_new() does it. */
static void add(scmp_filter_ctx filter, uint32_t action, const char *name,
	const struct condition *c)
{
	int number = seccomp_syscall_resolve_name(name);
	int e = number == __NR_SCMP_ERROR ? 0
		: seccomp_rule_add_array(filter, action, number, c ? c->count : 0, c ? c->args : NULL);

	if (e < 0 && e != -EDOM && e != -EFAULT)
		fail(name, -e);
}

/*
 * i386's own numbers of what socketcall(2) and ipc(2) do as well: libseccomp's number stands for both ways.
 * arch/x86/entry/syscalls/syscall_32.tbl; asm/unistd_32.h has them under names that clash here.
 */
static int own_number(const char *name)
{
	static const struct {
		const char *name;
		int number;
	} own[] = {
		{"recvmmsg", 337}, {"sendmmsg", 345}, {"socket", 359}, {"socketpair", 360}, {"bind", 361},
		{"connect", 362}, {"listen", 363}, {"accept4", 364}, {"getsockopt", 365},
		{"setsockopt", 366}, {"getsockname", 367}, {"getpeername", 368}, {"sendto", 369},
		{"sendmsg", 370}, {"recvfrom", 371}, {"recvmsg", 372}, {"shutdown", 373}, {"semget", 393},
		{"semctl", 394}, {"shmget", 395}, {"shmctl", 396}, {"shmat", 397}, {"shmdt", 398},
		{"msgget", 399}, {"msgsnd", 400}, {"msgrcv", 401}, {"msgctl", 402},
	};

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (!strcmp(own[i].name, name))
			return own[i].number;
	return -1;
}

static int number_of(const struct spelling *s, const struct abi *abi)
{
	int number = seccomp_syscall_resolve_name_arch(abi->libseccomp, s->name);

	if (number == __NR_SCMP_ERROR)
		return s->number;
	/* Below 0: not on this ABI. */
	return number < 0 && abi->libseccomp == SCMP_ARCH_X86 ? own_number(s->name) : number;
}

static void instruction(struct sock_filter f)
{
	printf("\t{0x%04x, %u, %u, 0x%08x},\n", f.code, f.jt, f.jf, f.k);
}

/* In front of libseccomp's program: if the call is one of these numbers of the ABI, its action. */
static void number_rules(const struct abi *abi, const struct number_rule *rules, size_t count)
{
	if (!count)
		return;
	if (count > 120) /* a jump reaches 255 instructions far */
		fail("too many numbers", ERANGE);
	instruction((struct sock_filter)BPF_STMT(
		BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)));
	instruction((struct sock_filter)BPF_JUMP(
		BPF_JMP | BPF_JEQ | BPF_K, abi->audit, 0, (uint8_t)(1 + 2 * count)));
	instruction((struct sock_filter)BPF_STMT(
		BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)));
	for (size_t i = 0; i < count; i++) {
		instruction((struct sock_filter)BPF_JUMP(
			BPF_JMP | BPF_JEQ | BPF_K, rules[i].number, 0, 1));
		instruction((struct sock_filter)BPF_STMT(BPF_RET | BPF_K, rules[i].action));
	}
}

static void print(scmp_filter_ctx filter)
{
	int fd = memfd_create("program", MFD_CLOEXEC);
	struct sock_filter f;
	size_t count = 0;

	if (fd < 0 || seccomp_export_bpf(filter, fd) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		fail("export", errno);
	for (; read(fd, &f, sizeof(f)) == (ssize_t)sizeof(f); count++)
		instruction(f);
	printf("};\n\n");
	if (!count || count > BPF_MAXINSNS)
		fail("length", ERANGE);
	close(fd);
	seccomp_release(filter);
}

/* i386 has two: the old one's flags lie in memory, and no libc of this century uses it (mmap2(2)). */
static bool is_old_mmap(const struct abi *abi, const struct spelling *s)
{
	return abi->libseccomp == SCMP_ARCH_X86 && !strcmp(s->name, "mmap");
}

/* A program that answers by number, for all ABIs. */
static void make_tree(struct tree *t, uint32_t (*action)(enum call_answer v), enum profile profile)
{
	struct number_rule rules[SPELLINGS];
	bool fits = true;

	for (size_t a = 0; a < ABI_COUNT; a++) {
		size_t count = 0;

		for (size_t i = 0; i < SPELLINGS; i++) {
			const struct spelling *s = &spellings[i];
			int number = number_of(s, &abis[a]);

			if (number >= 0 && !is_old_mmap(&abis[a], s))
				rules[count++] = (struct number_rule){(uint32_t)number,
					action(calls[s->call].verdict[profile])};
		}
		fits = fits && tree_add(t, abis[a].audit, rules, count);
	}
	if (!fits || !tree_end(t))
		fail("numbers", ERANGE);
}

static void print_tree(const struct tree *t, const char *name, enum profile profile)
{
	printf("static const struct sock_filter %s_%s[] = {\n", name, profile_names[profile]);
	for (size_t i = 0; i < t->count; i++)
		instruction(t->code[i]);
}

static uint32_t list_action(enum call_answer v)
{
	return v == VERDICT_ABSENT ? SECCOMP_RET_ERRNO | ENOSYS
		: v == VERDICT_SOME ? TREE_GO_ON : SECCOMP_RET_ALLOW;
}

static uint32_t refused_action(enum call_answer v)
{
	return v == VERDICT_REFUSE || v == VERDICT_NEVER ? SECCOMP_RET_ERRNO | EPERM
							  : SECCOMP_RET_ALLOW;
}

/* All calls that are known and not absent; the rest is ENOSYS. */
static void list(enum profile profile)
{
	struct tree t = {.otherwise = SECCOMP_RET_ERRNO | ENOSYS};
	scmp_filter_ctx filter = start(SCMP_ACT_ERRNO(ENOSYS), ABI_COUNT);

	make_tree(&t, list_action, profile);
	print_tree(&t, "list", profile);
	for (size_t i = 0; i < CONDITIONS; i++)
		if (!conditions[i].error && conditions[i].part == profile)
			add(filter, SCMP_ACT_ALLOW, calls[conditions[i].call].name, &conditions[i]);
	print(filter);
}

/* EPERM for those that are refused by name. */
static void refused(enum profile profile)
{
	struct tree t = {.otherwise = SECCOMP_RET_ALLOW};

	make_tree(&t, refused_action, profile);
	print_tree(&t, "refused", profile);
	printf("};\n\n");
}

/*
 * Of the parts, what libseccomp cannot say: numbers it has no name for; and socketcall(2), of which it says
 * what it hears of socket(2) and its like. Both are allowed here, and answered by the tree.
 */
static void print_numbers(void)
{
	struct number_rule rules[SPELLINGS];

	for (size_t a = 0; a < ABI_COUNT; a++) {
		size_t count = 0;

		for (size_t i = 0; i < SPELLINGS; i++) {
			int number = number_of(&spellings[i], &abis[a]);

			if (number >= 0 && spellings[i].call == CALL_socketcall)
				rules[count++] = (struct number_rule){(uint32_t)number,
					SECCOMP_RET_ALLOW};
		}
		number_rules(&abis[a], rules, count);
	}
}

static bool is_fixed(unsigned int id, enum profile profile)
{
	(void)profile;
	return id == PART_FIXED;
}

static bool is_refused(unsigned int id, enum profile profile)
{
	return id == PART_FIXED || calls[id].verdict[profile] != VERDICT_ALLOW;
}

/* Refusals by argument: those of one part, or if `some` is given, of all that it says. */
static void part(unsigned int id, const char *name, bool (*some)(unsigned int, enum profile),
	enum profile profile)
{
	/* This one part is not about arguments: without the second ABI all its calls are ENOSYS. */
	scmp_filter_ctx filter = start(SCMP_ACT_ALLOW, id == PART_compat ? 1 : ABI_COUNT);

	for (size_t i = 0; i < CONDITIONS; i++) {
		const struct condition *c = &conditions[i];

		if (!c->error || !(some ? some(c->part, profile) : c->part == id))
			continue;
		for (size_t k = 0; k < SPELLINGS; k++)
			if (spellings[k].call == c->call)
				add(filter, SCMP_ACT_ERRNO((uint32_t)c->error), spellings[k].name, c);
	}
	printf("static const struct sock_filter %s[] = {\n", name);
	if (id != PART_compat)
		print_numbers();
	print(filter);
}

static void numbers(void)
{
	printf("static const struct number {\n\tunsigned short call;\n\tunsigned char abi;\n"
	       "\tunsigned int number;\n} numbers[] = {\n");
	for (size_t i = 0; i < SPELLINGS; i++)
		for (unsigned int a = 0; a < ABI_COUNT; a++) {
			int number = number_of(&spellings[i], &abis[a]);

			if (number >= 0 && !is_old_mmap(&abis[a], &spellings[i])) /* which nothing allows */
				printf("\t{%d, %u, %d},\n", (int)spellings[i].call, a, number);
		}
	printf("};\n\nstatic const unsigned int abis[] = {");
	for (size_t a = 0; a < ABI_COUNT; a++)
		printf("0x%08x, ", abis[a].audit);
	printf("};\n");
}

int main(void)
{
	printf("/* Generated from policy/syscalls.def and init/seccomp/arguments.def. */\n"
	       "#include <linux/filter.h>\n\n");
	for (enum profile p = 0; p < PROFILE_COUNT; p++) {
		list(p);
		refused(p);
	}
	part(PART_FIXED, "part_fixed", is_fixed, PROFILE_DEFAULT);
	part(PART_FIXED, "parts_default", is_refused, PROFILE_DEFAULT);
	part(PART_FIXED, "parts_strict", is_refused, PROFILE_STRICT);
#define PART(ident, in_default, in_strict, group) part(PART_##ident, "part_" #ident, NULL, 0);
#include "policy/syscalls.def"
	numbers();
	return fflush(stdout) ? 1 : 0;
}
