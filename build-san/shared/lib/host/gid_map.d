build-san/shared/lib/host/gid_map.o: lib/host/gid_map.c \
 include/host/gid_map.h include/base/err.h include/base/fd.h \
 include/talk/layout.h
include/host/gid_map.h:
include/base/err.h:
include/base/fd.h:
include/talk/layout.h:
