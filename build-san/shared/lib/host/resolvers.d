build-san/shared/lib/host/resolvers.o: lib/host/resolvers.c \
 include/host/resolvers.h include/policy/policy.h include/policy/calls.h \
 policy/syscalls.def include/policy/network.h policy/kinds.def \
 policy/fields.def include/base/fd.h include/host/network.h \
 include/base/err.h include/talk/launch.h
include/host/resolvers.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/base/fd.h:
include/host/network.h:
include/base/err.h:
include/talk/launch.h:
