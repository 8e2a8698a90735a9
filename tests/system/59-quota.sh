#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# [filesystem] disk and inodes: felt where the kernel has quotas, refused where a file system has none.
. "$(dirname "$0")/lib.sh"

WHO=alice HOME_OF_WHO=/home/alice WORK=/tmp/quota
tenant() { alice "$@"; }
fresh() { hostel kill alice >/dev/null 2>&1; until_true 10 no_sandbox; mark=$(log_mark); }
log_of_refusal() { log_since "$mark"; }
. "$(dirname "$0")/quota_checks.sh"
for i in 0 1 2 3 4 5 6 7; do [ -e /dev/loop$i ] || mknod /dev/loop$i b 7 $i; done
[ -e /dev/loop-control ] || mknod /dev/loop-control c 10 237

fresh
policy '[filesystem]' 'disk = 10M'
is "a file system without quotas: refused" "" "$(alice 'echo in' 2>/dev/null)"
like "the log says why" '\[filesystem\] disk = 10M cannot be enforced: the file system of /home/alice enforces no user quotas' "$(log_since "$mark")"
fresh
policy '[filesystem]' 'inodes = 1000' '[resources]' 'when_unavailable = warn'
is "when_unavailable = warn: the login works" in "$(alice 'echo in' 2>/dev/null)"
like "and the log warns" 'alice: \[filesystem\] inodes = 1000 cannot be enforced' "$(log_since "$mark")"
policy; : >/tmp/stay; alice 'echo in; exec sleep 60' >/tmp/stay & until_true 10 grep -q in /tmp/stay
policy '[filesystem]' 'disk = 10M' '[resources]' 'pids.max = 33'
like "reload: refused" 'disk = 10M cannot be enforced' "$(hostel reload 2>&1)"
is "and nothing is applied" 128 "$(cat "$(find /sys/fs/cgroup -path "*$WORLD_CGROUP/alice/pids.max" | head -1)")"
policy '[filesystem]' 'disk = 10M' '[resources]' 'when_unavailable = warn'
like "reload with a warning" 'applied' "$(hostel reload 2>&1)"
fresh; wait
policy
is "nothing is set, nothing is taken back" in "$(alice 'echo in')"
if quota_available; then
	quota_checks
	umount /home/alice
else
	skip "quotas are felt" "this kernel mounts no ext4 with quotas (CONFIG_QFMT_V2): tests/vm/quota.sh"
fi
finish
