build-san/shared/cli/config.o: cli/config.c cli/config.h cli/cli.h \
 include/host/account.h include/base/err.h include/policy/policy.h \
 include/policy/calls.h policy/syscalls.def include/policy/network.h \
 policy/kinds.def policy/fields.def include/talk/launch.h \
 include/host/tenant.h include/policy/problems.h include/base/fd.h \
 include/cgroup/find.h include/host/config_dir.h include/policy/reader.h \
 cli/output.h include/base/printable.h include/policy/defaults.h \
 include/policy/load.h include/policy/single.h
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
include/base/fd.h:
include/cgroup/find.h:
include/host/config_dir.h:
include/policy/reader.h:
cli/output.h:
include/base/printable.h:
include/policy/defaults.h:
include/policy/load.h:
include/policy/single.h:
