build-san/shared/lib/host/process.o: lib/host/process.c \
 include/host/process.h include/base/err.h include/base/fd.h \
 include/host/state.h include/policy/policy.h include/policy/calls.h \
 policy/syscalls.def include/policy/network.h policy/kinds.def \
 policy/fields.def
include/host/process.h:
include/base/err.h:
include/base/fd.h:
include/host/state.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
