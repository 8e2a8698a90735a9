build-san/shared/cli/doctor/configuration.o: cli/doctor/configuration.c \
 cli/doctor/checks.h cli/doctor/tenants.h cli/cli.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 cli/doctor/verdict.h cli/command/check.h cli/findings.h \
 include/policy/problems.h cli/output.h include/base/printable.h \
 include/host/subids.h
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
cli/command/check.h:
cli/findings.h:
include/policy/problems.h:
cli/output.h:
include/base/printable.h:
include/host/subids.h:
