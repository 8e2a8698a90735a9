build-san/shared/lib/talk/relay.o: lib/talk/relay.c lib/talk/relay.h
lib/talk/relay.h:
