build-san/shared/cli/event_publish.o: cli/event_publish.c \
 cli/event_publish.h include/events/event.h include/base/err.h \
 include/events/journal.h
cli/event_publish.h:
include/events/event.h:
include/base/err.h:
include/events/journal.h:
