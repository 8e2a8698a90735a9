build-san/shared/lib/host/charge.o: lib/host/charge.c \
 include/host/charge.h include/base/err.h include/cgroup/find.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 include/host/record.h include/host/state.h include/base/fd.h \
 include/cgroup/make.h include/host/porch.h
include/host/charge.h:
include/base/err.h:
include/cgroup/find.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/host/record.h:
include/host/state.h:
include/base/fd.h:
include/cgroup/make.h:
include/host/porch.h:
