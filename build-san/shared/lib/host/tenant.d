build-san/shared/lib/host/tenant.o: lib/host/tenant.c \
 include/host/tenant.h include/base/err.h include/host/account.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 include/talk/launch.h include/policy/problems.h \
 include/host/config_dir.h include/policy/reader.h include/host/gid_map.h \
 include/policy/defaults.h include/policy/names.h include/policy/single.h
include/host/tenant.h:
include/base/err.h:
include/host/account.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/talk/launch.h:
include/policy/problems.h:
include/host/config_dir.h:
include/policy/reader.h:
include/host/gid_map.h:
include/policy/defaults.h:
include/policy/names.h:
include/policy/single.h:
