build-san/shared/lib/host/subids.o: lib/host/subids.c \
 include/host/subids.h include/policy/policy.h include/policy/calls.h \
 policy/syscalls.def include/policy/network.h policy/kinds.def \
 policy/fields.def
include/host/subids.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
