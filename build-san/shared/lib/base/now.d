build-san/shared/lib/base/now.o: lib/base/now.c include/base/now.h
include/base/now.h:
