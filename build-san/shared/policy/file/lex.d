build-san/shared/policy/file/lex.o: policy/file/lex.c policy/file/lex.h \
 include/policy/problems.h policy/file/scan.h policy/file/scan_names.h \
 policy/complaint.h include/policy/policy.h include/policy/calls.h \
 policy/syscalls.def include/policy/network.h policy/kinds.def \
 policy/fields.def include/policy/reader.h
policy/file/lex.h:
include/policy/problems.h:
policy/file/scan.h:
policy/file/scan_names.h:
policy/complaint.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/policy/reader.h:
