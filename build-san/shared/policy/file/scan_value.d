build-san/shared/policy/file/scan_value.o: policy/file/scan_value.c \
 policy/file/scan_value.h policy/complaint.h policy/ascii.h \
 policy/file/scan_bytes.h
policy/file/scan_value.h:
policy/complaint.h:
policy/ascii.h:
policy/file/scan_bytes.h:
