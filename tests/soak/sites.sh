# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced after tests/system/lib.sh: a site of each of MANY tenants, w1, w2, ...; FIRST is the uid before w1's.
# tests/soak/services.sh starts them all at once, tests/vm/reboot-services.sh has systemd do it.
make_sites() {
	local i
	cat >/tmp/site.c <<-'X'
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
	# As useradd(8) makes them, which takes a second each in an emulated machine.
	for i in $(seq "$MANY"); do
		echo "w$i:x:$((FIRST + i)):$((FIRST + i))::/home/w$i:$SHELL_PATH" >>/etc/passwd
		echo "w$i:x:$((FIRST + i)):" >>/etc/group
		echo "w$i:*:19000:0:99999:7:::" >>/etc/shadow
		printf '[tenant]\nplan = site\n' >$CONF/tenants/w$i.ini
		mkdir -p /home/w$i && chown $((FIRST + i)):$((FIRST + i)) /home/w$i
	done
}
up() { ls -U /run/hostel-web/*/web.sock 2>/dev/null | wc -l; }
answer() { # tenants whose page is theirs
	python3 - "$MANY" "$FIRST" <<-'X'
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
middle() { sort -n "$1" | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)], v[NR], NR}'; } # median, longest, how many
