build-san/shared/policy/kind/number.o: policy/kind/number.c \
 policy/kind/digits.h policy/complaint.h policy/table.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 policy/text.h policy/kind/plain.h policy/kind.h policy/bytes.h \
 policy/complaint.h policy/table.h policy/text.h policy/ascii.h \
 policy/suggest.h
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
policy/kind/plain.h:
policy/kind.h:
policy/bytes.h:
policy/complaint.h:
policy/table.h:
policy/text.h:
policy/ascii.h:
policy/suggest.h:
