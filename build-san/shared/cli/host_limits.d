build-san/shared/cli/host_limits.o: cli/host_limits.c cli/host_limits.h \
 include/base/rlimits.h include/host/account.h include/base/err.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 include/talk/launch.h include/base/fd.h
cli/host_limits.h:
include/base/rlimits.h:
include/host/account.h:
include/base/err.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/talk/launch.h:
include/base/fd.h:
