build-san/shared/cli/config_file.o: cli/config_file.c cli/config_file.h \
 include/base/fd.h include/base/replace.h cli/cli.h cli/config.h \
 include/host/account.h include/base/err.h include/policy/policy.h \
 include/policy/calls.h policy/syscalls.def include/policy/network.h \
 policy/kinds.def policy/fields.def include/talk/launch.h \
 include/host/tenant.h include/policy/problems.h \
 include/host/config_dir.h include/policy/reader.h cli/output.h \
 include/base/printable.h include/policy/names.h
cli/config_file.h:
include/base/fd.h:
include/base/replace.h:
cli/cli.h:
cli/config.h:
include/host/account.h:
include/base/err.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/talk/launch.h:
include/host/tenant.h:
include/policy/problems.h:
include/host/config_dir.h:
include/policy/reader.h:
cli/output.h:
include/base/printable.h:
include/policy/names.h:
