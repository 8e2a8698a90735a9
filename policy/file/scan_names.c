/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The names in a file: which section a line is in, which field a key means, what stands there
 * twice; and what was probably meant where there is no such name.
 */
#include "scan_names.h"

#include <errno.h>
#include <string.h>

#include "policy/ascii.h"
#include "policy/names.h"
#include "policy/suggest.h"
#include "policy/services.h"
#include "policy/table.h"
#include "scan_bytes.h"

static const char *const scope_files[] = {
	[SCOPE_HOST] = "hostel.ini",
	[SCOPE_PLAN] = "a file of plans/",
	[SCOPE_TENANT] = "a file of tenants/",
};

static bool is_allowed(const struct field_info *info, enum file_kind kind)
{
	if (kind == FILE_OWNER)
		return info->sum;
	return info->scope == SCOPE_POLICY || (unsigned int)info->scope == kind;
}

/* Where one of its keys may stand; [plans] has no fixed ones. */
static bool section_allowed(const char *section, enum file_kind kind)
{
	for (unsigned int id = 0; id < FIELD_COUNT; id++) {
		const struct field_info *info = &policy_fields[id].info;

		if (strcmp(info->section, section) == 0 && is_allowed(info, kind))
			return true;
	}
	return strcmp(section, "plans") == 0 && kind == FILE_HOST;
}

/* --- sections -------------------------------------------------------------------------------- */

static uint32_t *section_line(struct scan_names *n, const char *section)
{
	for (unsigned int id = 0; id < FIELD_COUNT; id++) {
		if (strcmp(policy_fields[id].info.section, section) == 0)
			return &n->section_line[id];
	}
	return &n->section_line[FIELD_COUNT];
}

static int complain_section(const struct scan_names *n, const char *name, struct complaint *c)
{
	struct suggestion s = {.word = name};

	for (unsigned int id = 0; id < FIELD_COUNT; id++) {
		if (is_allowed(&policy_fields[id].info, n->kind))
			suggest_offer(&s, policy_fields[id].info.section);
	}
	if (n->kind == FILE_HOST)
		suggest_offer(&s, "plans");
	if (ascii_same(name, "service"))
		return complain(c, "a service has a name: [service web]");
	if (s.best)
		return complain(c, "unknown section; did you mean [%s]?", s.best);
	return complain(c, "unknown section");
}

/* [service NAME]. The name stays where it is: in the text that was scanned. */
static int enter_service(struct scan_names *n, const char *name, uint32_t line, struct complaint *c)
{
	n->skip = true;
	if (service_name_check(name + strlen(SERVICE_SECTION), c))
		return EINVAL;
	if (n->kind != FILE_PLAN && n->kind != FILE_TENANT)
		return complain(c, "a service stands in a file of plans/ or tenants/ only");
	for (size_t i = 0; i < n->service_count; i++)
		if (strcmp(n->services[i].section, name) == 0)
			return complain(c, "this section stands in line %u already", n->services[i].line);
	if (n->service_count == SERVICES_MAX)
		return complain(c, "at most %d services can stand in a file", SERVICES_MAX);
	n->skip = n->only;
	n->in_service = true;
	n->section = name;
	n->services[n->service_count].section = name;
	n->services[n->service_count++].line = line;
	memset(n->service_line, 0, sizeof(n->service_line));
	return 0;
}

int names_enter(struct scan_names *n, const char *name, uint32_t line, struct complaint *c)
{
	uint32_t *first;

	n->in_service = false;
	n->section = NULL;
	if (strncmp(name, SERVICE_SECTION, strlen(SERVICE_SECTION)) == 0)
		return enter_service(n, name, line, c);
	n->section = section_find(name);
	n->skip = !n->section || (n->only && strcmp(n->section, n->only) != 0);
	if (!n->section)
		return complain_section(n, name, c);
	if (!section_allowed(n->section, n->kind)) {
		n->skip = true;
		if (n->kind == FILE_OWNER)
			return complain(c, "only [resources] can stand in a file of owners/");
		return complain(c, "this section belongs in %s only",
			scope_files[section_scope(n->section)]);
	}
	first = section_line(n, n->section);
	if (*first)
		return complain(c, "this section stands in line %u already", *first);
	*first = line;
	if (strcmp(name, n->section) != 0)
		return complain(c, "write it in lower case: [%s]", n->section);
	return 0;
}

/* --- keys ------------------------------------------------------------------------------------ */

static const struct field_info *find_elsewhere(const struct scan_names *n, const char *key)
{
	for (unsigned int id = 0; id < FIELD_COUNT; id++) {
		const struct field_info *info = &policy_fields[id].info;

		if (ascii_same(info->key, key) &&
			(!n->section || strcmp(info->section, n->section) != 0))
			return info;
	}
	return NULL;
}

static int complain_elsewhere(
	const struct scan_names *n, const struct field_info *info, struct complaint *c)
{
	const char *head = n->section ? "no such key here" : "this key stands before any [section]";

	if (is_allowed(info, n->kind))
		return complain(c, "%s; it belongs in [%s]", head, info->section);
	if (info->scope == SCOPE_POLICY)
		return complain(c, "%s; it is none of an owner's", head);
	return complain(c, "%s; it belongs in [%s] of %s only", head, info->section,
		scope_files[info->scope]);
}

/* Nearest key of this section, else of any section that the file may have. */
static int complain_key(const struct scan_names *n, const char *key, struct complaint *c)
{
	struct suggestion here = {.word = key};
	struct suggestion there = {.word = key};
	const char *section = NULL;

	for (unsigned int id = 0; id < FIELD_COUNT; id++) {
		const struct field_info *info = &policy_fields[id].info;
		const char *before = there.best;

		if (!is_allowed(info, n->kind))
			continue;
		if (strcmp(info->section, n->section) == 0)
			suggest_offer(&here, info->key);
		suggest_offer(&there, info->key);
		if (there.best != before)
			section = info->section;
	}
	if (here.best)
		return complain(c, "unknown key; did you mean %s?", here.best);
	if (there.best)
		return complain(c, "unknown key; did you mean %s of [%s]?", there.best, section);
	return complain(c, "unknown key");
}

/* The section may stand here, for other keys. */
static int complain_file(const struct scan_names *n, const struct field_info *info, struct complaint *c)
{
	if (n->kind == FILE_OWNER)
		return complain(c, "this key is none of an owner's: hostel.ini(5) lists those that are");
	return complain(c, "this key belongs in %s only", scope_files[info->scope]);
}

static int find_field(struct scan_names *n, struct scan_entry *e, struct complaint *c)
{
	const struct field_info *elsewhere;

	for (unsigned int id = 0; id < FIELD_COUNT; id++) {
		const struct field_info *info = &policy_fields[id].info;
		uint32_t *first = &n->field_line[id];

		if (strcmp(info->section, n->section) != 0 || !ascii_same(info->key, e->key))
			continue;
		if (*first)
			return complain(c, "this key stands in line %u already", *first);
		*first = e->line;
		if (strcmp(info->key, e->key) != 0)
			return complain(c, "write the key in lower case: %s", info->key);
		if (!is_allowed(info, n->kind))
			return complain_file(n, info, c);
		e->section = info->section;
		e->field = (enum field_id)id;
		return 0;
	}
	elsewhere = find_elsewhere(n, e->key);
	return elsewhere ? complain_elsewhere(n, elsewhere, c) : complain_key(n, e->key, c);
}

static int find_service_key(struct scan_names *n, struct scan_entry *e, struct complaint *c)
{
	struct suggestion near = {.word = e->key};

	for (unsigned int key = 0; key < SERVICE_KEY_COUNT; key++) {
		const struct field_info *info = &service_fields[key].info;
		uint32_t *first = &n->service_line[key];

		suggest_offer(&near, info->key);
		if (!ascii_same(info->key, e->key))
			continue;
		if (*first)
			return complain(c, "this key stands in line %u already", *first);
		*first = e->line;
		if (strcmp(info->key, e->key) != 0)
			return complain(c, "write the key in lower case: %s", info->key);
		e->section = n->section;
		e->field = FIELD_COUNT;
		e->service = (enum service_key)key;
		return 0;
	}
	if (near.best)
		return complain(c, "unknown key of a service; did you mean %s?", near.best);
	return complain(c, "unknown key of a service");
}

/* A line `@group = plan` of [plans]. Group names keep their case, but iniparser does not. */
static int find_group(struct scan_names *n, const struct scan_entry *before, size_t count,
	struct scan_entry *e, struct complaint *c)
{
	if (e->key[0] != '@')
		return complain(c, "write @GROUP = PLAN");
	if (!policy_valid_group(e->key + 1))
		return complain(c, "\"%.70s\" cannot be the name of a group", e->key + 1);
	for (size_t i = 0; i < count; i++) {
		const struct scan_entry *other = &before[i];

		if (other->field != FIELD_COUNT || !ascii_same(other->key, e->key))
			continue;
		if (strcmp(other->key, e->key) != 0)
			return complain(
				c, "differs from line %u only in the case of letters", other->line);
		return complain(c, "this group stands in line %u already", other->line);
	}
	if (n->plan_count == POLICY_PLANS_MAX) {
		n->skip = true;
		return complain(c, "at most %d lines can stand in [plans]", POLICY_PLANS_MAX);
	}
	n->plan_count++;
	e->section = n->section;
	e->field = FIELD_COUNT;
	return 0;
}

int names_key(struct scan_names *n, const struct scan_entry *before, size_t count,
	struct scan_entry *e, struct complaint *c)
{
	const struct field_info *elsewhere;

	e->service = SERVICE_KEY_COUNT;
	if (e->key[0] == '\0')
		return complain(c, "a key is missing before the =");
	if (n->skip && !(n->only && names_key_matters(n, e->key)))
		return 0;
	if (!scan_ascii(e->key, strlen(e->key)))
		return complain(c, "only ASCII can stand here; other letters in comments only");
	if (!n->section || n->skip) {
		elsewhere = find_elsewhere(n, e->key);
		if (elsewhere)
			return complain_elsewhere(n, elsewhere, c);
		return complain(c, "this key stands before any [section]");
	}
	if (n->in_service)
		return find_service_key(n, e, c);
	if (strcmp(n->section, "plans") == 0)
		return find_group(n, before, count, e, c);
	return find_field(n, e, c);
}

/* --- what policy_load_host() and its like look at -------------------------------------------- */

bool names_section_matters(const struct scan_names *n, const char *name)
{
	return !n->only || edit_distance(name, n->only) <= 1;
}

bool names_key_matters(const struct scan_names *n, const char *key)
{
	if (!n->only || (n->section && strcmp(n->section, n->only) == 0))
		return true;
	for (unsigned int id = 0; id < FIELD_COUNT; id++) {
		if (strcmp(policy_fields[id].info.section, n->only) == 0 &&
			ascii_same(policy_fields[id].info.key, key))
			return true;
	}
	return false;
}
