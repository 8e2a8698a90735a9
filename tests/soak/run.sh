#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# soak: thousands of logins and logouts of many tenants in a throw-away copy of the machine, while policies are
# edited and sandboxes killed, then a burst of first logins. What is expected, what is left behind: soak.py.
#
#   make soak [ARGS="--seed N --cycles 10000 --tenants 50 --jobs 8 --burst 200"]
. "$(dirname "$0")/../system/lib.sh"
. "$(dirname "$0")/setup.sh"
soak_setup "$@" || exit 1
exec python3 "$(dirname "$0")/soak.py" "$@"
