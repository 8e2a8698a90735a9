/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * policy/kind/calls.c and ports.c: sets of system calls, and of ports; and what of them can
 * come in by an encoding.
 */
#include "policy_test.h"

#define OK(field, text, printed)                                                                   \
	{                                                                                          \
		FIELD_##field, text, printed, NULL                                                 \
	}
#define NO(field, text, message)                                                                   \
	{                                                                                          \
		FIELD_##field, text, NULL, message                                                 \
	}

static void test_names(void **state)
{
	static const struct value_case cases[] = {
		OK(seccomp_allow, "", ""),
		OK(seccomp_allow, "ptrace", "ptrace"),
		OK(seccomp_allow, "ptrace,bpf", "@bpf, ptrace"),
		OK(seccomp_allow, "@debug , ptrace", "@debug"),
		OK(seccomp_deny, "chown32", "chown"),
		OK(seccomp_deny, "_llseek, pread, stat64", "lseek, pread64, stat"),
		OK(seccomp_deny, "@aio, @alg", "@aio, @alg"),
		OK(seccomp_deny, "syslog, @module", "@module, syslog"),
		OK(seccomp_allow, "read", "read"),
		NO(seccomp_allow, "ptrase", "no system call \"ptrase\": did you mean ptrace?"),
		NO(seccomp_allow, "PTRACE", "no system call \"PTRACE\": did you mean ptrace?"),
		NO(seccomp_allow, "@debugg", "no system call group \"@debugg\": did you mean @debug?"),
		NO(seccomp_allow, "debug", "a group is written with an @: @debug"),
		NO(seccomp_allow, "@", "no system call group \"@\": hostel.ini(5) lists the groups"),
		NO(seccomp_allow, "netlink_route",
			"no system call \"netlink_route\": hostel.ini(5) lists the groups"),
		NO(seccomp_allow, "321", "no system call \"321\": hostel.ini(5) lists the groups"),
		NO(seccomp_allow, "ptrace,", "an empty item: a comma too many?"),
		NO(seccomp_allow, "bpf, bpf", "\"bpf\" stands here twice"),
		NO(seccomp_allow, "syslog", "syslog is about the machine and cannot be allowed"),
		NO(seccomp_allow, "@boot", "acct is about the machine and cannot be allowed"),
		NO(seccomp_deny, "execve",
			"execve cannot be denied: no program could be started without it"),
		NO(seccomp_deny, "mmap2",
			"mmap cannot be denied: no program could be started without it"),
	};

	(void)state;
	assert_values(cases, COUNT_OF(cases));
}

static void test_ports(void **state)
{
	static const struct value_case cases[] = {
		OK(tcp_bind, "any", "any"),
		OK(tcp_bind, "none", "none"),
		OK(tcp_bind, "0", "0"),
		OK(tcp_bind, "80, 65535 ,8000-8010", "80, 65535, 8000-8010"),
		OK(tcp_bind, "1000-2023", "1000-2023"),
		OK(tcp_bind, "7-7", "7"),
		NO(tcp_bind, "", "write any, none, or ports such as 80, 8000-8010"),
		NO(tcp_bind, "65536", "a port is a number from 0 to 65535"),
		NO(tcp_bind, "80-", "a number is missing"),
		NO(tcp_bind, "80/tcp", "a port is a number, a range two with a dash: 8000-8010"),
		NO(tcp_bind, "1-2-3", "a port is a number, a range two with a dash: 8000-8010"),
		NO(tcp_bind, "90-80", "a range goes from the lower to the higher port"),
		NO(tcp_bind, "80, 79-85", "port 80 stands here twice"),
		NO(tcp_bind, "79-85, 80", "port 80 stands here twice"),
		NO(tcp_bind, "1000-2024", "these are 1025 ports: at most 1024, or any"),
		NO(tcp_bind, "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17",
			"at most 16 ports and ranges can stand here"),
		NO(tcp_bind, "any, 80", "this is not a number"),
	};

	(void)state;
	assert_values(cases, COUNT_OF(cases));
}

static int decode(enum field_id id, const uint32_t *words, size_t count, void *member)
{
	const struct field *f = &policy_fields[id];
	struct wire_writer out = {.grows = true};
	struct wire_reader in;
	int error;

	for (size_t i = 0; i < count; i++)
		wire_put_u32(&out, words[i]);
	assert_false(out.failed);
	in = (struct wire_reader){.data = out.data, .left = out.used};
	memset(member, 0, value_size(f));
	error = kind_of(f)->decode(&in, member);
	if (!error && in.left)
		error = EINVAL;
	if (!error)
		error = kind_of(f)->check(f, member, NULL);
	free(out.data);
	return error;
}

static void set(uint32_t *words, unsigned int id)
{
	words[id / 32] |= UINT32_C(1) << (id % 32);
}

static void test_decoding_calls(void **state)
{
	struct call_set member;
	uint32_t words[CALL_WORDS] = {0};

	(void)state;
	assert_int_equal(decode(FIELD_seccomp_allow, words, CALL_WORDS, &member), 0);
	assert_int_equal(decode(FIELD_seccomp_allow, words, CALL_WORDS - 1, &member), EINVAL);
	set(words, CALL_ptrace);
	assert_int_equal(decode(FIELD_seccomp_allow, words, CALL_WORDS, &member), 0);
	assert_true(call_in(&member, CALL_ptrace));
	set(words, CALL_syslog);
	assert_int_equal(decode(FIELD_seccomp_allow, words, CALL_WORDS, &member), EINVAL);
	assert_int_equal(decode(FIELD_seccomp_deny, words, CALL_WORDS, &member), 0);
	set(words, CALL_execve);
	assert_int_equal(decode(FIELD_seccomp_deny, words, CALL_WORDS, &member), EINVAL);
	/* a part comes with all of its group, or printing and reading it would change it */
	memset(words, 0, sizeof(words));
	set(words, PART_namespaces);
	assert_int_equal(decode(FIELD_seccomp_allow, words, CALL_WORDS, &member), EINVAL);
	set(words, CALL_clone3);
	set(words, CALL_unshare);
	set(words, CALL_setns);
	assert_int_equal(decode(FIELD_seccomp_allow, words, CALL_WORDS, &member), 0);
	if (CALL_COUNT % 32) {
		set(words, CALL_COUNT);
		assert_int_equal(decode(FIELD_seccomp_allow, words, CALL_WORDS, &member), EINVAL);
	}
}

static void test_decoding_ports(void **state)
{
	static const struct {
		uint32_t words[6];
		size_t count;
		int error;
	} cases[] = {
		{{1, 0}, 2, 0},
		{{0, 0}, 2, 0},
		{{0, 1, 80, 90}, 4, 0},
		{{0, 1, 80}, 3, EINVAL},
		{{1, 1, 80, 90}, 4, EINVAL},
		{{2, 0}, 2, EINVAL},
		{{0, 17}, 2, EINVAL},
		{{0, 1, 90, 80}, 4, EINVAL},
		{{0, 1, 80, 65536}, 4, EINVAL},
		{{0, 1, 0, 4294967295U}, 4, EINVAL},
		{{0, 2, 80, 90, 90, 91}, 6, EINVAL},
		{{0, 0, 80}, 3, EINVAL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct port_list list;

		assert_int_equal(decode(FIELD_tcp_bind, cases[i].words, cases[i].count, &list),
			cases[i].error);
	}
}

static void test_ports_need_landlock(void **state)
{
	(void)state;
	assert_check("plans/p.ini", "[filesystem]\nlandlock = no\n[network]\ntcp_connect = 80\n",
		"plans/p.ini:4: [network] tcp_connect: this needs [filesystem] landlock = yes\n");
	assert_check("plans/p.ini", "[filesystem]\nlandlock = no\n[network]\ntcp_connect = any\n", "");
	/* nor with what the filter cannot see into */
	assert_check("plans/p.ini", "[seccomp]\nallow = @io_uring\n[network]\ntcp_connect = 80\n",
		"plans/p.ini:2: [seccomp] allow: io_uring_setup would pass [network] tcp_connect\n");
	assert_check("plans/p.ini", "[seccomp]\nallow = socketcall\n[network]\ntcp_bind = 80\n",
		"plans/p.ini:2: [seccomp] allow: socketcall would pass [network] tcp_bind\n");
	assert_check("plans/p.ini", "[seccomp]\nallow = socketcall\n[network]\ntcp_bind = any\n", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_ports),
		cmocka_unit_test(test_decoding_calls),
		cmocka_unit_test(test_decoding_ports),
		cmocka_unit_test(test_ports_need_landlock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
