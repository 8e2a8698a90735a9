build-san/shared/cli/net_tool.o: cli/net_tool.c cli/net_tool.h \
 include/base/fd.h include/talk/paths.h
cli/net_tool.h:
include/base/fd.h:
include/talk/paths.h:
