build-san/shared/lib/host/drain.o: lib/host/drain.c include/host/drain.h \
 include/base/err.h include/base/fd.h include/base/printable.h \
 include/base/replace.h include/host/state.h include/policy/policy.h \
 include/policy/calls.h policy/syscalls.def include/policy/network.h \
 policy/kinds.def policy/fields.def include/talk/paths.h
include/host/drain.h:
include/base/err.h:
include/base/fd.h:
include/base/printable.h:
include/base/replace.h:
include/host/state.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/talk/paths.h:
