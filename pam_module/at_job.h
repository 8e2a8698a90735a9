/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What atd does after it has closed the session, and cannot do on the porch.
 */
#ifndef PAM_MODULE_AT_JOB_H
#define PAM_MODULE_AT_JOB_H

/* Remove the job and its output file from atd's spool on the host: atd itself would do it now. */
void at_job_remove(void);

#endif
