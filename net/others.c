/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where tenants run into the rules of others. Pure: nft's listing of a host's rules in, names of chains out.
 *
 * An accept is final in its own chain only (nft(8), CHAINS): a chain of somebody else at the same hook
 * whose policy is drop, or which ends with one, stops what hostel's table lets through, unless rules before
 * that name tenants' interfaces. What is followed is what every packet meets: rules without a condition.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "net.h"

#define TENANTS "\"" NETWORK_LINK_PREFIX "*\" " /* nft prints so what iptables calls hostel+ */
#define DEPTH_MAX 16 /* of jumps: NFT_JUMP_STACK_SIZE, include/net/netfilter/nf_tables.h */

enum action {
	FROM_TENANTS, /* let through, or led to a chain of theirs */
	TO_TENANTS,
	JUMP,
	GOTO,
	RETURN, /* the last ones of a chain: what is behind them is not met */
	ACCEPT,
	CLOSE,
};

struct step {
	enum action action;
	const char *to; /* of JUMP, GOTO: a chain of the same table */
};

struct chain {
	const char *table, *name;
	size_t first, count; /* of its steps */
	bool forwards; /* called by the kernel */
	bool drops; /* policy */
	bool ended; /* while it is read */
	size_t seen; /* in which walk */
	enum action result;
};

struct ruleset {
	struct chain *chains;
	struct step *steps;
	size_t chain_count, step_count;
};

/* --- reading --------------------------------------------------------------------------------------- */

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
	v[r->chain_count] = (struct chain){.table = table, .name = name, .first = r->step_count};
	return &v[r->chain_count++];
}

static char *skip_word(char *text)
{
	if (*text == '"') {
		char *end = strchr(text + 1, '"');

		text = end ? end + 1 : text + strlen(text);
	} else {
		text += strcspn(text, " ");
	}
	return text + strspn(text, " ");
}

static bool begins(const char *text, const char *word)
{
	size_t length = strlen(word);

	return !strncmp(text, word, length) && (text[length] == ' ' || !text[length]);
}

/* Statements that decide nothing: "counter", "log prefix "x" level info". */
static char *skip_statements(char *rule)
{
	static const char *const options[] = {"prefix", "level", "group", "snaplen", "queue-threshold",
		"flags"};

	for (;;) {
		bool more = begins(rule, "counter") || begins(rule, "log");

		for (size_t i = 0; i < sizeof(options) / sizeof(options[0]) && !more; i++)
			if (begins(rule, options[i])) {
				more = true;
				rule = skip_word(rule);
			}
		if (!more)
			return rule;
		rule = skip_word(rule);
	}
}

/* What a rule without a condition does: false if it has one. The text is cut behind a chain's name. */
static bool read_verdict(char *rule, struct step *s)
{
	static const struct {
		const char *word;
		enum action action;
	} verdicts[] = {{"accept", ACCEPT}, {"drop", CLOSE}, {"reject", CLOSE}, {"return", RETURN},
		{"jump", JUMP}, {"goto", GOTO}};

	rule = skip_statements(rule);
	for (size_t i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++)
		if (begins(rule, verdicts[i].word)) {
			char *to = skip_word(rule);

			*s = (struct step){verdicts[i].action, to};
			to[strcspn(to, " ")] = '\0';
			return true;
		}
	return false;
}

/* False if the rule is nothing to us. */
static bool read_rule(char *rule, struct step *s)
{
	bool from = !strncmp(rule, "iifname " TENANTS, strlen("iifname " TENANTS));
	bool to = !strncmp(rule, "oifname " TENANTS, strlen("oifname " TENANTS));

	/* Whoever lets every answer through lets through those to tenants. */
	if (strstr(rule, "established") && strstr(rule, " accept") && !strstr(rule, "ifname ")) {
		*s = (struct step){.action = TO_TENANTS};
		return true;
	}
	if (!from && !to)
		return read_verdict(rule, s);
	if (!read_verdict(rule + strlen("iifname " TENANTS), s) || s->action == CLOSE || s->action == RETURN)
		return false;
	*s = (struct step){.action = from ? FROM_TENANTS : TO_TENANTS};
	return true;
}

static bool take_rule(struct ruleset *r, struct chain *c, char *line)
{
	struct step s, *v;

	if (!strncmp(line, "type ", 5)) {
		c->forwards = strstr(line, "hook forward ") && strncmp(c->table, "bridge ", 7);
		c->drops = strstr(line, "policy drop");
		return true;
	}
	if (c->ended || !read_rule(line, &s))
		return true;
	v = one_more(r->steps, r->step_count, sizeof(*v));
	if (!v)
		return false;
	r->steps = v;
	v[r->step_count++] = s;
	c->count++;
	c->ended = s.action >= GOTO;
	return true;
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
		} else if (c && begin == line + 2 && !take_rule(r, c, begin)) {
			return false;
		}
	}
	return true;
}

/* --- walking --------------------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
	const struct chain *x = a, *y = b;
	int order = strcmp(x->table, y->table);

	return order ? order : strcmp(x->name, y->name);
}

struct walk {
	const struct ruleset *rules;
	size_t number;
	bool from, to; /* a rule for tenants was met */
};

/* RETURN: the packet comes back; ACCEPT or CLOSE: it does not. */
static enum action go_through(struct walk *w, struct chain *c, int depth)
{
	if (c->seen == w->number || depth > DEPTH_MAX)
		return c->seen == w->number ? c->result : RETURN;
	c->seen = w->number;
	c->result = RETURN;
	for (size_t i = 0; i < c->count; i++) {
		const struct step *s = &w->rules->steps[c->first + i];
		const struct chain wanted = {.table = c->table, .name = s->to};
		enum action result = s->action;

		w->from |= s->action == FROM_TENANTS;
		w->to |= s->action == TO_TENANTS;
		if (s->action == JUMP || s->action == GOTO) {
			struct chain *to = bsearch(&wanted, w->rules->chains, w->rules->chain_count,
				sizeof(*to), by_name);

			result = to ? go_through(w, to, depth + 1) : RETURN;
		}
		if (result == ACCEPT || result == CLOSE) {
			c->result = result;
			break;
		}
	}
	return c->result;
}

int others_print_closed(char *listing, FILE *out, struct err *e)
{
	struct ruleset r = {0};
	bool whole = parse(&r, listing);

	if (r.chain_count)
		qsort(r.chains, r.chain_count, sizeof(*r.chains), by_name);
	for (size_t i = 0; whole && i < r.chain_count; i++) {
		struct chain *c = &r.chains[i];
		struct walk w = {.rules = &r, .number = i + 1};
		enum action result;

		if (!c->forwards || !strcmp(c->table, "inet hostel"))
			continue;
		result = go_through(&w, c, 0);
		if ((result == CLOSE || (result == RETURN && c->drops)) && !(w.from && w.to))
			fprintf(out, "drops table %s chain %s\n", c->table, c->name);
	}
	free(r.chains);
	free(r.steps);
	return whole ? 0 : err_set(e, ENOMEM, "the rules of this host");
}
