build-san/shared/policy/problems.o: policy/problems.c \
 include/policy/problems.h include/base/printable.h policy/text.h
include/policy/problems.h:
include/base/printable.h:
policy/text.h:
