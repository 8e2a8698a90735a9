build-san/shared/lib/base/inherited.o: lib/base/inherited.c \
 include/base/inherited.h include/base/signals.h
include/base/inherited.h:
include/base/signals.h:
