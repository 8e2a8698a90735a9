build-san/shared/policy/kind/calls.o: policy/kind/calls.c \
 policy/kind/calls.h policy/kind/list.h policy/complaint.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 policy/ascii.h policy/kind.h policy/bytes.h policy/complaint.h \
 policy/table.h policy/text.h policy/suggest.h
policy/kind/calls.h:
policy/kind/list.h:
policy/complaint.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
policy/ascii.h:
policy/kind.h:
policy/bytes.h:
policy/complaint.h:
policy/table.h:
policy/text.h:
policy/suggest.h:
