/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the sources of policy/ share: the field table, the kinds of values and small tools.
 * Nothing outside policy/ and its tests includes this.
 */
#ifndef POLICY_INTERNAL_H
#define POLICY_INTERNAL_H
#include "policy/policy.h"

#define POLICY_NAME_SIZE_MAX 64
#define POLICY_PATH_SIZE_MAX 4095
#define POLICY_STRING_SIZE_MAX 4096 /* encoded */
#define POLICY_LIST_MAX 1024
#define POLICY_PLANS_MAX 1024 /* lines in [plans] */
#define POLICY_UID_MAX UINT64_C(4294967293)

/* --- names.c: bytes, without a look at the locale -------------------------------------------- */

bool ascii_digit(char c);
bool ascii_alnum(char c);
bool ascii_blank(char c);
char ascii_lower(char c);
bool ascii_same(const char *a, const char *b); /* but for letter case */

/* --- problems.c ------------------------------------------------------------------------------ */

/* What a value parser says when it returns EINVAL. */
struct complaint {
	char message[256];
};

/* Fill *c, which may be NULL, and return EINVAL. */
int complain(struct complaint *c, const char *format, ...) __attribute__((format(printf, 2, 3)));

size_t problems_total(const struct problems *ps);
void problems_append(struct problems *ps, const struct problem *p);
/* From `start` on, by file as in the list and then by line; stable. */
void problems_sort(struct problems *ps, size_t start, const char *const *files, size_t count);

/* --- print.c: a text that grows in a fixed buffer, with the result of snprintf(3) ------------ */

struct text {
	char *buffer;
	size_t size;
	size_t length;
	bool special; /* holds a byte that must be quoted in a file */
};

void text_add(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_put(struct text *t, const char *s);	       /* as it is */
void text_put_template(struct text *t, const char *s); /* % becomes %% */

/* --- suggest.c: "did you mean" --------------------------------------------------------------- */

struct suggestion {
	const char *word;
	const char *best; /* NULL while nothing is near enough */
	size_t distance;
};

size_t edit_distance(const char *a, const char *b); /* case-blind; SIZE_MAX if one is too long */
void suggest_offer(struct suggestion *s, const char *candidate);

/* --- table.c --------------------------------------------------------------------------------- */

enum unit { UNIT_BYTES, UNIT_SECONDS, UNIT_MICROSECONDS, UNIT_COUNT, UNIT_BITS };

struct range {
	uint64_t min;
	uint64_t max;
	const char *const *names; /* ENUM: ends with NULL */
	unsigned int resource;	  /* ULIMIT: RLIMIT_x */
	enum unit unit;		  /* ULIMIT */
};

struct field {
	struct field_info info;
	struct range range;
	size_t offset;
};

extern const struct field policy_fields[FIELD_COUNT];

void *field_member(struct policy *p, enum field_id id);
const void *field_value(const struct policy *p, enum field_id id);

/* FIELD_COUNT if there is none. */
enum field_id field_find(const char *section, const char *key);

/* The table's spelling of a section in whatever letter case, or NULL. "plans" is one too. */
const char *section_find(const char *name);
enum field_scope section_scope(const char *section); /* of a name that section_find() returned */

/* --- kinds.c and value_*.c ------------------------------------------------------------------- */

union value {
	uint64_t number;
	struct ulimit_pair limit;
	char *text;
	struct string_list words;
	struct bind_list binds;
	struct tmpfs_list tmpfs;
	struct selector_list selectors;
	struct uid_range uids;
	struct call_set calls;
	struct port_list ports;
	struct cpuset_list cpuset;
	struct io_list io;
	struct net_prefix prefix;
	struct egress_list egress;
	struct publish_list publish;
	struct address_list addresses;
};

struct bytes;
struct cursor;

/*
 * What can be done with a kind of value; `member` points to its C type (policy.h).
 *   parse    into a zeroed member: 0, EINVAL with a complaint, ENOMEM; the caller releases it
 *   check    a value in its final form (after expansion, or decoded): 0 or EINVAL
 *   check, encode, decode   NULL where no field of scope POLICY has the kind
 *   release  NULL where nothing is owned
 */
struct kind {
	size_t size;
	int (*parse)(const struct field *f, const char *text, void *member, struct complaint *c);
	int (*check)(const struct field *f, const void *member, struct complaint *c);
	void (*print)(const struct field *f, const void *member, struct text *out);
	void (*encode)(const void *member, struct bytes *out);
	int (*decode)(struct cursor *in, void *member);
	void (*release)(void *member);
};

const struct kind *kind_of(const struct field *f);
void value_release(const struct field *f, void *member);

#define KIND_PARSE(name)                                                                           \
	int name(const struct field *f, const char *text, void *member, struct complaint *c)
#define KIND_CHECK(name) int name(const struct field *f, const void *member, struct complaint *c)
#define KIND_PRINT(name) void name(const struct field *f, const void *member, struct text *out)

/* value_number.c */
KIND_PARSE(bool_parse);
KIND_CHECK(bool_check);
KIND_PRINT(bool_print);
KIND_PARSE(enum_parse);
KIND_CHECK(enum_check);
KIND_PRINT(enum_print);
KIND_PARSE(count_parse);
KIND_CHECK(count_check);
KIND_PRINT(count_print);
KIND_PARSE(size_parse);
KIND_CHECK(size_check);
KIND_PRINT(size_print);
KIND_PARSE(memory_parse);
KIND_CHECK(memory_check);
KIND_PRINT(memory_print);
KIND_PARSE(duration_parse);
KIND_CHECK(duration_check);
KIND_PRINT(duration_print);

/* value_cpu.c */
KIND_PARSE(cpu_parse);
KIND_CHECK(cpu_check);
KIND_PRINT(cpu_print);
KIND_PARSE(rate_parse);
KIND_CHECK(rate_check);
KIND_PRINT(rate_print);
KIND_PARSE(linger_parse);
KIND_CHECK(linger_check);
KIND_PRINT(linger_print);

/* value_limit.c */
KIND_PARSE(limit_parse);
KIND_CHECK(limit_check);
KIND_PRINT(limit_print);

/* value_caps.c */
KIND_PARSE(caps_parse);
KIND_CHECK(caps_check);
KIND_PRINT(caps_print);

/* value_calls.c */
KIND_PARSE(calls_parse);
KIND_CHECK(calls_check);
KIND_PRINT(calls_print);
const char *call_table_name(unsigned int id); /* of a part: its group's */

/* value_ports.c */
KIND_PARSE(ports_parse);
KIND_CHECK(ports_check);
KIND_PRINT(ports_print);

/* value_cpuset.c, value_io.c */
KIND_PARSE(cpuset_parse);
KIND_CHECK(cpuset_check);
KIND_PRINT(cpuset_print);
KIND_PARSE(io_parse);
KIND_CHECK(io_check);
KIND_PRINT(io_print);

/* value_text.c */
KIND_PARSE(name_parse);
KIND_PARSE(shell_parse);
KIND_CHECK(shell_check);
KIND_PRINT(shell_print);
KIND_PARSE(file_parse);
KIND_PARSE(cgroup_parse);
KIND_PARSE(hostname_parse);
KIND_CHECK(hostname_check);
KIND_PRINT(plain_print);

/* value_lsm.c */
KIND_PARSE(apparmor_parse);
KIND_CHECK(apparmor_check);
KIND_PARSE(selinux_parse);
KIND_CHECK(selinux_check);

/* value_list.c */
KIND_PARSE(words_parse);
KIND_CHECK(words_check);
KIND_PARSE(patterns_parse);
KIND_CHECK(patterns_check);
KIND_PRINT(words_print);
KIND_PARSE(paths_parse);
KIND_CHECK(paths_check);
KIND_PRINT(paths_print);
void words_release(void *member);

/* value_mount.c */
KIND_PARSE(binds_parse);
KIND_CHECK(binds_check);
KIND_PRINT(binds_print);
void binds_release(void *member);
KIND_PARSE(tmpfs_parse);
KIND_CHECK(tmpfs_check);
KIND_PRINT(tmpfs_print);
void tmpfs_release(void *member);

/* value_who.c */
KIND_PARSE(selectors_parse);
KIND_PRINT(selectors_print);
void selectors_release(void *member);
KIND_PARSE(uids_parse);
KIND_PRINT(uids_print);

/* --- pieces that several kinds are made of --------------------------------------------------- */

/* value_number.c: digits only, no sign, no leading zeros, below UINT64_MAX; *at moves behind them
 */
int number_read(const char **at, uint64_t *number, struct complaint *c);
/* number.c: a number and one of the unit's names */
int number_read_unit(const char *text, enum unit unit, uint64_t *number, struct complaint *c);
void number_print(struct text *out, uint64_t number, enum unit unit);
int number_in_range(const struct field *f, uint64_t number, enum unit unit, struct complaint *c);
bool word_means_max(const char *text); /* "unlimited", "infinity", "-1", ...: to say "write max" */

/* value_text.c: an absolute path without "//", ".", "..", a slash at its end, or awkward bytes */
int path_check(const char *path, struct complaint *c);
int path_check_template(const char *text, struct complaint *c);
int plan_name_check(const char *name, struct complaint *c);

/* template.c: %u %U %h %% of text; *out is malloc'ed. 0, EINVAL or ENOMEM */
int template_expand(
	const char *text, const struct policy_who *who, char **out, struct complaint *c);
extern const struct policy_who policy_sample_who; /* stands for any tenant */

/* value_list.c: split at commas and trim; empty and repeated items are refused */
int list_split(const char *text, struct string_list *out, struct complaint *c);

/* --- encode.c -------------------------------------------------------------------------------- */

void number_encode(const void *member, struct bytes *out);
int number_decode(struct cursor *in, void *member);
void limit_encode(const void *member, struct bytes *out);
int limit_decode(struct cursor *in, void *member);
void text_encode(const void *member, struct bytes *out);
int text_decode(struct cursor *in, void *member);
void text_release(void *member);
void words_encode(const void *member, struct bytes *out);
int words_decode(struct cursor *in, void *member);
void binds_encode(const void *member, struct bytes *out);
int binds_decode(struct cursor *in, void *member);
void tmpfs_encode(const void *member, struct bytes *out);
int tmpfs_decode(struct cursor *in, void *member);
void calls_encode(const void *member, struct bytes *out);
int calls_decode(struct cursor *in, void *member);
void ports_encode(const void *member, struct bytes *out);
int ports_decode(struct cursor *in, void *member);
void cpuset_encode(const void *member, struct bytes *out);
int cpuset_decode(struct cursor *in, void *member);
void io_encode(const void *member, struct bytes *out);
int io_decode(struct cursor *in, void *member);

/* --- scan.c: lines, sections and keys of one file, before iniparser sees it ------------------ */

enum file_kind { FILE_HOST, FILE_PLAN, FILE_TENANT };

struct scan_entry {
	uint32_t line;
	enum field_id field; /* FIELD_COUNT: a line of [plans] */
	const char *section;
	const char *key;
	const char *value; /* without quotes */
};

struct scan {
	char *clean; /* the accepted lines, for iniparser; no NUL at the end */
	size_t clean_length;
	char *store; /* what the entries point into */
	size_t entry_count;
	size_t entry_size;
	struct scan_entry *entries;
};

/* The file to scan. host_only: see policy_load_host(). */
struct source {
	const char *file;
	enum file_kind kind;
	bool host_only;
	const char *text;
	size_t length;
};

/* 0 or ENOMEM; mistakes go to ps. Release with scan_release() in any case. */
int scan_text(struct scan *s, const struct source *source, struct problems *ps);
void scan_release(struct scan *s);

/*
 * scan_value.c: cut the comment off a value, trimmed, and take its quotes away. `spaced`: a blank
 * stands before it.
 */
struct value_span {
	size_t start;
	size_t length;
	size_t used; /* bytes up to the end of the value with its quotes */
};

int scan_value(const char *text, bool spaced, struct value_span *v, struct complaint *c);
/* scan_bytes.c: NUL, control bytes, invalid UTF-8 */
int scan_bytes(const char *line, size_t length, struct complaint *c);
bool scan_ascii(const char *text, size_t length);

/* --- lex.c: the only source that knows iniparser --------------------------------------------- */

/* Load s->clean with iniparser and compare: every entry must read there as the scan saw it. */
int lex_compare(const struct scan *s, const char *file, struct problems *ps);

/* --- layer.c: one file, parsed --------------------------------------------------------------- */

struct plan_line {
	char *group;
	char *plan;
	uint32_t line;
};

struct layer {
	char file[96];
	struct problems problems;
	bool set[FIELD_COUNT]; /* values[] holds it */
	bool bad[FIELD_COUNT]; /* it is there, but wrong */
	uint32_t line[FIELD_COUNT];
	union value values[FIELD_COUNT];
	struct plan_line *plans; /* [plans], in the order written */
	size_t plan_count;
};

/* 0 with the mistakes in (*l)->problems; ENOENT; EINVAL (unusable, with problems); ENOMEM. *l is
 * malloc'ed unless ENOENT or ENOMEM. */
int layer_read(struct layer **l, const struct policy_reader *reader, const char *file,
	enum file_kind kind);
int layer_read_host(struct layer **l, const struct policy_reader *reader);
void layer_free(struct layer *l);
void layer_hand_over(const struct layer *l, struct problems *ps); /* its mistakes, in order */

/* Back to the default. 0 or ENOMEM. */
int field_reset(struct policy *p, enum field_id id);

/*
 * Move the values of *l over those of *p; where one is wrong, the default takes its place, so that
 * it is not judged together with others. 0 or ENOMEM.
 */
int layer_merge(struct layer *l, struct policy *p);

/* --- expand.c, check.c, reserved.c ----------------------------------------------------------- */

/* Expand %u %U %h in every value. 0 or ENOMEM. */
int expand_policy(struct policy *p, const struct policy_who *who, struct problems *ps);
/* What keys say together. */
int check_policy(const struct policy *p, const struct policy_who *who, struct problems *ps);
void check_host(const struct policy *p, struct problems *ps);
/* The row that says why not, or NULL. */
const struct policy_reserved *reserved_target(const char *path);
const struct policy_reserved *reserved_source(const char *path, bool writable);

/* "[section] key" */
void field_where(enum field_id id, char *where, size_t size);

#endif
