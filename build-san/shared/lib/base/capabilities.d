build-san/shared/lib/base/capabilities.o: lib/base/capabilities.c \
 include/base/capabilities.h
include/base/capabilities.h:
