build-san/shared/policy/ascii.o: policy/ascii.c policy/ascii.h
policy/ascii.h:
