/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whom the kernel takes first when the host is out of memory: proc_pid_oom_score_adj(5).
 */
#ifndef INIT_OOM_SCORE_H
#define INIT_OOM_SCORE_H

#define OOM_SCORE_OWN "500"   /* of PID 1, as root wrote it: pam_module/start.c */
#define OOM_SCORE_KEPT "1000" /* of a room that can be missed: before everything else on the host */

/* Of PID 1. Only while no process is there that could make use of the moment. */
void oom_score_set(const char *score);

#endif
