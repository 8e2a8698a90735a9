build-san/shared/cli/command/plan/verbs.o: cli/command/plan/verbs.c \
 cli/command/plan/plan.h cli/options.h cli/cli.h
cli/command/plan/plan.h:
cli/options.h:
cli/cli.h:
