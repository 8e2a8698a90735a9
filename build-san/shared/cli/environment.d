build-san/shared/cli/environment.o: cli/environment.c cli/environment.h \
 cli/output.h include/base/printable.h
cli/environment.h:
cli/output.h:
include/base/printable.h:
