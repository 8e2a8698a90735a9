build-san/shared/policy/reserved.o: policy/reserved.c \
 include/policy/reserved.h
include/policy/reserved.h:
