/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kind IO_LIST: devices and their rates, as in cgroup-v2.rst's io.max but with paths and units.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "digits.h"
#include "list.h"
#include "policy/kind.h"
#include "policy/path.h"

static const struct rate {
	const char *name;
	enum unit unit;
	uint64_t min; /* below it a single login would take minutes */
} rates[IO_RATES] = {
	[IO_RBPS] = {"rbps", UNIT_BYTES, 65536},
	[IO_WBPS] = {"wbps", UNIT_BYTES, 65536},
	[IO_RIOPS] = {"riops", UNIT_COUNT, 10},
	[IO_WIOPS] = {"wiops", UNIT_COUNT, 10},
};

static int read_value(const struct rate *r, const char *text, uint64_t *value, struct complaint *c)
{
	const char *at = text;
	int error;

	if (strcmp(text, "max") == 0) {
		*value = VALUE_MAX;
		return 0;
	}
	if (r->unit == UNIT_BYTES)
		return number_read_unit(text, UNIT_BYTES, value, c);
	error = number_read(&at, value, c);
	if (!error && *at)
		return complain(c, "%s is a count of operations a second, without a unit", r->name);
	return error;
}

static int read_rate(char *word, struct io_entry *e, struct complaint *c)
{
	char *equals = strchr(word, '=');

	if (equals)
		*equals = '\0';
	for (int i = 0; equals && i < IO_RATES; i++) {
		if (strcmp(word, rates[i].name) != 0)
			continue;
		if (e->rates[i] != VALUE_MAX)
			return complain(c, "%s stands here twice", rates[i].name);
		return read_value(&rates[i], equals + 1, &e->rates[i], c);
	}
	return complain(c, "\"%.40s\": behind the device stand rbps=, wbps=, riops= or wiops=", word);
}

static int read_entry(char *item, void *member, struct complaint *c)
{
	struct io_list *list = member;
	struct io_entry *e = &list->items[list->count++];
	char *rest = item;
	char *device = strsep(&rest, " \t");
	bool any = false;

	for (int i = 0; i < IO_RATES; i++)
		e->rates[i] = VALUE_MAX;
	if (strlen(device) >= sizeof(e->device))
		return complain(c, "the path of the device is too long");
	memcpy(e->device, device, strlen(device));
	while (rest) {
		char *word = strsep(&rest, " \t");
		int error = *word ? read_rate(word, e, c) : 0;

		if (error)
			return error;
		any = any || *word;
	}
	return any ? 0 : complain(c, "write a device and its rates: /dev/vda rbps=50M wiops=500");
}

static int check_entry(const struct io_entry *e, struct complaint *c)
{
	size_t length = strnlen(e->device, sizeof(e->device));

	if (length == sizeof(e->device))
		return complain(c, "the path of the device is too long");
	for (size_t i = length; i < sizeof(e->device); i++)
		if (e->device[i])
			return complain(c, "bytes behind the device");
	if (strcmp(e->device, "*") != 0 && strncmp(e->device, "/dev/", 5) != 0)
		return complain(c, "a device is a path below /dev, or * for every disk");
	for (int i = 0; i < IO_RATES; i++)
		if (e->rates[i] < rates[i].min)
			return complain(c, "%s is at least %s", rates[i].name,
				rates[i].unit == UNIT_BYTES ? "64K" : "10");
	return strcmp(e->device, "*") == 0 ? 0 : path_check(e->device, c);
}

static KIND_CHECK(check)
{
	const struct io_list *list = member;

	if (list->count > IO_DEVICES_MAX)
		return complain(c, "too many devices");
	for (uint32_t i = 0; i < list->count; i++) {
		int error = check_entry(&list->items[i], c);

		if (error)
			return error;
		for (uint32_t k = 0; k < i; k++)
			if (strcmp(list->items[k].device, list->items[i].device) == 0)
				return complain(c, "%s stands here twice", list->items[i].device);
	}
	return 0;
}

static KIND_PARSE(parse)
{
	int error = list_read(text, IO_DEVICES_MAX, "devices", member, read_entry, c);

	return error ? error : check(f, member, c);
}

static KIND_PRINT(print)
{
	const struct io_list *list = member;

	for (uint32_t i = 0; i < list->count; i++) {
		const struct io_entry *e = &list->items[i];

		text_add(out, "%s%s", i ? ", " : "", e->device);
		for (int k = 0; k < IO_RATES; k++) {
			if (e->rates[k] == VALUE_MAX)
				continue;
			text_add(out, " %s=", rates[k].name);
			number_print(out, e->rates[k], rates[k].unit);
		}
	}
}

static void encode(const void *member, struct wire_writer *out)
{
	const struct io_list *list = member;

	wire_put_u32(out, list->count);
	for (uint32_t i = 0; i < list->count; i++) {
		wire_put_string(out, list->items[i].device);
		for (int k = 0; k < IO_RATES; k++)
			wire_put_u64(out, list->items[i].rates[k]);
	}
}

static int decode(struct wire_reader *in, void *member)
{
	struct io_list *list = member;

	list->count = wire_get_count(in, 5 + 8 * IO_RATES, IO_DEVICES_MAX);
	for (uint32_t i = 0; i < list->count; i++) {
		struct io_entry *e = &list->items[i];
		const char *device = wire_get_string(in);

		if (strlen(device) >= sizeof(e->device))
			return EINVAL;
		memcpy(e->device, device, strlen(device));
		for (int k = 0; k < IO_RATES; k++)
			e->rates[k] = wire_get_u64(in);
	}
	return in->failed ? EINVAL : 0;
}

const struct kind kind_IO_LIST = {.parse = parse, .check = check, .print = print, .encode = encode,
	.decode = decode};
