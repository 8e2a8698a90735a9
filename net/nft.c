/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The only file that knows libnftables.
 */
#include <errno.h>
#include <nftables/libnftables.h>
#include <stdio.h>
#include <string.h>

#include "hostel/fd.h"
#include "net.h"

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

		result = err_rule(e, strstr(said, "File exists") ? EEXIST : EIO, "nftables: %.*s",
			(int)strcspn(said, "\n"), said);
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
	nft_ctx_output_set_flags(nft, NFT_CTX_OUTPUT_STATELESS | NFT_CTX_OUTPUT_TERSE);
	if (nft_run_cmd_from_buffer(nft, "list ruleset") == 0)
		text = strdup(nft_ctx_get_output_buffer(nft));
	nft_ctx_free(nft);
	if (!text)
		err_rule(e, EIO, "nftables: the rules of this host cannot be listed");
	return text;
}

/* Deleting goes by the key alone: another tenant may have the port whose value is his own address. */
static bool is_his(struct nft_ctx *nft, const char *element)
{
	const char *value = strstr(element, " : ");
	char *AUTO_FREE command = NULL;
	char *AUTO_FREE mine = value ? strdup(value) : NULL;

	if (!value)
		return true; /* of a set */
	if (!mine || asprintf(&command, "get %.*s }", (int)(value - element), element) < 0 ||
	    nft_run_cmd_from_buffer(nft, command))
		return false;
	/* " : 10.99.0.7 . 80 }": nft may name the port, but not the address. */
	mine[3 + strcspn(mine + 3, " ")] = '\0';
	return strstr(nft_ctx_get_output_buffer(nft), mine);
}

void nft_take_back(const char *commands, const char *link)
{
	struct nft_ctx *nft = begin();
	char *AUTO_FREE copy = strdup(commands);
	char chain[128];
	char *save = NULL;

	for (char *line = nft && copy ? strtok_r(copy, "\n", &save) : NULL; line;
	     line = strtok_r(NULL, "\n", &save)) {
		char *AUTO_FREE command = NULL;

		if (!strncmp(line, "add element ", 12) && is_his(nft, line + 4) &&
		    asprintf(&command, "delete %s", line + 4) >= 0)
			nft_run_cmd_from_buffer(nft, command);
	}
	snprintf(chain, sizeof(chain), "flush chain inet hostel %s\ndelete chain inet hostel %s", link, link);
	if (nft && *commands)
		nft_run_cmd_from_buffer(nft, chain);
	if (nft)
		nft_ctx_free(nft);
}
