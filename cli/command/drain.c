/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel drain: maintenance. Nobody comes in any more, then everybody who is in is ended.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/json.h"
#include "cli/live.h"
#include "cli/output.h"
#include "command.h"
#include "host/drain.h"
#include "host/state.h"
#include "kill.h"

#define LOGIN_SECONDS 10 /* [host] timeout, mostly */

static int end(const struct cli *c)
{
	struct err e = ERR_NONE;
	int n = drain_end(&e);

	if (n < 0) {
		say("%s", e.message);
		return EXIT_SYSTEM;
	}
	if (c->json) {
		struct json *o = json_make_object();

		json_put_bool(o, "maintenance", false);
		json_put_bool(o, "was", n > 0);
		json_finish(o);
	} else {
		printf("%s\n", n ? "tenants can come in again" : "there was no maintenance");
	}
	return EXIT_FINE;
}

struct drained {
	size_t tenants, failed;
	struct json *list; /* with --json */
};

static void end_tenant(struct drained *d, const struct cli *c, const struct live_tenant *t, uint64_t grace)
{
	struct err e = ERR_NONE;
	int result = kill_end(t, grace, c->timeout, &e);

	d->tenants++;
	if (result < 0) {
		say("%s: %s", t->name, e.message);
		d->failed++;
	}
	if (d->list) {
		struct json *o = json_make_object();

		json_put_text(o, "tenant", t->name);
		json_put_bool(o, "ended", result == 0);
		json_add(d->list, o);
	} else if (result == 0) {
		printf("%s: ended\n", t->name);
	}
}

/* How many may still come in. */
static size_t wait_for_logins(const struct cli *c)
{
	struct err e = ERR_NONE;
	int AUTO_CLOSE state = live_state(&e);
	uint32_t *AUTO_FREE uids = NULL;
	int n = state < 0 ? 0 : live_numbers(state, "t", &uids);
	unsigned waited = 0;
	size_t left = 0;

	for (int i = 0; i < n; i++) {
		int AUTO_CLOSE tenant = state_tenant(state, uids[i], &e);
		int AUTO_CLOSE lock = tenant < 0 ? -1
			: live_lock(tenant, LOGIN_SECONDS + c->timeout, &waited, &e);

		if (lock < 0) {
			say("uid %u: %s", uids[i], e.message);
			left++;
		}
		e = ERR_NONE;
	}
	return left;
}

/* It goes on when the command has ended, and nobody would think of it. */
static void remind(const struct cli *c)
{
	if (!c->json)
		printf("%s\n", DRAIN_REMINDER);
}

static int end_all(const struct cli *c)
{
	struct drained d = {.list = c->json ? json_make_array() : NULL};
	struct err e = ERR_NONE;
	uint64_t grace = 0;
	struct live l;
	/* Who has a lock has looked before the maintenance began, and is waited for. */
	const size_t left = wait_for_logins(c);

	if (live_read(&l, NULL, &e) < 0) {
		say("%s", e.message);
		return EXIT_SYSTEM;
	}
	/* All are asked at once: the silent ones share one time of grace. */
	for (size_t i = 0; i < l.count; i++) {
		const uint64_t one = kill_ask(&l.tenants[i]);

		grace = one > grace ? one : grace;
	}
	for (size_t i = 0; i < l.count; i++)
		if (l.tenants[i].count)
			end_tenant(&d, c, &l.tenants[i], grace);
	live_free(&l);
	if (d.list)
		json_finish(d.list);
	else if (!d.tenants)
		printf("nobody was in\n");
	remind(c);
	if (d.failed && d.failed == d.tenants)
		return EXIT_BUSY;
	return d.failed || left ? EXIT_PARTLY : EXIT_FINE;
}

int cmd_drain(const struct cli *c, int count, char **operands)
{
	struct err e = ERR_NONE;
	char message[1024] = "";

	if (c->off) {
		if (count) {
			say("drain: --off takes no message");
			return EXIT_USAGE;
		}
		return end(c);
	}
	for (int i = 0; i < count; i++)
		snprintf(message + strlen(message), sizeof(message) - strlen(message), "%s%s", i ? " " : "",
			operands[i]);
	if (drain_begin(count ? message : DRAIN_MESSAGE, &e) < 0) {
		say("%s", e.message);
		return e.code == EINVAL ? EXIT_USAGE : EXIT_SYSTEM;
	}
	if (!c->keep)
		return end_all(c);
	if (c->json)
		json_finish(json_make_array()); /* of whom it ended */
	remind(c);
	return EXIT_FINE;
}
