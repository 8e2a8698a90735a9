build-san/shared/cli/since.o: cli/since.c cli/since.h
cli/since.h:
