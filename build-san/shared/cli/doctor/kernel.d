build-san/shared/cli/doctor/kernel.o: cli/doctor/kernel.c \
 include/base/fd.h include/cgroup/find.h include/base/err.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 include/cgroup/pools.h cli/doctor/checks.h cli/doctor/tenants.h \
 cli/cli.h cli/doctor/verdict.h cli/config.h cli/cli.h \
 include/host/account.h include/talk/launch.h include/host/tenant.h \
 include/policy/problems.h
include/base/fd.h:
include/cgroup/find.h:
include/base/err.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/cgroup/pools.h:
cli/doctor/checks.h:
cli/doctor/tenants.h:
cli/cli.h:
cli/doctor/verdict.h:
cli/config.h:
cli/cli.h:
include/host/account.h:
include/talk/launch.h:
include/host/tenant.h:
include/policy/problems.h:
