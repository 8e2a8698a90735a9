#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Tenants of a directory, by nslcd: the rows are those of directory.sh.
NAMES=nslcd
. "$(dirname "$0")/directory.sh"
