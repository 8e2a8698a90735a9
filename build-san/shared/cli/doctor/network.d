build-san/shared/cli/doctor/network.o: cli/doctor/network.c \
 include/base/fd.h cli/doctor/checks.h cli/doctor/tenants.h cli/cli.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 cli/doctor/verdict.h cli/live.h include/base/err.h include/host/record.h \
 include/host/state.h cli/questions.h include/talk/protocol_body.h \
 include/base/rlimits.h include/base/schedule.h cli/net_tool.h \
 cli/output.h include/base/printable.h include/host/resolvers.h
include/base/fd.h:
cli/doctor/checks.h:
cli/doctor/tenants.h:
cli/cli.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
cli/doctor/verdict.h:
cli/live.h:
include/base/err.h:
include/host/record.h:
include/host/state.h:
cli/questions.h:
include/talk/protocol_body.h:
include/base/rlimits.h:
include/base/schedule.h:
cli/net_tool.h:
cli/output.h:
include/base/printable.h:
include/host/resolvers.h:
