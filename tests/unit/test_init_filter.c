/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * init/filter.c: the programs that it makes, run here: ABIs that this kernel may not have, calls of
 * the future, and the longest lists.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static const char *actions_logged;
#define ACTIONS_LOGGED actions_logged

#include "init/filter.c"

#define ALLOWED SECCOMP_RET_ALLOW
#define ERROR(e) (SECCOMP_RET_ERRNO | (e))
#define X32 0x40000000U
#define FOREIGN 0x80000016U /* AUDIT_ARCH_S390X */

/* The instructions that libseccomp and filter.c use; anything else fails the test. */
static uint32_t run(const struct program *p, const struct seccomp_data *data)
{
	const unsigned char *bytes = (const unsigned char *)data;
	uint32_t a = 0;

	for (size_t i = 0; i < p->count; i++) {
		const struct sock_filter *f = &p->code[i];

		switch (f->code) {
		case BPF_LD | BPF_W | BPF_ABS:
			assert_true(f->k <= sizeof(*data) - 4 && f->k % 4 == 0);
			memcpy(&a, bytes + f->k, 4);
			break;
		case BPF_ALU | BPF_AND | BPF_K: a &= f->k; break;
		case BPF_JMP | BPF_JA: i += f->k; break;
		case BPF_JMP | BPF_JEQ | BPF_K: i += a == f->k ? f->jt : f->jf; break;
		case BPF_JMP | BPF_JGE | BPF_K: i += a >= f->k ? f->jt : f->jf; break;
		case BPF_JMP | BPF_JGT | BPF_K: i += a > f->k ? f->jt : f->jf; break;
		case BPF_RET | BPF_K: return f->k;
		default: fail_msg("instruction %#x at %zu", f->code, i);
		}
	}
	fail_msg("the program ends without an answer");
	return 0;
}

static struct program refusals, list, both;

/* Errors and nothing worse: a refused call is no reason to end a process, and nobody traces one. */
static void check_answers(const struct program *p)
{
	for (size_t i = 0; i < p->count; i++)
		if (BPF_CLASS(p->code[i].code) == BPF_RET)
			assert_true(p->code[i].code == (BPF_RET | BPF_K) && (p->code[i].k == ALLOWED ||
				(p->code[i].k & SECCOMP_RET_ACTION_FULL) == SECCOMP_RET_ERRNO));
}

static void make(const struct policy *p)
{
	struct call_set allow_set, deny_set;

	refusals.count = list.count = both.count = 0;
	read_policy(p, &allow_set, &deny_set);
	make_refusals(&refusals, p, &allow_set, &deny_set);
	make_list(&list, p, &allow_set, &deny_set);
	make_both(&both, p, &allow_set, &deny_set);
	assert_in_range(refusals.count, 2, BPF_MAXINSNS);
	assert_in_range(list.count, 2, BPF_MAXINSNS);
	check_answers(&refusals);
	check_answers(&list);
}

/* As the kernel: the stricter one, and of two alike that of the later filter. */
static uint32_t answer_to(const struct seccomp_data *call)
{
	struct seccomp_data data = *call;
	uint32_t late = run(&list, &data);
	uint32_t result = late != ALLOWED ? late : run(&refusals, &data);

	if (both.count <= BPF_MAXINSNS)
		assert_int_equal(run(&both, &data), result);
	return result;
}

static uint32_t answer(unsigned int arch, unsigned int number, uint64_t first)
{
	return answer_to(&(struct seccomp_data){.nr = (int)number, .arch = arch, .args = {first}});
}

static unsigned int number_of(enum call_id call, unsigned int abi)
{
	for (size_t i = 0; i < LENGTH(numbers); i++)
		if (numbers[i].call == call && numbers[i].abi == abi)
			return numbers[i].number;
	fail_msg("call %d has no number", (int)call);
	return 0;
}

static void test_abis(void **state)
{
	struct policy p = {.seccomp = SECCOMP_DEFAULT};

	(void)state;
	for (; p.seccomp < SECCOMP_UNCONFINED; p.seccomp++) {
		make(&p);
		for (unsigned int nr = 0; nr < 1024; nr++) {
			assert_int_equal(answer(FOREIGN, nr, 0), ERROR(ENOSYS));
			assert_int_equal(answer(abis[0], nr | X32, 0), ERROR(ENOSYS));
			if (p.seccomp == SECCOMP_STRICT)
				assert_int_equal(answer(abis[1], nr, 0), ERROR(ENOSYS));
		}
		for (unsigned int nr = 471; nr < 4096; nr++) {
			assert_int_equal(answer(abis[0], nr, 0), ERROR(ENOSYS));
			assert_int_equal(answer(abis[1], nr, 0), ERROR(ENOSYS));
		}
		assert_int_equal(answer(abis[0], 0xffffffff, 0), ERROR(ENOSYS));
	}
}

#ifdef __x86_64__
#define X86 true
#else
#define X86 false
#endif

static void test_every_call(void **state)
{
	struct policy p = {.seccomp = SECCOMP_DEFAULT};

	(void)state;
	for (; p.seccomp < SECCOMP_UNCONFINED; p.seccomp++) {
		make(&p);
		for (size_t i = 0; i < LENGTH(numbers); i++) {
			enum call_answer v = calls[numbers[i].call].verdict[p.seccomp];
			/* i386's old mmap(2), too: its flags lie in memory */
			bool compat = numbers[i].abi == 1 && (p.seccomp == SECCOMP_STRICT ||
				(X86 && numbers[i].number == 90));

			assert_int_equal(answer(abis[numbers[i].abi], numbers[i].number, 0),
				compat || v == VERDICT_ABSENT ? ERROR(ENOSYS)
				: v == VERDICT_REFUSE || v == VERDICT_NEVER ? ERROR(EPERM) : ALLOWED);
		}
	}
}

/* Everything that can be denied, and allowed: it fits, deny wins, and nothing else changes. */
static void test_longest(void **state)
{
	struct policy p = {.seccomp = SECCOMP_STRICT, .tcp_bind.any = true, .tcp_connect.any = true};

	(void)state;
	for (unsigned int i = 0; i < CALL_COUNT; i++) {
		if (calls[i].verdict[0] != VERDICT_NEVER)
			call_put(&p.seccomp_allow, i);
		if (calls[i].verdict[0] != VERDICT_NEEDED)
			call_put(&p.seccomp_deny, i);
	}
	make(&p);
	assert_int_equal(answer(abis[0], number_of(CALL_fchownat, 0), 0), ERROR(EPERM));
	assert_int_equal(answer(abis[0], number_of(CALL_clone3, 0), 0), ERROR(ENOSYS));
	assert_int_equal(answer(abis[0], number_of(CALL_read, 0), 0), ALLOWED);
	memset(&p.seccomp_deny, 0, sizeof(p.seccomp_deny));
	make(&p);
	for (size_t i = 0; i < LENGTH(numbers); i++)
		assert_int_equal(answer(abis[numbers[i].abi], numbers[i].number, 0),
			calls[numbers[i].call].verdict[0] == VERDICT_NEVER ? ERROR(EPERM) : ALLOWED);
	assert_int_equal(answer(abis[0], number_of(CALL_socket, 0), 38), ALLOWED);
	/* what no list can lift */
	assert_int_equal(answer(abis[0], number_of(CALL_socket, 0), 40), ERROR(EAFNOSUPPORT));
	assert_int_equal(answer(abis[0], 4095, 0), ERROR(ENOSYS));
	assert_int_equal(answer(FOREIGN, 0, 0), ERROR(ENOSYS));
}

static void test_doors(void **state)
{
	struct policy p = {.seccomp = SECCOMP_DEFAULT};

	(void)state;
	for (size_t i = 0; i < LENGTH(indirect); i++) {
		struct call_set allow_set, deny_set;

		memset(&p.seccomp_deny, 0, sizeof(p.seccomp_deny));
		call_put(&p.seccomp_allow, indirect[i].through);
		call_put(&p.seccomp_deny, indirect[i].call);
		read_policy(&p, &allow_set, &deny_set);
		assert_true(call_in(&deny_set, indirect[i].through));
		assert_false(call_in(&allow_set, indirect[i].through));
	}
}

/* --- what other keys of the policy refuse ---------------------------------------------------- */

#define FASTOPEN 0x20000000U
#define HIGH (UINT64_C(1) << 32)

static const struct {
	enum call_id call;
	uint64_t args[6];
	int connect, bind, always; /* the error where tcp_connect or tcp_bind names ports, and in any case */
} beside[] = {
	{CALL_sendto, {0, 0, 0, FASTOPEN}, EOPNOTSUPP, 0, 0},
	{CALL_sendto, {0, 0, 0, HIGH | FASTOPEN | 0x4000}, EOPNOTSUPP, 0, 0},
	{CALL_sendto, {FASTOPEN, FASTOPEN, FASTOPEN, 0x4000, FASTOPEN}, 0, 0, 0},
	{CALL_sendmsg, {0, 0, FASTOPEN}, EOPNOTSUPP, 0, 0},
	{CALL_sendmsg, {0, 0, 0x4000, FASTOPEN}, 0, 0, 0},
	{CALL_sendmmsg, {0, 0, 0, FASTOPEN}, EOPNOTSUPP, 0, 0},
	{CALL_sendmmsg, {0, 0, FASTOPEN, 0x4000}, 0, 0, 0},
	{CALL_socket, {2, 1, 262}, EPROTONOSUPPORT, EPROTONOSUPPORT, 0},
	{CALL_socket, {10, 1, 256}, EPROTONOSUPPORT, EPROTONOSUPPORT, 0},
	{CALL_socket, {2, 1, 6}, 0, 0, 0},
	{CALL_setsockopt, {3, 0, 51}, 0, ENOPROTOOPT, 0},
	{CALL_setsockopt, {3, HIGH, HIGH | 51}, 0, ENOPROTOOPT, 0},
	{CALL_setsockopt, {3, 1, 51}, 0, 0, 0}, /* SO_ATTACH_REUSEPORT_CBPF, which is allowed here */
	{CALL_setsockopt, {3, 1, 73}, 0, 0, ENOPROTOOPT},
	{CALL_setsockopt, {3, 6, 73}, 0, 0, 0},
};

static void check_beside(const struct policy *p, bool fixed)
{
	make(p);
	for (size_t i = 0; i < LENGTH(beside); i++)
		for (unsigned int abi = 0; abi < (p->seccomp == SECCOMP_STRICT ? 1 : LENGTH(abis)); abi++) {
			struct seccomp_data data = {.arch = abis[abi],
				.nr = (int)number_of(beside[i].call, abi)};
			int error = !p->tcp_connect.any && beside[i].connect ? beside[i].connect
				: !p->tcp_bind.any && beside[i].bind ? beside[i].bind
				: fixed ? beside[i].always : 0;

			memcpy(data.args, beside[i].args, sizeof(data.args));
			assert_int_equal(fixed ? answer_to(&data) : run(&refusals, &data),
				error ? ERROR((unsigned int)error) : ALLOWED);
		}
}

/* --- ids ------------------------------------------------------------------------------------------ */

#define OWN 70000
#define NOTHING UINT32_MAX

static const struct {
	enum call_id call;
	uint64_t args[4];
	bool passes;
} ids[] = {
	{CALL_chown, {7, OWN, OWN}, true}, {CALL_chown, {7, NOTHING, 33}, false},
	{CALL_chown, {7, 33, NOTHING}, false}, {CALL_chown, {7, 0, 0}, true},
	{CALL_chown, {7, NOTHING, 4242}, true}, {CALL_chown, {33, NOTHING, NOTHING}, true},
	{CALL_chown, {7, 4242, NOTHING}, false}, /* a group of that number */
	{CALL_chown, {7, HIGH | OWN, HIGH | 4242}, true}, {CALL_chown, {7, HIGH, HIGH | 33}, false},
	{CALL_fchown, {7, 33, 33}, false}, {CALL_lchown, {7, 33, 33}, false},
	{CALL_fchownat, {33, 33, OWN, 4242}, true}, {CALL_fchownat, {7, 7, 33, NOTHING}, false},
	{CALL_fchownat, {7, 7, NOTHING, 33}, false},
	{CALL_setuid, {33, 33, 33}, false}, {CALL_setuid, {0, 33, 33}, true}, {CALL_setgid, {33}, false},
	{CALL_setreuid, {NOTHING, 33}, false}, {CALL_setreuid, {NOTHING, OWN, 33}, true},
	{CALL_setregid, {33, NOTHING}, false}, {CALL_setregid, {4242, OWN, 33}, true},
	{CALL_setresuid, {NOTHING, NOTHING, 33}, false}, {CALL_setresuid, {OWN, 0, NOTHING}, true},
	{CALL_setresgid, {NOTHING, NOTHING, 33}, false}, {CALL_setresgid, {OWN, 4242, 0}, true},
	{CALL_setpriority, {33, 33, 33, 33}, true},
};

#define KEEPER 77777

static const struct {
	enum call_id call;
	uint64_t args[4];
	bool passes;
} face_ids[] = {
	{CALL_setuid, {0}, false}, {CALL_setgid, {0}, false}, {CALL_setfsuid, {0}, false},
	{CALL_setfsgid, {0}, false}, {CALL_setresuid, {NOTHING, 0, NOTHING}, false},
	{CALL_setresgid, {NOTHING, NOTHING, 0}, false}, {CALL_setreuid, {0, OWN}, false},
	{CALL_setregid, {OWN, 0}, false}, {CALL_setgroups, {1, 4096}, false}, {CALL_setgroups, {0}, false},
	{CALL_chown, {7, 0, NOTHING}, false}, {CALL_fchownat, {7, 7, NOTHING, 0}, false},
	{CALL_setuid, {KEEPER}, true}, {CALL_setfsuid, {OWN}, true}, {CALL_setfsuid, {NOTHING}, true},
	{CALL_setresgid, {4242, 4242, 4242}, true}, {CALL_setgroups, {HIGH}, false},
};

static uint32_t answer_to_ids(unsigned int arch, unsigned int number, const uint64_t args[4])
{
	struct seccomp_data data = {.nr = (int)number, .arch = arch};

	memcpy(data.args, args, 4 * sizeof(*args));
	return run(&list, &data);
}

static void test_ids(void **state)
{
	struct launch l = {.uid = OWN, .gid = OWN, .group_count = 2, .groups = {OWN, 4242}};
	const uint64_t narrow[4] = {7, 0xffff, 4242}, narrow_other[4] = {7, 33, 0xffff};

	(void)state;
	list.count = 0;
	append_ids(&list, &l);
	append_one(&list, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, ALLOWED));
	check_answers(&list);
	for (size_t i = 0; i < LENGTH(ids); i++)
		for (size_t n = 0; n < LENGTH(numbers); n++)
			if (numbers[n].call == ids[i].call && !is_narrow(numbers[n].abi, numbers[n].number))
				assert_int_equal(answer_to_ids(abis[numbers[n].abi], numbers[n].number,
					ids[i].args), ids[i].passes ? ALLOWED : ERROR(EPERM));
	/* i386 and ARM: chown(2) of 16 bits */
	assert_int_equal(answer_to_ids(abis[1], 182, narrow), ALLOWED);
	assert_int_equal(answer_to_ids(abis[1], 182, narrow_other), ERROR(EPERM));
	assert_int_equal(answer_to_ids(abis[1], 212, narrow), ERROR(EPERM));
	assert_int_equal(answer_to_ids(FOREIGN, 92, ids[1].args), ALLOWED);
	/* Beside a face PID 1 has a number of its own, and 0 is nobody's. */
	l.face = 5;
	l.keeper = KEEPER;
	list.count = 0;
	append_ids(&list, &l);
	append_one(&list, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, ALLOWED));
	for (size_t i = 0; i < LENGTH(face_ids); i++)
		for (size_t n = 0; n < LENGTH(numbers); n++)
			if (numbers[n].call == face_ids[i].call &&
				!is_narrow(numbers[n].abi, numbers[n].number))
				assert_int_equal(answer_to_ids(abis[numbers[n].abi], numbers[n].number,
					face_ids[i].args), face_ids[i].passes ? ALLOWED : ERROR(EPERM));
	assert_int_equal(answer_to_ids(abis[1], 23, (const uint64_t[4]){0}), ERROR(EPERM)); /* setuid16 */
	/* As many groups as there can be. */
	l.group_count = ID_GROUPS_MAX;
	for (uint32_t i = 0; i < ID_GROUPS_MAX; i++)
		l.groups[i] = 5000 + i;
	list.count = 0;
	append_ids(&list, &l);
	assert_in_range(list.count, ID_GROUPS_MAX, BPF_MAXINSNS * 3 / 4);
	l.group_count++;
	list.count = 0;
	append_ids(&list, &l);
	assert_int_equal(list.count, 0);
}

/* With all of @protocols and @socket-filter allowed: ports that are named are kept to in any case. */
static void test_ports(void **state)
{
	struct policy p = {.seccomp = SECCOMP_DEFAULT};
	struct call_set allow_set, deny_set;

	(void)state;
	call_put(&p.seccomp_allow, PART_protocols);
	call_put(&p.seccomp_allow, PART_socket_filter);
	call_put(&p.seccomp_allow, CALL_socketcall);
	call_put(&p.seccomp_allow, CALL_io_uring_setup);
	for (; p.seccomp <= SECCOMP_UNCONFINED; p.seccomp++)
		for (int i = 0; i < 4; i++) {
			p.tcp_connect.any = i & 1;
			p.tcp_bind.any = i & 2;
			if (p.seccomp == SECCOMP_UNCONFINED && i == 3)
				continue; /* there is no filter at all */
			check_beside(&p, p.seccomp != SECCOMP_UNCONFINED);
			read_policy(&p, &allow_set, &deny_set);
			assert_int_equal(call_in(&deny_set, CALL_socketcall), i != 3);
			assert_int_equal(call_in(&deny_set, CALL_io_uring_setup), i != 3);
		}
}

/* Has the kernel a handler of its own for it, so that it asks modprobe(8) for none? */
static bool is_built_in(bool six, uint64_t type, uint64_t protocol)
{
	if (type == 1)
		return protocol == 0 || protocol == 6;
	if (type == 2)
		return protocol == 0 || protocol == 17 || protocol == (six ? 58 : 1);
	return type == 3; /* raw, of every number but those that are refused by it */
}

static void test_no_module_is_asked_for(void **state)
{
	struct policy p = {.seccomp = SECCOMP_DEFAULT, .tcp_connect.any = true, .tcp_bind.any = true};
	const uint64_t flags = 0x80800; /* SOCK_CLOEXEC, SOCK_NONBLOCK */

	(void)state;
	for (int allowed = 0; allowed < 2; allowed++) {
		struct seccomp_data bridge = {.arch = abis[0], .nr = (int)number_of(CALL_ioctl, 0),
			.args = {3, 0x8940}};

		if (allowed) /* what it lifts */
			call_put(&p.seccomp_allow, PART_protocols);
		make(&p);
		assert_int_equal(answer_to(&bridge), allowed ? ALLOWED : ERROR(ENOPKG));
		for (uint64_t n = 0; n < 2 * 16 * 512; n++) {
			const uint64_t six = n & 1, type = n >> 1 & 15, protocol = n >> 5;
			struct seccomp_data data = {.arch = abis[0], .nr = (int)number_of(CALL_socket, 0),
				.args = {six ? 10 : 2, type | (protocol & 1 ? flags : 0), protocol}};

			/* packet's, or no type for the kernel */
			if (type > 9 || (type == 3 && protocol > 32))
				continue;
			if (allowed || is_built_in(six, type, protocol))
				assert_int_equal(answer_to(&data), ALLOWED);
			else
				assert_int_not_equal(answer_to(&data), ALLOWED);
		}
	}
}

/* Filters of a program's own: without `log` none that the kernel logs; denied, by neither door. */
static void test_own_filters(void **state)
{
	struct policy p = {.tcp_connect.any = true, .tcp_bind.any = true};
	struct seccomp_data data = {.arch = abis[0], .nr = (int)number_of(CALL_seccomp, 0), .args = {1, 2}};
	unsigned int prctl_number = number_of(CALL_prctl, 0);

	(void)state;
	make(&p);
	assert_int_equal(answer_to(&data), ERROR(EINVAL));
	data.args[1] = 0x3;
	assert_int_equal(answer_to(&data), ERROR(EINVAL));
	data.args[1] = 0x1;
	assert_int_equal(answer_to(&data), ALLOWED);
	data = (struct seccomp_data){.arch = abis[0], .nr = data.nr, .args = {2, 2}}; /* GET_ACTION_AVAIL */
	assert_int_equal(answer_to(&data), ALLOWED);
	assert_int_equal(answer(abis[0], prctl_number, 22), ALLOWED);
	p.seccomp_log = true;
	data.args[0] = 1;
	make(&p);
	assert_int_equal(answer_to(&data), ALLOWED);
	call_put(&p.seccomp_deny, CALL_seccomp);
	make(&p);
	assert_int_equal(answer_to(&data), ERROR(EPERM));
	assert_int_equal(answer(abis[0], prctl_number, 22), ERROR(EPERM));
	assert_int_equal(answer(abis[0], prctl_number, 38), ALLOWED);
	/* The list is loaded by prctl(2), behind the refusals. */
	data = (struct seccomp_data){.arch = abis[0], .nr = (int)prctl_number, .args = {22}};
	assert_int_equal(run(&refusals, &data), ALLOWED);
	p.seccomp = SECCOMP_UNCONFINED;
	make(&p);
	assert_int_equal(run(&refusals, &data), ERROR(EPERM));
}

static void test_too_long(void **state)
{
	static struct program p = {.count = BPF_MAXINSNS - 1};
	struct err e = ERR_NONE;

	(void)state;
	append_one(&p, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, 0));
	assert_int_equal(p.count, BPF_MAXINSNS);
	append_one(&p, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, 0));
	append_part(&p, part_fixed, LENGTH(part_fixed));
	assert_int_equal(load(&p, false, &e), -1);
	assert_int_equal(e.code, E2BIG);
}

/* No list of calls stands behind the refusals then: another way to the same calls would be open. */
static void test_unconfined(void **state)
{
	struct policy p = {.seccomp = SECCOMP_UNCONFINED, .tcp_bind.any = true, .tcp_connect.any = true};
	unsigned int fchownat_nr = number_of(CALL_fchownat, 0), read_nr = number_of(CALL_read, 0);

	(void)state;
	call_put(&p.seccomp_deny, CALL_fchownat);
	make(&p);
	for (unsigned int x32 = 0; x32 <= (X86 ? X32 : 0); x32 += X32) {
		struct seccomp_data denied = {.nr = (int)(fchownat_nr | x32), .arch = abis[0]};
		struct seccomp_data other = {.nr = (int)(read_nr | x32), .arch = abis[0]};

		assert_int_equal(run(&refusals, &denied), ERROR(x32 ? ENOSYS : EPERM));
		assert_int_equal(run(&refusals, &other), x32 ? ERROR(ENOSYS) : ALLOWED);
	}
}

/* What the host logs decides whether `log = yes` can be kept. */
static void test_log(void **state)
{
	static const struct {
		const char *text;
		int error;
	} cases[] = {
		{"kill_process kill_thread trap errno user_notif trace log\n", 0},
		{"kill_process kill_thread log\n", EOPNOTSUPP},
		{"", EOPNOTSUPP},
	};
	char path[] = "/tmp/actions-XXXXXX";
	struct err gone = ERR_NONE;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	actions_logged = path;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct err e = ERR_NONE;
		size_t length = strlen(cases[i].text);

		assert_int_equal(ftruncate(fd, 0), 0);
		assert_int_equal(pwrite(fd, cases[i].text, length, 0), length);
		assert_int_equal(check_log(&e), cases[i].error ? -1 : 0);
		assert_int_equal(e.code, cases[i].error);
	}
	unlink(path);
	close(fd);
	assert_int_equal(check_log(&gone), -1);
	assert_int_equal(gone.code, ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_abis),
		cmocka_unit_test(test_every_call),
		cmocka_unit_test(test_longest),
		cmocka_unit_test(test_doors),
		cmocka_unit_test(test_ids), cmocka_unit_test(test_ports),
		cmocka_unit_test(test_no_module_is_asked_for),
		cmocka_unit_test(test_own_filters),
		cmocka_unit_test(test_too_long),
		cmocka_unit_test(test_unconfined),
		cmocka_unit_test(test_log),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
