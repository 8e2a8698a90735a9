# SPDX-License-Identifier: GPL-2.0-or-later
# What the kernel's own walls promise, tried: Landlock's ports, sockets' memory, the log, counters in /proc, core
# files. Which of it a kernel holds by itself differs; that it holds must not.

promise() { # lines of alice's policy, then -- and her command
	local lines=()
	while [ "$1" != -- ]; do lines+=("$1"); shift; done
	fresh "${lines[@]}"
	alice "$2" </dev/null
}

if want A70; then
	attack A70
	install -m 644 tests/attacks/ports.py /usr/local/lib/ports.py
	python3 -c '
import socket
s = socket.create_server(("", 8097), family=socket.AF_INET6, dualstack_ipv6=True)
while True:
    c, _ = s.accept()
    try: c.sendall(b"host"); c.close()
    except OSError: pass' & server=$!
	until_true 10 eval 'ss -ltnH "sport = :8097" | grep -q .'
	abi=$(/usr/bin/python3 -c 'import ctypes; print(ctypes.CDLL(None).syscall(444,0,0,1))')
	reaches() { # way, ports that may be connected to
		promise '[network]' 'mode = host' "tcp_connect = $2" '[seccomp]' 'allow = @protocols' -- "/usr/bin/python3 /usr/local/lib/ports.py '$1' 8097"
	}
	serves() { # way, ports that may be served on; 40001 is in net.ipv4.ip_local_port_range
		promise '[network]' "tcp_bind = $2" '[seccomp]' 'allow = @protocols' -- "/usr/bin/python3 /usr/local/lib/ports.py 'serve $1' 40001"
	}
	each() { # key, function that tries, way...: with another port named, and with any
		local key=$1 tries=$2 way open; shift 2
		for way; do
			open=$(judge "$tries '$way' any")
			case $open in
			*EPROTONOSUPPORT | *ENOPROTOOPT | *EAFNOSUPPORT) absent "$key = 22: $way" "this kernel has no such thing"; continue ;;
			esac
			known["$tries '$way' any"]=$open
			attempt ssh "$key = 22: $way, another port" "$tries '$way' 22" "$tries '$way' any"
		done
	}
	if [ "$abi" -ge 4 ]; then
		each tcp_connect reaches connect connect6 "connect mapped6" sendto sendto6 sendmsg sendmmsg "mptcp connect" \
			"mptcp6 connect" "mptcp sendto" "smc connect"
		each tcp_bind serves bind range range6 "mptcp bind"

		# A kernel whose Landlock says yes and does nothing: hostel-init tries its ports. Control: one that does not try.
		lesser() { # the program that is hostel-init: is the port reached?
			local init=$PREFIX/libexec/hostel/hostel-init said
			fresh '[network]' 'mode = host' 'tcp_connect = 22'
			cp "$init" /tmp/init.kept; cp "$1" "$init.new"; mv "$init.new" "$init"
			said=$(timeout "${T:-30}" strace -f -qq -o /dev/null -e trace=landlock_restrict_self \
				-e inject=landlock_restrict_self:retval=0 hostel run alice -- /usr/bin/python3 -c \
				'import socket; print(socket.create_connection(("127.0.0.1", 8097)).recv(9))' 2>&1 | tail -n 1)
			mv /tmp/init.kept "$init"
			case $said in *host*"'") echo "escaped: connected" ;; *"tcp_connect does not hold on this kernel"*) echo refused ;; *) echo "$said" ;; esac
		}
		credulous() { # hostel-init without that trial: landlock_verify() returns 0
			python3 tests/attacks/returns_zero.py $PREFIX/libexec/hostel/hostel-init landlock_verify /tmp/credulous
			lesser /tmp/credulous
		}
		if command -v strace >/dev/null; then
			attempt run "a kernel whose Landlock lets every port pass" "lesser $PREFIX/libexec/hostel/hostel-init" credulous
		else
			absent "a kernel whose Landlock lets every port pass" "there is no strace"
		fi
	else
		absent "tcp_connect and tcp_bind" "this kernel's Landlock has no ports: the login is refused"
	fi
	kill $server
fi

if want A72; then
	attack A72
	[ -e /dev/kmsg ] || mknod /dev/kmsg c 1 11 # of the world's own /dev
	install -m 644 tests/attacks/records.py /usr/local/lib/records.py
	records() { echo "/usr/bin/python3 /usr/local/lib/records.py $*"; }
	ours() { dmesg | grep 'type=1326' | grep -c " uid=$(id -u alice) .*syscall=110 .*code=$1"; } # getppid(2)
	a_record() { # log = ..., what: does one more stand in the kernel's log?
		local before=$(ours "$3") said
		said=$(promise '[seccomp]' "log = $1" -- "$(records "$2")")
		case $said in refused*) echo "$said"; return ;; esac
		until_true 10 eval '[ "$(ours '"$3"')" -gt '"$before"' ] || { promise "[seccomp]" "log = '"$1"'" -- "$(records '"$2"')"; false; }' &&
			echo "escaped: a record" || echo "refused: none"
	}
	an_event() { # command: is it told as a refused call?
		local before=$(hostel events alice --json 2>/dev/null | grep -o refused_syscall | wc -l)
		told() { promise '[seccomp]' 'log = yes' -- "$1" >/dev/null; [ "$(hostel events alice --json 2>/dev/null | grep -o refused_syscall | wc -l)" -gt $before ]; }
		LEAST=$2 until_true "$2" told "$1" && echo "escaped: an event" || echo "refused: none"
	}
	flood() { # who: bob's refused call while somebody writes records: what does root hear?
		local said since=$EPOCHSECONDS
		printf '[seccomp]\nlog = yes\n' >$CONF/tenants/bob.ini
		fresh '[seccomp]' 'log = no'
		S "$1" "$(records log 8)" </dev/null >/tmp/flood 2>&1 & local hog=$!
		S bob 'sleep 2; for i in 1 2 3; do /usr/bin/python3 -c "import ctypes; ctypes.CDLL(None).mount(0, 0, 0, 0, 0)"; sleep 1; done; sleep 4' </dev/null >/dev/null 2>&1
		wait $hog
		said=$(hostel events --since @$since 2>&1)
		rm -f $CONF/tenants/bob.ini
		case "$(cat /tmp/flood) $said" in
		escaped*lost_records*) echo "refused: root hears that messages were suppressed" ;;
		escaped*bob*mount*) echo "refused: root hears of bob" ;;
		escaped*) echo "escaped: silence" ;;
		*) echo "unclear $(cat /tmp/flood)" ;;
		esac
	}
	suppressed() { # that there is something to hear: the kernel leaves messages out
		local before=$(dmesg | grep -c 'callbacks suppressed')
		S carol "$(records log 8)" </dev/null >/dev/null 2>&1
		[ "$(dmesg | grep -c 'callbacks suppressed')" -gt $before ] && echo "escaped: it leaves out messages"
	}
	if dmesg >/dev/null 2>&1 && ! pgrep -x auditd >/dev/null && ! grep -qw audit=0 /proc/cmdline &&
		[ "$(grep -ow -e errno -e log /proc/sys/kernel/seccomp/actions_logged | wc -l)" = 2 ] && [ "$(uname -m)" = x86_64 ]; then
		attempt ssh "log = no: records by FILTER_FLAG_LOG" "a_record no flag 0x50000" "a_record yes flag 0x50000"
		refused="/usr/bin/python3 -c 'import ctypes; ctypes.CDLL(None).mount(0, 0, 0, 0, 0)'"
		attempt ssh "a call allowed and logged, as an event" "an_event '$(records log)' 4" 'an_event "$refused" 20'
		attempt ssh "a process killed by its own filter, as an event" "an_event '$(records kill)' 4" 'an_event "$refused" 20'
		attempt ssh "a neighbour's refused calls drowned unheard" "flood alice" suppressed
	else
		absent "records of seccomp" "the kernel's log is not to be read, or auditd has it"
	fi
fi

# What others do, to the millisecond: a counter of the whole host that changes while one looks. Alice may see a new
# state each half second.
if want A73; then
	attack A73
	busy() { # somebody on the host works all the time, and sends to the world's own 127.0.0.1
		python3 -c '
import os, socket, time
s = socket.socket(type=socket.SOCK_DGRAM)
while True:
    s.sendto(b"x", ("127.0.0.1", 9))
    if not os.fork(): os._exit(0)
    os.wait(); time.sleep(0.002)' & hustle=$!
	}
	looks() { # account, file
		local said
		said=$(S "$1" "/usr/bin/python3 -c '
import os, sys, time
fd = os.open(\"$2\", os.O_RDONLY)
begin, seen, before = time.monotonic(), 0, None
while time.monotonic() < begin + 2:
    now = os.pread(fd, 1 << 18, 0)
    seen, before = seen + (now != before), now
    time.sleep(0.001)
print(seen, time.monotonic() - begin)'" </dev/null 2>&1 | tail -n 1)
		case $said in
		*"Permission denied"*) echo "refused EACCES" ;;
		[0-9]*) awk -v f="$2" '{ print ($1 > 3 + 2 * $2 ? "escaped " : "refused ") f " changed " $1 " times in " $2 " s" }' <<<"$said" ;;
		*) echo "unclear $said" ;;
		esac
	}
	terminals() { # account: does it see that somebody opens a terminal?
		local said
		said=$(S "$1" "/usr/bin/python3 -c '
import os, sys, time
def look(): return open(\"/proc/sys/kernel/pty/nr\").read()
end, before = time.monotonic() + 10, look()
while time.monotonic() < end and look() == before: time.sleep(0.001)
print(\"seen\" if look() != before else \"nothing\")'" </dev/null 2>&1 | tail -n 1)
		case $said in seen) echo "escaped: /proc/sys/kernel/pty/nr" ;; FileNotFound*) echo "refused ENOENT" ;; *) echo "unclear $said" ;; esac
	}
	opens() { # account: meanwhile a neighbour's terminal comes and goes
		(while :; do script -qc 'true' /dev/null; done) >/dev/null 2>&1 </dev/null & local pid=$!
		terminals "$1"
		kill $pid; wait $pid
	}
	fresh
	attempt ssh "a terminal of somebody else's" "opens alice" "opens carol"
	busy
	attempt ssh "interrupts, switches, processes: /proc/stat" "looks alice /proc/stat" "looks carol /proc/stat"
	attempt ssh "who runs now: /proc/loadavg" "looks alice /proc/loadavg" "looks carol /proc/loadavg"
	attempt ssh "packets of all networks: softnet_stat" "looks alice /proc/net/softnet_stat" "looks carol /proc/net/softnet_stat"
	attempt ssh "the same by PID 1's directory" "looks alice /proc/1/net/softnet_stat" "looks carol /proc/net/softnet_stat"
	kill $hustle
fi

# Core files of programs that cannot be read are root's, on the host: fs.suid_dumpable = 2.
if want A74; then
	attack A74
	cores=${WORLD_DISK:-}/cores
	crashes() { # account: does a file of root's come of it?
		local said
		rm -rf $cores; mkdir -m 755 $cores
		said=$(S "$1" 'cp /bin/sleep x; chmod 111 x; ulimit -c unlimited; ./x 60 & sleep 0.2; kill -SEGV $!; wait $!; rm -f x; echo crashed' \
			</dev/null 2>&1 | tail -n 1)
		[ "$said" = crashed ] || { echo "refused: no login"; return; }
		LEAST=5 until_true 5 eval '[ -n "$(ls $cores)" ]' && echo "escaped: a file of $(stat -c %U $cores/*)" || echo "refused: no file"
	}
	if [ "${OWN_MACHINE:-no}" = yes ] && [ -n "${WORLD_DISK:-}" ]; then
		kept=$(cat /proc/sys/fs/suid_dumpable) pattern=$(cat /proc/sys/kernel/core_pattern)
		echo 2 >/proc/sys/fs/suid_dumpable; echo "$cores/core.%p" >/proc/sys/kernel/core_pattern
		fresh '[ulimits]' 'core = 0:1M'
		attempt ssh "core files in the host's directories" "crashes alice" "crashes carol"
		fresh
		attempt ssh "the same without [ulimits] core" "crashes alice" "crashes carol"
		echo "$kept" >/proc/sys/fs/suid_dumpable; echo "$pattern" >/proc/sys/kernel/core_pattern
	else
		absent "core files in the host's directories" "the sysctls are the whole machine's; tests/vm/attacks.sh sets them"
	fi
fi
