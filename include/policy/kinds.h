/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kinds of values of policy/fields.def and the C type of each. Part of hostel/policy.h.
 */
#ifndef HOSTEL_POLICY_KINDS_H
#define HOSTEL_POLICY_KINDS_H

/*
 * Field kinds. The comment is the C type of the member.
 *   BOOL            uint64_t 0 or 1: yes no true false on off
 *   ENUM            uint64_t: index into the row's table
 *   COUNT           uint64_t; COUNT_OR_MAX also VALUE_MAX
 *   SIZE            uint64_t bytes: a unit B K M G T (1024) is required; SIZE_OR_MAX also VALUE_MAX
 *   DURATION        uint64_t seconds: a unit s m h d is required; DURATION_OR_MAX also VALUE_MAX
 *   MEMORY          as SIZE_OR_MAX, or N% of the host's memory: VALUE_PERCENT | N
 *   RATE            uint64_t: count << 32 | seconds, "10/1m"; VALUE_MAX for max
 *   CPU             uint64_t percent of one processor: "150%", or "QUOTA PERIOD" in microseconds
 *                   as cgroup-v2.rst has it (rounded up to a whole percent), or max
 *   LINGER          uint64_t seconds, LINGER_NO, LINGER_YES
 *   ULIMIT          struct ulimit_pair: "soft:hard" or one value for both, "max" for none; bytes
 *                   need a unit (but for 0), seconds may have one (12s = 12), rttime needs us, ms or s
 *   NAME            char * (a plan: letters, digits, _ . -, not starting with . or -; may be empty)
 *   PATH_OR_AUTO    char *: absolute normal path or "auto"
 *   FILE_OR_NONE    char *: absolute normal path or "none"
 *   CGROUP          char *: relative path, parts of letters, digits, _ . - (no ".." part)
 *   HOSTNAME        char *: up to 64 letters, digits, - and ., with %u %U; other bytes of a name
 *                   that %u brings in become -
 *   APPARMOR        char *: auto, no or the name of one profile
 *   SELINUX         char *: auto, no or user:role:type[:range]
 *   WORDS           struct string_list: comma-separated names (letters, digits, _ . + -)
 *   PATTERNS        struct string_list: variable names, a * only at the end
 *   PATHS           struct string_list: absolute normal paths with %u %U %h
 *   BINDS           struct bind_list: source[:target]
 *   TMPFS_LIST      struct tmpfs_list: target:size
 *   SELECTORS       struct selector_list
 *   UID_RANGE       struct uid_range
 *   CAPABILITIES    uint64_t: mask of capability numbers, names of capabilities(7) with or
 *                   without the cap_ prefix, upper or lower case, of the allow list only
 *   CPUSET          struct cpuset_list: numbers and ranges as in 0-3,6, or empty for all (cpuset(7))
 *   IO_LIST         struct io_list: DEVICE or *, and some of rbps= wbps= riops= wiops=
 *   CALLS           struct call_set: names and @groups of syscalls.def
 *   PORTS           struct port_list: any, none, or ports and ranges
 *   POOL            struct net_prefix: a private prefix of the version that the range says
 *   EGRESS          struct egress_list: rules "[allow|deny] [WHERE] [PROTO[/PORTS]]" or
 *                   "[allow|deny] WHERE:PORTS[/PROTO]", or none
 *   PUBLISH         struct publish_list: ADDRESS:PORTS[:PORTS]/PROTO, may be empty
 *   BITRATE         uint64_t bits a second: a unit bit kbit mbit gbit (1000) is required; VALUE_MAX for max
 *   ADDRESSES       struct address_list: addresses, may be empty
 * In text values %u is the tenant's name, %U his uid, %h his home, %% a percent sign; anything else
 * behind a % is an error. They are expanded by policy_load().
 */
enum field_kind {
	KIND_BOOL, KIND_ENUM, KIND_COUNT, KIND_COUNT_OR_MAX, KIND_SIZE, KIND_SIZE_OR_MAX,
	KIND_DURATION, KIND_DURATION_OR_MAX, KIND_CPU, KIND_LINGER, KIND_ULIMIT, KIND_NAME,
	KIND_PATH_OR_AUTO, KIND_FILE_OR_NONE, KIND_CGROUP, KIND_HOSTNAME, KIND_APPARMOR,
	KIND_SELINUX, KIND_WORDS, KIND_PATTERNS, KIND_PATHS, KIND_BINDS, KIND_TMPFS_LIST,
	KIND_SELECTORS, KIND_UID_RANGE, KIND_CAPABILITIES, KIND_CALLS, KIND_PORTS, KIND_MEMORY,
	KIND_CPUSET, KIND_IO_LIST, KIND_RATE, KIND_POOL, KIND_EGRESS, KIND_PUBLISH, KIND_BITRATE,
	KIND_ADDRESSES,
	KIND_COUNT_ /* how many there are */
};

/* C type of each kind, used by the generated struct. */
#define TYPE_BOOL uint64_t
#define TYPE_ENUM uint64_t
#define TYPE_COUNT uint64_t
#define TYPE_COUNT_OR_MAX uint64_t
#define TYPE_SIZE uint64_t
#define TYPE_SIZE_OR_MAX uint64_t
#define TYPE_DURATION uint64_t
#define TYPE_DURATION_OR_MAX uint64_t
#define TYPE_CPU uint64_t
#define TYPE_LINGER uint64_t
#define TYPE_ULIMIT struct ulimit_pair
#define TYPE_NAME char *
#define TYPE_PATH_OR_AUTO char *
#define TYPE_FILE_OR_NONE char *
#define TYPE_CGROUP char *
#define TYPE_HOSTNAME char *
#define TYPE_APPARMOR char *
#define TYPE_SELINUX char *
#define TYPE_WORDS struct string_list
#define TYPE_PATTERNS struct string_list
#define TYPE_PATHS struct string_list
#define TYPE_BINDS struct bind_list
#define TYPE_TMPFS_LIST struct tmpfs_list
#define TYPE_SELECTORS struct selector_list
#define TYPE_UID_RANGE struct uid_range
#define TYPE_CAPABILITIES uint64_t
#define TYPE_CALLS struct call_set
#define TYPE_PORTS struct port_list
#define TYPE_MEMORY uint64_t
#define TYPE_CPUSET struct cpuset_list
#define TYPE_IO_LIST struct io_list
#define TYPE_RATE uint64_t
#define TYPE_POOL struct net_prefix
#define TYPE_EGRESS struct egress_list
#define TYPE_PUBLISH struct publish_list
#define TYPE_BITRATE uint64_t
#define TYPE_ADDRESSES struct address_list

#endif
