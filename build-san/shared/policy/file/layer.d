build-san/shared/policy/file/layer.o: policy/file/layer.c \
 policy/file/layer.h policy/kind.h policy/bytes.h policy/complaint.h \
 policy/table.h include/policy/policy.h include/policy/calls.h \
 policy/syscalls.def include/policy/network.h policy/kinds.def \
 policy/fields.def policy/text.h include/policy/problems.h \
 include/policy/reader.h policy/file/scan.h policy/file/scan_names.h \
 policy/complaint.h policy/file/lex.h include/policy/defaults.h \
 policy/kind/name.h policy/value.h policy/kind.h
policy/file/layer.h:
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
include/policy/problems.h:
include/policy/reader.h:
policy/file/scan.h:
policy/file/scan_names.h:
policy/complaint.h:
policy/file/lex.h:
include/policy/defaults.h:
policy/kind/name.h:
policy/value.h:
policy/kind.h:
