# SPDX-License-Identifier: GPL-2.0-or-later
# Counts that the kernel keeps per uid or user namespace: alice takes all of one and holds it; root, bob,
# carol and her own next login go on. And PID 1 of her sandbox, kept busy in every way.

. "$here/counts.sh"

if want A41; then
	attack A41
	starve_all ""
	if [ "${OWN_MACHINE:-no}" = yes ]; then
		watches=$(cat /proc/sys/fs/epoll/max_user_watches)
		echo 20000 >/proc/sys/fs/epoll/max_user_watches
		attempt ssh "all epoll watches" "starve 'epoll watches'" "count_shared 'epoll watches'"
		echo "$watches" >/proc/sys/fs/epoll/max_user_watches
	else
		absent "all epoll watches" "the limit is the whole machine's; tests/vm/attacks.sh lowers it"
	fi

	# Who is charged in the end: the owner of the namespace, see ioctl_ns(2).
	owner_of() { # process
		python3 - "$1" <<-'P'
		import fcntl, os, struct, sys
		fd = os.open(f'/proc/{sys.argv[1]}/ns/user', os.O_RDONLY)
		print(struct.unpack('I', fcntl.ioctl(fd, 0xb704, b'\0' * 4))[0])
		P
	}
	owners() { # alice's and bob's namespaces: a keeper each
		local one two
		fresh
		S alice -f -N -M -S /tmp/a41 </dev/null; until_true 30 pgrep -x hostel-init; one=$(pgrep -x hostel-init)
		S bob -f -N -M -S /tmp/a41.bob </dev/null; until_true 30 eval '[ "$(pgrep -xc hostel-init)" = 2 ]'
		two=$(owner_of "$(pgrep -x hostel-init | grep -vx "$one")") one=$(owner_of "$one")
		for i in alice bob; do ssh -F /root/.ssh/config -S /tmp/a41${i#alice} -O exit host; done 2>/dev/null
		ssh -F /root/.ssh/config -S /tmp/a41.bob -O exit host 2>/dev/null
		case " $one $two " in *" 0 "* | *" $(id -u alice) "* | *" $(id -u bob) "* | "  "*) echo "escaped: owned by $one and $two" ;;
		*) [ "$one" != "$two" ] && echo "refused: charged to $one and $two" || echo "escaped: one owner for both" ;; esac
	}
	naive_owner() { # unshare(1) by root
		unshare --user sleep 3 & local pid=$!
		until_true 3 eval '! cmp -s <(readlink /proc/'$pid'/ns/user) <(readlink /proc/self/ns/user)'
		[ "$(owner_of $pid)" = 0 ] && echo "escaped: charged to root"
		kill $pid
	}
	attempt ssh "charging them to root or a neighbour" owners naive_owner

	# A file of the host's locked by who may only read it. Control: an account of the host.
	locked() { # account
		: >/tmp/count.held; S "$1" 'exec 2>/dev/null; for f in /etc/passwd /etc/group /etc/hosts /etc/ssh/ssh_config; do exec 9<$f; flock -s 9 & exec 9<&-; done; for f in /etc/passwd /etc/group /etc/hosts; do flock -s $f sleep 15 & done; echo on; wait' </dev/null >/tmp/count.held &
		until_true 30 grep -q on /tmp/count.held; sleep 2
		local f verdict="refused"
		for f in /etc/passwd /etc/group /etc/hosts; do flock -n -x $f true || verdict="escaped: $f is locked"; done
		wait $!
		echo "$verdict"
	}
	attempt ssh "locks on the host's /etc/passwd, group, hosts" "locked alice" "locked carol"
fi

# The kernel's memory for sockets is one pool of each kind for the host. Control: an account of the host.
if want A66; then
	attack A66
	quarter=$(($(awk '/^MemTotal/ {print $2}' /proc/meminfo) / 1024 / 16 / 4)) # MiB: pools.h
	for user in alice carol; do install -m 644 tests/attacks/pools.py /home/$user/; done
	hold_pool() { # account, kind, MiB: held, and what root's own found meanwhile
		local pid
		rm -f /tmp/count.go; mkfifo /tmp/count.go
		: >/tmp/count.held; S "$1" "ulimit -n 4096; python3 pools.py hold $2 $3" </tmp/count.go >/tmp/count.held 2>&1 & pid=$!
		exec 8>/tmp/count.go
		until_true $((60 * ${SLOW:-1})) eval "grep -q '^held ' /tmp/count.held || ! kill -0 $pid"
		held=$(sed -n 's/^held //p' /tmp/count.held)
		found=$(python3 tests/attacks/pools.py probe)
		exec 8>&-
		wait $pid
	}
	hoard() { # account, kind: a third more than the quarter
		local held found
		hold_pool "$1" "$2" $((quarter * 4 / 3))
		if [ -z "$held" ]; then echo "unclear: $(tail -n 1 /tmp/count.held)"
		elif [ "$found" != "60 1048576" ]; then echo "escaped: root's own: $found of 60 and a megabyte"
		elif [ "$held" -ge $((quarter * 5 / 4)) ]; then echo "escaped: $held MiB of $((quarter * 4))"
		else echo "refused: at $held MiB of $((quarter * 4))"; fi
	}
	pool_of_hers() { fresh '[resources]' 'memory.max = 2G'; hoard alice "$1"; }
	# cgroup v2: memory.max alone. With the pools that hostel doctor asks for; control: with less than memory.max.
	machine() { nsenter --net=/proc/self/fd/$MACHINE_NET "$@"; } # no other network namespace has the pools
	two_versions() { # doctors or small, kind
		local held found pools='net.ipv4.udp_mem = 16384 24576 32768
net.ipv4.tcp_mem = 16384 24576 32768'
		fresh '[resources]' 'memory.max = 192M'
		machine sysctl -q -p - <<<"$pools"
		[ "$1" = small ] || pools=$(hostel doctor socket-memory | grep -oE 'net\.ipv4\.(udp|tcp)_mem = [0-9 ]+')
		machine sysctl -q -p - <<<"$pools" || { echo "unclear: $pools"; return; }
		hold_pool alice "$2" 144 # beyond, the kernel ends what she has there
		if [ "${held:-0}" -lt 64 ]; then echo "unclear: $(tail -n 1 /tmp/count.held)"
		elif [ "$found" != "60 1048576" ]; then echo "escaped: root's own: $found of 60 and a megabyte, with $held MiB held"
		else echo "refused: root goes on with $held MiB held"; fi
	}
	if [ "$(stat -f -c %T /sys/fs/cgroup)" = cgroup2fs ] && [ -n "${MACHINE_NET:-}" ]; then
		pools=$(machine sysctl net.ipv4.udp_mem net.ipv4.tcp_mem)
		for kind in udp tcp; do attempt ssh "all memory of $kind sockets" "two_versions doctors $kind" "two_versions small $kind"; done
		machine sysctl -q -p - <<<"$pools"
	elif [ "$(stat -f -c %T /sys/fs/cgroup)" = cgroup2fs ]; then
		absent "all memory of sockets" "the pools are the whole machine's; tests/vm/attacks.sh changes them"
	else
		for kind in udp tcp; do attempt ssh "all memory of $kind sockets" "pool_of_hers $kind" "hoard carol $kind"; done
	fi
	fresh
fi

# A thread of the kernel's, charged to nobody, looks through all unix sockets in flight. Control: a larger limit.
if want A67; then
	attack A67
	in_flight() { # account: two processes at once, what all sockets in flight are together
		install -m 644 tests/neighbours/collector.py "/home/$1/"
		S "$1" 'ulimit -n 4096 2>/dev/null
			for i in 1 2; do python3 collector.py >held.$i & until grep -qs "in flight" held.$i; do sleep 0.1; done; done
			cat held.*; kill $(jobs -p); rm held.*' </dev/null 2>/dev/null |
			awk '/in flight/ { n += $1; count++ } END {
				print (count < 2 ? "unclear:" : n > 600 ? "escaped:" : "refused:"), n + 0, "in flight" }'
		rm -f "/home/$1/collector.py"
	}
	in_flight_of_hers() { fresh '[ulimits]' 'nofile = 512'; in_flight alice; }
	attempt ssh "more unix sockets in flight than nofile" in_flight_of_hers "in_flight carol"
	fresh
fi

# modprobe(8), which the kernel runs as root, outside, for whoever asks for what it has not. Control: @protocols allowed.
if want A101; then
	attack A101
	asked() { # policy lines: how many runs does alice cause?
		local n
		fresh "$@"
		install -m 644 tests/attacks/modules.py /home/alice/
		rm -f "$WORLD_DISK/asked"
		[ "$(S alice 'python3 modules.py' </dev/null 2>&1 | tail -n 1)" = "it has asked" ] || { echo "unclear: it did not run"; return; }
		until_true 20 eval '! pgrep -f "^modprobe|$WORLD_DISK/count"'
		n=$(grep -cE 'net-pf-(2|10)-|bridge|8021q' "$WORLD_DISK/asked" 2>/dev/null)
		if [ "${n:-0}" = 0 ]; then echo refused; else echo "escaped: $n runs"; fi
	}
	if [ "${OWN_MACHINE:-no}" = yes ] && [ -n "${WORLD_DISK:-}" ] && [ -e /proc/sys/kernel/modprobe ]; then
		before=$(cat /proc/sys/kernel/modprobe)
		printf '#!/bin/sh\necho "$@" >>%s/asked\nexec %s "$@"\n' "$WORLD_DISK" "$before" >"$WORLD_DISK/count"
		chmod 755 "$WORLD_DISK/count"
		echo "$WORLD_DISK/count" >/proc/sys/kernel/modprobe
		attempt ssh "modprobe run for her, by numbers of protocols" asked "asked '[seccomp]' 'allow = @protocols'"
		echo "$before" >/proc/sys/kernel/modprobe
		fresh
	else
		absent "modprobe run for her" "the setting is the whole machine's, or it has no modules; tests/vm/attacks.sh does it"
	fi
fi

if want A42; then
	attack A42
	others_in() { # is anybody but alice kept waiting?
		local who
		for who in bob carol root; do
			[ "$(T=120 S $who 'echo in' </dev/null)" = in ] || { echo "escaped: $who has to wait"; return; }
		done
	}
	her_login() { # it ends in time, inside or with a sentence
		local said
		said=$(T=120 S alice "$PLACE" </dev/null 2>/tmp/a42.err); set -- $?
		[ "$1" != 124 ] || { echo "escaped: her login hangs"; return; }
		case "$1 $(placed "$(tail -n 1 <<<"$said")")" in
		*escaped*) placed "$said" ;;
		"0 inside") echo inside ;;
		0*) echo "unclear: $said" ;;
		*) echo "refused: $(tail -n 1 /tmp/a42.err)" ;;
		esac
	}
	busy_server() { # control: one that serves one after the other
		python3 tests/attacks/door.py serve /tmp/a42.sock "$(id -u carol)" 2>/dev/null & local pid=$!
		rm -f /tmp/a42.idle; until_true 20 test -S /tmp/a42.sock
		python3 -c 'import socket, time; s = socket.socket(1, 5); s.connect("/tmp/a42.sock"); print("on", flush=True); time.sleep(30)' >/tmp/a42.idle & local idle=$!
		until_true 20 grep -q on /tmp/a42.idle
		DOOR=/tmp/a42.sock timeout 4 python3 tests/attacks/door.py say 0 "$(id -u carol)" correct >/dev/null 2>&1
		[ $? = 124 ] && echo "escaped: a login hangs"
		kill $pid $idle; rm -f /tmp/a42.sock /home/carol/said
	}
	all_sessions() { # max_sessions of them, and some more
		local i verdict
		fresh '[session]' 'max_sessions = 12'
		rm -f /tmp/a42.sessions
		for i in $(seq 20); do T=600 S alice 'echo in; sleep 600' </dev/null >>/tmp/a42.sessions 2>&1 & done
		until_true 60 eval '[ "$(grep -cx in /tmp/a42.sessions)" = 12 ]'
		verdict=$(others_in)
		[ -n "$verdict" ] || verdict=$(her_login)
		i=$(grep -cx in /tmp/a42.sessions); rm -f /tmp/a42.sessions
		hostel kill alice >/dev/null; wait $(jobs -p | tail -20)
		[ "$i" = 12 ] || verdict="escaped: $i sessions"
		fresh
		[ "$(her_login)" = inside ] || verdict="escaped: no login afterwards"
		echo "$verdict"
	}
	attempt ssh "all sessions that she may have, and eight more" all_sessions busy_server
	many_commands() { # hundreds at the same time
		local i verdict pids=()
		fresh '[session]' 'max_sessions = 200' '[resources]' 'pids.max = 1000' '[ulimits]' 'nproc = 1000'
		rm -f /tmp/a42.many.*
		for i in $(seq 20); do
			S alice -f -N -M -S /tmp/a42.m$i </dev/null
			for i in $(seq $i 20 200); do
				T=240 S alice -S /tmp/a42.m$(((i - 1) % 20 + 1)) "$PLACE" </dev/null >/tmp/a42.many.$i 2>/dev/null & pids+=($!)
			done
		done
		verdict=$(others_in)
		for i in ${pids[*]}; do wait $i; [ $? != 124 ] || verdict="escaped: one of them hangs"; done
		[ -n "$verdict" ] || for i in /tmp/a42.many.*; do
			[ ! -s $i ] || [ "$(placed "$(cat $i)")" = inside ] || verdict="escaped: $(cat $i)"
		done
		i=$(cat /tmp/a42.many.* | grep -c hostel-init)
		hostel kill alice >/dev/null
		[ "$i" -ge 150 ] || verdict="unclear: only $i of 200 ran"
		echo "${verdict:-inside: $i of 200 at once}"
	}
	attempt channel "200 commands at the same time, on 20 connections" many_commands busy_server

	a42_porch() { # stand on her porch
		fresh "$@"
		S alice -f -N -M -S /tmp/a42.p </dev/null
		on_porch alice
	}
	held_open() { # all of PID 1's connections, made anew when it drops them
		local verdict= pid
		a42_porch
		: >/tmp/a42.out; timeout 60 python3 tests/attacks/door.py say "$porch" "$(id -u alice)" hold >/tmp/a42.out 2>&1 & pid=$!
		until_true 10 grep -q on /tmp/a42.out || verdict="unclear: $(cat /tmp/a42.out)"
		[ -n "$verdict" ] || verdict=$(others_in)
		[ -n "$verdict" ] || verdict=$(her_login)
		# It is hers alone; what root wants of PID 1 is still heard.
		timeout 60 hostel ps >/dev/null && timeout 60 hostel kill alice >/dev/null || verdict="escaped: root is not heard"
		kill $pid; wait $pid
		fresh
		[ "$(her_login)" = inside ] || verdict="escaped: no login afterwards"
		echo "$verdict"
	}
	attempt porch "hundreds of connections that say nothing" held_open busy_server
	filled() { # its memory: what it keeps of 400 connections with 4 MB each
		local verdict pid kilobytes
		a42_porch '[resources]' 'memory.max = 64M'
		: >/tmp/a42.out; timeout 60 python3 tests/attacks/door.py say "$porch" "$(id -u alice)" blobs >/tmp/a42.out 2>&1 & pid=$!
		until_true 10 grep -q on /tmp/a42.out
		kilobytes=$(awk '/^VmRSS/ {print $2}' "/proc/$(pgrep -o -x hostel-init)/status")
		verdict=$(others_in)
		[ -n "$verdict" ] || verdict=$(her_login)
		[ "${kilobytes:-99999}" -lt 16384 ] || verdict="escaped: PID 1 has $kilobytes KiB"
		wait $pid
		ssh -F /root/.ssh/config -S /tmp/a42.p -O exit host 2>/dev/null
		echo "$verdict"
	}
	keeps_all() { # a server that keeps what it is sent
		python3 -c 'x = [bytearray(4 << 20) for _ in range(20)]; print("escaped:", len(x) * 4096, "KiB")'
	}
	attempt porch "400 requests of 4 MB, none of them ended" filled keeps_all
	without_place() { # options for strace: does PID 1 look up again and again while connections wait that it has no place for
		local i pid tracer door n verdict
		a42_porch '[resources]' 'pids.max = 12'
		S alice "python3 -c 'import os, time
try:
    while os.fork(): pass
    time.sleep(60)
except OSError: print(\"all\", flush=True); time.sleep(60)'" </dev/null >/tmp/a42.all 2>&1 &
		until_true 20 grep -q all /tmp/a42.all || { echo "unclear: she has processes left"; return; }
		pid=$(pgrep -o -x hostel-init)
		strace -qq -o /tmp/a42.calls -e trace=epoll_ctl,epoll_wait,epoll_pwait "$@" -p "$pid" & tracer=$!
		until_true 5 grep -q '^TracerPid:.*[1-9]' "/proc/$pid/status"
		: >/tmp/a42.out; timeout $((60 * ${SLOW:-1})) python3 tests/attacks/door.py say "$porch" "$(id -u alice)" stuck >/tmp/a42.out 2>&1 & door=$!
		until_true 20 grep -q '^on 5' /tmp/a42.out || verdict="unclear: $(cat /tmp/a42.out)"
		# It takes in what waited, and then hears of the door (2: SOURCE_DOOR) no more.
		for i in $(seq $((20 * ${SLOW:-1}))); do
			sleep 1
			n=$(grep wait /tmp/a42.calls | tail -n 10 | grep -c 'data={u32=2,')
			[ $n -gt 0 ] || break
		done
		kill $tracer $door
		hostel kill alice >/dev/null
		wait
		if [ $n = 0 ]; then : "${verdict:=refused}"; else : "${verdict:=escaped: $n of 10 times for nothing}"; fi
		echo "$verdict"
	}
	if command -v strace >/dev/null; then
		attempt porch "PID 1 kept busy by whom it has no place for" without_place "without_place -e inject=epoll_ctl:retval=0"
	else
		absent "PID 1 kept busy by whom it has no place for" "there is no strace"
	fi
	stopped_all() { # her processes stopped, deaf and blind at the logout: they end, and the next login is a fresh one
		fresh
		timeout 60 ssh -F /root/.ssh/config -l "$1" host 'trap "" HUP TERM; for i in 1 2 3; do sleep 79 & done; sleep 1; kill -STOP -1; kill -STOP $$' \
			</dev/null >/dev/null 2>&1 & local pid=$!
		until_true 5 pgrep -xf 'sleep 79'
		until_true 5 eval 'ps -o state= -p $(pgrep -xf "sleep 79" | head -n 1) | grep -q T'
		kill $pid; wait $pid
		if LEAST=10 until_true 10 eval '! pgrep -xf "sleep 79"'; then her_login; else echo "escaped: $(pgrep -cxf 'sleep 79') stay"; fi
		pkill -KILL -xf 'sleep 79'; pkill -KILL -u "$1" -x bash
	}
	attempt ssh "SIGSTOP to all of one's own, then the logout" "stopped_all alice" "stopped_all carol"
	fresh
fi
for user in alice bob carol; do rm -f /home/$user/counts.py; done
