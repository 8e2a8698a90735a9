build-san/shared/cli/traffic.o: cli/traffic.c cli/traffic.h cli/cli.h \
 cli/live.h include/base/err.h include/host/record.h include/host/state.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 cli/questions.h include/talk/protocol_body.h include/base/rlimits.h \
 include/base/schedule.h include/base/fd.h include/host/limits.h \
 include/cgroup/find.h include/host/account.h include/talk/launch.h \
 include/host/network.h cli/json.h cli/output.h include/base/printable.h \
 include/policy/defaults.h
cli/traffic.h:
cli/cli.h:
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
include/base/fd.h:
include/host/limits.h:
include/cgroup/find.h:
include/host/account.h:
include/talk/launch.h:
include/host/network.h:
cli/json.h:
cli/output.h:
include/base/printable.h:
include/policy/defaults.h:
