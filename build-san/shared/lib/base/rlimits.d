build-san/shared/lib/base/rlimits.o: lib/base/rlimits.c \
 include/base/rlimits.h
include/base/rlimits.h:
