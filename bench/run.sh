#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# bench: what a login costs. Not a test: it prints medians and fails for no number.
. "$(dirname "$0")/lib.sh"

logins() { # user, label: 40 times `ssh host true`
	local i
	for i in $(seq 40); do
		local start=${EPOCHREALTIME/./}
		S "$1" true
		echo $((${EPOCHREALTIME/./} - start))
	done | sort -n | awk -v label="$2" '{ v[NR] = $1 } END { printf "%-16s median %7d us   quartiles %7d to %7d   n %d\n", label, v[int(NR/2)+1], v[int(NR/4)+1], v[int(3*NR/4)+1], NR }'
}

"${B:-build}"/bench/login hostel alice 200
until_true 5 no_sandbox
logins carol "ssh, no hostel"
logins alice "ssh, cold"
S alice -f -N -M -S /tmp/held </dev/null
until_true 5 pgrep -x hostel-init
logins alice "ssh, warm"
logins carol "ssh, no hostel"
ssh -F /root/.ssh/config -S /tmp/held -O exit host 2>/dev/null
