build-san/shared/cli/json.o: cli/json.c cli/json.h include/base/fd.h \
 cli/output.h include/base/printable.h
cli/json.h:
include/base/fd.h:
cli/output.h:
include/base/printable.h:
