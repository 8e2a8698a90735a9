#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The walls of the room: file systems, limits, privileges; each with the control that it can fail.
. "$(dirname "$0")/lib.sh"

fresh() { until_true 10 no_sandbox; policy "$@"; }
refuses() { alice "$1" >/dev/null 2>&1 && echo done || echo refused; }

# --- what can be written -----------------------------------------------------------------------------
for path in / /usr /usr/bin /etc /run /run/hostel/ids /var /dev /proc/sys /sys/fs/cgroup; do
	is "cannot write to $path" refused "$(refuses "touch $path/x 2>/dev/null || mkdir $path/x")"
done
is "writable places" "/dev/shm /home/alice /run/lock /run/screen /run/user/$(id -u alice) /tmp /var/tmp" "$(alice \
	'for p in /dev/shm /home/alice /run/lock /run/screen /run/user/$(id -u) /tmp /var/tmp; do touch $p/x && rm $p/x && echo $p; done | xargs')"
is "every mount is nosuid" "" "$(alice "awk '\$6 !~ /nosuid/ {print \$5}' /proc/self/mountinfo")"
is "nodev but for the devices" "/dev/full /dev/null /dev/pts /dev/random /dev/tty /dev/urandom /dev/zero" \
	"$(alice "awk '\$6 !~ /nodev/ {print \$5}' /proc/self/mountinfo" | grep -v '^/proc/' | sort | xargs)"
is "/proc/stat has its lines, but no counts of the host's" "cpu btime procs_running 1" \
	"$(alice 'awk "\$2 != 0 { print \$1, \$1 == \"procs_running\" ? \$2 : \"\" }" /proc/stat' | grep -v '^cpu[0-9]' | xargs)"
is "and as many processors" "$(grep -c '^cpu[0-9]' /proc/stat)" "$(alice 'grep -c "^cpu[0-9]" /proc/stat')"
like "/proc/loadavg" '^[0-9.]+ [0-9.]+ [0-9.]+ 1/1 1$' "$(alice 'cat /proc/loadavg')"
is "the time goes on in it, whoever reads" 0 "$(alice 'a=$(cat /proc/stat); for i in $(seq 100); do
	[ "$(cat /proc/stat)" = "$a" ] || exit 0; sleep 0.1; done; exit 1'; echo $?)"
is "it cannot be written, nor be filled" "no no" "$(alice '(echo x >/proc/stat) 2>/dev/null && echo yes || echo no
	rm -f /proc/stat 2>/dev/null && echo yes || echo no' | xargs)"
is "full file systems do not stop it" 0 "$(alice 'cat /dev/zero >/tmp/full 2>/dev/null; a=$(cat /proc/stat)
	for i in $(seq 100); do [ "$(cat /proc/stat)" = "$a" ] || exit 0; sleep 0.1; done; exit 1'; echo $?)"
is "top, vmstat, uptime, libc and python go on" "0 0 0 $(nproc)" "$(alice 'top -bn1 >/dev/null; echo $?; vmstat 1 2 >/dev/null; echo $?
	uptime >/dev/null; echo $?; python3 -c "import os; os.getloadavg(); print(os.cpu_count())"' | xargs)"
is "/proc/kcore and others are masked" "0 0 0" "$(alice 'for f in kallsyms cmdline interrupts; do wc -c </proc/$f; done | xargs')"
is "no shadow, no host keys" "" "$(alice 'ls /etc/shadow /etc/ssh/*key* /etc/ssh/sshd* /etc/sudoers 2>/dev/null')"
is "POSIX message queues work, and are seen" "created q" "$(alice 'python3 -c "
import ctypes, os
c = ctypes.CDLL(\"librt.so.1\", use_errno=True)
print(\"created\" if c.mq_open(b\"/q\", os.O_CREAT | os.O_RDWR, 0o600, None) >= 0 else os.strerror(ctypes.get_errno()))"; ls /dev/mqueue' | xargs)"
mkdir -p /srv/tools /srv/shared /opt/secret; echo tool >/srv/tools/t; echo s >/opt/secret/s
chmod 777 /srv/shared
fresh '[filesystem]' 'read_only = /srv/tools' 'read_write = /srv/shared:/shared' 'tmpfs = /var/cache:1M' 'hide = /opt/secret'
is "read_only is seen" tool "$(alice 'cat /srv/tools/t')"
is "and cannot be written" refused "$(refuses 'touch /srv/tools/x')"
is "read_write can be written, elsewhere too" shared "$(alice 'echo shared >/shared/f'; cat /srv/shared/f)"
is "it is there by sftp as well" shared "$(printf 'get /shared/f /root/f\n' | timeout 60 sftp -q -b - alice@host >/dev/null; cat /root/f; rm -f /root/f)"
like "tmpfs has its size" 'No space left' "$(alice 'head -c 2M /dev/zero >/var/cache/x' 2>&1)"
is "hide hides" "" "$(alice 'ls -A /opt/secret')"
is "by sftp as well" "" "$(echo 'ls -1 /opt/secret' | timeout 60 sftp -q -b - alice@host | sed 1d)"
fresh
is "control: without the policy it is there" s "$(alice 'cat /opt/secret/s')"
# A group that is not mapped: without the tenant's rights nobody gets into the home, PID 1 neither.
chgrp games /home/alice; chmod 700 /home/alice; install -d -o alice /home/alice/x /home/alice/y
fresh '[filesystem]' 'read_only = /srv/tools:/home/alice/x'
is "read_only in a closed home" tool "$(alice 'cat x/t')"
fresh '[filesystem]' 'read_write = /srv/shared:/home/alice/x' 'tmpfs = /home/alice/y:1M'
is "read_write and tmpfs in it" "shared y" "$(alice 'echo shared >x/f && cat x/f; touch y/y && ls y' | xargs)"
fresh
rm -f /srv/shared/f; chgrp alice /home/alice; chmod 755 /home/alice; rmdir /home/alice/x /home/alice/y
fresh '[filesystem]' 'home = read_only'
is "home = read_only" refused "$(refuses 'touch ~/x')"
fresh '[filesystem]' 'home = tmpfs'
is "home = tmpfs is empty, writable and forgotten" "x" "$(alice 'touch ~/x; ls -A ~'; until_true 5 no_sandbox; alice 'ls -A ~')"
fresh '[filesystem]' 'tmp_size = 2M'
like "tmp_size bounds /tmp and /dev/shm together" 'No space left' "$(alice 'head -c 1500K /dev/zero >/tmp/a && head -c 1500K /dev/zero >/dev/shm/b' 2>&1)"
fresh '[filesystem]' 'hide = /opt/misspelt'
mark=$(log_mark)
unlike "hide of what is not there is refused" '^in$' "$(alice 'echo in' 2>/dev/null)"
like "and named" '/opt/misspelt' "$(log_since $mark)"
ln -s /opt/secret /home/alice/link; chown -h alice /home/alice/link
mkdir -p /srv/alice; chown alice /srv/alice; ln -sfn /root /srv/alice/in; chown -h alice /srv/alice/in
fresh '[filesystem]' 'read_only = /srv/alice/in:/mnt'
unlike "a link of the tenant's in a source is not followed" '^in$' "$(alice 'echo in' 2>/dev/null)"
fresh

for user in alice carol; do install -o root -m 4755 /usr/bin/id /home/$user/id; done
unlike "a set-user-ID program of root's gives nothing" 'euid=' "$(alice '~/id')"
like "control: without hostel it does" 'euid=0' "$(S carol '~/id')"
fresh '[session]' 'environment = LANG, LC_*' 'hostname = %u-box' 'shell = /bin/sh'
is "environment, hostname and shell are the policy's" "alice-box /bin/sh C. ." \
	"$(alice -o SetEnv='LC_ALL=C SECRET=x' 'echo "$(hostname) $SHELL $LC_ALL.$SECRET ."')"
fresh
is "control: without them all of it comes through" "alice /bin/bash C.x ." \
	"$(alice -o SetEnv='LC_ALL=C SECRET=x' 'echo "$(hostname) $SHELL $LC_ALL.$SECRET ."')"

# --- limits ----------------------------------------------------------------------------------------
bomb='python3 -c "
import os, time
n = 0
try:
    while n < 60:
        if os.fork() == 0: time.sleep(3); os._exit(0)
        n += 1
    print(n)
except OSError as e: print(n, os.strerror(e.errno))
os.kill(-1, 9)"'
fresh '[resources]' 'pids.max = 20' '[ulimits]' 'nproc = 1000'
like "pids.max stops a fork bomb" '^1[0-9] Resource temporarily unavailable$' "$(alice "$bomb")"
fresh '[resources]' 'pids.max = max' '[ulimits]' 'nproc = 15'
like "nproc stops a fork bomb" '^1[0-9] Resource temporarily unavailable$' "$(alice "$bomb")"
fresh '[resources]' 'pids.max = max' '[ulimits]' 'nproc = 1000'
is "control: with both switched off it goes on" 60 "$(alice "$bomb")"
eater='head -c 200M /dev/zero | tail -c 100M >/dev/null; echo ${PIPESTATUS[1]}'
# Without CAP_SYS_RESOURCE (24), as in some containers, root's word is not the least.
least=$((0x$(sed -n 's/^CapEff:\s*//p' /proc/self/status) >> 24 & 1 ? 500 : 0))
is "a host without memory ends her processes first, and she cannot change that" "700 $least" \
	"$(alice 'cat /proc/self/oom_score_adj; for n in $(seq 0 25 1000); do { echo $n >/proc/self/oom_score_adj; } 2>/dev/null && break; done; cat /proc/self/oom_score_adj' | paste -sd' ')"
fresh '[resources]' 'memory.max = 64M'
is "memory.max kills" 137 "$(alice "$eater")"
is "and is seen inside" $((64 * 1048576)) "$(alice 'cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null')"
fresh '[resources]' 'memory.max = max'
is "control: without it nothing is killed" 0 "$(alice "$eater")"
# Whatever else the machine does: the kernel counts the periods in which it held the tenant's processes back.
burn='throttled() { cat /sys/fs/cgroup/cpu.stat /sys/fs/cgroup/*/cpu.stat 2>/dev/null | awk "/^nr_throttled/ {print \$2}"; }
	before=$(throttled); timeout 60 bash -c "while :; do :; done" & for i in $(seq 100); do [ "$(throttled)" = "$before" ] || break; sleep 0.1
	[ $i -lt $most ] || break; done; kill %1; echo $(($(throttled) - before))'
fresh '[resources]' 'cpu.max = 5%'
like "cpu.max throttles" '^[1-9][0-9]*$' "$(alice "most=100; $burn")"
fresh '[resources]' 'cpu.max = max'
is "control: without it nothing does" 0 "$(alice "most=20; $burn")"

fresh '[ulimits]' 'cpu = 1:2' 'fsize = 1M' 'data = 100M' 'stack = 1M:2M' 'core = 0' 'rss = 50M' 'nproc = 40:50' \
	'nofile = 100:200' 'memlock = 64K' 'as = 1G' 'locks = 10' 'sigpending = 20' 'msgqueue = 100K' 'nice = 0' \
	'rtprio = 0' 'rttime = 1s'
is "all sixteen ulimits are set" "$(cat <<'X'
cpu 1 2
fsize 1048576 1048576
data 104857600 104857600
stack 1048576 2097152
core 0 0
rss 52428800 52428800
nproc 40 50
nofile 100 200
memlock 65536 65536
as 1073741824 1073741824
locks 10 10
sigpending 20 20
msgqueue 102400 102400
nice 0 0
rtprio 0 0
rttime 1000000 1000000
X
)" "$(alice 'cat /proc/self/limits' | awk 'NR > 1 { n = split("cpu fsize data stack core rss nproc nofile memlock as locks sigpending msgqueue nice rtprio rttime", k, " ");
	sub(/^Max [a-z -]*[a-z]  */, ""); print k[NR-1], $1, $2 }')"
is "cpu = 1:2: SIGXCPU at soft" 152 "$(alice 'bash -c "while :; do :; done"; echo $?' 2>/dev/null)"
is "and SIGKILL at hard, for what does not heed it" 137 "$(alice 'bash -c "trap : XCPU; while :; do :; done"; echo $?' 2>/dev/null)"
open_all='python3 -c "
import os
try:
  while True: last = os.open(\"/dev/null\", 0)
except OSError as e: print(last, e.errno)"'
is "nofile = 100:200: descriptors to 99, then EMFILE" "99 24" "$(alice "$open_all")"
is "a hard limit cannot be raised" refused "$(refuses 'ulimit -Hn 300')"
is "control: within it the soft one can" 150 "$(alice 'ulimit -Sn 150; ulimit -Sn')"
fresh

# --- privileges ------------------------------------------------------------------------------------
sys() { # a system call by python: number and arguments; prints 0 or errno's name
	cat <<-X
	python3 -c 'import ctypes,errno,fcntl,os
	c=ctypes.CDLL(None,use_errno=True)
	r=c.syscall($1)
	print(0 if r>=0 else errno.errorcode[ctypes.get_errno()])'
	X
}
tiocsti="python3 -c 'import fcntl,os,errno
m,s=os.openpty()
if os.fork(): os.wait(); os._exit(0)
os.setsid(); fcntl.ioctl(s,0x540e,0)
try:
  fcntl.ioctl(s,REQUEST,b\"x\"); print(0)
except OSError as e: print(errno.errorcode[e.errno])'"
table() { # the same attempts with and without the filter
	alice "$(sys '272, 0x10000000')"         # unshare(CLONE_NEWUSER)
	alice "$(sys '435, 0, 0')"               # clone3
	alice "$(sys '165, 0, b"/tmp", b"tmpfs", 0, 0')" # mount
	alice "$(sys '428, -100, b"/", 1')"      # open_tree(OPEN_TREE_CLONE)
	alice "$(sys '321, 0, 0, 0')"            # bpf
	alice "$(sys '425, 1, 0')"               # io_uring_setup
	alice "$(sys '250, 0, -3, 0')"           # keyctl(GET_KEYRING_ID)
	alice "$(sys '103, 3, 0, 0')"            # syslog
	alice "$(sys '9999')"                    # of a future kernel
	alice "$(sys '41, 38, 5, 0')"            # socket(AF_ALG)
	alice "${tiocsti/REQUEST/0x5412}"        # TIOCSTI
	alice "${tiocsti/REQUEST/(1<<32)|0x5412}"
}
is "refused system calls" "EPERM ENOSYS EPERM EPERM EPERM EPERM EPERM EPERM ENOSYS EAFNOSUPPORT EPERM EPERM" "$(table 2>&1 | xargs)"
fresh '[seccomp]' 'profile = unconfined'
unlike "control: unconfined, the kernel itself answers" "^EPERM ENOSYS EPERM EPERM EPERM EPERM EPERM EPERM ENOSYS EAFNOSUPPORT EPERM" "$(table 2>&1 | xargs)"
is "and even then no user namespace can be made" ENOSPC "$(alice "$(sys '272, 0x10000000')")"
fresh
is "an ordinary program starts threads although clone3 is refused" 4 "$(alice 'python3 -c "
import threading
t=[threading.Thread(target=int) for i in range(4)]
[x.start() for x in t]; [x.join() for x in t]; print(len(t))"')"
is "gdb and strace may trace one's own" traced "$(alice 'strace -o /dev/null true && echo traced')"
# A process can be in 16 Landlock domains (landlock(7)): how many more fit tells whether it is in one.
layers="python3 -c 'import ctypes,struct
c=ctypes.CDLL(None); a=ctypes.create_string_buffer(struct.pack(\"Q\",2)); n=0
while n<20 and c.syscall(446,c.syscall(444,a,8,0),0)==0: n+=1
print(n)'"
if [ "$(python3 -c 'import ctypes; print(ctypes.CDLL(None).syscall(444,0,0,1))')" -ge 2 ]; then
	is "Landlock: in a domain" 15 "$(alice "$layers")"
	fresh '[filesystem]' 'landlock = no'
	is "control: switched off, in none" 16 "$(alice "$layers")"
	fresh
else
	skip "Landlock" "this kernel has none, or only its first version"
fi
alice 'exec sleep 60' </dev/null & session=$!
until_true 10 pgrep -u alice -x sleep
constant() { # program: rights of what its linker has marked to be read only, and of what lies behind that
	python3 - "$1" "${B:-build}/$1" "$(pgrep -x "$1" | head -1)" <<-'P'
	import re, subprocess, sys
	name, path, pid = sys.argv[1:]
	said = subprocess.run(['readelf', '-lW', path], capture_output=True, text=True).stdout
	at, size = (int(x, 16) for x in re.search(r'GNU_RELRO\s+\S+\s+(\S+)\s+\S+\s+\S+\s+(\S+)', said).groups())
	maps = [re.match(r'(\w+)-(\w+) (....)', line).groups() for line in open(f'/proc/{pid}/maps')]
	base = next(int(m.split('-')[0], 16) for m in open(f'/proc/{pid}/maps') if m.rstrip().endswith('/' + name))
	print(*(next(r for a, b, r in maps if int(a, 16) <= base + x < int(b, 16)) for x in (at, at + size + 4096)))
	P
}
for program in hostel-init hostel-shell; do
	is "$program: its tables are read-only, what lies behind them is not" "r--p rw-p" "$(constant $program)"
done
pkill -u alice -x sleep; wait $session
is "PID 1 is not his: kill" refused "$(refuses 'kill -9 1')"
is "PID 1 is not his: prlimit" refused "$(refuses 'prlimit --pid 1 --nofile=10')"
is "PID 1 is not his: ptrace" refused "$(refuses 'strace -o /dev/null -p 1')"
fresh '[capabilities]' 'keep = net_bind_service'
is "keep = net_bind_service: a low port" listening "$(alice "$UP timeout 20 socat TCP-LISTEN:80,bind=127.0.0.1 - </dev/null & up 80 && echo listening; kill \$!")"
is "and nothing but that" "0000000000000400" "$(alice 'grep ^Cap /proc/self/status | cut -f2 | sort -u')"
fresh
finish
