/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The only file that knows libnftables.
 */
#include "nft.h"

#include <errno.h>
#include <nftables/libnftables.h>
#include <stdio.h>
#include <string.h>

#include "base/fd.h"

static struct nft_ctx *begin(void)
{
	struct nft_ctx *nft = nft_ctx_new(NFT_CTX_DEFAULT);

	if (nft && (nft_ctx_buffer_output(nft) || nft_ctx_buffer_error(nft))) {
		nft_ctx_free(nft);
		nft = NULL;
	}
	return nft;
}

int nft_run(const char *commands, struct err *e)
{
	struct nft_ctx *nft = begin();
	int result = 0;

	if (!nft)
		return err_set(e, ENOMEM, "nftables");
	if (nft_run_cmd_from_buffer(nft, commands)) {
		const char *said = nft_ctx_get_error_buffer(nft);

		result = err_rule(e, EIO, "nftables: %.*s", (int)strcspn(said, "\n"), said);
	}
	nft_ctx_free(nft);
	return result;
}

char *nft_listing(struct err *e)
{
	struct nft_ctx *nft = begin();
	char *text = NULL;

	if (!nft) {
		err_set(e, ENOMEM, "nftables");
		return NULL;
	}
	nft_ctx_output_set_flags(nft, NFT_CTX_OUTPUT_JSON | NFT_CTX_OUTPUT_STATELESS | NFT_CTX_OUTPUT_TERSE);
	if (nft_run_cmd_from_buffer(nft, "list ruleset") == 0)
		text = strdup(nft_ctx_get_output_buffer(nft));
	nft_ctx_free(nft);
	if (!text)
		err_rule(e, EIO, "nftables: the rules of this host cannot be listed");
	return text;
}

/* How much of a value nft prints as it was given: of an address and a port, which it names, the address. */
static size_t printed_alike(const char *value)
{
	const size_t verdict = strncmp(value, "jump ", 5) ? 0 : 5;

	return verdict + strcspn(value + verdict, " ");
}

static bool has_value(const char *elements, const char *value)
{
	const size_t length = printed_alike(value);

	while ((elements = strstr(elements, " : "))) {
		elements += 3;
		if (!strncmp(elements, value, length) && strchr(" ,\n", elements[length]))
			return true;
	}
	return false;
}

/* Deleting goes by the key alone: of a port, another tenant may have it. */
static bool is_own(struct nft_ctx *nft, const char *element)
{
	const char *value = strstr(element, " : ");
	char *AUTO_FREE command = NULL;

	if (!value)
		return true; /* of a set */
	if (asprintf(&command, "get %.*s }", (int)(value - element), element) < 0 ||
	    nft_run_cmd_from_buffer(nft, command))
		return false;
	return has_value(nft_ctx_get_output_buffer(nft), value + 3);
}

/* Of a map, the key is there, with another value. */
static bool is_anothers(struct nft_ctx *nft, const char *element)
{
	const char *value = strstr(element, " : ");
	char *AUTO_FREE command = NULL;

	return value && asprintf(&command, "get %.*s }", (int)(value - element), element) >= 0 &&
	       nft_run_cmd_from_buffer(nft, command) == 0 &&
	       !has_value(nft_ctx_get_output_buffer(nft), value + 3);
}

bool nft_is_taken(const char *commands)
{
	struct nft_ctx *nft = begin();
	char *AUTO_FREE copy = strdup(commands);
	char *save = NULL;
	bool taken = false;

	for (char *line = nft && copy ? strtok_r(copy, "\n", &save) : NULL; line && !taken;
	     line = strtok_r(NULL, "\n", &save))
		taken = !strncmp(line, "add element ", 12) && is_anothers(nft, line + 4);
	if (nft)
		nft_ctx_free(nft);
	return taken;
}

bool nft_has_line(const char *commands, const char *line)
{
	const size_t length = strlen(line);

	for (const char *p = commands; (p = strstr(p, line)); p += length)
		if ((p == commands || p[-1] == '\n') && (p[length] == '\n' || !p[length]))
			return true;
	return false;
}

struct undo {
	struct nft_ctx *nft;
	const char *commands, *kept;
};

/* A line that begins so is undone by this command and the rest of it, as it is said. */
static void undo(const struct undo *u, const char *begins, const char *command)
{
	char *AUTO_FREE copy = strdup(u->commands);
	char *save = NULL;

	for (char *line = copy ? strtok_r(copy, "\n", &save) : NULL; line;
	     line = strtok_r(NULL, "\n", &save)) {
		char *AUTO_FREE text = NULL;
		const char *rest = line + strlen(begins);

		if (!strncmp(line, begins, strlen(begins)) && !nft_has_line(u->kept, line) &&
		    (strcmp(command, "delete element ") || is_own(u->nft, line + 4)) &&
		    asprintf(&text, "%s%s", command, rest) >= 0)
			nft_run_cmd_from_buffer(u->nft, text);
	}
}

void nft_take_back(const char *commands, const char *kept)
{
	const struct undo u = {begin(), commands, kept};

	if (!u.nft)
		return;
	undo(&u, "add element ", "delete element ");
	undo(&u, "add chain ", "flush chain ");
	undo(&u, "add chain ", "delete chain ");
	nft_ctx_free(u.nft);
}
