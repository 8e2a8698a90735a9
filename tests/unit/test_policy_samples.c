/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The samples in etc/ are what they say: valid, each alone and together as a configuration.
 */
#include <dirent.h>

#include "policy_test.h"

/* Where the samples are: beside tests/data. */
static const char *samples(void)
{
	static char directory[4096];
	const char *data = data_directory();

	(void)snprintf(directory, sizeof(directory), "%s/../../etc", data);
	return directory;
}

/* As directory_read(), but tenants/X.ini is the file X.ini.sample. */
static int read_sample(
	void *context, const char *path, char **text, size_t *length, struct problems *ps)
{
	char name[256];

	(void)snprintf(name, sizeof(name), "%s%s", path,
		strncmp(path, "tenants/", 8) == 0 ? ".sample" : "");
	return directory_read(context, name, text, length, ps);
}

static struct policy_reader reader(void)
{
	return (struct policy_reader){.read = read_sample, .context = (void *)samples()};
}

static void assert_valid(const char *path)
{
	const struct policy_reader r = reader();
	struct problems ps = {0};
	int error = policy_check_file(&r, path, &ps);

	assert_problems(&ps, "");
	assert_int_equal(error, 0);
}

static size_t check_folder(const char *folder, const char *ending)
{
	char directory[4200];
	struct dirent *entry;
	size_t count = 0;
	DIR *d;

	(void)snprintf(directory, sizeof(directory), "%s/%s", samples(), folder);
	d = opendir(directory);
	if (!d)
		fail_msg("%s: %s", directory, strerror(errno));
	while ((entry = readdir(d))) {
		char path[512];
		size_t length = strlen(entry->d_name);

		if (length <= strlen(ending) ||
			strcmp(entry->d_name + length - strlen(ending), ending) != 0)
			continue;
		(void)snprintf(path, sizeof(path), "%s/%.*s.ini", folder,
			(int)(length - strlen(ending)), entry->d_name);
		assert_valid(path);
		count++;
	}
	(void)closedir(d);
	return count;
}

static void test_each_file(void **state)
{
	(void)state;
	assert_valid("hostel.ini");
	assert_true(check_folder("plans", ".ini") >= 2);
	assert_true(check_folder("tenants", ".ini.sample") >= 1);
}

static void test_together(void **state)
{
	static const char *const groups[] = {"hostel"};
	const struct policy_reader r = reader();
	struct policy_who who = alice;
	struct policy p;
	struct problems ps = {0};

	(void)state;
	who.groups = groups;
	who.group_count = 1;
	assert_int_equal(policy_load(&p, &r, &who, &ps), 0);
	assert_int_equal(ps.count, 0);
	assert_true(policy_names(&p, &who));
	assert_string_equal(p.plan, "pro");
	assert_string_equal(p.extends, "basic");
	assert_true(p.memory_max == UINT64_C(6) << 30);
	assert_int_equal(p.keep, POLICY_KEEP_NET_BIND_SERVICE);
	assert_int_equal(p.linger, 2 * 3600);
	policy_free(&p);
	who.name = "bob";
	assert_int_equal(policy_load(&p, &r, &who, &ps), 0);
	assert_string_equal(p.plan, "basic");
	assert_true(p.memory_max == UINT64_C(512) << 20);
	policy_free(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_file),
		cmocka_unit_test(test_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
