build-san/shared/lib/cgroup/pools.o: lib/cgroup/pools.c \
 include/cgroup/pools.h include/base/fd.h include/policy/policy.h \
 include/policy/calls.h policy/syscalls.def include/policy/network.h \
 policy/kinds.def policy/fields.def
include/cgroup/pools.h:
include/base/fd.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
