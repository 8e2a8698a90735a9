build-san/shared/policy/bytes.o: policy/bytes.c policy/bytes.h
policy/bytes.h:
