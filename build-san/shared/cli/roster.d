build-san/shared/cli/roster.o: cli/roster.c cli/roster.h \
 include/base/fd.h cli/cli.h cli/config.h include/host/account.h \
 include/base/err.h include/policy/policy.h include/policy/calls.h \
 policy/syscalls.def include/policy/network.h policy/kinds.def \
 policy/fields.def include/talk/launch.h include/host/tenant.h \
 include/policy/problems.h cli/config_file.h cli/half_made.h \
 include/host/config_dir.h include/policy/reader.h cli/ini.h cli/output.h \
 include/base/printable.h include/policy/defaults.h \
 include/policy/names.h include/policy/single.h
cli/roster.h:
include/base/fd.h:
cli/cli.h:
cli/config.h:
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
cli/half_made.h:
include/host/config_dir.h:
include/policy/reader.h:
cli/ini.h:
cli/output.h:
include/base/printable.h:
include/policy/defaults.h:
include/policy/names.h:
include/policy/single.h:
