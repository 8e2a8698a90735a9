build-san/shared/cli/doctor/verdict.o: cli/doctor/verdict.c \
 cli/doctor/verdict.h cli/output.h include/base/printable.h
cli/doctor/verdict.h:
cli/output.h:
include/base/printable.h:
