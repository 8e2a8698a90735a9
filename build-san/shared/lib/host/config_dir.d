build-san/shared/lib/host/config_dir.o: lib/host/config_dir.c \
 include/host/config_dir.h include/base/err.h include/policy/reader.h \
 include/policy/problems.h include/base/fd.h
include/host/config_dir.h:
include/base/err.h:
include/policy/reader.h:
include/policy/problems.h:
include/base/fd.h:
