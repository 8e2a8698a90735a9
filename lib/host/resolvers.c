/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * resolv.conf(5), read and written.
 */
#include "host/resolvers.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "host/network.h"

#define SIZE_MAX_READ (64 * 1024)

/* systemd-resolved.service(8), /etc/resolv.conf: the list of what is known, instead of the stub. */
static const char *const files[] = {"/etc/resolv.conf", "/run/systemd/resolve/resolv.conf"};

static bool reachable(const struct net_prefix *p)
{
	static const struct net_prefix loopback6 = {6, 128, {[15] = 1}};

	if (p->version == 4)
		return p->address[0] != 127 && p->address[0] != 0;
	return memcmp(p, &loopback6, sizeof(*p)) &&
	       !(p->address[0] == 0xfe && (p->address[1] & 0xc0) == 0x80);
}

void resolvers_parse(const char *text, struct address_list *found, char **rest)
{
	char *AUTO_FREE copy = strdup(text);
	char *save = NULL;
	size_t size = 0;
	FILE *f;

	*found = (struct address_list){0};
	*rest = NULL;
	f = copy ? open_memstream(rest, &size) : NULL;
	if (!f)
		return;
	for (char *line = strtok_r(copy, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		char word[16], value[64];

		if (sscanf(line, " %15s %63s", word, value) != 2)
			continue;
		if (!strcmp(word, "search") || !strcmp(word, "domain") || !strcmp(word, "options")) {
			fprintf(f, "%s\n", line);
		} else if (!strcmp(word, "nameserver") && found->count < ADDRESSES_MAX) {
			struct net_prefix *p = &found->items[found->count];

			if (network_address(value, p) && reachable(p))
				found->count++;
			else
				*p = (struct net_prefix){0};
		}
	}
	if (fclose(f)) {
		free(*rest);
		*rest = NULL;
	}
}

int resolvers_of_host(struct address_list *found, char **rest)
{
	*found = (struct address_list){0};
	*rest = NULL;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]) && !found->count; i++) {
		int AUTO_CLOSE fd = open(files[i], O_RDONLY | O_CLOEXEC);
		char *AUTO_FREE text = NULL;
		size_t length;

		if (fd < 0 || fd_read_file(fd, SIZE_MAX_READ, &text, &length) < 0)
			continue;
		free(*rest);
		resolvers_parse(text, found, rest);
		if (!*rest)
			return -1;
	}
	if (!*rest)
		*rest = strdup("");
	return *rest ? 0 : -1;
}

char *resolvers_file(const struct address_list *resolvers, const char *rest)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		return NULL;
	for (uint32_t i = 0; i < resolvers->count; i++) {
		char address[NETWORK_TEXT_SIZE];

		network_print(&resolvers->items[i], address);
		fprintf(f, "nameserver %s\n", address);
	}
	fprintf(f, "%s", rest);
	if (fclose(f) == 0)
		return text;
	free(text);
	return NULL;
}
