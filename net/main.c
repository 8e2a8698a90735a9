/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel-net: the network of a tenant, set up and taken down. Root's, started by the PAM module for a new
 * sandbox, by `hostel gc` and by hostel-network.service, so that neither sshd's process nor a tenant's
 * ever holds a library for rules.
 *
 *   hostel-net up          descriptor 3: the launch specification, 4 and 5: the tenant's
 *                          network and pid namespace
 *   hostel-net leave UID   what is left of a sandbox with a network that one without takes the place of
 *   hostel-net down UID    what is left of a tenant without a sandbox; call with its lock held
 *   hostel-net heal        the table that all share, if somebody has flushed it
 *   hostel-net tidy        the same, or, when no tenant has a network any more, what all share goes; and the
 *                          host forgets closed connections
 *   hostel-net examine     lines: "flushed", "guards", "drops TABLE CHAIN"; nothing is changed
 *
 * Exit status 0; 1 with one line of text on standard output: what failed; 2 wrong use.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base.h"
#include "base/fd.h"
#include "base/inherited.h"
#include "host/state.h"
#include "link.h"
#include "nft.h"
#include "others.h"
#include "policy/encode.h"
#include "request.h"
#include "tenant.h"

#define SECONDS_MAX 120 /* as [host] timeout at most: whoever started it has given up then */
#define FD_NETNS 4
#define FD_PIDNS 5

static int read_request(struct request *r, struct err *e)
{
	struct stat st;
	void *spec;

	if (fstat(LAUNCH_FD_SPEC, &st) < 0 || st.st_size <= 0 || st.st_size > LAUNCH_SIZE_MAX)
		return err_rule(e, EINVAL, "no launch specification");
	spec = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, LAUNCH_FD_SPEC, 0);
	if (spec == MAP_FAILED)
		return err_set(e, errno, "mmap the launch specification");
	if (launch_decode(&r->launch, spec, (size_t)st.st_size, e) < 0)
		return -1;
	if (policy_decode(&r->policy, r->launch.policy, r->launch.policy_size))
		return err_rule(e, EINVAL, "the encoded policy is malformed");
	r->netns = FD_NETNS;
	r->pidns = FD_PIDNS;
	return network_of(&r->launch.network, &r->network, e);
}

static int up(struct err *e)
{
	struct request r = {.state = state_open(e)};

	if (r.state < 0 || read_request(&r, e) < 0)
		return -1;
	r.tenant = state_tenant(r.state, r.launch.uid, e);
	return r.tenant < 0 ? -1 : tenant_up(&r, e);
}

static int down(const char *uid, int (*go)(int tenant, struct links *l, struct err *e), struct err *e)
{
	int AUTO_CLOSE state = state_open(e);
	int AUTO_CLOSE tenant = state < 0 ? -1 : state_tenant(state, (uint32_t)strtoul(uid, NULL, 10), e);
	int AUTO_CLOSE lock = tenant < 0 ? -1 : state_lock(state, "net.lock", NETWORK_LOCK_SECONDS, e);
	struct links *l = lock < 0 ? NULL : link_open(e);
	int result = l ? go(tenant, l, e) : -1;

	link_close(l);
	return result;
}

static int shared(bool tidy, struct err *e)
{
	int AUTO_CLOSE state = state_open(e);
	int AUTO_CLOSE lock = state < 0 ? -1 : state_lock(state, "net.lock", NETWORK_LOCK_SECONDS, e);
	struct links *l = lock < 0 ? NULL : link_open(e);
	int result = !l ? -1 : tidy && !base_is_used(state) ? base_clear(state, l, e) : base_heal(state, e);

	if (tidy && result == 0)
		result = base_forget_closed(state, e);

	link_close(l);
	return result;
}

/* What hostel doctor tells of. */
static int examine(struct err *e)
{
	int AUTO_CLOSE state = state_open(e);
	char *AUTO_FREE listing = NULL;

	if (state < 0)
		return -1;
	if (!base_is_whole(state))
		printf("flushed\n");
	if (base_guards(state))
		printf("guards\n");
	listing = nft_listing(e);
	return listing ? others_print_closed(listing, stdout, e) : -1;
}

int main(int argc, char **argv)
{
	struct err e = ERR_NONE;
	int result;

	if (inherited_reset() < 0) {
		printf("signals, or /dev/null: %s\n", strerror(errno));
		return 1;
	}
	alarm(SECONDS_MAX);
	if (argc == 2 && !strcmp(argv[1], "up")) {
		result = up(&e);
	} else if (argc == 3 && (!strcmp(argv[1], "down") || !strcmp(argv[1], "leave")) && *argv[2] &&
		   strspn(argv[2], "0123456789") == strlen(argv[2])) {
		result = down(argv[2], *argv[1] == 'd' ? tenant_down : tenant_leave, &e);
	} else if (argc == 2 && (!strcmp(argv[1], "heal") || !strcmp(argv[1], "tidy"))) {
		result = shared(*argv[1] == 't', &e);
	} else if (argc == 2 && !strcmp(argv[1], "examine")) {
		result = examine(&e);
	} else {
		fprintf(stderr, "usage: hostel-net up|down UID|leave UID|heal|tidy|examine (started by "
				"pam_hostel and hostel gc)\n");
		return 2;
	}
	if (result < 0)
		printf("%s\n", e.message);
	return result < 0;
}
