build-san/shared/lib/host/skeleton.o: lib/host/skeleton.c \
 include/host/skeleton.h include/base/err.h include/base/fd.h \
 include/base/hash.h include/base/tree.h
include/host/skeleton.h:
include/base/err.h:
include/base/fd.h:
include/base/hash.h:
include/base/tree.h:
