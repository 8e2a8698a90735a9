build-san/shared/lib/host/visible.o: lib/host/visible.c \
 include/host/visible.h include/base/err.h include/host/packages.h \
 include/base/fd.h include/base/file_ids.h
include/host/visible.h:
include/base/err.h:
include/host/packages.h:
include/base/fd.h:
include/base/file_ids.h:
