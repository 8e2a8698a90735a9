/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files of /etc that hostel writes in a sandbox that is made of an image: the image's accounts with
 * the tenant among them, and what the host's rooms have: hosts, hostname, resolv.conf, machine-id.
 */
#ifndef INIT_IMAGE_FILES_H
#define INIT_IMAGE_FILES_H

#include "parts.h"

/* Into the skeleton: image.h. 0 or -1 with *e. */
int image_files(struct build *b, int skeleton, struct err *e);

#endif
