# SPDX-License-Identifier: GPL-2.0-or-later
# Web programs of tenants' (hostel run --service), their sockets and what a web server of the host's meets there.
# The attacker is the program behind alice's page. Controls: a program outside, a socket in the tenant's own home,
# a socket of TCP.

WEB=/run/hostel-web
cat >/usr/local/bin/page.py <<'X'
"""page.py [FD]: runs what it is asked for, in a shell or as Python; answers with what that prints."""
import contextlib, io, os, socket, subprocess, sys, urllib.parse
listener = socket.socket(fileno=int(sys.argv[1]) if len(sys.argv) > 1 else 3)
while True:
    connection, _ = listener.accept()
    kind, code = urllib.parse.unquote(connection.recv(60000).decode().split()[1]).lstrip('/').split(':', 1)
    out = io.StringIO()
    if kind == 'sh':
        out.write(subprocess.run(['sh', '-c', code], capture_output=True, text=True, timeout=25).stdout)
    else:
        with contextlib.redirect_stdout(out):
            try:
                exec(code, {'listener': listener, 'connection': connection, 'os': os, 'socket': socket})
            except OSError as e:
                print('refused', e)
    with contextlib.suppress(OSError):
        connection.sendall(b'HTTP/1.0 200 OK\r\n\r\n' + out.getvalue().encode())
    connection.close()
X
chmod 755 /usr/local/bin/page.py
[ "${plan_has_page:-}" ] || printf '[service page]\ncommand = /usr/bin/python3 /usr/local/bin/page.py\nlisten = unix\n' >>$CONF/plans/basic.ini
plan_has_page=yes
started= # pids of what serves

ask() { # socket, kind (sh or py), code
	python3 - "$@" <<'X'
import socket, sys, urllib.parse
s = socket.socket(socket.AF_UNIX)
s.settimeout(30)
s.connect(sys.argv[1])
s.sendall(b'GET /' + urllib.parse.quote(f'{sys.argv[2]}:{sys.argv[3]}').encode() + b' HTTP/1.0\r\n\r\n')
print(b''.join(iter(lambda: s.recv(10000), b'')).decode(errors='replace').split('\r\n\r\n', 1)[-1].strip())
X
}
serve() { # tenants: each one's page runs
	local who
	for who; do supervise page $who /tmp/page.$who & started="$started $!"; done
	for who; do until_true 60 eval "ask $WEB/$who/page.sock sh 'cat /proc/1/comm' 2>/dev/null | grep -q hostel-init"; done
}
outside() { # account: the same program, on the host, at /tmp/outside.sock
	local inside='import os, socket, sys; s = socket.socket(socket.AF_UNIX); s.bind("/tmp/outside.sock"); s.listen(); os.chmod("/tmp/outside.sock", 0o666); os.dup2(s.fileno(), 3); os.set_inheritable(3, True); os.execv("/usr/bin/python3", ["python3", "/usr/local/bin/page.py", "3"])'
	rm -f /tmp/outside.sock
	setpriv --reuid "$1" --regid "$(id -g "$1")" --clear-groups /usr/bin/python3 -c "$inside" >/dev/null 2>&1 & started="$started $!"
	until_true 10 eval 'ask /tmp/outside.sock sh "echo up" 2>/dev/null | grep -q up'
}
serve_again() { # alice's, which has shut its socket down
	ask $WEB/alice/page.sock sh 'echo up' 2>/dev/null | grep -q up || { hostel kill alice >/dev/null 2>&1; until_true 10 no_sandbox; serve alice; }
}
enough() { kill $started 2>/dev/null; wait $started 2>/dev/null; started=; }
code() { cat >"/tmp/code.$1"; } # NAME: what a page is asked to run, from standard input
finds() { # socket, kind, NAME, what must not be in the answer
	case $(ask "$1" "$2" "$(cat "/tmp/code.$3")" 2>&1) in *"$4"*) echo escaped ;; *) echo refused ;; esac
}
answers_as() { case $(ask "$1" sh id) in *"($2)"*) echo escaped ;; *) echo refused ;; esac; } # socket, account
A=$WEB/alice/page.sock B=$WEB/bob/page.sock O=/tmp/outside.sock

if want A91; then
	attack A91
	fresh; serve alice bob; outside bob
	echo of-bob >/home/bob/secret; chown bob: /home/bob/secret; chmod 600 /home/bob/secret
	code files <<<'cat /home/bob/secret'
	code processes <<<'cat /proc/[0-9]*/cmdline | tr "\0" " "'
	code socket <<-X
		ls $WEB/bob && echo within-reach
		curl -s --max-time 5 --unix-socket $B http://x/sh:echo%20within-reach
	X
	code abstract <<-'X'
		s = socket.socket(socket.AF_UNIX)
		s.connect("\0of-the-host")
		print("is-connected")
	X
	attempt page "bob's files" "finds $A sh files of-bob" "finds $O sh files of-bob"
	attempt page "bob's processes" "finds $A sh processes 'service page bob'" "finds $O sh processes 'service page bob'"
	attempt page "bob's socket, by its name" "finds $A sh socket within-reach" "answers_as $B bob"
	python3 -c 'import socket, time; s = socket.socket(socket.AF_UNIX); s.bind("\0of-the-host"); s.listen(); time.sleep(900)' & started="$started $!"
	until_true 10 grep -q of-the-host /proc/net/unix
	attempt page "abstract sockets of the host" "finds $A py abstract is-connected" "finds $O py abstract is-connected"
	enough
fi

# What was handed in was made outside.
if want A92; then
	attack A92
	fresh
	python3 -c 'import os, socket, time
tcp = socket.create_server(("127.0.0.1", 8765), backlog=100)
s = socket.socket(socket.AF_UNIX); s.bind("/run/of-the-host"); os.chmod("/run/of-the-host", 0o666); s.listen(); time.sleep(900)' & started="$started $!"
	until_true 10 eval 'test -S /run/of-the-host && : </dev/tcp/127.0.0.1/8765'
	shut_down() { # an address as bytes: the listener is shut down, disconnected, and connects there
		cat <<-X
		import ctypes, os, struct
		listener.shutdown(socket.SHUT_RDWR)
		libc, where = ctypes.CDLL(None, use_errno=True), $1
		libc.connect(listener.fileno(), b"\0" * 16, 16)
		print("is-connected" if libc.connect(listener.fileno(), where, len(where)) == 0 else "no")
		os._exit(0) if connection is None else connection.sendall(b"\r\n\r\n")
		X
	}
	tcp='struct.pack("=H", 2) + struct.pack(">H", 8765) + bytes([127, 0, 0, 1]) + b"\0" * 8'
	shut_down "$tcp" | code tcp
	shut_down 'b"\1\0/run/of-the-host\0"' | code unix
	code hand <<-'X'
		import ctypes, os, socket, sys
		listener, connection = socket.create_server(("127.0.0.1", 0)), None
		assert ctypes.CDLL(None).setns(os.open(f"/proc/{sys.argv[1]}/ns/net", os.O_RDONLY), 0x40000000) == 0
	X
	code never <<-'X'
		import ctypes, os, socket, sys
		s = socket.socket()
		assert ctypes.CDLL(None).setns(os.open(f"/proc/{sys.argv[1]}/ns/net", os.O_RDONLY), 0x40000000) == 0
		s.connect(("127.0.0.1", 8765))
		print("is-connected")
	X
	# Newer kernels connect no socket that has listened (EINVAL, seen with 6.18.44): then one that never has.
	is_connected() { for how in handed never; do ! python3 /tmp/code.$how "$(pgrep -xof 'hostel-init alice')" | grep -q is-connected || return 0; done; return 1; }
	hand_in() { # a socket of TCP, made on the host, for who stands in alice's network
		serve_again
		cat /tmp/code.hand /tmp/code.tcp >/tmp/code.handed
		until_true 30 is_connected && echo escaped || echo refused # the room before may just be ending
	}
	code plain <<-'X'
		s = socket.socket(socket.AF_UNIX)
		s.connect("/run/of-the-host")
		print("is-connected")
	X
	serve alice
	attempt page "shut down, and connected to the host's port" "serve_again; finds $A py tcp is-connected" hand_in
	outside alice
	attempt page "shut down, and connected to a socket of the host's" "serve_again; finds $A py unix is-connected" "finds $O py plain is-connected"
	rm -f /run/of-the-host
	enough
fi

# What the web server goes by is the name of a socket.
if want A93; then
	attack A93
	fresh; serve alice bob; outside alice
	ln -sf $B /home/alice/own.sock # as in a pool whose socket is in the home
	code link <<-X
		rm -f $A; ln -sf $B $A; mv $WEB/alice $WEB/x; mv $WEB /run/x; ln -s $WEB/bob $WEB/alice
	X
	code bind <<-X
		s = socket.socket(socket.AF_UNIX)
		s.bind("$A")
	X
	code back <<-'X'
		socket.send_fds(connection, [b"x"], [os.open("/etc/passwd", os.O_RDONLY)])
	X
	then_bob() { ask $A "$1" "$(cat "/tmp/code.$2")" >/dev/null 2>&1; answers_as $A bob; } # kind, NAME
	take_back() { # socket: has the web server's side another descriptor then, if it asks for it?
		python3 - "$1" <<-'X'
		import os, socket, sys, urllib.parse
		s = socket.socket(socket.AF_UNIX); s.settimeout(20); s.connect(sys.argv[1])
		s.sendall(b"GET /" + urllib.parse.quote("py:" + open("/tmp/code.back").read()).encode() + b" HTTP/1.0\r\n\r\n")
		before = len(os.listdir("/proc/self/fd"))
		taken = socket.recv_fds(s, 1, 4)
		print("escaped" if len(os.listdir("/proc/self/fd")) > before else "refused")
		X
	}
	attempt page "a link to bob's in the place of hers" "then_bob sh link" "answers_as /home/alice/own.sock bob"
	attempt page "another socket in its place" "then_bob py bind" "answers_as /home/alice/own.sock bob"
	attempt page "a descriptor sent back" "take_back $A" "take_back $O"
	enough
fi

# Who only reads closes what is sent along, and waits as long as that close does: the web server, for everybody.
if want A95; then
	attack A95
	fresh; serve alice bob; outside alice
	code lingers <<-'X'
		import struct, time
		silent = socket.create_server(("127.0.0.1", 0))
		lingering = socket.create_connection(silent.getsockname())
		peer = silent.accept()[0] # who reads nothing
		lingering.setblocking(False)
		try:
		    while True:
		        lingering.send(b"x" * 65536)
		except BlockingIOError:
		    pass
		lingering.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 30))
		lingering.setblocking(True)
		socket.hold = (silent, peer)
		connection.sendall(b"HTTP/1.0 200 OK\r\n\r\n")
		socket.send_fds(connection, [b"x"], [lingering.fileno()])
		os.close(lingering.detach())
	X
	one_thread() { # socket: a web server that asks there, reads as they do, and then serves bob's page; 15 s, of which it waits some
		timeout -s KILL 15 python3 - "$1" $B <<-'X'
		import array, fcntl, socket, sys, termios, time, urllib.parse
		def page(path, code):
		    s = socket.socket(socket.AF_UNIX); s.settimeout(4); s.connect(path)
		    s.sendall(b"GET /" + urllib.parse.quote(code).encode() + b" HTTP/1.0\r\n\r\n")
		    # Two answers: then the sender has closed its own, and the last close is the reader's.
		    there, end = array.array("i", [0]), time.monotonic() + 1
		    while there[0] < 2 * len("HTTP/1.0 200 OK....") and time.monotonic() < end:
		        fcntl.ioctl(s, termios.FIONREAD, there)
		        time.sleep(0.01)
		    try:
		        return b"".join(iter(lambda: s.recv(4096), b""))
		    except OSError:
		        return b""
		page(sys.argv[1], "py:" + open("/tmp/code.lingers").read())
		print("refused" if b"(bob)" in page(sys.argv[2], "sh:id") else "unclear")
		X
		[ $? != 137 ] || echo "escaped: it stands still"
	}
	attempt page "a socket whose last close waits, sent to the web server" "one_thread $A" "one_thread $O"
	enough
fi

# Who has taken over the tenant's own sshd has the carrier's uid, and is in the host's pid namespace. Control: one that
# did not ask the kernel not to be looked at.
if want A99; then
	attack A99
	fresh; serve alice
	gcc -O1 -o /tmp/as_init "$here/as_init.c"
	looks_at() { # "dumpable": at the descriptors of the carrier
		local carrier; carrier=$(pgrep -x -u alice hostel-carrier)
		[ -z "${1:-}" ] || timeout 10 /tmp/as_init "$carrier" dumpable
		setpriv --reuid alice --regid alice --clear-groups /usr/bin/python3 - "$carrier" <<-'X'
		import os, sys
		try:
		    print("escaped: it sees", len(os.listdir(f"/proc/{sys.argv[1]}/fd")))
		except PermissionError as e:
		    print("refused:", e.strerror)
		X
	}
	if [ "$(uname -m)" = x86_64 ]; then
		attempt porch "the carrier's descriptors, by a process of the same uid" looks_at "looks_at dumpable"
	else
		absent "the carrier's descriptors" "only on x86-64"
	fi
	enough
fi

# Below /run a database of the host's may be shown: what stands under such a name counts. The control is a directory
# that may be shown, with the same socket.
if want A96; then
	attack A96
	fresh
	root_listens() { # directory: a socket there, for all who reach it
		mkdir -p "$1"; rm -f "$1/root.sock"
		python3 -c 'import os, socket, sys, time
s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); os.chmod(sys.argv[1], 0o666); s.listen(); time.sleep(600)' "$1/root.sock" & started="$started $!"
		until_true 10 test -S "$1/root.sock"
	}
	reaches() { # source, target: alice is shown it there; does she reach the socket?
		policy '[filesystem]' "read_only = $1:$2"
		case $(S alice "python3 -c 'import socket; s = socket.socket(socket.AF_UNIX); s.connect(\"$2/root.sock\"); print(\"is-connected\")'" 2>&1) in
		*is-connected*) echo escaped ;;
		*) echo refused ;;
		esac
		hostel kill alice >/dev/null 2>&1
	}
	root_listens /run/of-root; root_listens /srv/of-root
	rm -rf /run/mysqld; ln -s /run/of-root /run/mysqld
	attempt ssh "the host's sockets, by a link named /run/mysqld" "reaches /run/mysqld /run/mysqld" "reaches /srv/of-root /run/mysqld"
	rm /run/mysqld; mkdir /run/mysqld; mount --bind /run/of-root /run/mysqld
	attempt ssh "by a mount there" "reaches /run/mysqld /run/mysqld" "reaches /srv/of-root /run/mysqld"
	attempt ssh "by a name beside it" "reaches /run/of-root /run/mysqld" "reaches /srv/of-root /run/mysqld"
	umount /run/mysqld; rm -r /run/mysqld /run/of-root /srv/of-root
	enough
	policy
fi

# Every place that PID 1 has for connections, taken by who stands on the porch: 64 are root's, and services come by
# these. The control has those, too.
if want A97; then
	attack A97
	full() { # process to stand by, uid, socket: all places are taken; does her service start?
		local hold run verdict
		: >/tmp/a97; DOOR=$3 timeout 60 python3 tests/attacks/door.py say "$1" "$2" hold >/tmp/a97 2>&1 & hold=$!
		until_true 10 grep -q on /tmp/a97 || verdict="unclear: $(cat /tmp/a97)"
		hostel run --service page alice >/tmp/page.alice 2>&1 & run=$! started="$started $!"
		until_true 20 eval "! kill -0 $run || ask $A sh 'cat /proc/1/comm' | grep -q hostel-init" || verdict="unclear: $(cat /tmp/page.alice)"
		if kill -0 $run 2>/dev/null; then : "${verdict:=refused}"; else : "${verdict:=escaped: none starts}"; fi
		kill $hold; wait $hold 2>/dev/null
		enough
		echo "$verdict"
	}
	session() { # one of hers, without her service
		fresh
		S alice -f -N -M -S /tmp/a97.m </dev/null
		on_porch alice
	}
	control_socket() { echo "$STATE/t/$(id -u alice)"/[0-9]*/control; }
	attempt porch "all places that PID 1 has for what she starts" 'session; full $porch $(id -u alice) /run/hostel/door/socket' 'session; full 0 0 $(control_socket)'
	S alice -S /tmp/a97.m -O exit 2>/dev/null
fi

# Too much, behind a page.
if want A94; then
	attack A94
	fresh '[resources]' 'memory.max = 64M' 'pids.max = 40'
	serve alice; outside alice
	code processes <<-'X'
		children = []
		try:
		    while len(children) < 120:
		        child = os.fork()
		        if child == 0:
		            __import__("time").sleep(30)
		            os._exit(0)
		        children.append(child)
		except OSError:
		    pass
		print("a-hundred-and-twenty" if len(children) == 120 else "fewer")
		for child in children:
		    os.kill(child, 9)
		    os.waitpid(child, 0)
	X
	code memory <<-'X'
		child = os.fork()
		if child == 0:
		    x = b"x" * (200 << 20)
		    os._exit(0)
		print("two-hundred-megabytes" if os.waitpid(child, 0)[1] == 0 else "killed")
	X
	attempt page "120 processes" "finds $A py processes a-hundred-and-twenty" "finds $O py processes a-hundred-and-twenty"
	attempt page "200 MB of memory" "finds $A py memory two-hundred-megabytes" "finds $O py memory two-hundred-megabytes"
	enough
	policy
fi
