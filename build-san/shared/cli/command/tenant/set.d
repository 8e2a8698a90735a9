build-san/shared/cli/command/tenant/set.o: cli/command/tenant/set.c \
 include/base/fd.h cli/assign.h include/policy/policy.h \
 include/policy/calls.h policy/syscalls.def include/policy/network.h \
 policy/kinds.def policy/fields.def cli/config_file.h cli/live.h \
 include/base/err.h include/host/record.h include/host/state.h \
 cli/questions.h include/talk/protocol_body.h include/base/rlimits.h \
 include/base/schedule.h cli/output.h include/base/printable.h \
 cli/trial.h include/host/account.h include/talk/launch.h \
 include/policy/reader.h include/policy/problems.h \
 include/policy/defaults.h include/policy/print.h \
 cli/command/tenant/subject.h cli/deed.h cli/cli.h cli/json.h \
 cli/half_made.h include/host/tenant.h cli/command/tenant/tenant.h \
 cli/options.h
include/base/fd.h:
cli/assign.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
cli/config_file.h:
cli/live.h:
include/base/err.h:
include/host/record.h:
include/host/state.h:
cli/questions.h:
include/talk/protocol_body.h:
include/base/rlimits.h:
include/base/schedule.h:
cli/output.h:
include/base/printable.h:
cli/trial.h:
include/host/account.h:
include/talk/launch.h:
include/policy/reader.h:
include/policy/problems.h:
include/policy/defaults.h:
include/policy/print.h:
cli/command/tenant/subject.h:
cli/deed.h:
cli/cli.h:
cli/json.h:
cli/half_made.h:
include/host/tenant.h:
cli/command/tenant/tenant.h:
cli/options.h:
