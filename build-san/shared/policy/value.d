build-san/shared/policy/value.o: policy/value.c policy/value.h \
 policy/kind.h policy/bytes.h policy/complaint.h policy/table.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 policy/text.h
policy/value.h:
policy/kind.h:
policy/bytes.h:
policy/complaint.h:
policy/table.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
policy/text.h:
