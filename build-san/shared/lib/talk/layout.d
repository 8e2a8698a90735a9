build-san/shared/lib/talk/layout.o: lib/talk/layout.c \
 include/talk/layout.h
include/talk/layout.h:
