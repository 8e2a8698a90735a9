build-san/shared/lib/cgroup/cpu.o: lib/cgroup/cpu.c include/cgroup/cpu.h \
 include/cgroup/find.h include/base/err.h include/policy/policy.h \
 include/policy/calls.h policy/syscalls.def include/policy/network.h \
 policy/kinds.def policy/fields.def
include/cgroup/cpu.h:
include/cgroup/find.h:
include/base/err.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
