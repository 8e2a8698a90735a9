build-san/shared/cli/command/tenant/suspend.o: \
 cli/command/tenant/suspend.c include/base/fd.h cli/assign.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def cli/ini.h \
 cli/live.h include/base/err.h include/host/record.h include/host/state.h \
 cli/questions.h include/talk/protocol_body.h include/base/rlimits.h \
 include/base/schedule.h cli/output.h include/base/printable.h \
 cli/trial.h include/host/account.h include/talk/launch.h \
 include/policy/reader.h include/policy/problems.h \
 cli/command/tenant/end.h cli/deed.h cli/cli.h cli/json.h \
 cli/command/tenant/subject.h cli/half_made.h include/host/tenant.h \
 cli/command/tenant/tenant.h cli/options.h
include/base/fd.h:
cli/assign.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
cli/ini.h:
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
cli/command/tenant/end.h:
cli/deed.h:
cli/cli.h:
cli/json.h:
cli/command/tenant/subject.h:
cli/half_made.h:
include/host/tenant.h:
cli/command/tenant/tenant.h:
cli/options.h:
