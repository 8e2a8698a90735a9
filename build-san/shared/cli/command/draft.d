build-san/shared/cli/command/draft.o: cli/command/draft.c \
 cli/command/draft.h include/policy/reader.h include/policy/problems.h \
 include/base/fd.h
cli/command/draft.h:
include/policy/reader.h:
include/policy/problems.h:
include/base/fd.h:
