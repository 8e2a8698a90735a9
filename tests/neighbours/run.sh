#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# neighbours: bob works while alice takes what she can get of everything. Prints what his work costs meanwhile,
# against himself undisturbed just before and after; which limit stopped her; how long until she is gone.
#
#   make neighbours [ATTACKS="fork cpu"]        as root, in a throw-away copy of the machine, some minutes
#
# Exit status 0 if his median stays within 1.25 (with logins: within 1.25 of what they cost him without hostel),
# every limit was met, and top, usage and faults show it.
. "$(dirname "$0")/../system/lib.sh"
here=$(dirname "$(readlink -f "$0")")
. "$here/desk.sh"
seconds=${SECONDS_EACH:-8} calm=${SECONDS_CALM:-4} worst=1.25
bad=0

now() { awk '{ printf "%.0f\n", $1 * 1000000 }' /proc/uptime; }
median() { # from, to: of bob's units that began in that time
	awk -v a="$1" -v b="$2" '$1 >= a && $1 < b { print $2 }' /tmp/bob | sort -n | awk '{ v[NR] = $1 } END { print NR ? v[int((NR + 1) / 2)] : 0, NR }'
}

# What a provider would give: a quarter of the processors, 256 MiB, 128 processes, 1024 files.
printf '%s\n' '[session]' 'login_rate = 60/1m' 'keep_room = no' '[filesystem]' 'tmp_size = 64M' '[resources]' 'memory.max = 256M' \
	'pids.max = 128' "cpu.max = $(($(nproc) * 25))%" 'when_unavailable = warn' '[ulimits]' \
	'nofile = 1024' >$CONF/plans/basic.ini
printf '%s\n' '[session]' 'login_rate = max' >$CONF/tenants/bob.ini
if [ -n "${WORLD_DISK:-}" ]; then # a directory on the machine's disk: a home in this world's memory writes to no disk
	chmod 711 "$WORLD_DISK"
	for user in alice bob; do
		install -d -o $user -g $user -m 700 "$WORLD_DISK/$user"
		cp -a "/home/$user/." "$WORLD_DISK/$user/"
		mount --bind "$WORLD_DISK/$user" "/home/$user"
	done
	disk=$(findmnt -nvro SOURCE -T "$WORLD_DISK" | tail -1)
	[ -b "$disk" ] || mknod "$disk" b $(findmnt -nro MAJ:MIN -T "$WORLD_DISK" | tail -1 | tr : ' ')
	sed -i "s,^when_unavail.*,&\nio.max = $disk wbps=20M wiops=500," $CONF/plans/basic.ini
fi
install -m 755 $here/unit.py $here/../attacks/records.py /usr/local/bin/
install -m 644 $here/collector.py $here/../attacks/pools.py /home/alice/

stress='stress-ng --quiet --temp-path /tmp --timeout 60'
# attack | limit that stops her, as an extended regular expression of what she, her log or the events say | command as her
attacks=(
	"calm|-|sleep 60"
	"fork bomb|pids.max|bomb() { bomb | bomb & }; bomb 2>/dev/null; sleep 60"
	"memory, anonymous|memory.max|$stress --vm 4 --vm-bytes 2G --vm-keep"
	"memory, page cache|memory.max|while :; do cat /usr/lib/*/*.so* /usr/bin/* >/dev/null 2>&1; done"
	"tmpfs|No space left|while :; do dd if=/dev/zero of=/tmp/full bs=1M; done"
	"shared memory|memory.max|$stress --shm 2 --shm-bytes 1G --shm-objs 4"
	"pipes|cpu.max|$stress --pipe 8"
	"sockets|cpu.max|$stress --sock 4"
	"all processors|cpu.max|$stress --cpu $(($(nproc) * 2))"
	"disk writer|, [12][0-9.]* MB/s|while :; do dd if=/dev/zero of=written bs=1M count=40 oflag=direct conv=fsync; done"
	"open files|Too many open files|python3 -c 'import os
while True:
  try: os.open(\"/dev/null\", 0)
  except OSError as e: print(e, flush=True); break
import time; time.sleep(60)'"
	"inodes|No space left|i=0; cd /tmp; while mkdir d\$i 2>&1; do (cd d\$i; seq 5000 | xargs touch 2>&1 | tail -1); i=\$((i + 1)); done; sleep 60"
	"UDP queues|held|sleep 60 | python3 pools.py hold udp 4000"
	"TCP queues|held|sleep 60 | python3 pools.py hold tcp 4000"
	"unix collector|in flight|python3 collector.py"
	"directories|cpu.max|cd /tmp; python3 -c 'import os
try:
  while True: os.mkdir(\"d\"); os.chdir(\"d\")
except OSError as e: print(e, flush=True)
import time; time.sleep(60)'"
	"records|cpu.max|timeout 50 python3 /usr/local/bin/records.py log 50"
	"crashes|cpu.max|ulimit -c 0; timeout 50 bash -c 'while :; do bash -c \"kill -SEGV \\\$\\\$\"; done' 2>/dev/null"
	"sync|-|timeout 50 python3 -c 'import os
while True: os.sync()'"
	"logins|login_rate|@logins"
)

logins() { # user: 1000 a minute, some at a time, for as long as the others have; the clients' work is another machine's
	local end=$((SECONDS + seconds)) pids=()
	while [ $SECONDS -lt $end ]; do
		[ "$(jobs -rp | wc -l)" -ge 12 ] || { chrt --idle 0 ssh -F /root/.ssh/config "$1@host" true </dev/null 2>/dev/null & pids+=($!); }
		sleep 0.06
	done
	wait "${pids[@]}"
}

# The same by an account that is no tenant: that the measure can fail, and what sshd itself costs before it knows
# who comes. A session per process, because otherwise the kernel groups them itself; sched(7), autogroup.
control() { # name, command
	local t0 t1 t2 alone during n1 n
	t0=$(now); sleep $calm; t1=$(now)
	eval "$2"; t2=$(now)
	read -r alone n1 <<<"$(median $t0 $t1)"; read -r during n <<<"$(median $t1 $t2)"
	ratio=$(awk -v a=$alone -v b=$during 'BEGIN { printf "%.2f", a ? b / a : 99 }')
	printf '%-20s %-20s %6d us %6d us %6s %6d\n' "no tenant: $1" "nothing" $alone $during $ratio $n
}
burn="for i in $(seq -s ' ' $(($(nproc) * 4))); do setsid timeout $seconds stress-ng --quiet --temp-path /tmp --cpu 1 --timeout 60 & done; sleep $seconds"
total=$(( ${#attacks[@]} * (seconds + 2 * calm + 8) + 60 ))
timeout $((total + 30)) ssh -F /root/.ssh/config bob@host "unit.py $total" >/tmp/bob 2>/tmp/bob.err &
bob=$!
until_true 10 test -s /tmp/bob || { cat /tmp/bob.err; echo "neighbours: bob does not work"; exit 1; }
sleep 3
printf '%-20s %-20s %9s %9s %6s %6s %8s\n' "what alice does" "stopped by" "bob alone" "meanwhile" "ratio" "units" "gone in"
for row in "${attacks[@]}"; do
	name=${row%%|*}; rest=${row#*|}; limit=${rest%%|*}; command=${rest#*|}
	case " ${ATTACKS:-$name} " in *" ${name%% *} "* | *" $name "*) ;; *) continue ;; esac
	limit_ratio=$worst
	if [ "$command" = @logins ]; then # key exchanges are sshd's, and its MaxStartups'
		control logins 'logins carol'
		limit_ratio=$(awk -v a=$worst -v b=$ratio 'BEGIN { printf "%.2f", (b > 1 ? a * b : a) }')
		sleep 2
	fi
	rm -rf /tmp/alice.said; mark=$(log_mark); since=$EPOCHSECONDS
	t0=$(now); sleep $calm; t1=$(now)
	desk_begin
	if [ "$command" = @logins ]; then
		logins alice
	else
		timeout $seconds ssh -F /root/.ssh/config alice@host "$command" >/tmp/alice.said 2>&1 </dev/null & hers=$!
		case $name in *queues) # root's own, while she holds what she could get
			until_true $seconds grep -q held /tmp/alice.said
			probe=$(python3 $here/../attacks/pools.py probe) ;;
		esac
		wait $hers
	fi
	t2=$(now)
	unseen=$(desk_end "$limit")
	ok=yes
	until_true 5 eval '[ "$(pgrep -xc hostel-init)" = 1 ] && ! pgrep -u alice' || ok=no
	t3=$(now); sleep $calm; t4=$(now)
	read -r before n1 <<<"$(median $t0 $t1)"; read -r during n <<<"$(median $t1 $t2)"; read -r after n2 <<<"$(median $((t3 + 500000)) $t4)"
	alone=$(((before + after) / 2))
	ratio=$(awk -v a=$alone -v b=$during 'BEGIN { printf "%.2f", a ? b / a : 99 }')
	seen=no
	{ cat /tmp/alice.said; log_since $mark; hostel events alice --since "$((EPOCHSECONDS - since + 1))s"; } 2>/dev/null | grep -Eq -- "$limit" && seen=yes
	[ "$limit" = - ] && seen=yes
	note=$unseen
	case ${probe:=60 1048576} in "60 1048576") ;; *) note=" (root's own: $probe)" ;; esac
	unset probe
	[ $seen = yes ] || note="$note (limit not seen)"
	awk -v r=$ratio -v w=$limit_ratio 'BEGIN { exit !(r > w) }' && note="$note (over $limit_ratio)"
	[ $ok = yes ] || note="$note (left over)"
	[ -z "$note" ] || bad=$((bad + 1))
	printf '%-20s %-20s %6d us %6d us %6s %6d %5d ms%s\n' "$name" "${limit/, *MB?s/io.max}" $alone $during $ratio $n $(((t3 - t2) / 1000)) "$note"
done
. "$here/network.sh"
[ -n "${ATTACKS:-}" ] || control cpu 'S carol "$burn" 2>/dev/null'
kill $bob; wait $bob 2>/dev/null
echo "neighbours: $bad of the rows are not as they should be"
[ $bad = 0 ]
