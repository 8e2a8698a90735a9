/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Single files of the configuration: read as a login reads them, written whole or not at all.
 */
#ifndef CLI_CONFIG_FILE_H
#define CLI_CONFIG_FILE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The text of "tenants/alice.ini" below the directory, malloc'ed; *text is NULL where there is none. 0, or
 * an exit status after saying why it cannot be trusted or read.
 */
int config_text(int config, const char *path, char **text);

/* Replace or make it, 0644 or the mode that it has. 0, or an exit status after saying why not. */
int config_write(int config, const char *path, const char *text, bool sync);

/* Remove it; one that is not there is removed already. 0, or an exit status after saying why not. */
int config_unlink(int config, const char *path);

/* Is it there, whatever it is? */
bool config_has(int config, const char *path);

/*
 * Names of the X.ini of "plans" or "tenants", in order, without .ini, only valid ones; malloc'ed and so is
 * the list. How many; a directory that is not there has none.
 */
size_t config_names(int config, const char *directory, char ***names);
void config_names_free(char **names, size_t count);

#endif
