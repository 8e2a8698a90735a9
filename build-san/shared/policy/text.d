build-san/shared/policy/text.o: policy/text.c policy/text.h
policy/text.h:
