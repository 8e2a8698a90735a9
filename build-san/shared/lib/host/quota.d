build-san/shared/lib/host/quota.o: lib/host/quota.c include/host/quota.h \
 include/base/err.h include/host/account.h include/policy/policy.h \
 include/policy/calls.h policy/syscalls.def include/policy/network.h \
 policy/kinds.def policy/fields.def include/talk/launch.h \
 include/base/fd.h include/base/file_ids.h include/host/config_dir.h \
 include/policy/reader.h include/policy/problems.h \
 include/host/trusted_path.h include/policy/print.h
include/host/quota.h:
include/base/err.h:
include/host/account.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/talk/launch.h:
include/base/fd.h:
include/base/file_ids.h:
include/host/config_dir.h:
include/policy/reader.h:
include/policy/problems.h:
include/host/trusted_path.h:
include/policy/print.h:
