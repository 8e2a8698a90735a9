/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Looking at what lies in a tenant's home, as root and without being led elsewhere.
 */
#ifndef CLI_DOCTOR_HOME_H
#define CLI_DOCTOR_HOME_H

#include <sys/stat.h>

#include "tenants.h"

/* lstat(2) of a path below the home, without symbolic links and mounts in it. 0, or -1 with errno. */
int home_stat(const struct doctor_tenant *t, const char *path, struct stat *st);

#endif
