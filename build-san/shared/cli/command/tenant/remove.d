build-san/shared/cli/command/tenant/remove.o: cli/command/tenant/remove.c \
 cli/command/tenant/account.h cli/deed.h cli/cli.h cli/json.h \
 include/host/account.h include/base/err.h include/policy/policy.h \
 include/policy/calls.h policy/syscalls.def include/policy/network.h \
 policy/kinds.def policy/fields.def include/talk/launch.h \
 include/base/fd.h cli/config_file.h cli/output.h \
 include/base/printable.h cli/command/tenant/end.h \
 include/host/config_dir.h include/policy/reader.h \
 include/policy/problems.h include/policy/defaults.h \
 include/policy/names.h include/policy/single.h \
 cli/command/tenant/subject.h cli/half_made.h include/host/tenant.h \
 cli/command/tenant/tenant.h cli/options.h
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
cli/config_file.h:
cli/output.h:
include/base/printable.h:
cli/command/tenant/end.h:
include/host/config_dir.h:
include/policy/reader.h:
include/policy/problems.h:
include/policy/defaults.h:
include/policy/names.h:
include/policy/single.h:
cli/command/tenant/subject.h:
cli/half_made.h:
include/host/tenant.h:
cli/command/tenant/tenant.h:
cli/options.h:
