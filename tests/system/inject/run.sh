#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# make inject: the whole sweep, or sweep.py with these arguments, in a world.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/setup.sh"

[ $# != 0 ] || set -- --strace 200 cold warm first
exec python3 "$(dirname "$0")/sweep.py" "$@"
