build-san/shared/policy/expand.o: policy/expand.c policy/expand.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 include/policy/problems.h include/policy/defaults.h \
 include/policy/print.h policy/value.h policy/kind.h policy/bytes.h \
 policy/complaint.h policy/table.h policy/text.h
policy/expand.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/policy/problems.h:
include/policy/defaults.h:
include/policy/print.h:
policy/value.h:
policy/kind.h:
policy/bytes.h:
policy/complaint.h:
policy/table.h:
policy/text.h:
