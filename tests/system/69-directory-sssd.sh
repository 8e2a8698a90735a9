#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Tenants of a directory, by sssd: the rows are those of directory.sh.
NAMES=sssd
. "$(dirname "$0")/directory.sh"
