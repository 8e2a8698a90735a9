build-san/shared/lib/host/record.o: lib/host/record.c include/base/fd.h \
 include/base/replace.h include/host/process.h include/base/err.h \
 include/host/record.h include/host/state.h include/policy/policy.h \
 include/policy/calls.h policy/syscalls.def include/policy/network.h \
 policy/kinds.def policy/fields.def
include/base/fd.h:
include/base/replace.h:
include/host/process.h:
include/base/err.h:
include/host/record.h:
include/host/state.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
