build-san/shared/policy/kind/caps.o: policy/kind/caps.c \
 build-san/generated/capability_names.h policy/kind/list.h \
 policy/complaint.h include/policy/policy.h include/policy/calls.h \
 policy/syscalls.def include/policy/network.h policy/kinds.def \
 policy/fields.def policy/kind/plain.h policy/kind.h policy/bytes.h \
 policy/complaint.h policy/table.h policy/text.h policy/ascii.h \
 policy/suggest.h
build-san/generated/capability_names.h:
policy/kind/list.h:
policy/complaint.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
policy/kind/plain.h:
policy/kind.h:
policy/bytes.h:
policy/complaint.h:
policy/table.h:
policy/text.h:
policy/ascii.h:
policy/suggest.h:
