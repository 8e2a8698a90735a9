/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cli/half_made.c, cli/pubkey.c: the door that is shut while a tenant is made, and what a public key is.
 */
#include "policy_test.h"

#include "cli/half_made.c"
#include "cli/ini.c"
#include "cli/output.c"
#include "cli/pubkey.c"

/* What is opened is what there was before, and the gate is known for what it is. */
static void test_gate(void **state)
{
	static const char *const texts[] = {"", "[tenant]\n", "[tenant]\nplan = basic\n",
		"# mine\n[tenant]\nplan = a ; b\n\n[resources]\npids.max = 9\n"};
	char *gate, *open, *again, *home;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		for (int what = HALF_ADD; what <= HALF_REMOVE; what++) {
			gate = half_made_gate(
				texts[i], (enum half_made)what, what == HALF_ADD ? "/home/a b" : NULL);
			open = half_made_open(gate);
			again = half_made_gate(
				gate, (enum half_made)what, what == HALF_ADD ? "/home/a b" : NULL);
			home = half_made_home(gate);
			assert_int_equal(half_made(gate), what);
			assert_int_equal(half_made(open), HALF_NOT);
			assert_string_equal(open, i ? texts[i] : "[tenant]\n");
			assert_string_equal(gate, again);
			if (what == HALF_ADD)
				assert_string_equal(home, "/home/a b");
			else
				assert_null(home);
			free(gate);
			free(open);
			free(again);
			free(home);
		}
	assert_int_equal(half_made("[tenant]\nsuspended = yes\nsuspended_reason = other\n"), HALF_NOT);
}

/* A policy that refuses: the parser takes it, with the sentence. */
static void test_gate_is_policy(void **state)
{
	char *gate = half_made_gate("[tenant]\nplan = a\n", HALF_ADD, "/home/alice");
	struct policy p;
	struct problems ps = {0};
	const struct policy_who who = {
		.name = "alice", .uid = 2000, .home = "/home/alice", .shell = "/bin/sh"};
	const struct memory_file files[] = {{.path = "hostel.ini", .text = "[host]\ntenants = alice\n"},
		{.path = "plans/a.ini", .text = ""}, {.path = "tenants/alice.ini", .text = gate}};
	const struct policy_reader reader = {.read = memory_read, .context = MEMORY(files)};

	(void)state;
	assert_int_equal(policy_load(&p, &reader, &who, &ps), 0);
	assert_int_equal(p.suspended, 1);
	policy_free(&p);
	free(gate);
}

#define GOOD "AAAAC3NzaC1lZDI1NTE5AAAAINZ8ncZ6LuSQNN8WlHtYb8vDYTjNAyPLZ2bX7l9iYAbq"

static void test_keys(void **state)
{
	static const char *const bad[] = {"", "ssh-ed25519", "ssh-ed25519 ", "ssh-ed25519 AAAA",
		"ssh-rsa " GOOD, "ssh-ed25519 " GOOD "=", "ssh-ed25519 x" GOOD,
		"command=\"x\" ssh-ed25519 " GOOD, "ssh-ed25519 " GOOD " a\nssh-ed25519 " GOOD,
		"ssh-ed25519\t" GOOD, "-----BEGIN OPENSSH PRIVATE KEY-----", " ssh-ed25519 " GOOD,
		"ssh-dss " GOOD, "ssh-ed25519 " GOOD "\177", "ssh-ed25519 AAAA!AAAA" GOOD};
	char line[9000];

	(void)state;
	assert_null(pubkey_wrong("ssh-ed25519 " GOOD));
	assert_null(pubkey_wrong("ssh-ed25519 " GOOD " alice@home"));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (!pubkey_wrong(bad[i]))
			fail_msg("taken for a key: %s", bad[i]);
	memset(line, 'a', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	memcpy(line, "ssh-ed25519 " GOOD " ", strlen("ssh-ed25519 " GOOD " "));
	assert_non_null(pubkey_wrong(line));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_gate),
		cmocka_unit_test(test_gate_is_policy), cmocka_unit_test(test_keys)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
