#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The module through real libpam: tests/pam/test_*.c, built beforehand, with the world's accounts.
. "$(dirname "$0")/lib.sh"

getent group sudo >/dev/null || groupadd sudo
usermod -aG sudo carol # an admin
useradd -m -s /bin/bash dave # neither tenant nor admin
export HOSTEL_MODULE=$MODULE CMOCKA_MESSAGE_OUTPUT=TAP

run_tests() { # program: its tests are ours
	local name=${1##*/} line planned=0 seen=0 output status=0
	output=/var/log/$name.tap
	timeout 300 "$1" >"$output" 2>&1 || status=$?
	while IFS= read -r line; do
		case $line in
		"1.."*) planned=$((planned + ${line#1..})) ;;
		"ok "*SKIP*) seen=$((seen + 1)); skip "$name: ${line##* }" "says the test" ;;
		"ok "*) seen=$((seen + 1)); passed=$((passed + 1)); echo "ok - $name: ${line#*- }" ;;
		"not ok "*) seen=$((seen + 1)); failed=$((failed + 1)); echo "not ok - $name: ${line#*- }" ;;
		*) echo "#   $line" ;;
		esac
	done <"$output"
	is "$name: every planned test has run" "$planned" "$seen"
	is "$name: ends well" 0 "$status"
}

until_true 10 no_sandbox
mark=$(log_mark)
programs=0
for program in "${B:-build}"/tests/pam/test_*; do
	[ -x "$program" ] && [ -f "$program" ] || continue
	case $program in *.d | *.o) continue ;; esac
	programs=$((programs + 1))
	run_tests "$program"
done
like "there were tests (make tests)" '^[1-9]' "$programs"
said=$(log_since "$mark")
like "the log names the mistake with file and line" 'tenants/alice\.ini:2: \[session\] max_session' "$said"
like "and a configuration that others can write" 'is writable by its group' "$said"
like "and who is suspended" 'alice is suspended' "$said"
like "and the unknown option" 'unknown option debgu' "$said"
ok "no sandbox is left" until_true 20 no_sandbox
finish
