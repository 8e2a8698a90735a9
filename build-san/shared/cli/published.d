build-san/shared/cli/published.o: cli/published.c cli/published.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 include/policy/problems.h cli/output.h include/base/printable.h \
 include/policy/print.h
cli/published.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/policy/problems.h:
cli/output.h:
include/base/printable.h:
include/policy/print.h:
