build-san/shared/cli/command/metrics.o: cli/command/metrics.c \
 include/base/fd.h cli/command/check.h cli/cli.h cli/findings.h \
 include/policy/problems.h cli/collect.h cli/cli.h include/events/tally.h \
 include/base/err.h include/cgroup/counters.h include/cgroup/find.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 include/events/event.h cli/live.h include/host/record.h \
 include/host/state.h cli/questions.h include/talk/protocol_body.h \
 include/base/rlimits.h include/base/schedule.h cli/output.h \
 include/base/printable.h cli/traffic.h cli/live.h cli/command/command.h \
 cli/command/exposition.h
include/base/fd.h:
cli/command/check.h:
cli/cli.h:
cli/findings.h:
include/policy/problems.h:
cli/collect.h:
cli/cli.h:
include/events/tally.h:
include/base/err.h:
include/cgroup/counters.h:
include/cgroup/find.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/events/event.h:
cli/live.h:
include/host/record.h:
include/host/state.h:
cli/questions.h:
include/talk/protocol_body.h:
include/base/rlimits.h:
include/base/schedule.h:
cli/output.h:
include/base/printable.h:
cli/traffic.h:
cli/live.h:
cli/command/command.h:
cli/command/exposition.h:
