build-san/shared/cli/call_name.o: cli/call_name.c cli/call_name.h \
 include/base/fd.h
cli/call_name.h:
include/base/fd.h:
