build-san/shared/cli/doctor/landlock.o: cli/doctor/landlock.c \
 include/base/fd.h include/base/tcp_probe.h cli/doctor/checks.h \
 cli/doctor/tenants.h cli/cli.h include/policy/policy.h \
 include/policy/calls.h policy/syscalls.def include/policy/network.h \
 policy/kinds.def policy/fields.def cli/doctor/verdict.h
include/base/fd.h:
include/base/tcp_probe.h:
cli/doctor/checks.h:
cli/doctor/tenants.h:
cli/cli.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
cli/doctor/verdict.h:
