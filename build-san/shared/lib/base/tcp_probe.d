build-san/shared/lib/base/tcp_probe.o: lib/base/tcp_probe.c \
 include/base/tcp_probe.h include/base/fd.h
include/base/tcp_probe.h:
include/base/fd.h:
