build-san/shared/cli/command/tenant/account.o: \
 cli/command/tenant/account.c cli/command/tenant/account.h cli/deed.h \
 cli/cli.h cli/json.h include/host/account.h include/base/err.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 include/talk/launch.h include/base/fd.h cli/output.h \
 include/base/printable.h
cli/command/tenant/account.h:
cli/deed.h:
cli/cli.h:
cli/json.h:
include/host/account.h:
include/base/err.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/talk/launch.h:
include/base/fd.h:
cli/output.h:
include/base/printable.h:
