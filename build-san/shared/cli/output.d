build-san/shared/cli/output.o: cli/output.c cli/output.h \
 include/base/printable.h include/base/err.h cli/cli.h
cli/output.h:
include/base/printable.h:
include/base/err.h:
cli/cli.h:
