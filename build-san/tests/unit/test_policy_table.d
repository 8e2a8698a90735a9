build-san/tests/unit/test_policy_table: tests/unit/test_policy_table.c \
 tests/unit/policy_test.h include/policy/defaults.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 include/policy/encode.h include/policy/load.h include/policy/problems.h \
 include/policy/reader.h include/policy/names.h include/policy/print.h \
 include/policy/single.h policy/value.h policy/kind.h policy/bytes.h \
 policy/complaint.h policy/table.h policy/text.h policy/ascii.h
tests/unit/policy_test.h:
include/policy/defaults.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/policy/encode.h:
include/policy/load.h:
include/policy/problems.h:
include/policy/reader.h:
include/policy/names.h:
include/policy/print.h:
include/policy/single.h:
policy/value.h:
policy/kind.h:
policy/bytes.h:
policy/complaint.h:
policy/table.h:
policy/text.h:
policy/ascii.h:
