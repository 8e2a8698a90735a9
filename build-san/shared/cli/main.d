build-san/shared/cli/main.o: cli/main.c include/base/inherited.h \
 cli/cli.h cli/command/command.h cli/cli.h cli/command/plan/plan.h \
 cli/options.h cli/cli.h cli/command/tenant/tenant.h cli/exit_status.h \
 cli/options.h cli/output.h include/base/printable.h
include/base/inherited.h:
cli/cli.h:
cli/command/command.h:
cli/cli.h:
cli/command/plan/plan.h:
cli/options.h:
cli/cli.h:
cli/command/tenant/tenant.h:
cli/exit_status.h:
cli/options.h:
cli/output.h:
include/base/printable.h:
