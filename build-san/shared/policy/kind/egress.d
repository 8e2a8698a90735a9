build-san/shared/policy/kind/egress.o: policy/kind/egress.c \
 policy/kind/list.h policy/complaint.h include/policy/policy.h \
 include/policy/calls.h policy/syscalls.def include/policy/network.h \
 policy/kinds.def policy/fields.def policy/kind.h policy/bytes.h \
 policy/complaint.h policy/table.h policy/text.h policy/kind/prefix.h \
 policy/bytes.h policy/text.h
policy/kind/list.h:
policy/complaint.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
policy/kind.h:
policy/bytes.h:
policy/complaint.h:
policy/table.h:
policy/text.h:
policy/kind/prefix.h:
policy/bytes.h:
policy/text.h:
