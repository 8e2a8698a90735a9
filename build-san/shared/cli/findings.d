build-san/shared/cli/findings.o: cli/findings.c cli/findings.h \
 include/policy/problems.h cli/json.h cli/output.h \
 include/base/printable.h
cli/findings.h:
include/policy/problems.h:
cli/json.h:
cli/output.h:
include/base/printable.h:
