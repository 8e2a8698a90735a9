/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel run --service: a service of a tenant's, once. Who starts it again is systemd (or whoever called).
 */
#ifndef CLI_SERVICE_RUNNER_H
#define CLI_SERVICE_RUNNER_H

#include "cli/cli.h"

/* hostel(8): it is to be started again, the wait before is this program's own. EX_TEMPFAIL of sysexits.h */
#define EXIT_AGAIN 75

/*
 * Run cli->run_service of `tenant`; "TENANT:NAME" with `tenant` NULL. Returns an exit status: 0 after SIGTERM
 * or where the service ended well and need not run for ever, EXIT_AGAIN, else as it ended (of a signal: 128
 * more).
 */
int service_run(const struct cli *c, int config, const char *tenant);

#endif
