build-san/shared/cli/command/plan/rename.o: cli/command/plan/rename.c \
 include/base/fd.h cli/config_file.h cli/ini.h cli/output.h \
 include/base/printable.h cli/trial.h include/host/account.h \
 include/base/err.h include/policy/policy.h include/policy/calls.h \
 policy/syscalls.def include/policy/network.h policy/kinds.def \
 policy/fields.def include/talk/launch.h include/policy/reader.h \
 include/policy/problems.h cli/command/plan/plan.h cli/options.h \
 cli/cli.h cli/command/plan/users.h cli/deed.h cli/json.h
include/base/fd.h:
cli/config_file.h:
cli/ini.h:
cli/output.h:
include/base/printable.h:
cli/trial.h:
include/host/account.h:
include/base/err.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/talk/launch.h:
include/policy/reader.h:
include/policy/problems.h:
cli/command/plan/plan.h:
cli/options.h:
cli/cli.h:
cli/command/plan/users.h:
cli/deed.h:
cli/json.h:
