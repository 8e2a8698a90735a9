build-san/shared/cli/questions.o: cli/questions.c cli/questions.h \
 include/talk/protocol_body.h include/base/rlimits.h \
 include/base/schedule.h include/base/fd.h include/base/now.h \
 include/host/control.h include/talk/protocol.h cli/output.h \
 include/base/printable.h
cli/questions.h:
include/talk/protocol_body.h:
include/base/rlimits.h:
include/base/schedule.h:
include/base/fd.h:
include/base/now.h:
include/host/control.h:
include/talk/protocol.h:
cli/output.h:
include/base/printable.h:
