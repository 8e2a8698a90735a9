build-san/shared/tests/inherited.o: tests/inherited.c \
 include/base/inherited.h include/base/signals.h
include/base/inherited.h:
include/base/signals.h:
