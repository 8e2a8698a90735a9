build-san/shared/cli/command/tenant/apply.o: cli/command/tenant/apply.c \
 include/base/fd.h cli/assign.h include/policy/policy.h \
 include/policy/calls.h policy/syscalls.def include/policy/network.h \
 policy/kinds.def policy/fields.def cli/config.h cli/cli.h \
 include/host/account.h include/base/err.h include/talk/launch.h \
 include/host/tenant.h include/policy/problems.h cli/exit_status.h \
 cli/json.h cli/output.h include/base/printable.h cli/roster.h \
 cli/command/tenant/tenant.h cli/options.h
include/base/fd.h:
cli/assign.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
cli/config.h:
cli/cli.h:
include/host/account.h:
include/base/err.h:
include/talk/launch.h:
include/host/tenant.h:
include/policy/problems.h:
cli/exit_status.h:
cli/json.h:
cli/output.h:
include/base/printable.h:
cli/roster.h:
cli/command/tenant/tenant.h:
cli/options.h:
