#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A host's reboot with a site of every tenant: all are there again, and a login meanwhile does not wait for them. Then
# once more without turns, the control. As root in a throw-away guest:
#
#   tests/vm/run -R -t 2400 'MANY=100 SLOW=6 tests/vm/reboot-services.sh'
#
# It runs three times: at first, and from a unit after each boot, where it writes to the run's ports itself.
set -u
mkdir -p /hostel
[ -e /hostel/tests ] || mount /dev/vdb /hostel
cd /hostel || exit 2
[ "$(cat /proc/1/comm)" = systemd ] || { echo "reboot-services.sh: PID 1 is not systemd: only for a guest" >&2; exit 2; }
boot=$(cat /var/lib/reboot.boot 2>/dev/null || echo 0) ports=/dev/virtio-ports
# It starts early, and udev makes the names of the ports.
[ "$boot" = 0 ] || until [ -c "$(readlink -f $ports/out)" ]; do sleep 0.2; done
[ "$boot" = 0 ] || { exec >$ports/out 2>&1; SET_UP=done; . /var/lib/reboot.set; }
WORLD_CGROUP=auto PREFIX=/usr/local MANY=${MANY:-20} FIRST=30000
export WORLD_CGROUP
read -r passed_before failed_before < <(cat /var/lib/reboot.counts 2>/dev/null || echo 0 0)
[ "$boot" != 0 ] || systemctl -q stop ssh.socket ssh.service 2>/dev/null
mkdir -p /run/sshd
. tests/system/lib.sh
. tests/soak/sites.sh
passed=$passed_before failed=$failed_before

next_boot() {
	echo $((boot + 1)) >/var/lib/reboot.boot
	echo "$passed $failed" >/var/lib/reboot.counts
	sync
	systemctl reboot
	sleep infinity
}
uptime_ms() { awk '{print int($1 * 1000)}' /proc/uptime; }
login() { # how long one takes, in milliseconds; 999999: it failed
	local began; began=$(uptime_ms)
	if [ "$(S alice 'cat /proc/1/comm' </dev/null 2>/dev/null)" = hostel-init ]; then echo $(($(uptime_ms) - began)); else echo 999999; fi
	hostel kill alice >/dev/null 2>&1 # each makes a room
}

if [ "$boot" = 0 ]; then
	sed -i 's/^\[host\]/&\ntimeout = 120s/' $CONF/hostel.ini # an emulated machine that boots is slow
	echo "MANY=$MANY SLOW=${SLOW:-1}" >/var/lib/reboot.set
	make_sites
	systemctl daemon-reload
	systemctl -q enable hostel.service hostel-services.service hostel-gc.timer
	cat >/etc/systemd/system/reboot-test.service <<-X
	[Unit]
	After=hostel.service systemd-user-sessions.service
	[Service]
	ExecStart=/bin/bash /var/lib/reboot.sh
	Environment=HOME=/root TERM=dumb
	[Install]
	WantedBy=multi-user.target
	X
	mkdir -p /etc/systemd/system/hostel-services.service.d
	# The control's: a directory in the place of each turn's file, and nobody waits for a turn.
	cat >/etc/systemd/system/hostel-services.service.d/turns.conf <<-'X'
	[Service]
	ExecStartPre=-/bin/sh -c 'test ! -e /var/lib/reboot.no-turns || for i in 0 1 2 3 4 5 6 7; do mkdir -p /run/hostel/services/turn.$$i; done'
	X
	cp tests/vm/reboot-services.sh /var/lib/reboot.sh
	systemctl -q enable reboot-test.service
	systemctl -q disable ssh.socket ssh.service 2>/dev/null
	is "hostel check" "" "$(hostel check 2>&1 | grep -v 'no mistakes')"
	next_boot
fi

# --- after a boot -----------------------------------------------------------------------------------------
what=$([ "$boot" = 1 ] && echo "after a reboot" || echo "without turns")
start_sshd
: >/tmp/logins
began=$(($(systemctl show -p InactiveExitTimestampMonotonic --value hostel-services.service) / 1000))
while [ "$(up)" -lt "$MANY" ] && [ "$(uptime_ms)" -lt $((began + 600000)) ]; do login >>/tmp/logins; done
all=$(uptime_ms)
[ "$(up)" = "$MANY" ] || { systemctl status --no-pager hostel-services.service; hostel service list; journalctl --no-pager -u 'hostel-service@*' | tail -20; } | sed 's/^/# /'
began=$(($(systemctl show -p InactiveExitTimestampMonotonic --value hostel-services.service) / 1000))
if [ "$boot" = 1 ]; then
	is "$what: every site answers, as its tenant" "$MANY" "$(answer)"
	is "$what: no unit has failed" "" "$(systemctl list-units --failed --no-legend 'hostel*')"
fi
until_true 60 eval '[ "$(systemctl is-active hostel-services.service)" = active ]'
for _ in 1 2 3 4 5; do login; done >/tmp/calm
read -r median longest count < <(middle /tmp/logins)
read -r calm _ < <(middle /tmp/calm)
echo "# $what: $(up) of $MANY sites up $(((all - began) / 1000)) s after systemd began with them; $count logins meanwhile: median $median ms, longest $longest ms; afterwards $calm ms"
if [ "$boot" = 1 ]; then
	ok "$what: there were logins meanwhile, and all came in" test "${count:-0}" -ge 1 -a "${longest:-999999}" -lt 999999
	# Two processors, four starts at a time and the login: five times its own time, and as much again for systemd.
	ok "$what: none waited behind the sites" test "${median:-999999}" -lt $((calm * 10))
	touch /var/lib/reboot.no-turns
	[ -z "${ONCE:-}" ] && next_boot
fi
finish
echo "status $?" >$ports/end
sleep 0.5
echo o >/proc/sysrq-trigger
