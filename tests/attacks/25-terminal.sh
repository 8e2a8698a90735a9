# SPDX-License-Identifier: GPL-2.0-or-later
# A tenant against the terminal of the admin who came to him: su, hostel enter, hostel run, typed at a prompt.

if want A16; then
	attack A16
	cat >/usr/local/bin/push <<-'P'
	#!/usr/bin/python3
	import fcntl, os
	files = [0, 1, 2]
	try: files.append(os.open('/dev/tty', os.O_RDWR))
	except OSError: pass
	for number in (0x5412, 1 << 32 | 0x5412):
	    for fd in files:
	        for c in 'PUSHED\n':
	            try: fcntl.ioctl(fd, number & 0xffffffff if number < 1 << 32 else number, c.encode())
	            except (OSError, OverflowError): pass
	P
	chmod 755 /usr/local/bin/push
	pushed() { # command of the admin's that goes in: what his shell reads behind it
		local said
		said=$(python3 tests/system/talk.py bash -c "$1; echo back; read -t 2 line; echo got:\$line:" <<-T
		sleep 1
		say push; sleep 1; exit
		want back
		want got:PUSHED
		T
		) && echo "escaped: it is typed for root" || { grep -q 'got::' <<<"$said" && echo refused || echo "unclear: $said"; }
	}
	with_first_wall() { fresh '[seccomp]' 'profile = unconfined' '[filesystem]' 'landlock = no'; "$@"; policy; }
	entered() { T=600 S alice 'sleep 600' </dev/null & until_true 60 pgrep -f '^sleep 600$'; pushed "hostel enter alice -- bash -i"; hostel kill alice >/dev/null 2>&1; }
	if [ "$(cat /proc/sys/dev/tty/legacy_tiocsti 2>/dev/null || echo 1)" = 1 ]; then
		attempt su "characters typed into root's terminal" "fresh; pushed 'su alice'" "pushed 'su carol'"
		attempt "su -" "characters typed into root's terminal" "pushed 'su - alice'" "pushed 'su carol'"
		attempt enter "characters typed into root's terminal" entered "pushed 'su carol'"
		attempt run "characters typed into root's terminal" "pushed 'hostel run alice -- bash -i'" "pushed 'su carol'"
		attempt "first wall" "the same by su, without seccomp" "with_first_wall pushed 'su alice'" "pushed 'su carol'"
		attempt "first wall" "the same by hostel enter, without seccomp" "with_first_wall entered" "pushed 'su carol'"
	else
		absent "characters typed into root's terminal" "dev.tty.legacy_tiocsti = 0: the kernel refuses it to everybody"
	fi
fi
