build-san/shared/lib/host/packages.o: lib/host/packages.c \
 include/host/packages.h include/base/err.h include/base/fd.h \
 include/base/replace.h
include/host/packages.h:
include/base/err.h:
include/base/fd.h:
include/base/replace.h:
