build-san/shared/lib/host/state.o: lib/host/state.c include/host/state.h \
 include/base/err.h include/policy/policy.h include/policy/calls.h \
 policy/syscalls.def include/policy/network.h policy/kinds.def \
 policy/fields.def include/base/fd.h include/base/now.h \
 include/host/subids.h include/talk/paths.h
include/host/state.h:
include/base/err.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/base/fd.h:
include/base/now.h:
include/host/subids.h:
include/talk/paths.h:
