build-san/shared/lib/host/machine_id.o: lib/host/machine_id.c \
 include/host/machine_id.h include/base/fd.h
include/host/machine_id.h:
include/base/fd.h:
