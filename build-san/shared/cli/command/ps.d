build-san/shared/cli/command/ps.o: cli/command/ps.c include/base/fd.h \
 include/cgroup/find.h include/base/err.h include/policy/policy.h \
 include/policy/calls.h policy/syscalls.def include/policy/network.h \
 policy/kinds.def policy/fields.def include/cgroup/make.h cli/collect.h \
 cli/cli.h include/events/tally.h include/cgroup/counters.h \
 include/events/event.h cli/config.h include/host/account.h \
 include/talk/launch.h include/host/tenant.h include/policy/problems.h \
 cli/json.h cli/live.h include/host/record.h include/host/state.h \
 cli/questions.h include/talk/protocol_body.h include/base/rlimits.h \
 include/base/schedule.h cli/output.h include/base/printable.h \
 cli/processes.h cli/traffic.h cli/live.h cli/command/command.h cli/cli.h
include/base/fd.h:
include/cgroup/find.h:
include/base/err.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/cgroup/make.h:
cli/collect.h:
cli/cli.h:
include/events/tally.h:
include/cgroup/counters.h:
include/events/event.h:
cli/config.h:
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
cli/processes.h:
cli/traffic.h:
cli/live.h:
cli/command/command.h:
cli/cli.h:
