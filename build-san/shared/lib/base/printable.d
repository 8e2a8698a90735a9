build-san/shared/lib/base/printable.o: lib/base/printable.c \
 include/base/printable.h
include/base/printable.h:
