build-san/shared/policy/kind/cpu.o: policy/kind/cpu.c \
 policy/kind/digits.h policy/complaint.h policy/table.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 policy/text.h policy/kind/plain.h policy/kind.h policy/bytes.h \
 policy/complaint.h policy/table.h policy/text.h
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
