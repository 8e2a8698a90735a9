build-san/shared/policy/names.o: policy/names.c include/policy/names.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 policy/ascii.h
include/policy/names.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
policy/ascii.h:
