build-san/shared/cli/command/tenant/verbs.o: cli/command/tenant/verbs.c \
 cli/command/command.h cli/cli.h cli/command/tenant/tenant.h \
 cli/options.h cli/cli.h
cli/command/command.h:
cli/cli.h:
cli/command/tenant/tenant.h:
cli/options.h:
cli/cli.h:
