build-san/shared/cli/tool.o: cli/tool.c cli/tool.h include/base/fd.h \
 include/base/now.h
cli/tool.h:
include/base/fd.h:
include/base/now.h:
