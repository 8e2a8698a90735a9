build-san/shared/lib/base/wire.o: lib/base/wire.c include/base/wire.h
include/base/wire.h:
