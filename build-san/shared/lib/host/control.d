build-san/shared/lib/host/control.o: lib/host/control.c \
 include/host/control.h include/talk/protocol.h \
 include/talk/protocol_body.h include/base/rlimits.h \
 include/base/schedule.h include/base/fd.h include/host/state.h \
 include/base/err.h include/policy/policy.h include/policy/calls.h \
 policy/syscalls.def include/policy/network.h policy/kinds.def \
 policy/fields.def include/talk/paths.h
include/host/control.h:
include/talk/protocol.h:
include/talk/protocol_body.h:
include/base/rlimits.h:
include/base/schedule.h:
include/base/fd.h:
include/host/state.h:
include/base/err.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/talk/paths.h:
