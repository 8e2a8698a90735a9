build-san/shared/cli/processes.o: cli/processes.c cli/processes.h \
 include/base/err.h include/base/fd.h cli/child.h \
 include/host/process_mount.h cli/live.h include/host/record.h \
 include/host/state.h include/policy/policy.h include/policy/calls.h \
 policy/syscalls.def include/policy/network.h policy/kinds.def \
 policy/fields.def cli/questions.h include/talk/protocol_body.h \
 include/base/rlimits.h include/base/schedule.h cli/output.h \
 include/base/printable.h
cli/processes.h:
include/base/err.h:
include/base/fd.h:
cli/child.h:
include/host/process_mount.h:
cli/live.h:
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
cli/output.h:
include/base/printable.h:
