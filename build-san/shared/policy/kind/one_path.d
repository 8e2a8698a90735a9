build-san/shared/policy/kind/one_path.o: policy/kind/one_path.c \
 policy/kind/plain.h policy/kind.h policy/bytes.h policy/complaint.h \
 policy/table.h include/policy/policy.h include/policy/calls.h \
 policy/syscalls.def include/policy/network.h policy/kinds.def \
 policy/fields.def policy/text.h policy/path.h policy/kind/template.h \
 policy/complaint.h
policy/kind/plain.h:
policy/kind.h:
policy/bytes.h:
policy/complaint.h:
policy/table.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
policy/text.h:
policy/path.h:
policy/kind/template.h:
policy/complaint.h:
