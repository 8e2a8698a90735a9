/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * net/nft.c, with the kernel's tables of a network namespace of its own: whose an element of a map is.
 */
#include "lib_test.h"

#include <sched.h>

#include "net/nft.c"

#define PORT(number, value)                                                                        \
	"add element ip t ports { 192.0.2.1 . tcp . " #number " : " value " . 80 }\n"

/* Left with the program. */
static int stand_alone(void **state)
{
	(void)state;
	return geteuid() == 0 && unshare(CLONE_NEWNET) < 0 ? -1 : 0;
}

static void make_tables(void)
{
	struct err e = ERR_NONE;

	if (nft_run("add table ip t\nflush table ip t\ndelete table ip t\nadd table ip t\n"
		    "add map ip t ports { type ipv4_addr . inet_proto . inet_service : "
		    "ipv4_addr . inet_service; }\n", &e) < 0)
		fail_msg("%s", e.message);
}

static void give(const char *commands)
{
	struct err e = ERR_NONE;

	if (nft_run(commands, &e) < 0)
		fail_msg("%s", e.message);
}

static bool has(const char *element)
{
	struct err e = ERR_NONE;
	char command[128];

	(void)snprintf(command, sizeof(command), "get element ip t ports { %s }\n", element);
	return nft_run(command, &e) == 0;
}

/* The one's address is how the other's begins: what the first gives back is not the second's. */
static void test_addresses_that_begin_alike(void **state)
{
	(void)state;
	NEED_ROOT();
	make_tables();
	give(PORT(8080, "10.99.0.70") PORT(8081, "10.99.0.7"));
	nft_take_back(PORT(8080, "10.99.0.7") PORT(8081, "10.99.0.7"), "");
	assert_true(has("192.0.2.1 . tcp . 8080"));
	assert_false(has("192.0.2.1 . tcp . 8081"));
	nft_take_back(PORT(8080, "10.99.0.70"), "");
	assert_false(has("192.0.2.1 . tcp . 8080"));
}

/* What also stands in the rules to come stays. */
static void test_kept(void **state)
{
	(void)state;
	NEED_ROOT();
	make_tables();
	give(PORT(8080, "10.99.0.7") PORT(8081, "10.99.0.7"));
	nft_take_back(PORT(8080, "10.99.0.7") PORT(8081, "10.99.0.7"), PORT(8081, "10.99.0.7"));
	assert_false(has("192.0.2.1 . tcp . 8080"));
	assert_true(has("192.0.2.1 . tcp . 8081"));
}

/* That another has it is not told by a text of the library's, which says the same of other things. */
static void test_taken(void **state)
{
	struct err e = ERR_NONE;

	(void)state;
	NEED_ROOT();
	make_tables();
	give(PORT(8080, "10.99.0.70"));
	assert_int_equal(nft_run(PORT(8080, "10.99.0.7"), &e), -1);
	assert_int_equal(e.code, EIO);
	assert_int_equal(nft_run("create table ip t\n", &e), -1);
	assert_non_null(strstr(e.message, "File exists"));
	assert_int_equal(e.code, EIO);
	assert_true(nft_is_taken(PORT(8079, "10.99.0.7") PORT(8080, "10.99.0.7")));
	assert_false(nft_is_taken(PORT(8080, "10.99.0.70") PORT(8081, "10.99.0.7")));
	assert_false(nft_is_taken("create table ip t\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_addresses_that_begin_alike),
		cmocka_unit_test(test_kept),
		cmocka_unit_test(test_taken),
	};

	return cmocka_run_group_tests(tests, stand_alone, NULL);
}
