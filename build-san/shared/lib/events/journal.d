build-san/shared/lib/events/journal.o: lib/events/journal.c \
 include/events/journal.h include/events/event.h include/base/err.h \
 include/base/fd.h
include/events/journal.h:
include/events/event.h:
include/base/err.h:
include/base/fd.h:
