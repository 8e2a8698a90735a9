build-san/shared/lib/host/log_socket.o: lib/host/log_socket.c \
 include/host/log_socket.h include/base/fd.h
include/host/log_socket.h:
include/base/fd.h:
