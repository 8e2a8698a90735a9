build-san/shared/cli/command/plan/users.o: cli/command/plan/users.c \
 cli/command/plan/users.h cli/deed.h cli/cli.h cli/json.h \
 include/base/fd.h cli/config_file.h cli/ini.h cli/output.h \
 include/base/printable.h
cli/command/plan/users.h:
cli/deed.h:
cli/cli.h:
cli/json.h:
include/base/fd.h:
cli/config_file.h:
cli/ini.h:
cli/output.h:
include/base/printable.h:
