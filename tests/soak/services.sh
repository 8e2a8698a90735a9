#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A site of each of many tenants, all started at once, as when a host comes up: how long until all are there, and whether a
# login waits behind them. Then the same without turns, the control. Without systemd, which only calls `hostel run`
# (tests/vm/reboot-services.sh has it). In a throw-away world; MANY=500: some minutes.
. "$(dirname "$0")/../system/lib.sh"
MANY=${MANY:-500} FIRST=300000

cat >/tmp/site.c <<'X'
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
int main(void)
{
	for (;;) {
		char b[4096];
		int c = accept(3, 0, 0), n;
		if (c < 0 || read(c, b, sizeof b) <= 0)
			continue;
		n = sprintf(b, "HTTP/1.0 200 OK\r\n\r\n%d\n", getuid());
		write(c, b, n);
		close(c);
	}
}
X
gcc -O2 -static -o /usr/local/bin/site /tmp/site.c 2>/dev/null
hostel plan add site --extends basic >/dev/null
hostel plan set site service.web.command=/usr/local/bin/site service.web.listen=unix >/dev/null
for i in $(seq "$MANY"); do
	echo "w$i:x:$((FIRST + i)):$((FIRST + i))::/home/w$i:$SHELL_PATH" >>/etc/passwd
	echo "w$i:x:$((FIRST + i)):" >>/etc/group
	printf '[tenant]\nplan = site\n' >$CONF/tenants/w$i.ini
	mkdir -p /home/w$i && chown $((FIRST + i)):$((FIRST + i)) /home/w$i
done
milliseconds() { echo $((${EPOCHREALTIME/./} / 1000)); }
up() { ls -U /run/hostel-web/*/web.sock 2>/dev/null | wc -l; }
login() { # how long one takes that has to make its room; 999999: it failed
	local began; began=$(milliseconds)
	if [ "$(S alice 'cat /proc/1/comm' </dev/null 2>/dev/null)" = hostel-init ]; then echo $(($(milliseconds) - began)); else echo 999999; fi
	hostel kill alice >/dev/null 2>&1
}
middle() { sort -n "$1" | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)], v[NR], NR}'; } # median, longest, how many
answer() { # tenants whose page is theirs
	python3 - "$MANY" $FIRST <<-'X'
	import socket, sys
	good = 0
	for i in range(1, int(sys.argv[1]) + 1):
	    s = socket.socket(socket.AF_UNIX); s.settimeout(60)
	    try:
	        s.connect(f'/run/hostel-web/w{i}/web.sock')
	        s.sendall(b'GET / HTTP/1.0\r\n\r\n')
	        good += b''.join(iter(lambda: s.recv(1000), b'')).split()[-1] == b'%d' % (int(sys.argv[2]) + i)
	    except OSError as e:
	        print('#', i, e)
	print(good)
	X
}
all_up() { # what, seconds: starts them all; $median, $longest, $count of the logins meanwhile
	local began all i
	rm -rf /run/hostel/services/[0-9]*; : >/tmp/logins; pids=
	began=$(milliseconds)
	for i in $(seq "$MANY"); do hostel run --service web w$i >/dev/null 2>&1 & pids="$pids $!"; done
	while [ "$(up)" -lt "$MANY" ] && [ $(($(milliseconds) - began)) -lt ${2}000 ]; do login >>/tmp/logins; done
	all=$(milliseconds)
	there=$(up)
	read -r median longest count < <(middle /tmp/logins)
	echo "# $1: $there of $MANY sites up after $(((all - began) / 100))00 ms; $count logins meanwhile: median $median ms, longest $longest ms"
}
all_down() {
	kill $pids 2>/dev/null; wait $pids 2>/dev/null
	until_true 120 eval '[ "$(pgrep -xc site)" = 0 ]'
}

trap 'kill -KILL $(jobs -p) 2>/dev/null' EXIT
for _ in 1 2 3 4 5 6 7 8 9; do login; done >/tmp/calm
read -r calm _ < <(middle /tmp/calm)
echo "# a login while nothing else goes on: $calm ms"
all_up "in turns" 900
is "every site answers, as its tenant" "$MANY" "$(answer)"
ok "there were logins meanwhile, and all came in" test "${longest:-999999}" -lt 999999
with=$longest
all_down
for i in $(seq 0 $((2 * $(getconf _NPROCESSORS_ONLN) - 1))); do rm -f /run/hostel/services/turn.$i; mkdir -p /run/hostel/services/turn.$i; done
all_up "control, without turns" 120
ok "there a login waits longer, and not all come up in time" test "${longest:-0}" -gt "${with:-999999}" -o "$there" -lt "$MANY"
all_down
finish
