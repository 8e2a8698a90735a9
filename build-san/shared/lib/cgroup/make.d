build-san/shared/lib/cgroup/make.o: lib/cgroup/make.c \
 include/cgroup/make.h include/cgroup/find.h include/base/err.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 include/base/fd.h include/base/word.h include/cgroup/knobs.h \
 lib/cgroup/effect.h lib/cgroup/knobs.h
include/cgroup/make.h:
include/cgroup/find.h:
include/base/err.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/base/fd.h:
include/base/word.h:
include/cgroup/knobs.h:
lib/cgroup/effect.h:
lib/cgroup/knobs.h:
