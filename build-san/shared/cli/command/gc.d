build-san/shared/cli/command/gc.o: cli/command/gc.c include/base/fd.h \
 include/cgroup/find.h include/base/err.h include/policy/policy.h \
 include/policy/calls.h policy/syscalls.def include/policy/network.h \
 policy/kinds.def policy/fields.def include/cgroup/make.h cli/collect.h \
 cli/cli.h include/events/tally.h include/cgroup/counters.h \
 include/events/event.h cli/config.h include/host/account.h \
 include/talk/launch.h include/host/tenant.h include/policy/problems.h \
 cli/json.h cli/live.h include/host/record.h include/host/state.h \
 cli/questions.h include/talk/protocol_body.h include/base/rlimits.h \
 include/base/schedule.h cli/output.h include/base/printable.h \
 cli/command/command.h cli/cli.h cli/command/gc_kept.h \
 cli/command/gc_tools.h cli/command/gc_network.h cli/command/gc_shared.h \
 cli/command/gc_trees.h include/host/charge.h include/host/control.h \
 include/talk/protocol.h include/host/porch.h include/host/skeleton.h \
 include/policy/names.h include/talk/paths.h
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
cli/command/command.h:
cli/cli.h:
cli/command/gc_kept.h:
cli/command/gc_tools.h:
cli/command/gc_network.h:
cli/command/gc_shared.h:
cli/command/gc_trees.h:
include/host/charge.h:
include/host/control.h:
include/talk/protocol.h:
include/host/porch.h:
include/host/skeleton.h:
include/policy/names.h:
include/talk/paths.h:
