build-san/shared/cli/half_made.o: cli/half_made.c cli/half_made.h \
 include/base/fd.h cli/ini.h cli/output.h include/base/printable.h
cli/half_made.h:
include/base/fd.h:
cli/ini.h:
cli/output.h:
include/base/printable.h:
