build-san/shared/cli/pubkey.o: cli/pubkey.c cli/pubkey.h
cli/pubkey.h:
