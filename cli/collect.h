/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Collecting from the command line: the counters of every tenant's cgroup, and the kernel's records of
 * refused system calls. What has grown becomes an event, here and in the journal or syslog(3).
 */
#ifndef CLI_COLLECT_H
#define CLI_COLLECT_H

#include <stddef.h>
#include <stdint.h>

#include "cli.h"
#include "events/tally.h"

struct collector {
	int state;   /* HOSTEL_STATEDIR, -1: no tenant has logged in yet */
	int kmsg;    /* -1: cannot be read here */
	char *base;  /* of the cgroups of whom no record names it; NULL if unknown */
	struct cgroups cgroups;
};

struct collected_tenant {
	uint32_t uid;
	char name[65];
	struct collected c;
};

struct collection {
	size_t count;
	struct collected_tenant *v; /* by uid */
};

/* What is missing is said, and left out. */
void collector_open(struct collector *c, const struct cli *cli);
void collector_close(struct collector *c);

/* Every tenant that has state. What fails is said; free the collection. */
void collect_all(struct collector *c, enum tell tell, struct collection *all);
void collection_free(struct collection *all);

/*
 * One tenant, whose directory is `tenant`. What became an event is to be published: by itself, as a log
 * daemon may be slow.
 */
void collect_counters(int tenant, const struct tally_who *who, struct collected *collected);
void collect_publish(const struct collected *collected);

/* The tenant's, or NULL. */
const struct collected *collection_find(const struct collection *all, uint32_t uid);

/* The counters as a member `counters` of an object: null where nobody knows. */
struct json;
void collected_put(struct json *object, const struct collected *c);

#endif
