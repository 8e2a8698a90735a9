build-san/shared/cli/assign.o: cli/assign.c cli/assign.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 include/base/fd.h cli/ini.h cli/output.h include/base/printable.h \
 include/policy/keys.h include/policy/print.h
cli/assign.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/base/fd.h:
cli/ini.h:
cli/output.h:
include/base/printable.h:
include/policy/keys.h:
include/policy/print.h:
