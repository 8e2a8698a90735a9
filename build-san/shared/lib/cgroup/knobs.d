build-san/shared/lib/cgroup/knobs.o: lib/cgroup/knobs.c \
 include/cgroup/knobs.h include/cgroup/find.h include/base/err.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 lib/cgroup/knobs.h include/base/fd.h include/cgroup/cpu.h \
 include/cgroup/pools.h lib/cgroup/effect.h lib/cgroup/io.h \
 include/policy/print.h
include/cgroup/knobs.h:
include/cgroup/find.h:
include/base/err.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
lib/cgroup/knobs.h:
include/base/fd.h:
include/cgroup/cpu.h:
include/cgroup/pools.h:
lib/cgroup/effect.h:
lib/cgroup/io.h:
include/policy/print.h:
