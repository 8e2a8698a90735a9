build-san/shared/lib/base/signals.o: lib/base/signals.c \
 include/base/signals.h
include/base/signals.h:
