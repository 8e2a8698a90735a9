build-san/shared/cli/command/plan/list.o: cli/command/plan/list.c \
 include/base/fd.h cli/config.h cli/cli.h include/host/account.h \
 include/base/err.h include/policy/policy.h include/policy/calls.h \
 policy/syscalls.def include/policy/network.h policy/kinds.def \
 policy/fields.def include/talk/launch.h include/host/tenant.h \
 include/policy/problems.h cli/config_file.h cli/ini.h cli/json.h \
 cli/output.h include/base/printable.h cli/roster.h \
 cli/command/plan/plan.h cli/options.h cli/command/plan/users.h \
 cli/deed.h cli/json.h
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
cli/config_file.h:
cli/ini.h:
cli/json.h:
cli/output.h:
include/base/printable.h:
cli/roster.h:
cli/command/plan/plan.h:
cli/options.h:
cli/command/plan/users.h:
cli/deed.h:
cli/json.h:
