#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# hostel doctor --probe: what is tried from inside a room holds in one of hostel's, and is found where it does not.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/doctor_checks.sh"

probe() { hostel doctor --no-color --probe alice uids 2>&1; }
state() { awk -v id="$1" '$1 ~ /^[A-Z]+$/ && $2 == id { print $1 }' <<<"$seen"; }
rm -f /run/docker.sock

# --- a room of hostel's ------------------------------------------------------------------------------------
seen=$(probe)
for wall in capabilities privileges seccomp namespaces root userns sockets metadata proc signals; do
	is "$wall: it holds" PASS "$(state probe-$wall)"
done
is "set-ID programs are told" INFO "$(state probe-set-id)"
is "and the checks that were named" PASS "$(state uids)"
is "a room of hers was made for it" 1 "$(find $STATE/t/"$(id -u alice)" -maxdepth 1 -name record | wc -l)"
until_true 10 no_sandbox
until_true 30 eval '! pgrep -u alice'
is "nothing is left in the room" 0 "$(pgrep -c -u alice)"
is "as JSON: whose room it was" alice "$(hostel doctor --json --probe alice uids | python3 -c 'import json, sys; print(json.load(sys.stdin)["probed"])')"
like "as a page" 'tried from inside as alice' "$(hostel doctor --html --probe alice uids)"

# --- places and sockets that a policy shows -------------------------------------------------------------------
mkdir -m 1777 /srv/common
policy '[tenant]' 'plan = basic' '[filesystem]' 'read_write = /srv/common'
seen=$(probe)
is "a place of everybody's" WARN "$(state probe-writable)"
like "it is named" '/srv/common .mode 1777' "$seen"
mkdir -p /opt/run
python3 - <<'P' &
import socket, time
s = socket.socket(socket.AF_UNIX); s.bind('/opt/run/docker.sock'); s.listen(8)
import os; os.chmod('/opt/run/docker.sock', 0o666)
time.sleep(600)
P
server=$!
until_true 30 eval '[ "$(stat -c %a /opt/run/docker.sock)" = 666 ]'
policy '[tenant]' 'plan = basic' '[filesystem]' 'read_only = /opt/run:/var/lib/incus'
mv /opt/run/docker.sock /opt/run/unix.socket
seen=$(probe)
is "a daemon's socket" FAIL "$(state probe-sockets)"
like "it is named, too" '/var/lib/incus/unix.socket can be reached' "$seen"
kill $server
policy

# --- the host's network, and capabilities ----------------------------------------------------------------------
policy '[tenant]' 'plan = basic' '[network]' 'mode = host' '[capabilities]' 'keep = net_bind_service'
seen=$(probe)
is "the host's network, as the policy says" INFO "$(state probe-namespaces)"
like "that is told" 'net: the host' "$seen"
is "a capability that the policy gives" PASS "$(state probe-capabilities)"
if ip link add metadata type dummy 2>/dev/null || ip addr add 169.254.169.254/32 dev lo 2>/dev/null; then
	ip link show metadata >/dev/null 2>&1 && { ip addr add 169.254.169.254/32 dev metadata; ip link set metadata up; }
	python3 -m http.server --bind 169.254.169.254 80 >/dev/null 2>&1 & server=$!
	until_true 10 ss -ltnH 'sport = :80' '|' grep -q 169.254
	until_true 10 curl -sm1 http://169.254.169.254/
	seen=$(probe)
	is "the cloud's metadata that answers" FAIL "$(state probe-metadata)"
	policy
	seen=$(probe)
	is "not from a network of the room's own" PASS "$(state probe-metadata)"
	kill $server
fi
policy

# --- a tenant who answers for the probe ---------------------------------------------------------------------------
# Files that a shell reads are the tenant's: what comes may bring descriptors along whose last close waits.
mkdir -p /opt/odd
cat >/opt/odd/shell <<'P'
#!/usr/bin/python3
import array, os, socket, struct
kept = []
def lingering():
    listener = socket.create_server(('127.0.0.1', 0))
    tcp = socket.create_connection(listener.getsockname())
    kept.append(listener.accept()[0])
    tcp.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 3600))
    tcp.setblocking(False)
    try:
        while True:
            tcp.send(b'x' * 65536)
    except BlockingIOError:
        return tcp
line, tcp = socket.socket(fileno=os.dup(1)), [lingering() for _ in range(8)]
for s in kept:
    s.set_inheritable(True)
line.sendall(b'begin\n')
os.read(0, 1)
line.sendall(b'x\n' * (130 << 10))
for s in tcp:
    line.sendmsg([b'x'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [s.fileno()]))])
os.execvp('sleep', ['sleep', '120'])
P
chmod 755 /opt/odd /opt/odd/*
policy '[tenant]' 'plan = basic' '[session]' 'shell = /opt/odd/shell' '[network]' 'mode = loopback'
is "descriptors that linger hold nobody" 30 "$(timeout -s KILL 60 hostel doctor --probe alice uids >/dev/null 2>&1; echo $?)"
hostel kill alice >/dev/null 2>&1; until_true 10 no_sandbox
policy
echo 'touch $HOME/was-read' >/home/alice/.bashrc; chown alice: /home/alice/.bashrc
probe >/dev/null
ok "bash does not read ~/.bashrc for it" test ! -e /home/alice/was-read
rm -f /home/alice/.bashrc

# --- walls that are not there: the probe itself, outside any room -------------------------------------------------
# As root on the host all of them let pass; what would be made is made and taken away again.
seen=$(echo x | hostel probe-inside)
for wall in root userns proc signals; do
	is "control: $wall is found outside" FAIL "$(awk -v id=probe-$wall '$1 == id { print $2 }' <<<"$seen")"
done
is "and nothing stays" "" "$(find / -xdev -name .hostel-probe 2>/dev/null)"
# Her login shell cannot be executed: there is nobody inside who answers.
like "nothing comes back: it is said" 'nothing came back from inside' "$(
	strace -qq -f -o /dev/null -e trace=execve -e inject=execve:error=EACCES:when=2 hostel doctor --probe alice uids 2>&1)"

# --- who cannot be asked ----------------------------------------------------------------------------------------------
is "no tenant" 4 "$(hostel doctor --probe carol uids >/dev/null 2>&1; echo $?)"
is "no account" 4 "$(hostel doctor --probe nobody-here uids >/dev/null 2>&1; echo $?)"
hostel tenant suspend alice --why 'a test' >/dev/null 2>&1
is "one that is suspended cannot come in: that is no report" 1 "$(hostel doctor --probe alice uids >/dev/null 2>&1; echo $?)"
like "and said" 'a test|nothing came back' "$(hostel doctor --probe alice uids 2>&1)"
hostel tenant resume alice >/dev/null 2>&1
is "a wall by name needs a tenant" 2 "$(hostel doctor probe-userns >/dev/null 2>&1; echo $?)"
like "they are explained" 'Who can trace another is that other' "$(hostel doctor explain probe-signals)"
finish
