#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The attacks, and the system suites about rooms and ways in, where they meet what a container host has
# not got: cgroup v2 with its controllers, systemd as PID 1, AppArmor with our profiles. To be run as root
# in a throw-away guest with the packages of `tools/packages check`, this tree at the same path, built:
#
#   tests/vm/attacks.sh [ROW]...        (without rows: a choice that a slow guest does in some minutes)
#
# SUITES: system suites to run as well. WAYS, ROOM: as for tests/attacks/run.
set -u
cd "$(dirname "$0")/../.." || exit 2
[ "$(cat /proc/1/comm)" = systemd ] || { echo "attacks.sh: PID 1 is not systemd: only for a guest" >&2; exit 2; }
failed=0

# A shared folder is no faithful file system, and is read-only: work on a copy.
copy=/root/hostel
mkdir -p $copy
tar -c --exclude=.git . | tar -x -C $copy || exit 2
cd $copy || exit 2

# The suites make their accounts themselves; an image may have some of these names.
for user in alice bob carol; do userdel -r $user 2>/dev/null; done

echo "# $(uname -r), $(stat -fc %T /sys/fs/cgroup), controllers: $(cat /sys/fs/cgroup/cgroup.controllers 2>/dev/null)"
# Our own part of the tree, as the unit of man/hostel.8 would give it.
for controller in memory pids cpu; do echo "+$controller" >/sys/fs/cgroup/cgroup.subtree_control; done
if [ "$(cat /sys/module/apparmor/parameters/enabled 2>/dev/null)" = Y ]; then
	apparmor_parser -r etc/apparmor.d/hostel || { echo "not ok - the profiles load"; failed=1; }
	echo "# AppArmor: $(grep -c hostel /sys/kernel/security/apparmor/profiles) profiles of hostel"
fi

# So small that one tenant could fill it: A53. The modules of the rules are loaded beforehand: the kernel asks for
# one after the other, each a minute's part here.
modprobe -a nf_tables nft_ct nft_limit nft_connlimit nft_fib_inet nft_masq nft_nat nft_reject_inet nft_chain_nat \
	nf_conntrack_netlink veth 2>/dev/null
sysctl -qw net.netfilter.nf_conntrack_max=4000

mkdir -p /var/tmp/world
export WORLD_DISK=/var/tmp/world OWN_MACHINE=yes T=${T:-120} WAYS=${WAYS:-ssh}
for suite in ${SUITES-50-room 60-ways-in}; do
	tools/world "tests/system/$suite.sh" </dev/null || failed=1
done
exec 7</proc/1/ns/net
export MACHINE_NET=7 # A66: its pools are the whole machine's
[ $# -gt 0 ] || set -- A1 A6 A11 A13 A16 A24 A25 A26 A27 A29 A30 A38 A41 A42 A45 A52 A70 A72 A74 A101
tools/world tests/attacks/run "$@" </dev/null || failed=1
exit $failed
