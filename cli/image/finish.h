/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The end of an import.
 */
#ifndef CLI_IMAGE_FINISH_H
#define CLI_IMAGE_FINISH_H

#include "import.h"

/*
 * IMPORT_TREE is complete: prepare it, pack it, take it into the store, report. `digest` goes behind the
 * source in the manifest; NULL: not known. 0, or an exit status after saying why.
 */
int import_finish(struct import *im, const char *digest);

/*
 * The file image of a directory was written by who had read a stranger's tree, or by a stranger; a sandbox
 * that has seen nothing else looks whether a kernel may be shown it. 0, or an exit status after saying why.
 */
int import_check(struct import *im, int directory);

/* One line, or JSON: what was added, or that nothing was. */
void import_report(const struct import *im);

#endif
