build-san/shared/policy/suggest.o: policy/suggest.c policy/suggest.h \
 policy/ascii.h
policy/suggest.h:
policy/ascii.h:
