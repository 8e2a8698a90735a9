build-san/shared/cli/sources.o: cli/sources.c cli/sources.h \
 include/host/account.h include/base/err.h include/policy/policy.h \
 include/policy/calls.h policy/syscalls.def include/policy/network.h \
 policy/kinds.def policy/fields.def include/talk/launch.h \
 include/policy/problems.h include/base/fd.h include/host/config_dir.h \
 include/policy/reader.h include/host/source.h include/talk/shown.h \
 cli/output.h include/base/printable.h include/talk/layout.h
cli/sources.h:
include/host/account.h:
include/base/err.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/talk/launch.h:
include/policy/problems.h:
include/base/fd.h:
include/host/config_dir.h:
include/policy/reader.h:
include/host/source.h:
include/talk/shown.h:
cli/output.h:
include/base/printable.h:
include/talk/layout.h:
