build-san/shared/policy/kind/digits.o: policy/kind/digits.c \
 policy/kind/digits.h policy/complaint.h policy/table.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 policy/text.h policy/ascii.h
policy/kind/digits.h:
policy/complaint.h:
policy/table.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
policy/text.h:
policy/ascii.h:
