build-san/shared/policy/check.o: policy/check.c policy/check.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 include/policy/problems.h policy/path.h policy/complaint.h \
 policy/kind/calls.h include/policy/print.h include/policy/reserved.h \
 policy/table.h policy/text.h
policy/check.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/policy/problems.h:
policy/path.h:
policy/complaint.h:
policy/kind/calls.h:
include/policy/print.h:
include/policy/reserved.h:
policy/table.h:
policy/text.h:
