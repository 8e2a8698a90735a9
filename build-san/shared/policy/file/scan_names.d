build-san/shared/policy/file/scan_names.o: policy/file/scan_names.c \
 policy/file/scan_names.h policy/complaint.h include/policy/policy.h \
 include/policy/calls.h policy/syscalls.def include/policy/network.h \
 policy/kinds.def policy/fields.def policy/ascii.h include/policy/names.h \
 policy/suggest.h policy/table.h policy/file/scan_bytes.h
policy/file/scan_names.h:
policy/complaint.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
policy/ascii.h:
include/policy/names.h:
policy/suggest.h:
policy/table.h:
policy/file/scan_bytes.h:
