#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# speed: what a network of one's own costs, against the same path from the host without it; interleaved, medians.
# Not a test: it prints figures and what was aimed at, and fails for no number. (pasta answers no ping unless the
# host's net.ipv4.ping_group_range has the keepers' gids.)
#
#   make net-speed [PARTS="throughput latency logins many"]        some minutes; ROUNDS, TENANTS
. "$(dirname "$0")/../system/lib.sh"
. "$(dirname "$0")/topology.sh"
PARTS=${PARTS:-throughput latency logins many} ROUNDS=${ROUNDS:-5} TENANTS=${TENANTS:-500}
net_up || exit 1

median() { sort -g | awk '{ v[NR] = $1 } END { if (NR) printf "%.4g", (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'; }
ratio() { awk -v a="${1:-0}" -v b="${2:-0}" 'BEGIN { printf "%.2f", b ? a / b : 0 }'; }
wants() { case " $PARTS " in *" $1 "*) ;; *) return 1 ;; esac; }
report() { printf '%-34s %12s %12s %8s   %s\n' "$@"; }

modes='nat'
[ ! -x /usr/bin/pasta ] || modes='nat pasta'
printf '[resources]\npids.max = 256\n' >>$CONF/plans/basic.ini
net_policy alice 'mode = nat'
net_policy bob 'mode = pasta'
tenant() { [ "$1" = nat ] && echo alice || echo bob; }
as() { # host, nat or pasta, command
	[ "$1" = host ] && bash -c "$2" || within "$(tenant "$1")" "$2"
}

if wants throughput || wants latency; then
	internet iperf3 -s -D -p 5201 --pidfile /tmp/iperf3.pid >/dev/null
	for mode in $modes; do open_session "$(tenant $mode)" || exit 1; done
fi
if wants throughput; then
	rate() { as "$1" "iperf3 -J -t 2 -O 0.5 -p 5201 -c $2 ${3:-}" | python3 -c 'import json, sys; print(json.load(sys.stdin)["end"]["sum_received"]["bits_per_second"] / 1e9)'; }
	for round in $(seq "$ROUNDS"); do
		for to in $WEB4 $WEB6; do
			for way in "" -R; do
				for mode in host $modes; do rate $mode $to $way >>"/tmp/rate-$mode-$to$way"; done
			done
		done
	done
	report "one stream, Gbit/s" sandbox host ratio "aimed at: nat 0.9"
	for mode in $modes; do
		for to in $WEB4 $WEB6; do
			for way in "" -R; do
				a=$(median <"/tmp/rate-$mode-$to$way") b=$(median <"/tmp/rate-host-$to$way")
				report "$mode, $([ $to = $WEB4 ] && echo IPv4 || echo IPv6), $([ -n "$way" ] && echo receives || echo sends)" "${a:--}" "$b" "$(ratio "$a" "$b")" "n $ROUNDS"
			done
		done
	done
fi
if wants latency; then
	for round in $(seq "$ROUNDS"); do
		for to in $WEB4 $WEB6; do
			for mode in host $modes; do
				as $mode "ping -n -i 0.002 -c 200 $to" | sed -n 's/.*time=\([0-9.]*\) ms/\1/p' >>"/tmp/ping-$mode-$to"
			done
		done
	done
	report "round trip, ms" sandbox host ratio ""
	for mode in $modes; do
		for to in $WEB4 $WEB6; do
			a=$(median <"/tmp/ping-$mode-$to") b=$(median <"/tmp/ping-host-$to")
			report "$mode, $([ $to = $WEB4 ] && echo IPv4 || echo IPv6)" "${a:--}" "$b" "$(ratio "$a" "$b")" "n $(wc -l <"/tmp/ping-$mode-$to")"
		done
	done
fi
if wants throughput || wants latency; then
	for mode in $modes; do end_session "$(tenant $mode)"; done
	kill "$(tr -d '\0' </tmp/iperf3.pid)"
fi

if wants logins; then
	# With a pause: the kernel takes a network namespace down in the background, and the next one waits for that.
	for round in $(seq $((6 * ROUNDS))); do
		for mode in none loopback $modes; do
			net_policy alice "mode = $mode"
			sleep 0.2
			"${B:-build}/bench/login" hostel alice 1 >/tmp/bench
			for kind in cold warm; do sed -n "s/.*$kind *median *\([0-9]*\) .*/\1/p" /tmp/bench >>"/tmp/login-$mode-$kind"; done
			until_true 5 gone alice
		done
	done
	report "PAM session, us" "own mode" loopback ratio ""
	for kind in cold warm; do
		b=$(median <"/tmp/login-loopback-$kind")
		for mode in none $modes; do
			a=$(median <"/tmp/login-$mode-$kind")
			report "$kind, $mode" "${a:--}" "$b" "$(ratio "$a" "$b")" "n $((6 * ROUNDS)), $(awk -v a="$a" -v b="$b" 'BEGIN { printf "%+d", a - b }') us"
		done
	done
fi
if wants many; then
	# Alone, then with so many others: the same tenant's cold login; and each one's as he comes.
	printf '[network]\nmode = nat\n' >>$CONF/plans/basic.ini
	net_policy alice 'mode = nat'
	first=$((60000 + $(id -u alice) % 1000))
	for i in $(seq "$TENANTS"); do echo "t$i:x:$((first + i)):$(getent group hostel | cut -d: -f3)::/home/alice:/bin/bash"; done |
		tee /tmp/accounts | cat >>/etc/passwd
	sed 's/:.*/:*:19000:0:99999:7:::/' /tmp/accounts >>/etc/shadow
	"${B:-build}/bench/login" hostel alice 40 | sed -n 's/.*cold *median *\([0-9]*\) .*/\1/p' >/tmp/alone
	for i in $(seq "$TENANTS"); do
		start=${EPOCHREALTIME/./}
		coproc held { exec hostel run "t$i" -- sh -c 'echo up; exec sleep 3600' 2>>/tmp/many.err; }
		pids="${pids:-} $held_PID"
		read -r -t 20 up <&${held[0]} || { echo "login number $i failed: $(tail -n 1 /tmp/many.err)"; break; }
		echo $((${EPOCHREALTIME/./} - start)) >>/tmp/many
		eval "exec ${held[0]}<&- ${held[1]}>&-"
	done 2>/dev/null
	"${B:-build}/bench/login" hostel alice 40 | sed -n 's/.*cold *median *\([0-9]*\) .*/\1/p' >/tmp/together
	report "with $(pgrep -xc hostel-init) alive, us" last first ratio "aimed at: 1.5"
	a=$(cat /tmp/together) b=$(cat /tmp/alone)
	report "cold login of one more, PAM" "${a:--}" "$b" "$(ratio "$a" "$b")" "n 40"
	a=$(tail -n 25 /tmp/many | median) b=$(head -n 25 /tmp/many | median)
	report "hostel run, the last 25, first 25" "${a:--}" "$b" "$(ratio "$a" "$b")" "n 25"
	kill $pids 2>/dev/null
	until_true 60 no_sandbox
	hostel gc >/dev/null
	report "left: links, elements" "$(ip -o link show group 26735 | wc -l)" "$(nft list map inet hostel tenants 2>/dev/null | grep -c elements)" "" ""
fi
net_down
