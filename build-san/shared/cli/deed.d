build-san/shared/cli/deed.o: cli/deed.c cli/deed.h cli/cli.h cli/json.h \
 include/base/err.h include/base/fd.h cli/command/reload.h cli/cli.h \
 cli/json.h cli/config.h include/host/account.h include/policy/policy.h \
 include/policy/calls.h policy/syscalls.def include/policy/network.h \
 policy/kinds.def policy/fields.def include/talk/launch.h \
 include/host/tenant.h include/policy/problems.h cli/config_file.h \
 include/host/state.h cli/output.h include/base/printable.h cli/tool.h
cli/deed.h:
cli/cli.h:
cli/json.h:
include/base/err.h:
include/base/fd.h:
cli/command/reload.h:
cli/cli.h:
cli/json.h:
cli/config.h:
include/host/account.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/talk/launch.h:
include/host/tenant.h:
include/policy/problems.h:
cli/config_file.h:
include/host/state.h:
cli/output.h:
include/base/printable.h:
cli/tool.h:
