# SPDX-License-Identifier: GPL-2.0-or-later
# More than one's share. Controls: the same with that limit lifted by the policy, bounded by themselves.

if want A29; then
	attack A29
	rich=("resources.memory.max = 1G" "resources.pids.max = max" "resources.cpu.max = max" "ulimits.nproc = 1000"
		"ulimits.sigpending = 4000" "ulimits.msgqueue = 800K")
	bounded() { # section.key = value: alice's policy is generous but for this
		local line section
		for section in resources ulimits filesystem; do
			echo "[$section]"
			for line in "${rich[@]}"; do
				case $line in "$section."*) [ "${line%% =*}" = "${1%% =*}" ] || echo "${line#*.}" ;; esac
			done
			case $1 in "$section."*) echo "${1#*.}" ;; esac
		done >$CONF/tenants/alice.ini
	}
	taken() { # the limit, program in python; it prints "all" when it got everything
		local said
		fresh
		bounded "$1"
		said=$(S alice "echo started; python3 -c '$2'" 2>&1 </dev/null | tr '\n' ' ')
		case $said in
		"started all"*) echo "escaped: ${said#started all }" ;;
		started*) echo "refused ${said#started}" ;;
		*) echo "unclear: it did not start: $said" ;;
		esac
		policy
	}
	limited() { # name, the limit, program; the control has the same policy without it
		attempt ssh "$1" "taken ${2@Q} ${3@Q}" "taken '' ${3@Q}"
	}
	processes='
import os, signal
n = 0
try:
    for n in range(300):
        if os.fork() == 0: signal.alarm(5); signal.pause()
    print("all 300 processes", flush=True)
except OSError as e: print(n, e, flush=True)
os.kill(-1, 9)'
	limited "300 processes: pids.max" "resources.pids.max = 128" "$processes"
	limited "300 processes: nproc" "ulimits.nproc = 128" "$processes"
	limited "300 threads: pids.max" "resources.pids.max = 128" '
import threading, time
threading.stack_size(65536)
try:
    for n in range(300): threading.Thread(target=time.sleep, args=(1,), daemon=True).start()
    print("all 300 threads")
except RuntimeError as e: print(n, e)'
	small="resources.memory.max = 64M"
	limited "200 MiB of memory" "$small" 'x = bytearray(200 << 20)
for i in range(0, len(x), 4096): x[i] = 1
print("all 200 MiB")'
	limited "200 MiB in /tmp" "$small" '
f = open("/tmp/fill", "wb")
for i in range(200): f.write(b"x" * (1 << 20))
f.flush(); print("all 200 MiB")'
	limited "200 MiB in a memfd" "$small" '
import os
f = os.memfd_create("m")
for i in range(200): os.write(f, b"x" * (1 << 20))
print("all 200 MiB")'
	limited "200 MiB of System V shared memory" "$small" '
import ctypes
c = ctypes.CDLL(None); c.shmat.restype = ctypes.c_void_p
a = c.shmat(c.shmget(0, 200 << 20, 0o600), 0, 0)
for i in range(0, 200 << 20, 4096): ctypes.memset(a + i, 1, 1)
print("all 200 MiB")'
	limited "100 MiB in unix sockets" "$small" '
import resource, socket
resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
keep = []; n = 0
while n < 100 << 20 and len(keep) < 4000:
    a, b = socket.socketpair(); a.setblocking(False); keep += [a, b]
    try:
        while True: n += a.send(b"x" * 4096)
    except BlockingIOError: pass
    if len(keep) > 2000: break
print("all" if n >= 100 << 20 else "short", n >> 20, "MiB")'
	limited "20,000 directories in /tmp: inodes" "filesystem.tmp_size = 8M" '
import os
n = 0
try:
    for n in range(20000): os.mkdir(f"/tmp/{n}")
    print("all 20000")
except OSError as e: print(n, e)'
	limited "8 MiB in /tmp: tmp_size" "filesystem.tmp_size = 4M" '
try:
    open("/tmp/f", "wb").write(b"x" * (8 << 20)); print("all 8 MiB")
except OSError as e: print(e)'
	limited "300 KiB of message queues" "ulimits.msgqueue = 100K" '
import ctypes, os
c = ctypes.CDLL("librt.so.1", use_errno=True)
attr = (ctypes.c_long * 8)(0, 10, 8192)
n = sum(c.mq_open(f"/q{i}".encode(), os.O_CREAT | os.O_RDWR, 0o600, attr) >= 0 for i in range(4)) or os.strerror(ctypes.get_errno())
print("all" if n == 4 else "only", n, "queues")'
	limited "2000 queued signals" "ulimits.sigpending = 500" '
import ctypes, os, signal
signal.pthread_sigmask(signal.SIG_BLOCK, [40])
c = ctypes.CDLL(None)
n = 0
while n < 2000 and c.sigqueue(os.getpid(), 40, ctypes.c_void_p(0)) == 0: n += 1
print("all" if n == 2000 else "only", n, "signals")'
	# A busy machine leaves a tenth of a processor, or less.
	limited "two processors for six seconds: cpu.max" "resources.cpu.max = 2%" '
import os, time
end, begun = time.monotonic() + 6, time.process_time()
first = os.fork()
while time.monotonic() < end: pass
used = time.process_time() - (begun if first else 0)
if first: print("all" if used > 0.15 else "only", round(used, 2), "s of one of two processes")'
	limited "a file of 8 MiB: fsize" "ulimits.fsize = 1M" '
import os, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    n = os.write(os.open(os.path.expanduser("~/big"), os.O_CREAT | os.O_WRONLY), b"x" * (8 << 20))
    print("all" if n == 8 << 20 else "only", n)
except OSError as e: print(e)'
	rm -f /home/alice/big
	sessions() { # max_sessions
		fresh '[session]' "max_sessions = $1"
		local i
		for i in 1 2 3 4; do { S alice 'echo in; exec sleep 77' 2>/dev/null </dev/null || echo out; } & done >/tmp/a29.sessions
		until_true 60 eval '[ "$(wc -l </tmp/a29.sessions)" -ge 4 ]'
		i=$(grep -c in /tmp/a29.sessions)
		hostel kill alice >/dev/null; wait $(jobs -p | tail -4)
		[ "$i" = 4 ] && echo "escaped: four sessions" || echo "refused after $i"
		policy
	}
	attempt ssh "four sessions: max_sessions" "sessions 2" "sessions 10"
	fresh
fi
