#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# System calls of a login fail, one in each run: a complete sandbox or a clean refusal. A sample, evenly
# spaced over the calls, with the four errors in turn; all of them with all errors: make inject.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/inject/setup.sh"

sweep() { # name, arguments of sweep.py
	local name=$1 out; shift
	out=$(timeout 900 python3 "$(dirname "$0")/inject/sweep.py" "$@" 2>&1)
	like "$name: $(tail -n 1 <<<"$out")" '^inject: [1-9][0-9]* runs, [1-9].*, [1-9][0-9]* refused, 0 wrong$' \
		"$(tail -n 1 <<<"$out")"
	grep -aE '^(wrong|[A-Za-z]*Error)' <<<"$out" | cut -c1-400 | sed 's/^/#   /'
}

sweep "a call fails, no sandbox is there" --sample 100 cold
sweep "a call fails, a sandbox runs" --sample 50 warm
sweep "a call fails at the first login of all" --sample 20 first
sweep "strace -f -e inject" --sample 1 --strace 30 cold

# Control: what is to be seen is seen. No tenant any more, he is let through, and runs on the host.
gpasswd -d $INJECT_TENANT hostel >/dev/null
like "control: who is no tenant runs on the host, and that is wrong" "ran in the host's mnt namespace" \
	"$(python3 "$(dirname "$0")/inject/sweep.py" --sample 1 cold 2>&1 | tail -n 1 | cut -c1-200)"
finish
