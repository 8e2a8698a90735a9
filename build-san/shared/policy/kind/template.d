build-san/shared/policy/kind/template.o: policy/kind/template.c \
 policy/kind/template.h policy/complaint.h include/policy/policy.h \
 include/policy/calls.h policy/syscalls.def include/policy/network.h \
 policy/kinds.def policy/fields.def policy/path.h policy/complaint.h \
 policy/text.h
policy/kind/template.h:
policy/complaint.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
policy/path.h:
policy/complaint.h:
policy/text.h:
