build-san/shared/policy/single.o: policy/single.c include/policy/single.h \
 include/policy/policy.h include/policy/calls.h policy/syscalls.def \
 include/policy/network.h policy/kinds.def policy/fields.def \
 include/policy/problems.h include/policy/reader.h policy/check.h \
 policy/expand.h include/policy/defaults.h policy/file/layer.h \
 policy/kind.h policy/bytes.h policy/complaint.h policy/table.h \
 policy/text.h policy/file/scan.h policy/file/scan_names.h \
 policy/complaint.h policy/kind/name.h policy/kind/template.h \
 include/policy/names.h
include/policy/single.h:
include/policy/policy.h:
include/policy/calls.h:
policy/syscalls.def:
include/policy/network.h:
policy/kinds.def:
policy/fields.def:
include/policy/problems.h:
include/policy/reader.h:
policy/check.h:
policy/expand.h:
include/policy/defaults.h:
policy/file/layer.h:
policy/kind.h:
policy/bytes.h:
policy/complaint.h:
policy/table.h:
policy/text.h:
policy/file/scan.h:
policy/file/scan_names.h:
policy/complaint.h:
policy/kind/name.h:
policy/kind/template.h:
include/policy/names.h:
