build-san/shared/cli/command/doctor.o: cli/command/doctor.c \
 cli/doctor/checks.h cli/doctor/tenants.h cli/cli.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 cli/doctor/verdict.h cli/json.h cli/output.h include/base/printable.h \
 cli/progress.h cli/command/command.h
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
cli/json.h:
cli/output.h:
include/base/printable.h:
cli/progress.h:
cli/command/command.h:
