build-san/shared/lib/base/err.o: lib/base/err.c include/base/err.h
include/base/err.h:
