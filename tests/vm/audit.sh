#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A tenant's records and auditd(8)'s queue, which is root's, too: what hostel(8), doctor, records, says of it. As root in a
# guest, whose kernel has to be told:
#
#   tests/vm/run -k audit=1 -t 900 tests/vm/audit.sh
#
# The part inside asks by one FIFO and waits at another: auditctl(8) is not for a pid namespace.
set -u
cd "$(dirname "$0")/../.." || exit 2
SECONDS_EACH=20

if [ "${1:-}" = inside ]; then
	. tests/system/lib.sh
	. tests/attacks/lib.sh
	make_world; keep_auth_log; unlimited; start_sshd; patient
	install -m 644 tests/attacks/records.py /usr/local/lib/records.py
	for phase in quiet flooded excluded; do
		echo "begin $phase" >&8; read -r _ <&9
		command="/usr/bin/python3 /usr/local/lib/records.py log $SECONDS_EACH"
		[ $phase != quiet ] || command="sleep $SECONDS_EACH"
		said=$(S alice "$command" </dev/null 2>&1)
		echo "end $phase ${said:-nothing}" >&8; read -r _ <&9
	done
	echo done >&8
	exit
fi

. tests/vm/begin.sh
. tests/checks.sh
copy=/root/hostel
mkdir -p $copy && tar -c --exclude=.git . | tar -x -C $copy && cd $copy || exit 2
pgrep -x auditd >/dev/null || auditd
ok "auditd runs" until_true 20 eval "auditctl -s | grep -q '^pid [1-9]'"
auditctl -b 64 >/dev/null # the kernel's own default, without the rules of a distribution: kernel/audit.c
dir=$(mktemp -d); mkfifo "$dir/asks" "$dir/answers"
exec 8<>"$dir/asks" 9<>"$dir/answers"
mkdir -p /var/tmp/world
WORLD_DISK=/var/tmp/world OWN_MACHINE=yes SLOW=6 T=240 tools/world tests/vm/audit.sh inside </dev/null >"$dir/inside" 2>&1 & inside=$!

records() { grep -c "$1" /var/log/audit/audit.log; }
lost() { auditctl -s | awk '/^lost/ { print $2 }'; }
work() { awk '{ print $14 + $15 }' "/proc/$(pgrep kauditd)/stat"; } # ticks of the kernel's thread
root_writes() { # phase: until it is told to end; then how many, and the slowest
	local n=0 worst=0 from took
	trap 'echo "$n $worst" >"$dir/sent"; exit' TERM
	while n=$((n + 1)); do
		from=${EPOCHREALTIME/./}
		auditctl -m "root-$1-$n"
		took=$((${EPOCHREALTIME/./} - from))
		[ $took -le $worst ] || worst=$took
		sleep 0.5
	done
}
begin() { # phase
	if [ "$1" = excluded ]; then # the rules of hostel(8)
		for type in SECCOMP ANOM_ABEND; do auditctl -a never,exclude -F msgtype=$type -F 'uid>=1000'; done
	fi
	lost=$(lost) seccomp=$(records type=SECCOMP) ticks=$(work)
	root_writes "$1" & writer=$!
}
end() { # phase, what records.py said
	local sent worst arrived written
	kill $writer; wait $writer
	read -r sent worst <"$dir/sent"
	until_true 5 eval "[ \$(records root-$1-) -ge $sent ]"
	arrived=$(records "root-$1-") written=$(($(records type=SECCOMP) - seccomp))
	echo "# $1: root wrote $sent, $arrived arrived, the slowest took $((worst / 1000)) ms; lost $(($(lost) - lost)); the tenant: $2, $written written; kauditd: $(($(work) - ticks)) ticks"
	case $1 in
	quiet) is "quiet: root's own arrive" "$sent" "$arrived" ;;
	flooded) ok "control: without a rule a tenant's are written" [ "$written" -gt 100 ] ;;
	excluded)
		like "excluded: the tenant makes as many" '^escaped [0-9]{3,} records' "$2"
		is "excluded: none of them is written" 0 "$written"
		is "excluded: root's own arrive" "$sent" "$arrived"
		;;
	esac
}
while :; do
	if read -r -t 1 what phase said <&8; then
		[ "$what" != done ] || break
		"$what" "$phase" "$said"
		echo go >&9
	elif ! kill -0 $inside 2>/dev/null; then
		cat "$dir/inside"
		ok "the part inside comes to its end" false
		break
	fi
done
rm -rf "$dir"
finish
