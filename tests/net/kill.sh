#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# kill: kill -9 at any moment of a network's set-up, of the login program and hostel-net and all between; then
# hostel gc, or the next login and hostel gc, leave nothing of it.
#
#   make net-kill [SAMPLE=N] [ONLY=hostel-net|login]    N moments of each, evenly spaced; without it all: half an hour
. "$(dirname "$0")/../system/lib.sh"
. "$(dirname "$0")/../system/inject/setup.sh"
. "$(dirname "$0")/topology.sh"
net_up || { echo "not ok - the network of the test"; exit 1; }
UID_=$(id -u bob)
printf '[session]\nlogin_rate = max\n[network]\nmode = nat\negress = host:5432, any\npublish = %s:8080:8000/tcp, %s:60000-60003/udp\n' \
	$HOST4 $HOST4 >$CONF/tenants/bob.ini

login() { "$INJECT_BIN/login" obey "$INJECT_PAM" bob true >/tmp/login 2>&1; }
over() { until_true 15 sh -c '! pgrep -x "hostel-init|hostel-net|login|trace" && ! ip -o link show group 26735 | grep .'; }
fingerprint() { # all that a network is made of
	nft -s list ruleset
	ip -br link | cut -d' ' -f1
	ip -4 -o address | awk '{ print $2, $4 }'
	ip -6 -o address | awk '{ print $2, $4 }'
	ip -4 route
	ip -6 route
	cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv6/conf/all/forwarding
	(cd $STATE && ls -d slots/* net* table* forwarding* t/*/net* 2>/dev/null)
}
nothing() { # as before the first login since boot
	nft delete table inet hostel 2>/dev/null
	ip address delete 10.99.0.1/32 dev lo 2>/dev/null
	ip address delete fd68:6f73:7465::1/128 dev lo 2>/dev/null
	ip route delete unreachable 10.99.0.0/16 2>/dev/null
	ip -6 route delete unreachable fd68:6f73:7465::/48 2>/dev/null
	sysctl -qw net.ipv4.ip_forward=0 net.ipv6.conf.all.forwarding=0
	ip -6 route replace default via 2001:db8:0:1::1
	rm -rf $STATE
}
before() { # scenario: the same each time
	if [ "$1" = cold ]; then
		login
		over
	else
		nothing
	fi
}
guarded() { # who made the host forward keeps it from forwarding for others
	[ "$(cat /proc/sys/net/ipv4/ip_forward)" = 0 ] || nft list chain inet hostel through 2>/dev/null | grep -q 'nfproto ipv4 .*drop'
}

runs=0 missed=0 refused=0 wrong=''
complain() { wrong+=" $*"; fingerprint | diff /tmp/good - >>/tmp/wrong; echo "$* ^" >>/tmp/wrong; }
one() { # scenario, PROCESS N NUMBER PROGRAM
	local at="$1:$2:$3:$4:$5" status
	before "$1"
	"$INJECT_BIN/trace" kill "$2:$3" "$4" 0 "$INJECT_BIN/login" obey "$INJECT_PAM" bob true >/tmp/login 2>&1
	status=$?
	[ $status != 125 ] || { missed=$((missed + 1)); return; }
	runs=$((runs + 1))
	[ $status = 0 ] || refused=$((refused + 1))
	guarded || wrong+=" $at:forwards-for-all"
	over || complain "$at:left-running"
	if [ $((runs % 2)) = 0 ]; then
		login || complain "$at:next-login:$(tail -n 1 /tmp/login)"
		over || complain "$at:next-left-running"
	fi
	hostel gc >/dev/null 2>&1 || complain "$at:gc"
	# Where hardly anything had begun, nothing or all that stays is right.
	[ "$1" = cold ] || [ $((runs % 2)) = 0 ] || login || complain "$at:login"
	[ "$1" = cold ] || [ $((runs % 2)) = 0 ] || { over; hostel gc >/dev/null 2>&1; }
	fingerprint | cmp -s /tmp/good - || complain "$at:left-behind"
}
sweep() { # scenario, PROGRAM regex: in whose calls
	local every total
	before "$1"
	"$INJECT_BIN/trace" list /tmp/calls "$INJECT_BIN/login" obey "$INJECT_PAM" bob true >/tmp/login 2>&1 || return 1
	over
	awk -v p="$2" '$4 ~ p && $3 != 231 && $3 != 15' /tmp/calls >/tmp/chosen # behind exit_group comes nothing
	total=$(wc -l </tmp/chosen)
	every=$(((total + ${SAMPLE:-100000} - 1) / ${SAMPLE:-100000}))
	runs=0 missed=0 refused=0 wrong=''
	while read -r process number call program; do
		one "$1" "$process" "$number" "$call" "$program"
	done < <(awk -v e=$every 'NR % e == 0' /tmp/chosen)
	is "$1, $2: killed at $runs of $total moments ($refused ended the login, $missed not met)" "" "$wrong"
	ok "$1, $2: most were met" [ "$runs" -gt $((missed * 3)) ]
}
again_and_again() { # each set-up is killed, and nothing is taken away in between
	local process number call program killed=0 twice=''
	nothing
	login
	over
	sed -i '/^# complete/d' $STATE/t/$UID_/net
	"$INJECT_BIN/trace" list /tmp/calls "$INJECT_BIN/login" obey "$INJECT_PAM" bob true >/tmp/login 2>&1
	over
	awk '$4 == "hostel-net" && $3 != 231' /tmp/calls >/tmp/chosen
	while read -r process number call program; do
		sed -i '/^# complete/d' $STATE/t/$UID_/net
		"$INJECT_BIN/trace" kill "$process:$number" "$call" 0 "$INJECT_BIN/login" obey "$INJECT_PAM" bob true >/tmp/login 2>&1
		[ $? = 125 ] || killed=$((killed + 1))
		over
		twice+=$(grep -v '^#' $STATE/t/$UID_/net | sort | uniq -d)
	done < <(awk -v e=$(($(wc -l </tmp/chosen) / 12)) 'NR % e == 0' /tmp/chosen)
	is "set-ups killed again and again: no line of the note stands there twice" "" "$twice"
	ok "some were met" [ $killed -ge 4 ]
	hostel gc >/dev/null 2>&1
}

ok "a login" login
over
hostel gc >/dev/null
fingerprint >/tmp/good
: >/tmp/wrong
[ "${ONLY:-hostel-net}" != hostel-net ] || { sweep cold hostel-net; sweep first hostel-net; }
[ "${ONLY:-hostel-net}" != hostel-net ] || again_and_again
[ "${ONLY:-login}" != login ] || sweep cold '^(login|hostel-init)$'
[ ! -s /tmp/wrong ] || sed 's/^/# /' /tmp/wrong | tail -n 60
net_down
finish
