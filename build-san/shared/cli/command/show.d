build-san/shared/cli/command/show.o: cli/command/show.c include/base/fd.h \
 cli/config.h cli/cli.h include/host/account.h include/base/err.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 include/talk/launch.h include/host/tenant.h include/policy/problems.h \
 cli/host_limits.h include/base/rlimits.h cli/json.h cli/output.h \
 include/base/printable.h cli/command/command.h cli/cli.h \
 include/policy/keys.h include/policy/print.h cli/command/show_hidden.h
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
cli/host_limits.h:
include/base/rlimits.h:
cli/json.h:
cli/output.h:
include/base/printable.h:
cli/command/command.h:
cli/cli.h:
include/policy/keys.h:
include/policy/print.h:
cli/command/show_hidden.h:
