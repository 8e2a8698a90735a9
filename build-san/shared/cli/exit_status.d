build-san/shared/cli/exit_status.o: cli/exit_status.c cli/exit_status.h \
 cli/cli.h cli/json.h
cli/exit_status.h:
cli/cli.h:
cli/json.h:
