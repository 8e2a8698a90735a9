build-san/shared/cli/command/check.o: cli/command/check.c \
 cli/command/check.h cli/cli.h cli/findings.h include/policy/problems.h \
 include/base/fd.h cli/config.h cli/cli.h include/host/account.h \
 include/base/err.h include/policy/policy.h include/policy/calls.h \
 policy/syscalls.def include/policy/network.h policy/kinds.def \
 policy/fields.def include/talk/launch.h include/host/tenant.h \
 cli/output.h include/base/printable.h cli/published.h cli/sources.h \
 cli/command/command.h cli/command/draft.h include/policy/reader.h \
 include/host/config_dir.h include/policy/defaults.h \
 include/policy/load.h include/policy/names.h include/policy/single.h
cli/command/check.h:
cli/cli.h:
cli/findings.h:
include/policy/problems.h:
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
cli/output.h:
include/base/printable.h:
cli/published.h:
cli/sources.h:
cli/command/command.h:
cli/command/draft.h:
include/policy/reader.h:
include/host/config_dir.h:
include/policy/defaults.h:
include/policy/load.h:
include/policy/names.h:
include/policy/single.h:
