build-san/shared/lib/base/relro.o: lib/base/relro.c include/base/relro.h
include/base/relro.h:
