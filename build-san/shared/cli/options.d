build-san/shared/cli/options.o: cli/options.c cli/options.h cli/cli.h \
 cli/output.h include/base/printable.h
cli/options.h:
cli/cli.h:
cli/output.h:
include/base/printable.h:
