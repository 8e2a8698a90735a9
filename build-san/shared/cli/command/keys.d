build-san/shared/cli/command/keys.o: cli/command/keys.c \
 include/policy/keys.h include/policy/policy.h include/policy/calls.h \
 policy/syscalls.def include/policy/network.h policy/kinds.def \
 policy/fields.def cli/json.h cli/output.h include/base/printable.h \
 cli/command/command.h cli/cli.h include/policy/defaults.h \
 include/policy/print.h
include/policy/keys.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
cli/json.h:
cli/output.h:
include/base/printable.h:
cli/command/command.h:
cli/cli.h:
include/policy/defaults.h:
include/policy/print.h:
