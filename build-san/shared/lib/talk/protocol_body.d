build-san/shared/lib/talk/protocol_body.o: lib/talk/protocol_body.c \
 include/talk/protocol_body.h include/base/rlimits.h \
 include/base/schedule.h include/base/wire.h
include/talk/protocol_body.h:
include/base/rlimits.h:
include/base/schedule.h:
include/base/wire.h:
