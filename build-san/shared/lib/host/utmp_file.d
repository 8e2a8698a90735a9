build-san/shared/lib/host/utmp_file.o: lib/host/utmp_file.c \
 include/host/utmp_file.h include/base/fd.h
include/host/utmp_file.h:
include/base/fd.h:
