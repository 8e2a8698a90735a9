build-san/shared/policy/kind/binds.o: policy/kind/binds.c \
 policy/kind/list.h policy/complaint.h include/policy/policy.h \
 include/policy/calls.h policy/syscalls.def include/policy/network.h \
 policy/kinds.def policy/fields.def policy/kind.h policy/bytes.h \
 policy/complaint.h policy/table.h policy/text.h policy/path.h \
 policy/kind/template.h
policy/kind/list.h:
policy/complaint.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
policy/kind.h:
policy/bytes.h:
policy/complaint.h:
policy/table.h:
policy/text.h:
policy/path.h:
policy/kind/template.h:
