build-san/shared/policy/kind/prefix.o: policy/kind/prefix.c \
 policy/kind/prefix.h policy/bytes.h policy/complaint.h \
 include/policy/network.h policy/text.h policy/kind/digits.h \
 policy/table.h include/policy/policy.h include/policy/calls.h \
 policy/syscalls.def policy/kinds.def policy/fields.def
policy/kind/prefix.h:
policy/bytes.h:
policy/complaint.h:
include/policy/network.h:
policy/text.h:
policy/kind/digits.h:
policy/table.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
policy/kinds.def:
policy/fields.def:
