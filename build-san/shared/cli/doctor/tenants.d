build-san/shared/cli/doctor/tenants.o: cli/doctor/tenants.c \
 cli/doctor/tenants.h cli/cli.h include/policy/policy.h \
 include/policy/calls.h policy/syscalls.def include/policy/network.h \
 policy/kinds.def policy/fields.def include/base/fd.h \
 include/cgroup/pools.h cli/config.h cli/cli.h include/host/account.h \
 include/base/err.h include/talk/launch.h include/host/tenant.h \
 include/policy/problems.h cli/host_limits.h include/base/rlimits.h \
 cli/output.h include/base/printable.h cli/progress.h \
 include/host/config_dir.h include/policy/reader.h \
 include/policy/defaults.h include/policy/load.h include/policy/print.h \
 include/policy/single.h
cli/doctor/tenants.h:
cli/cli.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/base/fd.h:
include/cgroup/pools.h:
cli/config.h:
cli/cli.h:
include/host/account.h:
include/base/err.h:
include/talk/launch.h:
include/host/tenant.h:
include/policy/problems.h:
cli/host_limits.h:
include/base/rlimits.h:
cli/output.h:
include/base/printable.h:
cli/progress.h:
include/host/config_dir.h:
include/policy/reader.h:
include/policy/defaults.h:
include/policy/load.h:
include/policy/print.h:
include/policy/single.h:
