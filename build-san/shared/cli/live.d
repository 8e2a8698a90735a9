build-san/shared/cli/live.o: cli/live.c cli/live.h include/base/err.h \
 include/host/record.h include/host/state.h include/policy/policy.h \
 include/policy/calls.h policy/syscalls.def include/policy/network.h \
 policy/kinds.def policy/fields.def cli/questions.h \
 include/talk/protocol_body.h include/base/rlimits.h \
 include/base/schedule.h include/base/fd.h include/host/account.h \
 include/talk/launch.h include/host/control.h include/talk/protocol.h \
 cli/output.h include/base/printable.h include/talk/paths.h
cli/live.h:
include/base/err.h:
include/host/record.h:
include/host/state.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
cli/questions.h:
include/talk/protocol_body.h:
include/base/rlimits.h:
include/base/schedule.h:
include/base/fd.h:
include/host/account.h:
include/talk/launch.h:
include/host/control.h:
include/talk/protocol.h:
cli/output.h:
include/base/printable.h:
include/talk/paths.h:
