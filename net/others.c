/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where tenants run into the rules of others. Pure: a host's rules in nft's JSON in, names of chains out.
 *
 * An accept is final in its own chain only (nft(8), CHAINS): a chain of somebody else at the same hook
 * whose policy is drop, or which ends with one, stops what hostel's table lets through, unless rules before
 * that name tenants' interfaces. What is followed is what every packet meets: rules without a condition.
 */
#include "others.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

#include "host/network.h"

#define TENANTS NETWORK_LINK_PREFIX "*" /* nft prints so what iptables calls hostel+ */
#define DEPTH_MAX 16 /* of jumps: NFT_JUMP_STACK_SIZE, include/net/netfilter/nf_tables.h */

enum action {
	NOTHING, /* to us */
	FROM_TENANTS, /* let through, or led to a chain of theirs */
	TO_TENANTS,
	JUMP,
	GOTO,
	RETURN,
	ACCEPT,
	CLOSE,
};

/* --- a rule ---------------------------------------------------------------------------------------- */

/* What its statements say, taken together. */
struct rule {
	bool from, to; /* its packets are all that tenants send, or are sent */
	bool link; /* a name of an interface has a part in it */
	bool answers; /* the state of the connection has */
	bool condition; /* something else has */
	enum action verdict;
	const char *target; /* of JUMP, GOTO: a chain of the same table */
};

/* {"ct": {"key": "state"}}, {"meta": {"key": "iifname"}} */
static bool is_key(json_t *left, const char *kind, const char *key)
{
	const char *found = json_string_value(json_object_get(json_object_get(left, kind), "key"));

	return found && !strcmp(found, key);
}

/* "established", ["established", ...], {"set": ["established", ...]} */
static bool has_established(json_t *value)
{
	const char *word;
	json_t *one;
	size_t i;

	json_array_foreach(value, i, one)
		if (has_established(one))
			return true;
	json_object_foreach(value, word, one)
		if (has_established(one))
			return true;
	return json_is_string(value) && !strcmp(json_string_value(value), "established");
}

static void read_match(struct rule *r, json_t *match)
{
	json_t *left = json_object_get(match, "left"), *right = json_object_get(match, "right");
	const char *op = json_string_value(json_object_get(match, "op")), *name = json_string_value(right);
	const bool in = is_key(left, "meta", "iifname"), out = is_key(left, "meta", "oifname");
	const bool tenants = op && !strcmp(op, "==") && name && !strcmp(name, TENANTS);

	r->link |= in || out;
	if ((in || out) && tenants)
		*(in ? &r->from : &r->to) = true;
	else if (op && strcmp(op, "!=") && is_key(left, "ct", "state") && has_established(right))
		r->answers = true;
	else
		r->condition = true;
}

/* ct state vmap { established : accept, invalid : drop } */
static void read_map(struct rule *r, json_t *map)
{
	json_t *pair;
	size_t i;

	r->condition = true;
	if (is_key(json_object_get(map, "key"), "ct", "state"))
		json_array_foreach(json_object_get(json_object_get(map, "data"), "set"), i, pair)
			if (has_established(json_array_get(pair, 0)) &&
			    json_object_get(json_array_get(pair, 1), "accept")) {
				r->answers = true;
				r->verdict = ACCEPT;
			}
}

/* Of a module of iptables' nft tells the name only: conntrack and state are taken to ask for answers. */
static void read_module(struct rule *r, json_t *module)
{
	const char *name = json_string_value(json_object_get(module, "name"));

	if (name && !strcmp(name, "REJECT"))
		r->verdict = CLOSE;
	else if (name && (!strcmp(name, "conntrack") || !strcmp(name, "state")))
		r->answers = true;
	else if (!name || (strcmp(name, "comment") && strcmp(name, "LOG")))
		r->condition = true;
}

static void read_statement(struct rule *r, const char *word, json_t *value)
{
	static const struct {
		const char *word;
		enum action action;
	} verdicts[] = {{"accept", ACCEPT}, {"drop", CLOSE}, {"reject", CLOSE}, {"return", RETURN},
		{"jump", JUMP}, {"goto", GOTO}};

	for (size_t i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++)
		if (!strcmp(word, verdicts[i].word)) {
			r->verdict = verdicts[i].action;
			r->target = json_string_value(json_object_get(value, "target"));
			return;
		}
	if (!strcmp(word, "counter") || !strcmp(word, "log"))
		return; /* they decide nothing */
	if (!strcmp(word, "match"))
		read_match(r, value);
	else if (!strcmp(word, "vmap"))
		read_map(r, value);
	else if (!strcmp(word, "xt"))
		read_module(r, value);
	else
		r->condition = true;
}

/* What a rule does without a condition. *target: of JUMP and GOTO. */
static enum action read_rule(json_t *statements, const char **target)
{
	struct rule r = {0};
	json_t *statement, *value;
	const char *word;
	size_t i;

	json_array_foreach(statements, i, statement)
		json_object_foreach(statement, word, value)
			read_statement(&r, word, value);
	*target = r.target;
	/* Whoever lets every answer through lets through those to tenants. */
	if (r.answers && !r.link && r.verdict == ACCEPT)
		return TO_TENANTS;
	if (r.condition || r.answers || (r.link && r.from == r.to))
		return NOTHING;
	if (!r.link)
		return r.verdict;
	return r.verdict != JUMP && r.verdict != GOTO && r.verdict != ACCEPT ? NOTHING
		: r.from ? FROM_TENANTS : TO_TENANTS;
}

/* --- all of them ----------------------------------------------------------------------------------- */

/* The member of an object, made if it is missing; NULL without memory. */
static json_t *member(json_t *object, const char *key, json_t *(*make)(void))
{
	json_t *found = json_object_get(object, key);

	if (!found && json_object_set_new(object, key, make()) == 0)
		found = json_object_get(object, key);
	return found;
}

/* Of every table, by "FAMILY NAME", the chains by name, each with the statements of its rules. */
static int take_all(json_t *tables, json_t *listing)
{
	json_t *item, *kind;
	const char *word;
	size_t i;

	json_array_foreach(json_object_get(listing, "nftables"), i, item)
		json_object_foreach(item, word, kind) {
			const bool rule = !strcmp(word, "rule");
			const char *family, *table, *name;
			char key[300]; /* NFT_NAME_MAXLEN is 256 */
			json_t *chain, *statements;

			if ((!rule && strcmp(word, "chain")) ||
			    json_unpack(kind, "{s:s, s:s, s:s}", "family", &family, "table", &table,
				    rule ? "chain" : "name", &name) < 0)
				continue;
			snprintf(key, sizeof(key), "%s %s", family, table);
			chain = member(member(tables, key, json_object), name, json_object);
			statements = member(chain, "rules", json_array);
			if (rule ? json_array_append(statements, json_object_get(kind, "expr"))
				 : json_object_update(chain, kind))
				return -1;
		}
	return 0;
}

struct walk {
	json_t *chains; /* of the table */
	json_t *results; /* of those that were gone through */
	bool from, to; /* a rule for tenants was met */
};

/* RETURN: the packet comes back; ACCEPT or CLOSE: it does not. */
static enum action go_through(struct walk *w, const char *name, int depth)
{
	json_t *known = json_object_get(w->results, name), *rule;
	enum action action = NOTHING;
	size_t i;

	if (known || depth > DEPTH_MAX)
		return known ? (enum action)json_integer_value(known) : RETURN;
	json_object_set_new(w->results, name, json_integer(RETURN)); /* for a chain that leads to itself */
	json_array_foreach(json_object_get(json_object_get(w->chains, name), "rules"), i, rule) {
		const char *target;
		bool last;

		action = read_rule(rule, &target);
		w->from |= action == FROM_TENANTS;
		w->to |= action == TO_TENANTS;
		last = action == GOTO;
		if ((action == JUMP || last) && target)
			action = go_through(w, target, depth + 1);
		if (last || action == ACCEPT || action == CLOSE || (action == RETURN && !target))
			break;
	}
	action = action == ACCEPT || action == CLOSE ? action : RETURN;
	json_object_set_new(w->results, name, json_integer(action));
	return action;
}

static bool says(json_t *chain, const char *key, const char *value)
{
	const char *text = json_string_value(json_object_get(chain, key));

	return text && !strcmp(text, value);
}

int others_print_closed(const char *listing, FILE *out, struct err *e)
{
	json_t *all = json_loads(listing, 0, NULL), *tables = json_object(), *chains, *chain;
	const bool whole = all && tables && take_all(tables, all) == 0;
	const char *table, *name;

	json_object_foreach(tables, table, chains)
		json_object_foreach(chains, name, chain) {
			struct walk w = {.chains = chains, .results = json_object()};
			enum action result;

			if (says(chain, "hook", "forward") && !says(chain, "family", "bridge") &&
			    strcmp(table, "inet hostel")) {
				result = go_through(&w, name, 0);
				if (result == RETURN && says(chain, "policy", "drop"))
					result = CLOSE;
				if (result == CLOSE && !(w.from && w.to))
					fprintf(out, "drops table %s chain %s\n", table, name);
			}
			json_decref(w.results);
		}
	json_decref(tables);
	json_decref(all);
	return whole ? 0 : err_rule(e, EIO, "nftables: the rules of this host cannot be read");
}
