build-san/shared/cli/command/drain.o: cli/command/drain.c \
 include/base/fd.h cli/json.h cli/live.h include/base/err.h \
 include/host/record.h include/host/state.h include/policy/policy.h \
 include/policy/calls.h policy/syscalls.def include/policy/network.h \
 policy/kinds.def policy/fields.def cli/questions.h \
 include/talk/protocol_body.h include/base/rlimits.h \
 include/base/schedule.h cli/output.h include/base/printable.h \
 cli/command/command.h cli/cli.h include/host/drain.h cli/command/kill.h
include/base/fd.h:
cli/json.h:
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
cli/output.h:
include/base/printable.h:
cli/command/command.h:
cli/cli.h:
include/host/drain.h:
cli/command/kill.h:
