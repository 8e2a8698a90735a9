build-san/shared/lib/talk/shown.o: lib/talk/shown.c include/talk/shown.h \
 include/base/err.h include/policy/policy.h include/policy/calls.h \
 policy/syscalls.def include/policy/network.h policy/kinds.def \
 policy/fields.def include/base/fd.h include/policy/reserved.h
include/talk/shown.h:
include/base/err.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/base/fd.h:
include/policy/reserved.h:
