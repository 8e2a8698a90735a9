build-san/shared/cli/command/kill.o: cli/command/kill.c \
 cli/command/kill.h include/base/err.h cli/live.h include/host/record.h \
 include/host/state.h include/policy/policy.h include/policy/calls.h \
 policy/syscalls.def include/policy/network.h policy/kinds.def \
 policy/fields.def cli/questions.h include/talk/protocol_body.h \
 include/base/rlimits.h include/base/schedule.h include/base/fd.h \
 include/base/now.h cli/config.h cli/cli.h include/host/account.h \
 include/talk/launch.h include/host/tenant.h include/policy/problems.h \
 cli/json.h cli/net_tool.h cli/output.h include/base/printable.h \
 cli/processes.h cli/command/command.h cli/cli.h include/host/control.h \
 include/talk/protocol.h include/host/limits.h include/cgroup/find.h \
 include/policy/defaults.h
cli/command/kill.h:
include/base/err.h:
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
include/base/fd.h:
include/base/now.h:
cli/config.h:
cli/cli.h:
include/host/account.h:
include/talk/launch.h:
include/host/tenant.h:
include/policy/problems.h:
cli/json.h:
cli/net_tool.h:
cli/output.h:
include/base/printable.h:
cli/processes.h:
cli/command/command.h:
cli/cli.h:
include/host/control.h:
include/talk/protocol.h:
include/host/limits.h:
include/cgroup/find.h:
include/policy/defaults.h:
