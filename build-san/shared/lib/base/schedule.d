build-san/shared/lib/base/schedule.o: lib/base/schedule.c \
 include/base/schedule.h
include/base/schedule.h:
