build-san/shared/lib/host/rate.o: lib/host/rate.c include/host/rate.h \
 include/base/err.h include/base/fd.h include/base/now.h \
 include/host/state.h include/policy/policy.h include/policy/calls.h \
 policy/syscalls.def include/policy/network.h policy/kinds.def \
 policy/fields.def
include/host/rate.h:
include/base/err.h:
include/base/fd.h:
include/base/now.h:
include/host/state.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
