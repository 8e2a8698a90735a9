build-san/shared/cli/command/tenant/add.o: cli/command/tenant/add.c \
 cli/command/tenant/account.h cli/deed.h cli/cli.h cli/json.h \
 include/host/account.h include/base/err.h include/policy/policy.h \
 include/policy/calls.h policy/syscalls.def include/policy/network.h \
 policy/kinds.def policy/fields.def include/talk/launch.h \
 cli/command/tenant/authorized.h cli/cli.h include/base/fd.h \
 cli/config_file.h cli/ini.h cli/output.h include/base/printable.h \
 cli/trial.h include/policy/reader.h include/policy/problems.h \
 include/policy/defaults.h cli/command/tenant/subject.h cli/half_made.h \
 include/host/tenant.h cli/command/tenant/tenant.h cli/options.h
cli/command/tenant/account.h:
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
cli/command/tenant/authorized.h:
cli/cli.h:
include/base/fd.h:
cli/config_file.h:
cli/ini.h:
cli/output.h:
include/base/printable.h:
cli/trial.h:
include/policy/reader.h:
include/policy/problems.h:
include/policy/defaults.h:
cli/command/tenant/subject.h:
cli/half_made.h:
include/host/tenant.h:
cli/command/tenant/tenant.h:
cli/options.h:
