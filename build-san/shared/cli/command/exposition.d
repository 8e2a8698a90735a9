build-san/shared/cli/command/exposition.o: cli/command/exposition.c \
 cli/command/exposition.h include/cgroup/counters.h include/cgroup/find.h \
 include/base/err.h include/policy/policy.h include/policy/calls.h \
 policy/syscalls.def include/policy/network.h policy/kinds.def \
 policy/fields.def
cli/command/exposition.h:
include/cgroup/counters.h:
include/cgroup/find.h:
include/base/err.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
