#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# [lsm] where the kernel has neither AppArmor nor SELinux on, as most build machines. What happens where
# it has: tests/vm/lsm.sh.
. "${0%/*}/lib.sh"

refused() { # name, policy line, reason in the log
	local mark; mark=$(log_mark)
	policy '[tenant]' 'plan = basic' '[lsm]' "$2"
	is "$1: refused" 255 "$(alice true >/dev/null 2>&1; echo $?)"
	like "$1: the log names file, line, key and reason" "$3" "$(log_since "$mark")"
}

if [ "$(cat /sys/module/apparmor/parameters/enabled 2>/dev/null)" = Y ]; then
	skip "AppArmor is off" "it is on here"
else
	refused "a profile by name" 'apparmor = hostel-tenant' \
		'\[lsm\] apparmor = hostel-tenant \(tenants/alice.ini:4\): (AppArmor|hostel was built without)'
fi
if [ -e /sys/fs/selinux/enforce ]; then
	skip "SELinux is off" "it is on here"
else
	refused "a context" 'selinux = u:r:t:s0' \
		'\[lsm\] selinux = u:r:t:s0 \(tenants/alice.ini:4\): (SELinux|hostel was built without)'
fi
for value in auto no; do
	policy '[tenant]' 'plan = basic' '[lsm]' "apparmor = $value" "selinux = $value"
	is "control: $value lets the tenant in" in "$(alice echo in)"
done
finish
