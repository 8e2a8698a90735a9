build-san/shared/cli/ini.o: cli/ini.c cli/ini.h cli/output.h \
 include/base/printable.h
cli/ini.h:
cli/output.h:
include/base/printable.h:
