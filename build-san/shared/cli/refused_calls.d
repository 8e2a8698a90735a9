build-san/shared/cli/refused_calls.o: cli/refused_calls.c \
 cli/refused_calls.h include/base/err.h include/host/record.h \
 include/base/fd.h cli/call_name.h cli/event_publish.h \
 include/events/event.h include/events/tally.h include/cgroup/counters.h \
 include/cgroup/find.h include/policy/policy.h include/policy/calls.h \
 policy/syscalls.def include/policy/network.h policy/kinds.def \
 policy/fields.def include/host/limits.h include/host/account.h \
 include/talk/launch.h include/host/state.h cli/live.h cli/questions.h \
 include/talk/protocol_body.h include/base/rlimits.h \
 include/base/schedule.h cli/output.h include/base/printable.h \
 include/policy/defaults.h
cli/refused_calls.h:
include/base/err.h:
include/host/record.h:
include/base/fd.h:
cli/call_name.h:
cli/event_publish.h:
include/events/event.h:
include/events/tally.h:
include/cgroup/counters.h:
include/cgroup/find.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/host/limits.h:
include/host/account.h:
include/talk/launch.h:
include/host/state.h:
cli/live.h:
cli/questions.h:
include/talk/protocol_body.h:
include/base/rlimits.h:
include/base/schedule.h:
cli/output.h:
include/base/printable.h:
include/policy/defaults.h:
