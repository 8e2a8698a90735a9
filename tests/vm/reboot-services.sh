#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A host's reboot with a site of every tenant: all are there again, and a login meanwhile does not wait for them. Then
# once more without turns, the control. As root in a throw-away guest:
#
#   tests/vm/run -R -t 2400 'MANY=100 SLOW=6 tests/vm/reboot-services.sh'
#
# It runs three times: at first, and after each boot.
set -u
cd "$(dirname "$0")/../.." || exit 2
PREFIX=/usr/local MANY=${MANY:-20} SLOW=${SLOW:-1} FIRST=30000
. tests/vm/boots.sh
. tests/soak/sites.sh

uptime_ms() { awk '{print int($1 * 1000)}' /proc/uptime; }
login() { # how long one takes, in milliseconds; 999999: it failed
	local began; began=$(uptime_ms)
	if [ "$(S alice 'cat /proc/1/comm' </dev/null 2>/dev/null)" = hostel-init ]; then echo $(($(uptime_ms) - began)); else echo 999999; fi
	hostel kill alice >/dev/null 2>&1 # each makes a room
}

if [ "$boot" = 0 ]; then
	sed -i 's/^\[host\]/&\ntimeout = 120s/' $CONF/hostel.ini # an emulated machine that boots is slow
	make_sites
	systemctl daemon-reload
	systemctl -q enable hostel.service hostel-services.service hostel-gc.timer
	mkdir -p /etc/systemd/system/hostel-services.service.d
	# The control's: a directory in the place of each turn's file, and nobody waits for a turn.
	cat >/etc/systemd/system/hostel-services.service.d/turns.conf <<-'X'
	[Service]
	ExecStartPre=-/bin/sh -c 'test ! -e /var/lib/reboot.no-turns || for i in 0 1 2 3 4 5 6 7; do mkdir -p /run/hostel/services/turn.$$i; done'
	X
	again_after "hostel.service systemd-user-sessions.service" PREFIX MANY SLOW
	is "hostel check" "" "$(hostel check 2>&1 | grep -v 'no mistakes')"
	next_boot systemctl reboot
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
	[ -z "${ONCE:-}" ] && next_boot systemctl reboot
fi
end
