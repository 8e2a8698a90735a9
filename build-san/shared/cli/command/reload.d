build-san/shared/cli/command/reload.o: cli/command/reload.c \
 include/base/fd.h include/cgroup/knobs.h include/cgroup/find.h \
 include/base/err.h include/policy/policy.h include/policy/calls.h \
 policy/syscalls.def include/policy/network.h policy/kinds.def \
 policy/fields.def cli/child.h cli/config.h cli/cli.h \
 include/host/account.h include/talk/launch.h include/host/tenant.h \
 include/policy/problems.h cli/json.h cli/live.h include/host/record.h \
 include/host/state.h cli/questions.h include/talk/protocol_body.h \
 include/base/rlimits.h include/base/schedule.h cli/output.h \
 include/base/printable.h cli/progress.h cli/command/command.h cli/cli.h \
 include/host/charge.h include/host/control.h include/talk/protocol.h \
 include/host/limits.h cli/command/kill.h include/policy/defaults.h \
 include/policy/encode.h include/policy/print.h cli/command/reload.h \
 cli/command/reload_outcome.h include/talk/paths.h
include/base/fd.h:
include/cgroup/knobs.h:
include/cgroup/find.h:
include/base/err.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
cli/child.h:
cli/config.h:
cli/cli.h:
include/host/account.h:
include/talk/launch.h:
include/host/tenant.h:
include/policy/problems.h:
cli/json.h:
cli/live.h:
include/host/record.h:
include/host/state.h:
cli/questions.h:
include/talk/protocol_body.h:
include/base/rlimits.h:
include/base/schedule.h:
cli/output.h:
include/base/printable.h:
cli/progress.h:
cli/command/command.h:
cli/cli.h:
include/host/charge.h:
include/host/control.h:
include/talk/protocol.h:
include/host/limits.h:
cli/command/kill.h:
include/policy/defaults.h:
include/policy/encode.h:
include/policy/print.h:
cli/command/reload.h:
cli/command/reload_outcome.h:
include/talk/paths.h:
