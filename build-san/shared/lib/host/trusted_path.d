build-san/shared/lib/host/trusted_path.o: lib/host/trusted_path.c \
 include/host/trusted_path.h include/base/err.h include/base/fd.h \
 include/host/config_dir.h include/policy/reader.h \
 include/policy/problems.h
include/host/trusted_path.h:
include/base/err.h:
include/base/fd.h:
include/host/config_dir.h:
include/policy/reader.h:
include/policy/problems.h:
