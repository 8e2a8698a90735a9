build-san/shared/lib/base/hash.o: lib/base/hash.c include/base/hash.h
include/base/hash.h:
