build-san/shared/lib/base/replace.o: lib/base/replace.c \
 include/base/replace.h include/base/fd.h
include/base/replace.h:
include/base/fd.h:
