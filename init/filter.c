/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The system call filter. The shipped programs were compiled by libseccomp at build time; here they
 * are only put one behind the other, with a few rules by number in front for `allow` and `deny`.
 *
 * Two filters come of it; the kernel asks both and takes the stricter answer, and of two equally
 * strict ones that of the later filter (seccomp(2)).
 *   refusals   what is refused by name and by argument, mostly EPERM. With `log` the kernel logs these
 *   list       ENOSYS for what no list has. Programs probe for new calls all the time and fall back:
 *              never logged, or clone3 alone would fill the log
 */
#include "filter.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"
#include "seccomp_programs.h" /* generated */
#include "talk/face.h"

/* Names of calls here; musl before 1.2.4 makes macros of them. */
#undef pread64
#undef pwrite64

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#ifndef ACTIONS_LOGGED /* a unit test has its own */
#define ACTIONS_LOGGED "/proc/sys/kernel/seccomp/actions_logged"
#endif

struct program {
	size_t count; /* beyond BPF_MAXINSNS: too long */
	struct sock_filter code[BPF_MAXINSNS];
};

static const struct call {
	enum call_answer verdict[SECCOMP_UNCONFINED]; /* default, strict */
	bool part;				      /* it has no numbers */
} calls[CALL_COUNT] = {
#define CALL(name, in_default, in_strict, group)                                                   \
	[CALL_##name] = {{VERDICT_##in_default, VERDICT_##in_strict}, false},
#define PART(ident, in_default, in_strict, group)                                                  \
	[PART_##ident] = {{VERDICT_##in_default, VERDICT_##in_strict}, true},
#include "policy/syscalls.def"
};

static const struct part {
	enum call_id id;
	const struct sock_filter *code;
	size_t count;
} parts[] = {
#define PART(ident, in_default, in_strict, group)                                                  \
	{PART_##ident, part_##ident, LENGTH(part_##ident)},
#include "policy/syscalls.def"
};

static const struct {
	enum call_id through;
	enum call_id call;
} indirect[] = {
#define VIA(through, name) {CALL_##through, name},
#include "policy/syscalls.def"
};

/* --- writing programs ------------------------------------------------------------------------ */

static void append(struct program *p, const struct sock_filter *code, size_t count)
{
	if (p->count > BPF_MAXINSNS || count > BPF_MAXINSNS - p->count) {
		p->count = BPF_MAXINSNS + 1;
		return;
	}
	memcpy(&p->code[p->count], code, count * sizeof(*code));
	p->count += count;
}

static void append_one(struct program *p, struct sock_filter f)
{
	append(p, &f, 1);
}

/* Where the piece from `start` on says "allow", go on behind it instead. */
static void go_on(struct program *p, size_t start)
{
	for (size_t i = start; i < p->count && p->count <= BPF_MAXINSNS; i++)
		if (p->code[i].code == (BPF_RET | BPF_K) && p->code[i].k == SECCOMP_RET_ALLOW)
			p->code[i] = (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA,
				(unsigned int)(p->count - i - 1));
}

static void append_part(struct program *p, const struct sock_filter *code, size_t count)
{
	size_t start = p->count;

	append(p, code, count);
	go_on(p, start);
}

/* A rule of its own for each number of the calls in `set`, for every ABI. */
static void append_calls(struct program *p, const struct call_set *set, unsigned int action)
{
	for (unsigned int abi = 0; abi < LENGTH(abis); abi++) {
		size_t jump = p->count + 2, start;

		append_one(p, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			offsetof(struct seccomp_data, arch)));
		append_one(p, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, abis[abi], 1, 0));
		append_one(p, (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, 0));
		start = p->count;
		append_one(p, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			offsetof(struct seccomp_data, nr)));
		if (abis[abi] == AUDIT_ARCH_X86_64) { /* the same calls once more, by x32 */
			append_one(p, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K,
				0x40000000, 0, 1));
			append_one(p, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
				SECCOMP_RET_ERRNO | ENOSYS));
		}
		for (size_t i = 0; i < LENGTH(numbers); i++) {
			if (numbers[i].abi != abi || !call_in(set, numbers[i].call))
				continue;
			append_one(p, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
				numbers[i].number, 0, 1));
			append_one(p, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action));
		}
		if (p->count <= BPF_MAXINSNS)
			p->code[jump].k = (unsigned int)(p->count - start);
	}
}

/* --- what the policy says -------------------------------------------------------------------- */

/* By the profile already, and not lifted. */
static bool is_refused(const struct policy *p, enum call_id id)
{
	return p->seccomp != SECCOMP_UNCONFINED && calls[id].verdict[p->seccomp] != VERDICT_ALLOW &&
		!call_in(&p->seccomp_allow, id);
}

/* Denied calls and what leads to them, those of `allow` that are not denied, and the parts of other keys. */
static void read_policy(const struct policy *p, struct call_set *allow, struct call_set *deny)
{
	*deny = p->seccomp_deny;
	if (!p->tcp_connect.any)
		call_put(deny, PART_connect_ports);
	if (!p->tcp_bind.any)
		call_put(deny, PART_bind_ports);
	if (call_in(deny, CALL_seccomp))
		call_put(deny, PART_prctl_filter);
	for (size_t i = 0; i < LENGTH(indirect); i++)
		if (call_in(deny, indirect[i].call) && !is_refused(p, indirect[i].through))
			call_put(deny, indirect[i].through);
	for (size_t i = 0; i < CALL_WORDS; i++)
		allow->words[i] = p->seccomp_allow.words[i] & ~deny->words[i];
	if (p->seccomp_log)
		call_put(allow, PART_log_flag);
}

/* Those calls of `set` that `default` has no answer for but ENOSYS, or the others. */
static struct call_set pick(const struct call_set *set, bool absent)
{
	struct call_set out = {0};

	for (unsigned int i = 0; i < CALL_COUNT; i++)
		if (call_in(set, i) && !calls[i].part &&
		    (calls[i].verdict[SECCOMP_DEFAULT] == VERDICT_ABSENT) == absent)
			call_put(&out, i);
	return out;
}

static bool is_empty(const struct call_set *set)
{
	static const struct call_set empty;

	return memcmp(set, &empty, sizeof(empty)) == 0;
}

static void append_set(struct program *p, const struct call_set *set, unsigned int action)
{
	struct call_set absent = pick(set, true), present = pick(set, false);

	if (!is_empty(&absent) || !is_empty(&present))
		append_calls(p, set, action);
}

/* Refused by the filter that is loaded last, or that one could not be loaded. */
static bool is_late(const struct policy *p, enum call_id id)
{
	return id == PART_prctl_filter && p->seccomp != SECCOMP_UNCONFINED;
}

/*
 * The profile's refusals by argument are in one program, which is faster than one after the other, unless one
 * of them is lifted. What is refused beyond them, and the second ABI as a whole, are programs of their own.
 */
static void append_parts(struct program *out, const struct policy *p, const struct call_set *allow,
	const struct call_set *deny)
{
	bool unconfined = p->seccomp == SECCOMP_UNCONFINED, usual = !unconfined;
	struct call_set active = {0}, beyond = {0};

	for (size_t i = 0; i < LENGTH(parts); i++) {
		enum call_id id = parts[i].id;
		bool refused = !unconfined && calls[id].verdict[p->seccomp] != VERDICT_ALLOW;
		bool is = call_in(deny, id) || (refused && !call_in(allow, id));

		if (is)
			call_put(&active, id);
		if (is && (!refused || id == PART_compat))
			call_put(&beyond, id);
		if (refused && !is && id != PART_compat)
			usual = false;
	}
	for (size_t i = 0; i < LENGTH(parts); i++)
		if (call_in(usual ? &beyond : &active, parts[i].id) && !is_late(p, parts[i].id))
			append_part(out, parts[i].code, parts[i].count);
	if (usual && p->seccomp == SECCOMP_STRICT)
		append_part(out, parts_strict, LENGTH(parts_strict));
	else if (usual)
		append_part(out, parts_default, LENGTH(parts_default));
	else if (!unconfined)
		append_part(out, part_fixed, LENGTH(part_fixed));
}

static void make_refusals(struct program *out, const struct policy *p, const struct call_set *allow,
	const struct call_set *deny)
{
	struct call_set absent = pick(deny, true), present = pick(deny, false);
	size_t start;

	append_set(out, &present, SECCOMP_RET_ERRNO | EPERM);
	append_set(out, &absent, SECCOMP_RET_ERRNO | ENOSYS);
	append_parts(out, p, allow, deny);
	if (p->seccomp != SECCOMP_UNCONFINED) {
		start = out->count;
		append_set(out, allow, SECCOMP_RET_ALLOW);
		if (p->seccomp == SECCOMP_STRICT)
			append(out, refused_strict, LENGTH(refused_strict));
		else
			append(out, refused_default, LENGTH(refused_default));
		go_on(out, start);
	}
	append_one(out, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
}

static void make_list(struct program *out, const struct policy *p, const struct call_set *allow,
	const struct call_set *deny)
{
	if (call_in(deny, PART_prctl_filter))
		append_part(out, part_prctl_filter, LENGTH(part_prctl_filter));
	append_set(out, allow, SECCOMP_RET_ALLOW);
	if (p->seccomp == SECCOMP_STRICT)
		append(out, list_strict, LENGTH(list_strict));
	else
		append(out, list_default, LENGTH(list_default));
}

/* --- ids -------------------------------------------------------------------------------------- */

/* Where calls have uids and gids: a bit per argument. */
#define UID(arg) (1U << (arg))
#define GID(arg) (UID(arg) << 4)
#define ID_ARGUMENTS 4
#define ID_GROUPS_MAX FACE_GROUPS_MAX /* each takes two instructions an argument, of BPF_MAXINSNS */

static unsigned int ids_of(enum call_id call)
{
	switch (call) {
	case CALL_chown:
	case CALL_lchown:
	case CALL_fchown: return UID(1) | GID(2);
	case CALL_fchownat: return UID(2) | GID(3);
	case CALL_setuid:
	case CALL_setfsuid: return UID(0);
	case CALL_setreuid: return UID(0) | UID(1);
	case CALL_setresuid: return UID(0) | UID(1) | UID(2);
	case CALL_setgid:
	case CALL_setfsgid: return GID(0);
	case CALL_setregid: return GID(0) | GID(1);
	case CALL_setresgid: return GID(0) | GID(1) | GID(2);
	default: return 0;
	}
}

/* Of i386 and ARM, in front of lchown32: an id has 16 bits, and so has -1. */
static bool is_narrow(unsigned int abi, unsigned int number)
{
	return abi > 0 && number < 198;
}

/* "allow" if the call has none of these ids; else behind this, or one further if they have 16 bits. */
static void append_gate(struct program *p, unsigned int ids)
{
	size_t jumps[64], count = 0;
	bool narrow[64];

	for (unsigned int abi = 0; abi < LENGTH(abis); abi++) {
		size_t over = p->count + 2;

		append_one(p, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			offsetof(struct seccomp_data, arch)));
		append_one(p, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, abis[abi], 1, 0));
		append_one(p, (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, 0));
		append_one(p, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			offsetof(struct seccomp_data, nr)));
		for (size_t i = 0; i < LENGTH(numbers) && count < LENGTH(jumps); i++) {
			if (numbers[i].abi != abi || !(ids_of(numbers[i].call) & ids))
				continue;
			narrow[count] = is_narrow(abi, numbers[i].number);
			jumps[count++] = p->count;
			append_one(p, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
				numbers[i].number, 0, 0));
		}
		if (p->count <= BPF_MAXINSNS)
			p->code[over].k = (unsigned int)(p->count - over - 1);
	}
	append_one(p, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
	for (size_t i = 0; i < count && p->count <= BPF_MAXINSNS; i++)
		p->code[jumps[i]].jt = (unsigned char)(p->count - jumps[i] - 1 + narrow[i]);
}

static void append_id(struct program *p, uint32_t id)
{
	append_one(p, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, id, 0, 1));
	append_one(p, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
}

/* EPERM if this argument is none of those that the kernel is asked about. */
static void append_ids_of(struct program *p, const struct launch *l, unsigned int arg, bool group)
{
	const struct sock_filter load = BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		offsetof(struct seccomp_data, args) + 8 * arg); /* the lower half */
	size_t start = p->count;

	append_gate(p, group ? GID(arg) : UID(arg));
	append_one(p, (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, 5));
	append_one(p, load);
	append_one(p, (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xffff));
	append_id(p, 0xffff);
	append_one(p, (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, 3));
	append_one(p, load);
	append_id(p, UINT32_MAX);
	append_id(p, l->face ? l->keeper : 0);
	append_id(p, group ? l->gid : l->uid);
	for (size_t i = 0; group && i < l->group_count; i++)
		if (l->groups[i] != l->gid)
			append_id(p, l->groups[i]);
	append_one(p, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM));
	go_on(p, start);
}

/*
 * To ids that the user namespace does not map the kernel says EINVAL, where an ordinary account hears EPERM,
 * and tar, rsync and fakeroot go on. All that the tenant may give a file to, or become, is -1, the own uid
 * and the own groups; about PID 1's, which is mapped, the kernel is asked. So PID 1 cannot become the face
 * (talk/face.h), nor have its group, whoever has taken it over. Of a tenant in very many groups the kernel is
 * asked about everything, and of a room that has a root of its own: neither has a face.
 */
static void append_ids(struct program *p, const struct launch *l)
{
	size_t start = p->count;

	if (l->group_count > ID_GROUPS_MAX || l->subids)
		return;
	if (l->face) { /* PID 1 has had the tenant's for good, since it collected the mounts */
		struct call_set groups = {0};

		call_put(&groups, CALL_setgroups);
		append_calls(p, &groups, SECCOMP_RET_ERRNO | EPERM);
	}
	append_gate(p, ~0U);
	append_one(p, (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, 0)); /* for ids of 16 bits as well */
	for (unsigned int arg = 0; arg < ID_ARGUMENTS; arg++) {
		append_ids_of(p, l, arg, false);
		append_ids_of(p, l, arg, true);
	}
	go_on(p, start);
}

/* --- the kernel ------------------------------------------------------------------------------ */

/* The admin may have taken errors out of what the kernel logs; then `log` would be a promise only. */
static int check_log(struct err *e)
{
	char text[256] = "";
	int AUTO_CLOSE fd = open(ACTIONS_LOGGED, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (n < 0)
		return err_set(e, errno, "[seccomp] log = yes: %s", ACTIONS_LOGGED);
	text[n] = '\0';
	if (!strstr(text, "errno"))
		return err_rule(e, EOPNOTSUPP, "[seccomp] log = yes: \"errno\" is not in the host's "
			"sysctl kernel.seccomp.actions_logged");
	return 0;
}

static int load(struct program *p, bool log, struct err *e)
{
	struct sock_fprog f = {.len = (unsigned short)p->count, .filter = p->code};

	if (p->count > BPF_MAXINSNS)
		return err_rule(e, E2BIG, "[seccomp] allow and deny are too long for the kernel");
	if (!log)
		return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &f, 0, 0) < 0
			? err_set(e, errno, "seccomp filter") : 0;
	if (check_log(e) < 0)
		return -1;
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_LOG, &f) < 0)
		return err_set(e, errno, "[seccomp] log = yes: seccomp filter");
	return 0;
}

/*
 * Both in one: it loads in two thirds of the time that two take. The list first, as the kernel asks the
 * filter that was loaded last first, and of two errors takes its.
 */
static void make_both(struct program *out, const struct policy *p, const struct call_set *allow,
	const struct call_set *deny)
{
	make_list(out, p, allow, deny);
	go_on(out, 0);
	make_refusals(out, p, allow, deny);
}

/* *list begins with the rules on ids already. */
static int load_all(struct program *refusals, struct program *list, const struct policy *p, struct err *e)
{
	const size_t ids = list->count;
	struct call_set allow, deny;

	read_policy(p, &allow, &deny);
	if (p->seccomp == SECCOMP_UNCONFINED && is_empty(&deny))
		return 0;
	if (p->seccomp != SECCOMP_UNCONFINED && !p->seccomp_log) {
		make_both(list, p, &allow, &deny);
		if (list->count <= BPF_MAXINSNS)
			return load(list, false, e);
		list->count = ids;
	}
	/* Only refusals are logged, not what a newer libc tries first; and two may be longer than one. */
	make_refusals(refusals, p, &allow, &deny);
	if (load(refusals, p->seccomp_log, e) < 0)
		return -1;
	if (p->seccomp == SECCOMP_UNCONFINED)
		return 0;
	make_list(list, p, &allow, &deny);
	return load(list, false, e);
}

int filter_load(const struct launch *l, const struct policy *p, struct err *e)
{
	/* Not static: PID 1 would keep the pages as long as it lives. */
	struct program *both = mmap(NULL, 2 * sizeof(*both), PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int result;

	if (both == MAP_FAILED)
		return err_set(e, errno, "memory for the seccomp filter");
	append_ids(&both[1], l);
	result = load_all(&both[0], &both[1], p, e);
	munmap(both, 2 * sizeof(*both));
	return result;
}
