build-san/shared/policy/file/scan.o: policy/file/scan.c \
 policy/file/scan.h include/policy/problems.h policy/file/scan_names.h \
 policy/complaint.h include/policy/policy.h include/policy/calls.h \
 policy/syscalls.def include/policy/network.h policy/kinds.def \
 policy/fields.def policy/ascii.h include/policy/reader.h \
 policy/file/scan_bytes.h policy/file/scan_value.h
policy/file/scan.h:
include/policy/problems.h:
policy/file/scan_names.h:
policy/complaint.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
policy/ascii.h:
include/policy/reader.h:
policy/file/scan_bytes.h:
policy/file/scan_value.h:
