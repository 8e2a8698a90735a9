build-san/shared/cli/doctor/files.o: cli/doctor/files.c include/base/fd.h \
 cli/doctor/checks.h cli/doctor/tenants.h cli/cli.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 cli/doctor/verdict.h cli/child.h cli/output.h include/base/printable.h \
 cli/progress.h include/talk/layout.h
include/base/fd.h:
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
cli/child.h:
cli/output.h:
include/base/printable.h:
cli/progress.h:
include/talk/layout.h:
