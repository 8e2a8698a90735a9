build-san/shared/cli/command/run.o: cli/command/run.c include/base/fd.h \
 cli/config.h cli/cli.h include/host/account.h include/base/err.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 include/talk/launch.h include/host/tenant.h include/policy/problems.h \
 cli/environment.h cli/output.h include/base/printable.h \
 cli/command/command.h cli/cli.h include/talk/attach.h \
 include/talk/protocol.h include/talk/protocol_body.h \
 include/base/rlimits.h include/base/schedule.h
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
cli/environment.h:
cli/output.h:
include/base/printable.h:
cli/command/command.h:
cli/cli.h:
include/talk/attach.h:
include/talk/protocol.h:
include/talk/protocol_body.h:
include/base/rlimits.h:
include/base/schedule.h:
