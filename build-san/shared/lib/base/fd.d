build-san/shared/lib/base/fd.o: lib/base/fd.c include/base/fd.h
include/base/fd.h:
