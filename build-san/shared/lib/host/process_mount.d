build-san/shared/lib/host/process_mount.o: lib/host/process_mount.c \
 include/host/process_mount.h include/base/fd.h
include/host/process_mount.h:
include/base/fd.h:
