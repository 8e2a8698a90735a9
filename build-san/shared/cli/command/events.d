build-san/shared/cli/command/events.o: cli/command/events.c \
 include/base/fd.h cli/collect.h cli/cli.h include/events/tally.h \
 include/base/err.h include/cgroup/counters.h include/cgroup/find.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 include/events/event.h cli/config.h include/host/account.h \
 include/talk/launch.h include/host/tenant.h include/policy/problems.h \
 cli/json.h cli/output.h include/base/printable.h cli/since.h \
 cli/command/command.h cli/cli.h include/events/event_log.h \
 include/host/state.h
include/base/fd.h:
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
cli/config.h:
include/host/account.h:
include/talk/launch.h:
include/host/tenant.h:
include/policy/problems.h:
cli/json.h:
cli/output.h:
include/base/printable.h:
cli/since.h:
cli/command/command.h:
cli/cli.h:
include/events/event_log.h:
include/host/state.h:
