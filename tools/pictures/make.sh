#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# pictures: what the README and the guides show, made of real runs.
#
#   make pictures        as root, in a throw-away copy of the machine; some minutes. Into docs/pictures
#
# OUT: where to.
here=$(dirname "$(readlink -f "$0")")
repo=$PWD
. "$repo/tests/system/lib.sh"
out=$(readlink -f "${OUT:-docs/pictures}")
unset NO_COLOR
trap 'for name in top explain doctor; do tmux -L $name kill-server 2>/dev/null; done; kill $(jobs -p) 2>/dev/null' EXIT

terminal() { # name, title, what it shows, columns, lines, command: shown when that has printed the word "$seen"
	local name=$1
	tmux -L $name -f /dev/null new-session -d -x "$4" -y "$5" "TERM=xterm-256color LC_ALL=C.UTF-8 $6; exec sleep 600"
	ok "$1: $seen" until_true 120 eval "tmux -L $name capture-pane -p | grep -Eq '$seen'"
	tmux -L $name capture-pane -p -e | /usr/bin/python3 "$here/terminal.py" "$2" "$3" "$4" >"$out/$1.svg"
	tmux -L $name kill-server
}

# One tenant takes all it can get, the other works.
printf '%s\n' '[resources]' 'memory.max = 256M' 'cpu.max = 50%' 'pids.max = 60' >$CONF/tenants/alice.ini
printf '%s\n' '[resources]' 'memory.max = 512M' 'cpu.max = 100%' 'pids.max = 60' >$CONF/tenants/bob.ini
S alice 'for i in $(seq 40); do (while :; do :; done) & done
python3 -c "
import os
while True:
    if not os.fork():
        x = bytearray(400 << 20)
        os._exit(0)
    os.wait()"' </dev/null >/dev/null 2>&1 &
S bob 'while sleep 0.5; do ls -lR /usr/share/doc >/dev/null; done' </dev/null >/dev/null 2>&1 &
seen='^alice .* cpu mem' terminal top "hostel top" "hostel top: alice is at the limits of processor and memory, in red; bob is not" 118 7 "hostel top -d 1"
seen='memory.max' terminal explain "hostel explain" "what alice saw was Killed: it was memory.max, hit so and so often, and this command raises it" 120 22 "clear; hostel explain alice Killed"
hostel kill alice >/dev/null; hostel kill bob >/dev/null
rm -f $CONF/tenants/*.ini

hostel setup >/var/log/setup.out 2>&1
seen='^grade' terminal doctor "hostel doctor" "some checks of hostel doctor: what was found, and what to do where something was" 132 36 "clear; hostel doctor P01 P02 P05 S01 C01 K05 K06 K09 K13 T03"
if hostel doctor --html >/tmp/doctor.html 2>/dev/null || [ -s /tmp/doctor.html ]; then
	ok "doctor's report as a page" /usr/bin/python3 "$here/page.py" /tmp/doctor.html "$out/doctor"
fi

ok "none is larger than 200 KB" test -z "$(find "$out" -size +200k)"
finish
