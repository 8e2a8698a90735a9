build-san/shared/policy/kind/name.o: policy/kind/name.c \
 policy/kind/name.h policy/complaint.h policy/kind/plain.h policy/kind.h \
 policy/bytes.h policy/complaint.h policy/table.h include/policy/policy.h \
 include/policy/calls.h policy/syscalls.def include/policy/network.h \
 policy/kinds.def policy/fields.def policy/text.h policy/ascii.h \
 include/policy/names.h policy/path.h policy/kind/template.h
policy/kind/name.h:
policy/complaint.h:
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
policy/ascii.h:
include/policy/names.h:
policy/path.h:
policy/kind/template.h:
