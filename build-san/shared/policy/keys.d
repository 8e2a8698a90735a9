build-san/shared/policy/keys.o: policy/keys.c include/policy/keys.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 policy/suggest.h policy/table.h
include/policy/keys.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
policy/suggest.h:
policy/table.h:
