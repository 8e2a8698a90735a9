build-san/shared/lib/host/hosts.o: lib/host/hosts.c include/host/hosts.h \
 include/base/fd.h
include/host/hosts.h:
include/base/fd.h:
