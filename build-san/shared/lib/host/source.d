build-san/shared/lib/host/source.o: lib/host/source.c \
 include/host/source.h include/base/err.h include/host/account.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 include/talk/launch.h include/talk/shown.h include/base/fd.h \
 include/base/file_ids.h include/host/trusted_path.h \
 include/policy/reserved.h include/talk/layout.h
include/host/source.h:
include/base/err.h:
include/host/account.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/talk/launch.h:
include/talk/shown.h:
include/base/fd.h:
include/base/file_ids.h:
include/host/trusted_path.h:
include/policy/reserved.h:
include/talk/layout.h:
