build-san/shared/policy/encode.o: policy/encode.c include/policy/encode.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 include/base/hash.h include/policy/defaults.h policy/kind/calls.h \
 policy/value.h policy/kind.h policy/bytes.h policy/complaint.h \
 policy/table.h policy/text.h
include/policy/encode.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/base/hash.h:
include/policy/defaults.h:
policy/kind/calls.h:
policy/value.h:
policy/kind.h:
policy/bytes.h:
policy/complaint.h:
policy/table.h:
policy/text.h:
