build-san/shared/cli/collect.o: cli/collect.c cli/collect.h cli/cli.h \
 include/events/tally.h include/base/err.h include/cgroup/counters.h \
 include/cgroup/find.h include/policy/policy.h include/policy/calls.h \
 policy/syscalls.def include/policy/network.h policy/kinds.def \
 policy/fields.def include/events/event.h include/base/fd.h cli/config.h \
 include/host/account.h include/talk/launch.h include/host/tenant.h \
 include/policy/problems.h cli/event_publish.h include/events/event_log.h \
 include/host/record.h include/host/state.h cli/json.h cli/live.h \
 cli/questions.h include/talk/protocol_body.h include/base/rlimits.h \
 include/base/schedule.h cli/output.h include/base/printable.h \
 include/policy/names.h cli/refused_calls.h include/talk/paths.h
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
include/base/fd.h:
cli/config.h:
include/host/account.h:
include/talk/launch.h:
include/host/tenant.h:
include/policy/problems.h:
cli/event_publish.h:
include/events/event_log.h:
include/host/record.h:
include/host/state.h:
cli/json.h:
cli/live.h:
cli/questions.h:
include/talk/protocol_body.h:
include/base/rlimits.h:
include/base/schedule.h:
cli/output.h:
include/base/printable.h:
include/policy/names.h:
cli/refused_calls.h:
include/talk/paths.h:
