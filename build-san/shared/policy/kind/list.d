build-san/shared/policy/kind/list.o: policy/kind/list.c \
 policy/kind/list.h policy/complaint.h include/policy/policy.h \
 include/policy/calls.h policy/syscalls.def include/policy/network.h \
 policy/kinds.def policy/fields.def policy/ascii.h policy/path.h \
 policy/complaint.h policy/value.h policy/kind.h policy/bytes.h \
 policy/table.h policy/text.h policy/kind/template.h
policy/kind/list.h:
policy/complaint.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
policy/ascii.h:
policy/path.h:
policy/complaint.h:
policy/value.h:
policy/kind.h:
policy/bytes.h:
policy/table.h:
policy/text.h:
policy/kind/template.h:
