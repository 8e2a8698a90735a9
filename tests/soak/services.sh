#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A site of each of many tenants, all started at once, as when a host comes up: how long until all are there, and whether a
# login waits behind them. Then the same without turns, the control. Without systemd, which only calls `hostel run`
# (tests/vm/reboot-services.sh has it). In a throw-away world; MANY=500: some minutes.
. "$(dirname "$0")/../system/lib.sh"
MANY=${MANY:-500} FIRST=300000

. "$(dirname "$0")/sites.sh"
make_sites
milliseconds() { echo $((${EPOCHREALTIME/./} / 1000)); }
login() { # how long one takes that has to make its room; 999999: it failed
	local began; began=$(milliseconds)
	if [ "$(S alice 'cat /proc/1/comm' </dev/null 2>/dev/null)" = hostel-init ]; then echo $(($(milliseconds) - began)); else echo 999999; fi
	hostel kill alice >/dev/null 2>&1
}
all_up() { # what, seconds: starts them all; $median, $longest, $count of the logins meanwhile
	local began all i
	rm -rf /run/hostel/services/[0-9]*; : >/tmp/logins; pids=
	began=$(milliseconds)
	for i in $(seq "$MANY"); do hostel run --service web w$i >/dev/null 2>&1 & pids="$pids $!"; done
	while [ "$(up)" -lt "$MANY" ] && [ $(($(milliseconds) - began)) -lt ${2}000 ]; do login >>/tmp/logins; done
	all=$(milliseconds)
	there=$(up)
	read -r median longest count < <(middle /tmp/logins)
	echo "# $1: $there of $MANY sites up after $(((all - began) / 100))00 ms; $count logins meanwhile: median $median ms, longest $longest ms"
}
all_down() {
	kill $pids 2>/dev/null; wait $pids 2>/dev/null
	until_true 120 eval '[ "$(pgrep -xc site)" = 0 ]'
}

trap 'kill -KILL $(jobs -p) 2>/dev/null' EXIT
for _ in 1 2 3 4 5 6 7 8 9; do login; done >/tmp/calm
read -r calm _ < <(middle /tmp/calm)
echo "# a login while nothing else goes on: $calm ms"
all_up "in turns" 900
is "every site answers, as its tenant" "$MANY" "$(answer)"
ok "there were logins meanwhile, and all came in" test "${longest:-999999}" -lt 999999
with=$longest
all_down
for i in $(seq 0 $((2 * $(getconf _NPROCESSORS_ONLN) - 1))); do rm -f /run/hostel/services/turn.$i; mkdir -p /run/hostel/services/turn.$i; done
all_up "control, without turns" 120
ok "there a login waits longer, and not all come up in time" test "${longest:-0}" -gt "${with:-999999}" -o "$there" -lt "$MANY"
all_down
finish
