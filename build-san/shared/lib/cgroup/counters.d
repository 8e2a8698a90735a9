build-san/shared/lib/cgroup/counters.o: lib/cgroup/counters.c \
 include/cgroup/counters.h include/cgroup/find.h include/base/err.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 include/base/fd.h
include/cgroup/counters.h:
include/cgroup/find.h:
include/base/err.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/base/fd.h:
