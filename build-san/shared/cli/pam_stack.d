build-san/shared/cli/pam_stack.o: cli/pam_stack.c cli/pam_stack.h
cli/pam_stack.h:
