build-san/shared/lib/talk/attach.o: lib/talk/attach.c \
 include/talk/attach.h include/base/err.h include/talk/protocol.h \
 include/talk/protocol_body.h include/base/rlimits.h \
 include/base/schedule.h include/base/fd.h include/base/signals.h \
 include/base/wire.h lib/talk/relay.h
include/talk/attach.h:
include/base/err.h:
include/talk/protocol.h:
include/talk/protocol_body.h:
include/base/rlimits.h:
include/base/schedule.h:
include/base/fd.h:
include/base/signals.h:
include/base/wire.h:
lib/talk/relay.h:
