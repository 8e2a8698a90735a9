build-san/shared/cli/command/reload_outcome.o: \
 cli/command/reload_outcome.c cli/command/reload_outcome.h \
 include/cgroup/find.h include/base/err.h include/policy/policy.h \
 include/policy/calls.h policy/syscalls.def include/policy/network.h \
 policy/kinds.def policy/fields.def cli/cli.h cli/json.h cli/output.h \
 include/base/printable.h include/policy/print.h
cli/command/reload_outcome.h:
include/cgroup/find.h:
include/base/err.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
cli/cli.h:
cli/json.h:
cli/output.h:
include/base/printable.h:
include/policy/print.h:
