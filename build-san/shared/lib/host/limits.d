build-san/shared/lib/host/limits.o: lib/host/limits.c \
 include/host/limits.h include/base/err.h include/cgroup/find.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 include/host/account.h include/talk/launch.h include/host/record.h \
 include/host/state.h include/base/fd.h include/base/hash.h \
 include/base/replace.h include/cgroup/knobs.h include/cgroup/make.h \
 include/host/charge.h include/host/quota.h include/policy/defaults.h \
 include/policy/encode.h include/talk/protocol.h
include/host/limits.h:
include/base/err.h:
include/cgroup/find.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/host/account.h:
include/talk/launch.h:
include/host/record.h:
include/host/state.h:
include/base/fd.h:
include/base/hash.h:
include/base/replace.h:
include/cgroup/knobs.h:
include/cgroup/make.h:
include/host/charge.h:
include/host/quota.h:
include/policy/defaults.h:
include/policy/encode.h:
include/talk/protocol.h:
