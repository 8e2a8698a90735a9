build-san/shared/lib/base/tree.o: lib/base/tree.c include/base/tree.h \
 include/base/fd.h
include/base/tree.h:
include/base/fd.h:
