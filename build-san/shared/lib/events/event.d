build-san/shared/lib/events/event.o: lib/events/event.c \
 include/events/event.h include/base/err.h include/base/printable.h
include/events/event.h:
include/base/err.h:
include/base/printable.h:
