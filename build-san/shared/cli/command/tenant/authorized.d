build-san/shared/cli/command/tenant/authorized.o: \
 cli/command/tenant/authorized.c cli/command/tenant/authorized.h \
 cli/cli.h include/host/account.h include/base/err.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 include/talk/launch.h include/base/fd.h include/base/replace.h \
 cli/child.h cli/output.h include/base/printable.h cli/pubkey.h
cli/command/tenant/authorized.h:
cli/cli.h:
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
include/base/replace.h:
cli/child.h:
cli/output.h:
include/base/printable.h:
cli/pubkey.h:
