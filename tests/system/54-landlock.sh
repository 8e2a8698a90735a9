#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Landlock beyond files: TCP ports, and abstract sockets and signals of others.
. tests/system/lib.sh

fresh() { until_true 5 no_sandbox; policy "$@"; }
abi=$(python3 -c 'import ctypes; print(ctypes.CDLL(None).syscall(444,0,0,1))')
net() { # python statements with s, a TCP socket: "done" or the error
	alice "python3 -c '
import socket, errno
s = socket.socket(); s.settimeout(5)
try:
  $1
  print(\"done\")
except OSError as e: print(errno.errorcode[e.errno])'"
}
bind() { net "s.bind((\"127.0.0.1\", $1)); s.listen()"; }
connect() { net "s.connect((\"127.0.0.1\", $1))"; }

queue='import ctypes, os
c = ctypes.CDLL("librt.so.1", use_errno=True)
attr = (ctypes.c_long * 8)(0, 10, 1024)
q = c.mq_open(b"/q", os.O_CREAT | os.O_RDWR, 0o600, attr)
b = ctypes.create_string_buffer(1024)
print(q < 0 and os.strerror(ctypes.get_errno()) or (c.mq_send(q, b"sent", 4, 0), c.mq_receive(q, b, 1024, None), b.value.decode(), c.mq_unlink(b"/q")))'
is "POSIX message queues: made, used, removed" "(0, 4, 'sent', 0)" "$(alice "python3 -c '$queue'")"

if [ "$abi" -ge 4 ]; then
	fresh '[network]' 'tcp_bind = 8000-8010, 9000' 'tcp_connect = 8001'
	is "tcp_bind: the ports of the list, their edges, no others" \
		"done done done EACCES EACCES EACCES" "$(for p in 8000 8010 9000 7999 8011 0; do bind $p; done | xargs)"
	is "tcp_connect: its port (nobody there), no other" "ECONNREFUSED EACCES" "$({ connect 8001; connect 8000; } | xargs)"
	is "udp is not concerned" done "$(net 's = socket.socket(type=2); s.bind(("127.0.0.1", 53000))')"
	fresh '[network]' 'tcp_bind = 0' 'tcp_connect = none'
	is "0: a port that the kernel chooses" "done EACCES EACCES" "$({ bind 0; bind 8000; connect 8001; } | xargs)"
	fresh
	is "control: any" "done done ECONNREFUSED" "$({ bind 0; bind 8000; connect 8001; } | xargs)"
	is "it is the programs' rule: a forwarded connection is sshd's own" SSH-2.0 "$(fresh '[network]' 'tcp_connect = none' \
		'mode = host'; alice -W 127.0.0.1:22 </dev/null | head -c 7)"
else
	fresh '[network]' 'tcp_connect = none'
	is "without Landlock's ports the login is refused" 255 "$(alice true; echo $?)"
	like "and the log says why" "tcp_connect need Landlock ABI 4" "$(log_since 0)"
fi
fresh '[filesystem]' 'landlock = no' '[network]' 'tcp_bind = none'
is "landlock = no with a list of ports: refused" 255 "$(alice true >/dev/null 2>&1; echo $?)"
like "and hostel check says why" "tcp_bind.*needs \[filesystem\] landlock = yes" "$($PREFIX/sbin/hostel check 2>&1)"

# --- abstract sockets ---------------------------------------------------------------------------------
python3 -c '
import socket, time
s = socket.socket(socket.AF_UNIX); s.bind("\0hostel-test"); s.listen(64); time.sleep(600)' &
outside=$!
until_true 5 grep -q @hostel-test /proc/net/unix
abstract='s = socket.socket(socket.AF_UNIX); s.connect("\0hostel-test")'
if [ "$abi" -ge 6 ]; then
	fresh '[network]' 'mode = host'
	is "mode = host: an abstract socket of the host is not to be had" EPERM "$(net "$abstract")"
	is "one of the sandbox's own is" done "$(net 's = socket.socket(socket.AF_UNIX); s.bind("\0own"); s.listen()
  t = socket.socket(socket.AF_UNIX); t.connect("\0own")')"
	fresh '[network]' 'mode = host' '[filesystem]' 'landlock = no'
	is "control: landlock = no, it is" done "$(net "$abstract")"
else
	skip "abstract sockets" "the kernel's Landlock has ABI $abi"
fi
fresh
is "mode = loopback: it is not even there" ECONNREFUSED "$(net "$abstract")"
kill $outside

# --- and everything that must go on -------------------------------------------------------------------
fresh
is "signals among one's own" "143 0" "$(alice 'sleep 50 & kill $!; wait $!; echo $?
	python3 -c "import os,signal; p=os.fork() or signal.pause(); os.kill(p,9); print(os.wait()[1]-9)"' | xargs)"
alice 'sleep 60' &
until_true 5 pgrep -u alice -x sleep
ok "another session signals it" alice 'pkill -x sleep'
wait $!
is "stty on a terminal, opened by its name as well" 3 \
	"$(alice -tt 'stty -a; stty -a </dev/tty; stty -a <"$(tty)"' </dev/null | tr -d '\r' | grep -c speed)"
like "and on a pty of one's own" "^[0-9]+ [0-9]+$" "$(alice "script -qc 'stty size' /dev/null" </dev/null | tr -d '\r')"
is "isatty of /dev/null" False "$(alice 'python3 -c "import os; print(os.isatty(os.open(\"/dev/null\", 0)))"')"
eval "$(ssh-agent -s)" >/dev/null; ssh-add -q $KEY
like "agent forwarding" ED25519 "$(alice -A 'ssh-add -l')"
kill "$SSH_AGENT_PID"
is "hostel enter" alice "$(alice 'sleep 60' & until_true 5 pgrep -u alice -x sleep
	$PREFIX/sbin/hostel enter alice -- id -un 2>&1; kill $!)"
finish
