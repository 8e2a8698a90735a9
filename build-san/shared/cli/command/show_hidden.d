build-san/shared/cli/command/show_hidden.o: cli/command/show_hidden.c \
 cli/command/show_hidden.h cli/cli.h include/base/fd.h cli/json.h \
 cli/output.h include/base/printable.h include/host/visible.h \
 include/base/err.h include/host/packages.h
cli/command/show_hidden.h:
cli/cli.h:
include/base/fd.h:
cli/json.h:
cli/output.h:
include/base/printable.h:
include/host/visible.h:
include/base/err.h:
include/host/packages.h:
