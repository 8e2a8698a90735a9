/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where tenants run into the rules of others. Pure: nft's listing of a host's rules in, names of chains out.
 *
 * An accept is final in its own chain only (nft(8), CHAINS): a chain of somebody else at the same hook
 * whose policy is drop, or which ends with one, stops what hostel's table lets through, unless one of its
 * rules, or of the chains that it leads to, names tenants' interfaces.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "net.h"

#define TENANTS "\"" NETWORK_LINK_PREFIX "*\"" /* nft prints so what iptables calls ht+ */

struct chain {
	const char *table, *name;
	bool forwards; /* called by the kernel */
	bool closed; /* what gets to its end does not get on */
	bool knows; /* names tenants' interfaces */
	bool reached; /* from the chain that is looked at */
};

/* Of a rule: "jump NAME", "goto NAME". */
struct jump {
	size_t from;
	const char *to;
};

struct ruleset {
	struct chain *chains;
	struct jump *jumps;
	size_t chain_count, jump_count;
};

static void *one_more(void *array, size_t count, size_t size)
{
	/* Room is doubled whenever what there is has become a power of two. */
	return count & (count - 1) ? array : reallocarray(array, count ? 2 * count : 1, size);
}

static struct chain *new_chain(struct ruleset *r, const char *table, const char *name)
{
	struct chain *v = one_more(r->chains, r->chain_count, sizeof(*v));

	if (!v)
		return NULL;
	r->chains = v;
	v[r->chain_count] = (struct chain){.table = table, .name = name};
	return &v[r->chain_count++];
}

/* The text of a jump's target is cut out of the line. */
static bool take_jumps(struct ruleset *r, char *rule)
{
	char *word, *save = NULL;
	bool target = false;

	for (word = strtok_r(rule, " ,", &save); word; word = strtok_r(NULL, " ,", &save)) {
		if (target) {
			struct jump *v = one_more(r->jumps, r->jump_count, sizeof(*v));

			if (!v)
				return false;
			r->jumps = v;
			v[r->jump_count++] = (struct jump){r->chain_count - 1, word};
		}
		target = !strcmp(word, "jump") || !strcmp(word, "goto");
	}
	return true;
}

static bool take_rule(struct ruleset *r, struct chain *c, char *line)
{
	if (!strncmp(line, "type filter hook forward ", 25)) {
		c->forwards = true;
		c->closed = strstr(line, "policy drop");
		return true;
	}
	/* The last rule, whatever its policy is. Counters are not listed. */
	if (!strncmp(line, "reject", 6) || !strcmp(line, "drop"))
		c->closed = true;
	c->knows |= strstr(line, TENANTS) != NULL;
	return take_jumps(r, line);
}

/* nft's own form: "table FAMILY NAME {", and with a tab for each level "chain NAME {", the rules, "}". */
static bool parse(struct ruleset *r, char *text)
{
	const char *table = "";
	struct chain *c = NULL;
	char *save = NULL;

	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		char *begin = line + strspn(line, "\t ");
		char *brace = strstr(begin, " {");

		if (!strncmp(begin, "table ", 6) && begin == line && brace) {
			*brace = '\0';
			table = begin + 6;
		} else if (!strncmp(begin, "chain ", 6) && begin == line + 1 && brace) {
			*brace = '\0';
			c = new_chain(r, table, begin + 6);
			if (!c)
				return false;
		} else if (*begin == '}' && begin == line + 1) {
			c = NULL;
		} else if (c && !take_rule(r, c, begin)) {
			return false;
		}
	}
	return true;
}

/* True if a packet that goes through the chain meets a rule that names tenants. */
static bool knows_tenants(struct ruleset *r, struct chain *start)
{
	bool knows = start->knows;
	bool more = true;

	for (size_t i = 0; i < r->chain_count; i++)
		r->chains[i].reached = &r->chains[i] == start;
	while (more && !knows) {
		more = false;
		for (size_t i = 0; i < r->jump_count; i++)
			for (struct chain *c = r->chains; c < r->chains + r->chain_count; c++)
				if (r->chains[r->jumps[i].from].reached && !c->reached &&
				    !strcmp(c->name, r->jumps[i].to) && !strcmp(c->table, start->table)) {
					more = c->reached = true;
					knows |= c->knows;
				}
	}
	return knows;
}

int others_print_closed(char *listing, FILE *out, struct err *e)
{
	struct ruleset r = {0};
	bool whole = parse(&r, listing);

	for (size_t i = 0; whole && i < r.chain_count; i++) {
		struct chain *c = &r.chains[i];

		if (c->forwards && c->closed && strcmp(c->table, "inet hostel") && !knows_tenants(&r, c))
			fprintf(out, "drops table %s chain %s\n", c->table, c->name);
	}
	free(r.chains);
	free(r.jumps);
	return whole ? 0 : err_set(e, ENOMEM, "the rules of this host");
}
