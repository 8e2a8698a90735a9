build-san/shared/cli/command/gc_trees.o: cli/command/gc_trees.c \
 cli/command/gc_trees.h cli/command/gc_tools.h include/base/err.h \
 include/cgroup/find.h include/policy/policy.h include/policy/calls.h \
 policy/syscalls.def include/policy/network.h policy/kinds.def \
 policy/fields.def cli/cli.h cli/json.h include/base/fd.h cli/live.h \
 include/host/record.h include/host/state.h cli/questions.h \
 include/talk/protocol_body.h include/base/rlimits.h \
 include/base/schedule.h cli/output.h include/base/printable.h \
 include/host/control.h include/talk/protocol.h include/talk/paths.h
cli/command/gc_trees.h:
cli/command/gc_tools.h:
include/base/err.h:
include/cgroup/find.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
cli/cli.h:
cli/json.h:
include/base/fd.h:
cli/live.h:
include/host/record.h:
include/host/state.h:
cli/questions.h:
include/talk/protocol_body.h:
include/base/rlimits.h:
include/base/schedule.h:
cli/output.h:
include/base/printable.h:
include/host/control.h:
include/talk/protocol.h:
include/talk/paths.h:
