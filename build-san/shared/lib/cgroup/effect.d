build-san/shared/lib/cgroup/effect.o: lib/cgroup/effect.c \
 lib/cgroup/effect.h include/base/err.h include/policy/policy.h \
 include/policy/calls.h policy/syscalls.def include/policy/network.h \
 policy/kinds.def policy/fields.def include/base/fd.h \
 include/cgroup/find.h
lib/cgroup/effect.h:
include/base/err.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/base/fd.h:
include/cgroup/find.h:
