build-san/shared/cli/command/tenant/end.o: cli/command/tenant/end.c \
 cli/command/tenant/end.h cli/deed.h cli/cli.h cli/json.h \
 include/host/account.h include/base/err.h include/policy/policy.h \
 include/policy/calls.h policy/syscalls.def include/policy/network.h \
 policy/kinds.def policy/fields.def include/talk/launch.h \
 cli/command/kill.h cli/live.h include/host/record.h include/host/state.h \
 cli/questions.h include/talk/protocol_body.h include/base/rlimits.h \
 include/base/schedule.h cli/output.h include/base/printable.h
cli/command/tenant/end.h:
cli/deed.h:
cli/cli.h:
cli/json.h:
include/host/account.h:
include/base/err.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/talk/launch.h:
cli/command/kill.h:
cli/live.h:
include/host/record.h:
include/host/state.h:
cli/questions.h:
include/talk/protocol_body.h:
include/base/rlimits.h:
include/base/schedule.h:
cli/output.h:
include/base/printable.h:
