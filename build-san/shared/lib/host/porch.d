build-san/shared/lib/host/porch.o: lib/host/porch.c include/host/porch.h \
 include/base/err.h include/host/record.h include/host/state.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 include/base/fd.h include/base/now.h include/host/control.h \
 include/talk/protocol.h include/talk/protocol_body.h \
 include/base/rlimits.h include/base/schedule.h \
 include/host/process_mount.h
include/host/porch.h:
include/base/err.h:
include/host/record.h:
include/host/state.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/base/fd.h:
include/base/now.h:
include/host/control.h:
include/talk/protocol.h:
include/talk/protocol_body.h:
include/base/rlimits.h:
include/base/schedule.h:
include/host/process_mount.h:
