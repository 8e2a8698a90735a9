build-san/shared/lib/talk/protocol.o: lib/talk/protocol.c \
 include/talk/protocol.h include/base/fd.h include/base/wire.h \
 include/talk/protocol_body.h include/base/rlimits.h \
 include/base/schedule.h
include/talk/protocol.h:
include/base/fd.h:
include/base/wire.h:
include/talk/protocol_body.h:
include/base/rlimits.h:
include/base/schedule.h:
