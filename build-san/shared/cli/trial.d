build-san/shared/cli/trial.o: cli/trial.c cli/trial.h \
 include/host/account.h include/base/err.h include/policy/policy.h \
 include/policy/calls.h policy/syscalls.def include/policy/network.h \
 policy/kinds.def policy/fields.def include/talk/launch.h \
 include/policy/reader.h include/policy/problems.h cli/cli.h cli/config.h \
 include/host/tenant.h include/host/config_dir.h cli/output.h \
 include/base/printable.h include/policy/defaults.h include/policy/load.h \
 include/policy/single.h cli/published.h cli/roster.h cli/sources.h
cli/trial.h:
include/host/account.h:
include/base/err.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/talk/launch.h:
include/policy/reader.h:
include/policy/problems.h:
cli/cli.h:
cli/config.h:
include/host/tenant.h:
include/host/config_dir.h:
cli/output.h:
include/base/printable.h:
include/policy/defaults.h:
include/policy/load.h:
include/policy/single.h:
cli/published.h:
cli/roster.h:
cli/sources.h:
