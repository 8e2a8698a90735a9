/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One file by itself: what decides whether an account is a tenant, and the check of a single file.
 */
#include "policy/single.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "expand.h"
#include "policy/defaults.h"
#include "policy/file/layer.h"
#include "owner.h"
#include "policy/kind/name.h"
#include "policy/kind/template.h"
#include "policy/names.h"
#include "policy/services.h"

static int load_section(const char *section, struct policy *p, const struct policy_reader *reader,
	struct problems *ps)
{
	const struct source source = {.file = "hostel.ini", .kind = FILE_HOST, .only = section};
	size_t before = problems_total(ps);
	struct layer *l;
	int error;

	memset(p, 0, sizeof(*p));
	error = layer_read(&l, reader, source);
	if (error == ENOENT || error == ENOMEM)
		return error;
	layer_hand_over(l, ps);
	error = policy_init(p);
	if (!error)
		error = layer_merge(l, p);
	if (!error)
		check_host(p, ps);
	if (!error && problems_total(ps) != before)
		error = EINVAL;
	layer_free(l);
	if (error)
		policy_free(p);
	return error;
}

int policy_load_host(struct policy *p, const struct policy_reader *reader, struct problems *ps)
{
	return load_section("host", p, reader, ps);
}

int policy_load_image(struct policy *p, const struct policy_reader *reader, struct problems *ps)
{
	return load_section("image", p, reader, ps);
}

/* --- hostel check FILE ----------------------------------------------------------------------- */

/* "plans/NAME.ini": true, with the name, if path is such a file of `directory`. */
static bool match_file(const char *path, const char *directory, char *name, size_t size)
{
	size_t skip = strlen(directory);
	size_t length = strlen(path);

	if (strncmp(path, directory, skip) != 0 || length < skip + 5 ||
		strcmp(path + length - 4, ".ini") != 0 || length - skip - 4 >= size)
		return false;
	(void)snprintf(name, size, "%.*s", (int)(length - skip - 4), path + skip);
	return true;
}

static bool kind_of_file(const char *path, enum file_kind *kind, char *name, size_t size)
{
	if (strcmp(path, "hostel.ini") == 0) {
		*kind = FILE_HOST;
		(void)snprintf(name, size, "%s", policy_sample_who.name);
		return true;
	}
	*kind = FILE_OWNER;
	if (match_file(path, "owners/", name, size) && name[0] && owner_name_check(name, NULL) == 0)
		return true;
	if (match_file(path, "plans/", name, size) && plan_name_check(name, NULL) == 0) {
		*kind = FILE_PLAN;
		(void)snprintf(name, size, "%s", policy_sample_who.name);
		return true;
	}
	*kind = FILE_TENANT;
	return match_file(path, "tenants/", name, size) && policy_valid_name(name);
}

/* Check the file's values together with the defaults, for the tenant or one that stands for any. */
static int check_values(struct layer *l, const char *name, struct policy *p, struct problems *ps)
{
	bool has_mode = l->set[FIELD_network]; /* else it may stand in another file */
	char home[96];
	struct policy_who who = policy_sample_who;
	int error = policy_init(p);

	(void)snprintf(home, sizeof(home), "/home/%s", name);
	who.name = name;
	who.home = home;
	if (!error)
		error = layer_merge(l, p);
	if (!error)
		error = expand_policy(p, &who, ps);
	if (!error)
		error = check_policy(p, &who, has_mode, ps);
	if (!error)
		services_check(p, &who, false, ps);
	return error;
}

int policy_read_file(struct policy *p, const struct policy_reader *reader, const char *path,
	struct problems *ps)
{
	size_t before = problems_total(ps);
	size_t start = ps->count;
	enum file_kind kind;
	struct layer *l;
	char name[POLICY_NAME_SIZE_MAX + 1];
	int error;

	memset(p, 0, sizeof(*p));
	if (!kind_of_file(path, &kind, name, sizeof(name))) {
		problems_add(ps, path, 0, "", NULL,
			"not a policy file: hostel.ini, plans/NAME.ini, owners/NAME.ini or tenants/NAME.ini");
		return EINVAL;
	}
	error = layer_read(&l, reader, (struct source){.file = path, .kind = kind});
	if (error == ENOENT)
		problems_add(ps, path, 0, "", NULL, "there is no such file");
	if (error == ENOENT || error == ENOMEM)
		return error;
	layer_hand_over(l, ps);
	if (!error && kind == FILE_OWNER)
		error = owner_init(p);
	if (!error)
		error = kind == FILE_OWNER ? layer_merge(l, p) : check_values(l, name, p, ps);
	problems_sort(ps, start, NULL, 0);
	layer_free(l);
	if (!error && problems_total(ps) != before)
		error = EINVAL;
	if (error)
		policy_free(p);
	return error;
}

int policy_check_file(const struct policy_reader *reader, const char *path, struct problems *ps)
{
	struct policy p;
	int error = policy_read_file(&p, reader, path, ps);

	policy_free(&p);
	return error;
}
