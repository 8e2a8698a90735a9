build-san/shared/lib/base/file_ids.o: lib/base/file_ids.c \
 include/base/file_ids.h include/base/err.h include/base/fd.h
include/base/file_ids.h:
include/base/err.h:
include/base/fd.h:
