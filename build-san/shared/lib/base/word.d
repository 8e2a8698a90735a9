build-san/shared/lib/base/word.o: lib/base/word.c include/base/word.h
include/base/word.h:
