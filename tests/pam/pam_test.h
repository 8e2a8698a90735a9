/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of the module share: configurations, service files, and libpam around them. Run in a
 * world (tests/system/70-module.sh): root, with the accounts alice and bob (tenants), carol and dave.
 */
#ifndef TESTS_PAM_TEST_H
#define TESTS_PAM_TEST_H

#include "../unit/lib_test.h"

#include <security/pam_appl.h>
#include <signal.h>

#define CARRY_ON_SECONDS 60 /* a child that hangs is killed and its test fails */

struct fixture {
	struct scratch *top;
	char config[96]; /* of hostel */
	char pam[96];    /* service files */
};

static struct fixture fixture;

/* In a child, where cmocka's assertions are of no use. */
#define CHECK(condition)                                                                           \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			dprintf(2, "# %s:%d: %s (errno %d)\n", __FILE__, __LINE__, #condition,     \
				errno);                                                            \
			_exit(1);                                                                  \
		}                                                                                  \
	} while (0)

static inline void write_config(const char *name, const char *text)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "config/%s", name);
	make_text(fixture.top, path, text, 0644);
}

static inline void remove_config(const char *name)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "config/%s", name);
	(void)unlinkat(fixture.top->fd, path, 0);
}

/* The valid configuration that every test starts from. */
static inline void default_config(void)
{
	const char *cgroup = getenv("WORLD_CGROUP");
	char text[256];

	remove_config("tenants/alice.ini");
	remove_config("tenants/bob.ini");
	(void)snprintf(text, sizeof(text),
		"[host]\ntenants = @hostel\ncgroup = %s\n[plans]\n@hostel = basic\n",
		cgroup ? cgroup : "hostel");
	write_config("hostel.ini", text);
	/* Sandboxes that end with their last session: rooms that are kept are for tests/system/89-kept.sh. */
	write_config("plans/basic.ini", "[session]\nmax_sessions = 3\nkeep_room = no\n");
}

/* How the module's line begins, and its options behind config=. */
static inline void write_service(const char *name, const char *control, const char *options)
{
	const char *module = getenv("HOSTEL_MODULE");
	char path[64], text[1024];

	(void)snprintf(path, sizeof(path), "pam/%s", name);
	(void)snprintf(text, sizeof(text),
		"auth required pam_deny.so\n"
		"account %s %s config=%s %s\naccount required pam_permit.so\n"
		"session %s %s config=%s %s\nsession required pam_permit.so\n",
		control, module, fixture.config, options, control, module, fixture.config, options);
	make_text(fixture.top, path, text, 0644);
}

static inline int fixture_set_up(void **state)
{
	(void)state;
	if (geteuid() != 0 || !getenv("HOSTEL_MODULE") || access(getenv("HOSTEL_MODULE"), R_OK) < 0) {
		(void)fprintf(stderr, "run by tests/system/70-module.sh: needs root and HOSTEL_MODULE\n");
		return -1;
	}
	fixture.top = scratch_make("/var/lib");
	(void)snprintf(fixture.config, sizeof(fixture.config), "%s/config", fixture.top->path);
	(void)snprintf(fixture.pam, sizeof(fixture.pam), "%s/pam", fixture.top->path);
	assert_int_equal(fchmod(fixture.top->fd, 0755), 0);
	make_dir(fixture.top, "pam", 0755);
	make_dir(fixture.top, "config", 0755);
	make_dir(fixture.top, "config/plans", 0755);
	make_dir(fixture.top, "config/tenants", 0755);
	write_service("hostel", "required", "debug");
	return 0;
}

static inline int fixture_tear_down(void **state)
{
	(void)state;
	if (fixture.top)
		scratch_remove(fixture.top);
	return 0;
}

static inline int config_set_up(void **state)
{
	(void)state;
	default_config();
	return 0;
}

static char said[512]; /* the last message that the module had for the user */

static inline int converse(int count, const struct pam_message **messages,
	struct pam_response **responses, void *data)
{
	(void)data;
	(void)snprintf(said, sizeof(said), "%s", messages[count - 1]->msg);
	*responses = calloc((size_t)count, sizeof(**responses));
	return *responses ? PAM_SUCCESS : PAM_BUF_ERR;
}

static inline pam_handle_t *start_pam(const char *service, const char *user)
{
	static const struct pam_conv conversation = {converse, NULL};
	pam_handle_t *pamh = NULL;

	if (pam_start_confdir(service, user, &conversation, fixture.pam, &pamh) != PAM_SUCCESS)
		abort();
	return pamh;
}

/* The account phase alone. */
static inline int account_phase(const char *service, const char *user)
{
	pam_handle_t *pamh = start_pam(service, user);
	int result = pam_acct_mgmt(pamh, 0);

	pam_end(pamh, result);
	return result;
}

/* Run in a child, which calls CHECK(). */
static inline int status_of_child(void (*run)(void))
{
	pid_t pid = fork();

	if (pid == 0) {
		alarm(CARRY_ON_SECONDS);
		run();
		_exit(0);
	}
	return wait_for(pid);
}

#endif
