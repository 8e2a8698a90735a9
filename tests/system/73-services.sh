#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A tenant's services: `hostel run --service`, its socket, restarts, log, end. Without systemd, which only calls it
# again; with it: tests/vm/services.sh.
. "$(dirname "$0")/lib.sh"

WEB=/run/hostel-web
cat >>$CONF/plans/basic.ini <<'X'
[service web]
command = "/usr/bin/python3 -u %h/app.py 'two words'"
listen = unix
environment = COLOUR=blue
restart = on-failure:3
stop_timeout = 2s
X
app() { # a web program; what it has goes to the log
	cat >/home/$1/app.py <<'X'
import os, signal, socket, sys, time
print("argv", sys.argv[1:], "env", sorted(os.environ), "pid", os.environ["LISTEN_PID"] == str(os.getpid()),
      "fds", os.environ["LISTEN_FDS"], os.environ["LISTEN_FDNAMES"], "cwd", os.getcwd(), os.environ["COLOUR"])
s = socket.socket(fileno=3)
while True:
    c, _ = s.accept()
    asked = c.recv(1000).decode().split()[1]
    if asked == "/end":
        os._exit(3)
    if asked == "/deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if asked == "/gentle":
        signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    if asked == "/flood":
        if os.fork() == 0:
            while True:
                os.write(1, b"x" * 9999 + b"\n")
    if asked == "/anew":
        signal.signal(signal.SIGHUP, lambda *_: print("told to begin anew"))
    if asked == "/lines":
        if os.fork() == 0:
            while True:
                os.write(1, (b"x" * 31 + b"\n") * 512)
    if asked == "/fork":
        if os.fork() == 0:
            os.setpgid(0, 0)
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            os.execv("/bin/sleep", ["sleep", "711"])
    said = "%s %d" % (open("/proc/1/comm").read().strip(), os.getuid())
    if asked == "/net":
        said = os.readlink("/proc/self/ns/net")
    c.sendall(b"HTTP/1.0 200 OK\r\n\r\n" + said.encode() + b"\n")
    c.close()
X
	chown $1: /home/$1/app.py
}
app alice; app bob
page() { timeout 10 curl -s --unix-socket $WEB/$1/${3:-web}.sock "http://x/${2-}"; }
run() { # service, tenant: in the background, its output in /tmp/log.TENANT.SERVICE; $pid
	hostel run --service $1 $2 >/tmp/log.$2.$1 2>&1 & pid=$!
}
serves() { until_true 20 eval "page $1 '' | grep -q hostel-init"; }
end() { wait $pid 2>/dev/null; status=$?; } # of what was run last
state() { hostel service list $1 --json | python3 -c "
import json,sys
print(*[o['$3'] for o in json.load(sys.stdin) if o['service'] == '$2'])"; }
trap 'kill -KILL $(jobs -p) 2>/dev/null' EXIT

is "hostel check is content" "" "$(hostel check 2>&1 | grep mistake | grep -v 'no mistakes')"
like "hostel show has the section" 'listen += unix +plans/basic.ini' "$(hostel show alice)"
is "listed before it ever ran" "never" "$(state alice web state)"

run web alice
ok "it serves" serves alice
is "as the tenant, inside" "hostel-init $(id -u alice)" "$(page alice)"
like "with what the policy says" "^argv \['two words'\] env \['COLOUR', 'HOME', 'LANG', 'LISTEN_FDNAMES', 'LISTEN_FDS', 'LISTEN_PID', 'LOGNAME', 'PATH', 'SHELL', 'USER', 'XDG_RUNTIME_DIR'\] pid True fds 1 web cwd /home/alice blue" "$(cat /tmp/log.alice.web)"
is "the socket is root's, the web server may connect" "root www-data 660 root www-data 750" \
	"$(stat -c '%U %G %a' $WEB/alice/web.sock $WEB/alice | xargs)"
is "in the tenant's own network" "$(readlink /proc/$(pgrep -xof 'hostel-init alice')/ns/net)" "$(page alice net)"
is "what it has is not what the web server connects to, and nobody else holds it" "python3" "$(python3 - "$(pgrep -u alice -of app.py)" <<'X'
import os, sys
own = os.readlink(f'/proc/{sys.argv[1]}/fd/3')
for pid in filter(str.isdigit, os.listdir('/proc')):
    try:
        if any(os.readlink(f'/proc/{pid}/fd/{fd}') == own for fd in os.listdir(f'/proc/{pid}/fd')):
            print(open(f'/proc/{pid}/comm').read().strip())
    except OSError:
        pass
X
)"
carrier=$(pgrep -P $pid -u alice)
is "who stands between them is the tenant's to pay for" alice "$(grep -oE 'alice$' /proc/$carrier/cgroup | sort -u)"
is "without a right, or a descriptor but sockets" "0000000000000000 socket 1" "$(sed -n 's/^CapEff:\t//p' /proc/$carrier/status) $(for fd in /proc/$carrier/fd/*; do case $fd in */[012]) ;; *) readlink $fd | cut -d: -f1;; esac; done | head -3 | xargs) $(sed -n 's/^NoNewPrivs:\t//p' /proc/$carrier/status)"
is "by its name a program of its own" "hostel-carrier hostel-carrier alice web 0" "$(cat /proc/$carrier/comm) $(tr '\0' ' ' </proc/$carrier/cmdline | sed 's/ $//')"
is "and not seen inside" "" "$(alice "ps -e -o args" | grep -E 'hostel[ -](run|carrier)')"
sessions() { hostel ps alice --json | python3 -c 'import json,sys; print(json.load(sys.stdin)[0]["sessions"])'; }
until_true 10 eval '[ "$(sessions)" = 1 ]' # the login above may be on its way out
is "one session" 1 "$(sessions)"
is "the tenant sees it" 1 "$(alice 'pgrep -fc app.py')"
is "it runs once" 7 "$(hostel run --service web alice >/dev/null 2>&1; echo $?)"
is "listed: running" "running 0 False" "$(state alice web state) $(state alice web restarts) $(state alice web changed)"
sed -i 's/COLOUR=blue/COLOUR=red/' $CONF/plans/basic.ini
is "another policy: it goes on, and that is said" "running True" "$(state alice web state) $(state alice web changed)"
like "by reload, too" 'service web goes on as it was started: hostel service restart alice web' "$(hostel reload alice 2>&1)"
sed -i 's/COLOUR=red/COLOUR=blue/' $CONF/plans/basic.ini

# --- its end -------------------------------------------------------------------------------------------
page alice fork >/dev/null
ok "it has a child that heeds nothing" until_true 10 pgrep -xf 'sleep 711'
kill $pid
end; is "asked to end: 0" 0 $status
ok "and what it left behind goes" until_true 10 eval '! pgrep -xf "sleep 711"'
is "no socket is left" "" "$(ls $WEB/alice)"
is "listed: stopped" "stopped" "$(state alice web state)"
run web alice; serves alice; page alice deaf >/dev/null
kill $pid
end; is "who does not heed it is killed after stop_timeout: 0" 0 $status
ok "the program is gone" until_true 10 eval '! pgrep -u alice -f app.py'
run web alice; serves alice; page alice fork >/dev/null; until_true 10 pgrep -xf 'sleep 711'
kill -KILL $pid; wait $pid 2>/dev/null
ok "killed itself: the program goes with it" until_true 10 eval '! pgrep -u alice -f "app.py|sleep 711"'
is "listed: failed by signal 9" "failed 9" "$(state alice web state) $(state alice web signal)"
run web alice; ok "the next one serves, at the old one's place" serves alice
# What a child of its had open goes with the child and not with it, and systemd does not come again for "runs already".
python3 -c 'import ctypes, os, sys, time
lock = [f for f in os.listdir(f"/proc/{sys.argv[1]}/fd") if os.readlink(f"/proc/{sys.argv[1]}/fd/{f}").endswith("/web.lock")][0]
held = ctypes.CDLL(None).syscall(438, os.pidfd_open(int(sys.argv[1])), int(lock), 0) # pidfd_getfd(2)
print("held" if held >= 0 else "no", flush=True); time.sleep(60)' $pid >/tmp/held & holder=$!
until_true 10 grep -q held /tmp/held
kill -KILL $pid; wait $pid 2>/dev/null
run web alice; ok "one of which somebody else has the lock open: the next one serves" serves alice
kill $holder
pkill -KILL -u alice -f app.py
end; is "the program is killed: to be started again" 75 $status
is "listed: waiting" "waiting 1" "$(state alice web state) $(state alice web restarts)"
run web alice; serves alice
hostel kill alice >/dev/null
end; is "the room is killed: to be started again" 75 $status
run web alice; serves alice
page alice end; end
is "it ends with 3: the third in a row" "75 3" "$status $(state alice web restarts)"
run web alice; serves alice; page alice end; end
is "once more: it has failed, and keeps its status" "3 failed" "$status $(state alice web state)"
like "and says so" 'service web has failed: it ended 4 times in a row: hostel service start alice web' "$(cat /tmp/log.alice.web)"
printf '[service web]\nrestart = no\n' >$CONF/tenants/alice.ini
run web alice; serves alice; page alice end; end
is "restart = no: it stays ended" "3 failed" "$status $(state alice web state)"
rm $CONF/tenants/alice.ini
run web alice; serves alice; page alice gentle >/dev/null
hostel kill alice >/dev/null
end; is "and so is a program that then ends with 0, as PHP-FPM does" 75 $status
run web alice; serves alice; page alice gentle >/dev/null
pkill -TERM -u alice -f app.py
end; is "which by itself is no failure: it stays ended" "0 stopped" "$status $(state alice web state)"

# --- waits ------------------------------------------------------------------------------------------------
cat >>$CONF/plans/basic.ini <<'X'
[service fails]
command = /bin/false
restart = on-failure:3
[service ends]
command = /bin/true
restart = always:2
[service done]
command = /bin/true
X
waits() { # service: how it ended, and what wait it asks for, until it is enough
	local n status
	for n in 1 2 3 4 5; do
		hostel run --service $1 alice >/dev/null 2>&1; status=$?
		printf '%s ' $status $(awk '$1 == "waiting" {print $5 - $4}' /run/hostel/services/$(id -u alice)/$1)
		[ $status = 75 ] || break
	done
}
is "the waits double, then it has failed" "75 100 75 200 75 400 1 " "$(waits fails)"
is "always: also what ends well" "75 100 75 200 0 " "$(waits ends)"
is "on-failure: not that" "0 " "$(waits done)"
is "listed: stopped" stopped "$(state alice done state)"
began=${EPOCHREALTIME/./}
hostel run --service fails alice 2>/dev/null; hostel run --service fails alice 2>/dev/null
ok "a wait is waited for" test $((${EPOCHREALTIME/./} - began)) -ge 100000

# --- log --------------------------------------------------------------------------------------------------
run web alice; serves alice; page alice flood >/dev/null
until_true 60 eval 'test $(stat -c %s /tmp/log.alice.web) -gt 1500000'
began=${EPOCHREALTIME/./}; first=$(stat -c %s /tmp/log.alice.web)
until_true 60 eval "test \$(stat -c %s /tmp/log.alice.web) -gt $((first + 1600000))"
ok "a flood of log is carried at 128 KiB a second at most" \
	test $((($(stat -c %s /tmp/log.alice.web) - first) * 1000000 / (${EPOCHREALTIME/./} - began))) -lt 200000
ok "and the program serves on" serves alice
kill $pid; wait $pid
ok "the flood ends with it" until_true 10 eval '! pgrep -u alice -f app.py'
# systemctl reload
run web alice; serves alice; page alice anew >/dev/null
carrier=$(pgrep -P $pid -x hostel-carrier)
is "the carrier has no output: it would be the journal's" "/dev/null" "$(readlink /proc/$carrier/fd/[0-2] | sort -u)"
kill -HUP $pid
ok "SIGHUP is the program's" until_true 10 grep -q 'told to begin anew' /tmp/log.alice.web
like "and it serves on" hostel-init "$(page alice '')"
is "by the same carrier" "$carrier" "$(pgrep -P $pid -x hostel-carrier)"
kill $pid; wait $pid
# journald has work with each line, also with those that it drops: 65,536 a second of two bytes took a third of a processor.
run web alice; serves alice; page alice lines >/dev/null
until_true 60 eval 'test $(stat -c %s /tmp/log.alice.web) -gt 150000'
began=${EPOCHREALTIME/./}; first=$(stat -c %s /tmp/log.alice.web)
until_true 60 eval "test \$(stat -c %s /tmp/log.alice.web) -gt $((first + 150000))"
ok "of short lines, 1,000 a second at most" \
	test $((($(stat -c %s /tmp/log.alice.web) - first) / 32 * 1000000 / (${EPOCHREALTIME/./} - began))) -lt 1000
kill $pid; wait $pid
# What the policy says of its language is said once: getenv(3) takes the first.
printf '[service says]\ncommand = /usr/bin/env\nenvironment = LANG=de_DE.UTF-8\n' >$CONF/tenants/alice.ini
is "a service's own LANG is the one it has" LANG=de_DE.UTF-8 "$(hostel run --service says alice 2>/dev/null | grep ^LANG | xargs)"
sed -i /^environment/d $CONF/tenants/alice.ini
is "control: without it there is one" LANG=C.UTF-8 "$(hostel run --service says alice 2>/dev/null | grep ^LANG | xargs)"
# In the journal the unit's stream is the tenant's: hostel's own words go to the log, as hostel's.
printf '[service claims]\ncommand = "/bin/sh -c '\''echo hostel: alice: service claims has failed; exit 1'\''"\nrestart = on-failure:1\n' >$CONF/tenants/alice.ini
claims() { # the journal's stream or another one: what its log and the host's log have of hostel's and of the tenant's words
	local mark stream
	: >/tmp/claims
	mark=$(wc -c <$LOG) stream=$(stat -c %d:%i "$1")
	for _ in 1 2; do JOURNAL_STREAM=$stream hostel run --service claims alice >>/tmp/claims 2>&1; done
	LEAST=5 until_true 5 eval "tail -c +$((mark + 1)) $LOG | grep -q 'claims has failed: it ended'" || :
	echo "$(grep -c 'has failed$' /tmp/claims) $(grep -c 'has failed: it ended' /tmp/claims) $(tail -c +$((mark + 1)) $LOG | grep -c 'hostel\[[0-9]*\]: alice: service claims has failed')"
}
is "what hostel says is the log's, as hostel's; what the tenant says, whatever it is, the stream's" "2 0 1" "$(claims /tmp/claims)"
is "a stream of another's: both are there" "2 1 0" "$(claims /dev/null)"
rm $CONF/tenants/alice.ini
printf '[service web]\nlog = %%h/web.log\n' >$CONF/tenants/bob.ini
run web bob; serves bob
like "a log in the home is the tenant's" "^bob argv" "$(stat -c %U /home/bob/web.log) $(cat /home/bob/web.log)"
is "and nothing of it in the journal" "" "$(cat /tmp/log.bob.web)"
kill $pid; wait $pid
rm -f /home/bob/web.log; ln -s /etc/hostel-of-bob /home/bob/web.log; chown -h bob: /home/bob/web.log
run web bob; wait $pid
is "a link in its place leads nowhere on the host" "no" "$([ -e /etc/hostel-of-bob ] && echo yes || echo no)"
rm /home/bob/web.log $CONF/tenants/bob.ini

# --- a program that knows a port only --------------------------------------------------------------------
printf '[service port]\ncommand = /usr/bin/python3 -m http.server --bind 127.0.0.1 3000\nlisten = unix\nforward = 3000\n' >$CONF/tenants/alice.ini
run port alice
ok "forward: what reaches the socket reaches the port" until_true 20 eval 'page alice "" port | grep -q "Directory listing"'
pkill -KILL -u alice -f http.server
end; is "it ends with the program" 75 $status
run port alice; until_true 20 eval 'page alice "" port | grep -q "Directory listing"'
kill -KILL "$(pgrep -P $pid -u alice)"
end; is "and the program with it" 75 $status
ok "both are gone" until_true 10 eval '! pgrep -u alice -f http.server'
printf '[network]\nmode = host\n' >>$CONF/tenants/alice.ini
like "not in the host's network, where the port is everybody's" 'forward = 3000: with .network. mode = host this port is everybody.s' "$(hostel check alice 2>&1)"
rm $CONF/tenants/alice.ini

# --- carried ------------------------------------------------------------------------------------------------
printf '[service web]\ncommand = /usr/bin/python3 %%h/big.py\n' >$CONF/tenants/alice.ini
cat >/home/alice/big.py <<'X'
import hashlib, socket
s = socket.socket(fileno=3)
while True:
    c, _ = s.accept()
    body = b''
    while True: # to the end of what is sent
        piece = c.recv(65536)
        if not piece:
            break
        body += piece
    c.sendall(hashlib.sha256(body).hexdigest().encode() + b'\n' + body)
    c.close()
X
run web alice
cat >/tmp/carried.py <<'X'
import hashlib, os, socket, sys, threading
def one(size):
    sent = os.urandom(size)
    s = socket.socket(socket.AF_UNIX); s.settimeout(60)
    s.connect('/run/hostel-web/alice/web.sock')
    threading.Thread(target=lambda: (s.sendall(sent), s.shutdown(socket.SHUT_WR))).start()
    back = b''.join(iter(lambda: s.recv(65536), b''))
    return back == hashlib.sha256(sent).hexdigest().encode() + b'\n' + sent
good = [one(n) for n in (0, 1, 16383, 16384, 16385, 3000000)]
many = []
threads = [threading.Thread(target=lambda: many.append(one(70000))) for _ in range(60)]
[t.start() for t in threads]; [t.join() for t in threads]
print(all(good), sum(many))
X
until_true 20 test -S $WEB/alice/web.sock
is "every byte both ways, half closed, sixty at once" "True 60" "$(timeout 100 python3 /tmp/carried.py)"
is "nothing of it stays open" 4 "$(until_true 10 eval '[ $(ls /proc/$(pgrep -P $pid -u alice)/fd | wc -l) = 4 ]'; ls /proc/$(pgrep -P $pid -u alice)/fd | wc -l)"
# A web server that gives up while the program takes its time, or does not even read: no place stays taken, and
# no processor's time is spent on it.
cat >/home/alice/big.py <<'X'
import socket, time
s, held = socket.socket(fileno=3), []
while True:
    c, _ = s.accept()
    if c.recv(4) == b'good':
        c.sendall(b'answer'); c.close()
    else:
        held.append(c)
X
kill $pid; wait $pid; run web alice; until_true 20 test -S $WEB/alice/web.sock
cat >/tmp/gives_up.py <<'X'
import socket, sys
def one(what):
    s = socket.socket(socket.AF_UNIX); s.settimeout(30)
    s.connect('/run/hostel-web/alice/web.sock')
    s.sendall(what)
    return s
for _ in range(300): # more than there are places
    one(b'slow').close()
s = one(b'good')
print(s.recv(100).decode())
X
is "300 who give up leave their places to others" answer "$(timeout 60 python3 /tmp/gives_up.py)"
carrier=$(pgrep -P $pid -u alice)
python3 -c 'import socket; s = socket.socket(socket.AF_UNIX); s.connect("/run/hostel-web/alice/web.sock"); s.setblocking(False)
try:
    while True: s.send(b"x" * 4096)
except BlockingIOError: pass'
used() { awk '{print $14 + $15}' /proc/$carrier/stat; }
before=$(used); sleep 1
ok "one whose request nobody reads costs nothing while it waits" test $(($(used) - before)) -lt 20
kill $pid; wait $pid
rm $CONF/tenants/alice.ini

# --- what holds for a login holds for a service ------------------------------------------------------------
printf '[session]\nmax_lifetime = 10s\n' >$CONF/tenants/bob.ini # looked at further down
rm -rf /run/hostel/services/$(id -u bob)
run web bob; lives=$pid lives_from=$SECONDS
limits() { # of alice's program: soft and hard number of open files
	run web alice; serves alice
	awk '/^Max open files/ {print $4, $5}' /proc/$(pgrep -u alice -of app.py)/limits
	page alice >/dev/null || echo "no page"
	kill $pid; wait $pid
}
printf '[ulimits]\nnofile = 1024:4096\n' >$CONF/tenants/alice.ini
cp /etc/pam.d/hostel /tmp/pam.hostel
mkdir -p /etc/security/limits.d; echo 'alice - nofile 321' >/etc/security/limits.d/99-hostel.conf
is "without pam_limits the policy's limits" "1024 4096" "$(limits)"
sed -i '1i session required pam_limits.so' /etc/pam.d/hostel
is "with pam_limits in /etc/pam.d/hostel the lower ones" "321 321" "$(limits)"
rm /etc/security/limits.d/99-hostel.conf

# Two for each processor start at a time: how many get as far as PAM while none can go on?
cat >/usr/local/bin/in_turn <<'X'
#!/bin/sh
[ "$PAM_TYPE" = open_session ] || exit 0
: >/tmp/turns/$$
until [ -e /tmp/go ]; do sleep 0.1; done
X
chmod 755 /usr/local/bin/in_turn
{ echo 'session required pam_exec.so quiet /usr/local/bin/in_turn'; cat /tmp/pam.hostel; } >/etc/pam.d/hostel
turns=$((2 * $(getconf _NPROCESSORS_ONLN))) many=$((2 * $(getconf _NPROCESSORS_ONLN) + 3))
printf '[session]\nmax_sessions = 50\n' >$CONF/tenants/alice.ini
for i in $(seq $many); do printf '[service t%d]\ncommand = /bin/true\n' $i; done >>$CONF/tenants/alice.ini
waiting() { # number: how many have come as far, once these have, and all have begun
	local pids='' i of=/run/hostel/services/$(id -u alice)
	rm -rf /tmp/turns /tmp/go $of; mkdir /tmp/turns
	for i in $(seq $many); do hostel run --service t$i alice >/dev/null 2>&1 & pids="$pids $!"; done
	until_true 30 eval '[ $(ls /tmp/turns | wc -l) -ge '$1' ] && [ $(ls '$of'/*.lock | wc -l) = $many ]'
	ls /tmp/turns | wc -l
	touch /tmp/go
	wait $pids
}
if [ $many -le 16 ]; then
	is "services start in turns, two for each processor" $turns "$(waiting $turns)"
	rm -f /run/hostel/services/turn.*; for i in $(seq 0 $((turns - 1))); do mkdir /run/hostel/services/turn.$i; done
	is "control: without turns all at once" $many "$(waiting $many)"
	rmdir /run/hostel/services/turn.*
else
	skip "services start in turns" "a tenant has not as many services as this host has turns"
fi
cp /tmp/pam.hostel /etc/pam.d/hostel; rm -f $CONF/tenants/alice.ini /usr/local/bin/in_turn
wait $lives; status=$?
is "max_lifetime ends a service as it does a login: to be started again" "75 1" "$status $(state bob web restarts)"
ok "at its time" test $((SECONDS - lives_from)) -ge 9
rm $CONF/tenants/bob.ini

# --- a database of the host's -----------------------------------------------------------------------------
database() { # directory: answers each connection; $database
	mkdir -p $1
	python3 -c 'import socket, sys
s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen()
while True: c, _ = s.accept(); c.sendall(b"the database"); c.close()' $1/mysqld.sock & database=$!
	until_true 10 test -S $1/mysqld.sock
	chmod 777 $1/mysqld.sock
}
asks() { # tenant: what a program of theirs is told
	S $1 "python3 -c 'import socket; s = socket.socket(socket.AF_UNIX); s.connect(\"/run/mysqld/mysqld.sock\"); print(s.recv(99).decode())'" 2>&1 | tail -1
}
rm -rf /run/mysqld; database /run/mysqld
printf '[filesystem]\nread_only = /run/mysqld\n' >$CONF/tenants/alice.ini
is "read_only = /run/mysqld: the host's database is where programs look for it" "the database" "$(asks alice)"
like "who has not been shown it has not" 'FileNotFoundError' "$(asks bob)"
is "nothing can be put in, taken away or made beside it" "" "$(alice 'touch /run/mysqld/x; rm -f /run/mysqld/mysqld.sock; mkdir /run/y; mv /run/mysqld /run/z' 2>/dev/null; ls -d /run/mysqld/x /run/y /run/z 2>/dev/null; [ -S /run/mysqld/mysqld.sock ] || echo gone)"
is "and nothing else of the host's /run" "hostel mysqld" "$(alice 'ls /run' | grep -vE '^(atd.pid|lock|screen|user)$' | xargs)"
hostel kill alice >/dev/null; kill $database
# What was opened counts, not its name: a link in its place, though root made it.
rm -r /run/mysqld; database /run/of-root; ln -s /run/of-root /run/mysqld
unlike "a link in its place: no login" 'the database' "$(asks alice)"
like "and the log says what it leads to" '/run/of-root is below /run of the host, which cannot be shown' "$(hostel check alice 2>&1)"
hostel kill alice >/dev/null 2>&1; rm /run/mysqld; mkdir /run/mysqld; mount --bind /run/of-root /run/mysqld
like "another directory of /run mounted there" '/run/mysqld is below /run of the host, which cannot be shown' "$(hostel check alice 2>&1)"
unlike "no login, either" 'the database' "$(asks alice)"
hostel kill alice >/dev/null 2>&1
umount /run/mysqld; rm -r /run/mysqld /run/of-root; kill $database
for target in /run/lock /run/user /run/hostel /run/dbus; do
	printf '[filesystem]\nread_only = /srv:%s\n' $target >$CONF/tenants/alice.ini
	like "$target is no place for it" "$target: /run cannot be a place for this: hostel mounts the sandbox's own there" "$(hostel check alice 2>&1)"
done
rm $CONF/tenants/alice.ini

# --- refused ----------------------------------------------------------------------------------------------
is "a service that is not there: 4" 4 "$(hostel run --service none alice >/dev/null 2>&1; echo $?)"
is "a tenant who is not there: 4" 4 "$(hostel run --service web nobody9 >/dev/null 2>&1; echo $?)"
is "not root: 111" 111 "$(su carol -c "$(command -v hostel) run --service web alice" >/dev/null 2>&1; echo $?)"
policy '[tenant]' 'suspended = yes'
run web alice; end
is "suspended: it waits for another try" 75 $status
like "and the log says why" 'suspended' "$(cat /tmp/log.alice.web)"
policy
sed -i 's/^\[host\]/&\nweb_group = nogroupatall/' $CONF/hostel.ini
like "no such group: said" 'web_group = nogroupatall: there is no such group' "$(hostel run --service web alice 2>&1)"
sed -i '/^web_group/d' $CONF/hostel.ini
rm -rf $WEB/alice; ln -s /etc $WEB/alice
like "a link in the place of the directory: refused" 'alice: (Not a directory|Too many levels)' "$(hostel run --service web alice 2>&1)"
is "and nothing is written there" "" "$(ls /etc/web.sock* 2>/dev/null)"
rm $WEB/alice
hostel drain >/dev/null
rm -rf /run/hostel/services
run web alice
ok "maintenance: it waits" until_true 10 test -e /run/hostel/services/$(id -u alice)/web.lock
is "and does not run" "" "$(pgrep -u alice -f app.py)"
hostel drain --off >/dev/null
ok "it is over: it serves" serves alice
kill $pid; wait $pid
like "systemctl is systemd's: said" 'systemd, which does not run here' "$(hostel service start alice web 2>&1)"
finish
