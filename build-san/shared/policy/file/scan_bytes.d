build-san/shared/policy/file/scan_bytes.o: policy/file/scan_bytes.c \
 policy/file/scan_bytes.h policy/complaint.h
policy/file/scan_bytes.h:
policy/complaint.h:
