build-san/shared/cli/command/tenant/list.o: cli/command/tenant/list.c \
 include/base/fd.h cli/config.h cli/cli.h include/host/account.h \
 include/base/err.h include/policy/policy.h include/policy/calls.h \
 policy/syscalls.def include/policy/network.h policy/kinds.def \
 policy/fields.def include/talk/launch.h include/host/tenant.h \
 include/policy/problems.h cli/json.h cli/live.h include/host/record.h \
 include/host/state.h cli/questions.h include/talk/protocol_body.h \
 include/base/rlimits.h include/base/schedule.h cli/output.h \
 include/base/printable.h cli/roster.h cli/command/tenant/tenant.h \
 cli/options.h
include/base/fd.h:
cli/config.h:
cli/cli.h:
include/host/account.h:
include/base/err.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
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
cli/roster.h:
cli/command/tenant/tenant.h:
cli/options.h:
