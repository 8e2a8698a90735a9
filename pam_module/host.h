/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Work to be done on the host for a login program that stands on the porch and stays there.
 */
#ifndef PAM_MODULE_HOST_H
#define PAM_MODULE_HOST_H

/*
 * Run work(data) as root in a helper process in the mount namespace of PID 1, and wait for its end, a
 * few seconds at most. The caller does not move and learns nothing of this child. Without root's
 * rights nothing is done. The helper has the caller's descriptors; it must only use what is safe in a
 * copy of a process without threads.
 */
void host_run(void (*work)(const void *data), const void *data);

#endif
