build-san/shared/cli/child.o: cli/child.c cli/child.h include/base/fd.h
cli/child.h:
include/base/fd.h:
