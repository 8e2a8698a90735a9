build-san/shared/cli/command/gc_network.o: cli/command/gc_network.c \
 cli/command/gc_network.h cli/command/gc_tools.h include/base/err.h \
 include/cgroup/find.h include/policy/policy.h include/policy/calls.h \
 policy/syscalls.def include/policy/network.h policy/kinds.def \
 policy/fields.def cli/cli.h cli/json.h cli/net_tool.h cli/output.h \
 include/base/printable.h
cli/command/gc_network.h:
cli/command/gc_tools.h:
include/base/err.h:
include/cgroup/find.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
cli/cli.h:
cli/json.h:
cli/net_tool.h:
cli/output.h:
include/base/printable.h:
