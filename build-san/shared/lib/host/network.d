build-san/shared/lib/host/network.o: lib/host/network.c \
 include/host/network.h include/base/err.h include/policy/policy.h \
 include/policy/calls.h policy/syscalls.def include/policy/network.h \
 policy/kinds.def policy/fields.def include/talk/launch.h \
 include/host/state.h
include/host/network.h:
include/base/err.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/talk/launch.h:
include/host/state.h:
