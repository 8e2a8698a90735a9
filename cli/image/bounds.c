/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Section [image] of hostel.ini, as far as it is about what comes in.
 */
#include "bounds.h"

#include "base/fd.h"
#include "cgroup/pools.h"
#include "cli/config.h"
#include "cli/output.h"
#include "host/config_dir.h"
#include "policy/defaults.h"
#include "policy/single.h"

int bounds_read(const struct cli *c, struct work_bounds *bounds, uint32_t *first, bool *need_signature)
{
	int AUTO_CLOSE directory = config_open(c);
	const struct policy_reader reader = config_reader(&directory);
	struct problems problems = {0};
	struct policy host, image;

	if (directory < 0)
		return EXIT_POLICY;
	if (policy_load_image(&image, &reader, &problems) || policy_load_host(&host, &reader, &problems)) {
		say("%s/hostel.ini does not tell how large images may be", c->config);
		problems_say(&problems);
		return EXIT_POLICY;
	}
	*bounds = (struct work_bounds){image.image_max_size, image.image_max_files, image.image_max_time,
		pools_memory(image.image_max_memory)};
	/* The first of those for rooms with a root of their own: none of them is given these. */
	*first = host.subids.first;
	*need_signature = image.image_require_signature;
	policy_free(&host);
	policy_free(&image);
	return 0;
}
