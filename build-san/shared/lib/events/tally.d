build-san/shared/lib/events/tally.o: lib/events/tally.c \
 include/events/tally.h include/base/err.h include/cgroup/counters.h \
 include/cgroup/find.h include/policy/policy.h include/policy/calls.h \
 policy/syscalls.def include/policy/network.h policy/kinds.def \
 policy/fields.def include/events/event.h include/base/fd.h \
 include/base/replace.h include/events/event_log.h include/host/state.h
include/events/tally.h:
include/base/err.h:
include/cgroup/counters.h:
include/cgroup/find.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/events/event.h:
include/base/fd.h:
include/base/replace.h:
include/events/event_log.h:
include/host/state.h:
