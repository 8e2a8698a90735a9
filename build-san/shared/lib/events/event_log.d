build-san/shared/lib/events/event_log.o: lib/events/event_log.c \
 include/events/event_log.h include/events/event.h include/base/err.h \
 include/base/fd.h
include/events/event_log.h:
include/events/event.h:
include/base/err.h:
include/base/fd.h:
