#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What a tenant can do to the records of a host with auditd: write one, switch it off, have others' lost.
# As root in a throw-away guest with audit=1: tests/vm/audited
set -u
cd "$(dirname "$0")/../.." || exit 2
[ "$(cat /proc/1/comm)" = systemd ] || { echo "audit.sh: PID 1 is not systemd: only for a guest" >&2; exit 2; }
WORLD_CGROUP=auto
export WORLD_CGROUP
systemctl -q stop ssh.socket ssh.service 2>/dev/null
mkdir -p /run/sshd
. tests/system/lib.sh
patient
systemctl daemon-reload
systemctl -q start hostel.service

for package in build/packages/*.deb; do
	dpkg --fsys-tarfile "$package" | tar -x -C / --keep-directory-symlink
done
ldconfig
mkdir -p -m 700 /var/log/audit
sed -i 's/^use_libwrap.*//; s/^flush.*/flush = NONE/; s/^log_format.*/log_format = RAW/; s/^max_log_file .*/max_log_file = 500/
	s/^\(space_left\|admin_space_left\) .*/\1 = 1/' /etc/audit/auditd.conf
auditd || { echo "not ok - auditd starts"; exit 1; }
AUDIT=/var/log/audit/audit.log
until_true 10 eval 'auditctl -s | grep -q "^pid [1-9]"'
auditctl -e 1 -b 8192 >/dev/null
auditctl -D >/dev/null
uid=$(id -u alice)
install -m 644 tests/attacks/records.py /usr/local/lib/
auditing() { auditctl -s | sed -n "s/^$1 //p"; }
recorded() { grep -c -- "$1" $AUDIT; }
root_says() { auditctl -m "$1" >/dev/null; until_true "${2:-60}" grep -q -- "$1" $AUDIT; }

# --- writing one ------------------------------------------------------------------------------------
speak='import socket, struct, sys
kind, text = int(sys.argv[1]), sys.argv[2].encode()
try:
    s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 9) # NETLINK_AUDIT
    s.settimeout(10)
    s.sendto(struct.pack("=IHHII", 16 + len(text), kind, 5, 1, 0) + text, (0, 0)) # NLM_F_REQUEST, NLM_F_ACK
    length, answer, *_, error = struct.unpack_from("=IHHIIi", s.recv(8192))
    print(answer, error)
except OSError as e: print("error", e.errno)'
echo "$speak" >/usr/local/lib/speak.py
forge() { /usr/bin/python3 /usr/local/lib/speak.py 1107 "op=forged by=$1"; } # AUDIT_USER_AVC's neighbour, of the users'
for who in root alice; do
	if [ $who = root ]; then forge root; else alice "/usr/bin/python3 /usr/local/lib/speak.py 1107 'op=forged by=alice'"; fi >/tmp/said.$who 2>&1
done
ok "control: root writes a record" until_true 30 grep -q 'op=forged by=root' $AUDIT
is "a tenant writes none" 0 "$(root_says settled; recorded 'op=forged by=alice')"
unlike "and is told so" "^2 0$" "$(cat /tmp/said.alice)"

# --- switching it off, taking the daemon's place: struct audit_status: mask, enabled, failure, pid ----------
status='import runpy, struct, sys
sys.argv = ["", "1001", struct.pack("=10I", 1 | 4, 0, 0, 0, 0, 0, 0, 0, 0, 0).decode("latin-1")]
runpy.run_path("/usr/local/lib/speak.py")'
echo "$status" >/usr/local/lib/off.py
unlike "a tenant cannot switch it off" "^2 0$" "$(alice '/usr/bin/python3 /usr/local/lib/off.py' 2>&1)"
is "it is on, with its daemon" "1 yes" "$(auditing enabled) $([ "$(auditing pid)" -gt 0 ] && echo yes)"
is "control: root can" 2 "$(/usr/bin/python3 /usr/local/lib/off.py | cut -d' ' -f1; auditctl -e 0 >/dev/null)"
auditctl -e 1 >/dev/null
[ "$(auditing pid)" -gt 0 ] || { pkill -x auditd; until_true 10 eval '! pgrep -x auditd'; auditd; until_true 10 eval 'auditctl -s | grep -q "^pid [1-9]"'; }

# --- what is hers in the log ------------------------------------------------------------------------
policy '[seccomp]' 'log = yes'
alice '/usr/bin/python3 -c "import ctypes; ctypes.CDLL(None).mount(0, 0, 0, 0, 0)"'
ok "a refused call is a record with her loginuid" until_true 30 grep -q "type=SECCOMP.* auid=$uid .*syscall=165" $AUDIT
policy
until_true 20 no_sandbox
is "which she cannot set" refused "$(alice 'echo 0 >/proc/self/loginuid' >/dev/null 2>&1 && echo set || echo refused)"

# --- having others' lost: she writes as fast as she can ----------------------------------------------
flood() { # backlog, patience: root's own record while she floods: there, or not within a minute
	local verdict=lost lost
	auditctl -b "$1" --backlog_wait_time "$2" --reset-lost >/dev/null 2>&1
	lost=$(auditing lost)
	for i in 1 2 3 4; do alice '/usr/bin/python3 /usr/local/lib/records.py log 20' </dev/null >/tmp/flood.$i 2>&1 & done
	until_true 20 eval '[ "$(tail -n 2000 $AUDIT | grep -c "auid='$uid'")" -gt 100 ]'
	for i in 1 2 3 4 5; do auditctl -m "root-$1-$i" >/dev/null; done
	wait $(jobs -p)
	until_true 60 eval '[ "$(recorded root-'$1'-)" -ge 5 ]' && verdict=there
	echo "# backlog $1, wait $2: $(cat /tmp/flood.? | paste -sd' '); lost $(($(auditing lost) - lost)), root's own $(recorded "root-$1-") of 5" >&2
	echo $verdict
}
is "a tenant who floods it has root's own records not lost" there "$(flood 8192 60000)"
said=$(flood 4 0)
echo "# control, a backlog of four that nobody waits for: $said"
finish
