#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A host's reboot, orderly and by pulling the plug, with tenants in: what is there again, and what is gone.
# As root in a throw-away guest: tests/vm/run -R -t 900 tests/vm/reboot.sh
#
# It runs three times: at first, and after each boot.
set -u
cd "$(dirname "$0")/../.." || exit 2
PREFIX=/usr/local
. tests/vm/boots.sh

address() { S bob 'ip -4 -o addr show dev net0 2>/dev/null || ip -4 -o addr show scope global' | grep -o '10\.99\.[0-9.]*' | head -1; }
fill() { # tenants are in: one lingers, one has a network
	policy '[session]' 'linger = yes' '[resources]' 'memory.max = 64M'
	S alice 'nohup sleep 98765 >/dev/null 2>&1 & echo kept >kept; echo forgotten >/tmp/forgotten'
	ok "boot $boot: alice lingers" pgrep -x sleep
	S bob -f -N </dev/null
	until_true 60 test -e $STATE/t/$(id -u bob)/net
}

if [ "$boot" = 0 ]; then
	sed -i 's/^\[host\]/&\ntimeout = 60s\npool = 10.99.0.0\/16\npool6 = fd00:99::\/48/' $CONF/hostel.ini # an emulated machine that boots is slow
	printf '[network]\nmode = nat\npublish = 10.0.2.15:8080:80/tcp\n' >$CONF/tenants/bob.ini
	ip addr add 10.0.2.15/32 dev lo 2>/dev/null
	systemctl daemon-reload
	systemctl -q enable --now hostel.service hostel-gc.timer hostel-network.service
	again_after "multi-user.target hostel.service" PREFIX
	fill
	address >/var/lib/reboot.address
	like "bob has an address" '^10\.99\.' "$(cat /var/lib/reboot.address)"
	cat /proc/sys/kernel/random/boot_id >/var/lib/reboot.id
	next_boot systemctl reboot
fi

# --- after a boot -----------------------------------------------------------------------------------------
what=$([ "$boot" = 1 ] && echo "after a reboot" || echo "after the plug was pulled")
unlike "$what: it was one" "$(cat /var/lib/reboot.id)" "$(cat /proc/sys/kernel/random/boot_id)"
busybox syslogd -O $LOG
ip addr add 10.0.2.15/32 dev lo 2>/dev/null
until_true 30 test -S /dev/log
start_sshd
is "$what: no sandbox" 0 "$(sandboxes)"
is "$what: hostel ps has nobody" "" "$(hostel ps --json | grep -o '"tenant": *"[a-z]*"')"
is "$what: no record of one" "" "$(ls $STATE/t/*/record 2>/dev/null)"
is "$what: the unit" active "$(systemctl is-active hostel.service)"
is "$what: the first login" "kept 67108864 gone" \
	"$(S alice 'echo $(cat kept) $(cat /sys/fs/cgroup/memory.max) $([ -e /tmp/forgotten ] && echo there || echo gone)')"
is "$what: where the unit has it" 0::/hostel.slice/hostel.service/tenants/alice "$(cat "/proc/$(pgrep -x hostel-init)/cgroup")"
is "$what: bob's address, chosen anew, is the same" "$(cat /var/lib/reboot.address)" "$(address)"
ok "$what: what he publishes" eval "S bob -f -N </dev/null; until_true 60 eval 'nft list map inet hostel published | grep -q 10.0.2.15'"
unlike "$what: hostel doctor finds no fault" '(FAIL|ERROR) +(net-rules|delegation|limits|leftovers)' "$(hostel doctor --no-color)"
hostel kill alice >/dev/null; hostel kill bob >/dev/null
until_true 60 no_sandbox
cat /proc/sys/kernel/random/boot_id >/var/lib/reboot.id
if [ "$boot" = 1 ]; then
	fill
	next_boot eval 'echo b >/proc/sysrq-trigger'
fi
end
