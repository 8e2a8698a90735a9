/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * policy/table.c and kinds.c: every row of fields.def is usable, and defaults are what is written.
 */
#include <sys/resource.h>

#include "policy_test.h"

#include "policy/ascii.h"

static void test_rows(void **state)
{
	(void)state;
	for (unsigned int id = 0; id < FIELD_COUNT; id++) {
		const struct field_info *info = policy_field((enum field_id)id);

		assert_non_null(info);
		assert_true(info->section[0] && info->key[0] && info->text[0]);
		assert_non_null(info->default_text);
		assert_int_equal(field_find(info->section, info->key), id);
		assert_string_equal(section_find(info->section), info->section);
		if (id != FIELD_owner) /* [tenant] has more that stands in tenants/ only */
			assert_int_equal(section_scope(section_find(info->section)), info->scope);
		assert_true(!info->sum || info->effect == EFFECT_LIMIT);
		for (const char *s = info->key; *s; s++)
			assert_true(ascii_lower(*s) == *s);
	}
	assert_null(policy_field(FIELD_COUNT));
	assert_int_equal(field_find("host", "memory.max"), FIELD_COUNT);
	assert_int_equal(field_find("Host", "tenants"), FIELD_COUNT);
}

static void test_kinds(void **state)
{
	(void)state;
	for (unsigned int id = 0; id < FIELD_COUNT; id++) {
		const struct field *f = &policy_fields[id];
		const struct kind *k = kind_of(f);

		assert_true(value_size(f) > 0 && value_size(f) <= sizeof(union value));
		assert_true(k->parse && k->print);
		if (f->info.scope == SCOPE_POLICY)
			assert_true(k->check && k->encode && k->decode);
		if (f->info.kind == KIND_ENUM)
			assert_non_null(f->range.names);
	}
}

static void test_sections(void **state)
{
	(void)state;
	assert_string_equal(section_find("HOST"), "host");
	assert_string_equal(section_find("plans"), "plans");
	assert_int_equal(section_scope(section_find("plans")), SCOPE_HOST);
	assert_int_equal(section_scope(section_find("plan")), SCOPE_PLAN);
	assert_null(section_find("hos"));
	assert_null(section_find(""));
}

static void test_ulimits_are_in_order(void **state)
{
	(void)state;
	assert_int_equal(ULIMIT_COUNT, RLIM_NLIMITS);
	assert_int_equal(FIELD_ulimit_rttime - FIELD_ulimit_cpu, RLIMIT_RTTIME);
	assert_int_equal(FIELD_ulimit_nofile - FIELD_ulimit_cpu, RLIMIT_NOFILE);
	for (unsigned int n = 0; n < ULIMIT_COUNT; n++) {
		assert_int_equal(policy_fields[FIELD_ulimit_cpu + n].info.kind, KIND_ULIMIT);
		assert_int_equal(policy_fields[FIELD_ulimit_cpu + n].range.resource, n);
	}
}

static void test_defaults(void **state)
{
	struct policy p;
	char text[512];

	(void)state;
	assert_int_equal(policy_init(&p), 0);
	for (unsigned int id = 0; id < FIELD_COUNT; id++) {
		const struct field_info *info = policy_field((enum field_id)id);

		(void)policy_print_field(&p, (enum field_id)id, text, sizeof(text));
		assert_string_equal(text, info->default_text);
		assert_string_equal(p.origin[id].file, "default");
		assert_int_equal(p.origin[id].line, 0);
	}
	assert_true(p.memory_max == UINT64_C(512) << 20);
	assert_int_equal(p.ulimit_nofile.soft, 1024);
	assert_int_equal(p.ulimit_nofile.hard, 4096);
	assert_true(p.ulimit_stack.hard == VALUE_MAX);
	assert_int_equal(p.home, HOME_READ_WRITE);
	assert_int_equal(p.network, NETWORK_LOOPBACK);
	assert_int_equal(p.seccomp, SECCOMP_DEFAULT);
	assert_int_equal(p.keep, 0);
	assert_int_equal(p.services.count, 12);
	assert_string_equal(p.services.items[0], "sshd");
	policy_free(&p);
	for (size_t i = 0; i < sizeof(p); i++)
		assert_int_equal(((const unsigned char *)&p)[i], 0);
}

/*
 * What a change of each key means for a sandbox that is alive. A new key fails here until somebody has
 * decided: ROOM unless something writes it to the kernel (lib/host/limits.c) or reads it at each login.
 */
static const struct {
	enum field_effect effect;
	const char *keys;
} effects[] = {
	{EFFECT_LOGIN, " host.tenants host.keepers host.subids host.cgroup host.timeout host.utmp host.wtmp"
		" host.lastlog"
		" host.lxcfs host.pool host.pool6 host.web_group host.notify_percent host.notify_faults"
		" host.notify_every image.keys image.require_signature image.integrity"
		" image.max_size image.max_files image.max_memory image.max_time"
		" plan.extends tenant.plan tenant.hosts tenant.suspended"
		" tenant.suspended_until tenant.suspended_reason"
		" session.services"
		" session.max_sessions session.login_rate "},
	{EFFECT_LIMIT, " filesystem.disk filesystem.inodes resources.memory.max resources.memory.high"
		" resources.memory.low resources.memory.swap.max resources.memory.oom.group"
		" resources.pids.max resources.cpu.max resources.cpu.weight resources.cpuset.cpus"
		" resources.cpuset.mems resources.io.max resources.io.weight resources.charge_login"
		" resources.when_unavailable "},
	{EFFECT_ROOM, " session.shell session.linger session.keep_room session.stop_timeout"
		" session.idle_timeout session.max_lifetime session.crontab session.at"
		" session.environment session.hostname"
		" filesystem.home filesystem.read_only filesystem.read_write filesystem.tmpfs"
		" filesystem.hide filesystem.tmp_size filesystem.var_tmp filesystem.proc_view"
		" filesystem.landlock filesystem.image filesystem.write"
		" ulimits.cpu ulimits.fsize ulimits.data ulimits.stack ulimits.core ulimits.rss"
		" ulimits.nproc ulimits.nofile ulimits.memlock ulimits.as ulimits.locks"
		" ulimits.sigpending ulimits.msgqueue ulimits.nice ulimits.rtprio ulimits.rttime"
		" capabilities.keep seccomp.profile seccomp.allow seccomp.deny seccomp.log"
		" tenant.owner lsm.apparmor lsm.selinux network.mode network.tcp_bind network.tcp_connect"
		" network.egress network.publish network.rate network.rate_in network.connections"
		" network.dns "},
};

static void test_effects(void **state)
{
	(void)state;
	for (unsigned int id = 0; id < FIELD_COUNT; id++) {
		const struct field_info *info = policy_field((enum field_id)id);
		char word[96];
		size_t found = 0;

		(void)snprintf(word, sizeof(word), " %s.%s ", info->section, info->key);
		for (size_t i = 0; i < COUNT_OF(effects); i++) {
			if (!strstr(effects[i].keys, word))
				continue;
			found++;
			if (info->effect != effects[i].effect)
				fail_msg("%s: fields.def says otherwise", word);
		}
		if (found != 1)
			fail_msg("%s: what does a change of it mean for a living sandbox?", word);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_sections),
		cmocka_unit_test(test_ulimits_are_in_order),
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_effects),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
