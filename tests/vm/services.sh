#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A tenant's services under systemd: started by their units, started again with hostel's own waits on every
# version, stopped, logged, and what a start of the host does.
# As root in a throw-away guest whose PID 1 is systemd: tests/vm/run tests/vm/services.sh
set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/vm/begin.sh
PREFIX=/usr/local
busybox() { [ "$1" = syslogd ] || command busybox "$@"; } # the log is the journal's here
. tests/system/lib.sh
. tests/vm/session.sh
patient
systemctl daemon-reload
systemctl -q enable --now hostel.service hostel-services.service
echo "# systemd $(systemctl --version | sed -n '1s/systemd \([0-9]*\).*/\1/p')"

cat >>$CONF/plans/basic.ini <<'X'
[service web]
command = /usr/bin/python3 -u %h/app.py
listen = unix
X
for who in alice bob; do
	cat >/home/$who/app.py <<'X'
import os, socket
print("this is the log", "NOTIFY_SOCKET" in os.environ, os.environ.get("INVOCATION_ID"))
s = socket.socket(fileno=3)
while True:
    c, _ = s.accept()
    if b"/end" in c.recv(1000):
        os._exit(3)
    c.sendall(b"HTTP/1.0 200 OK\r\n\r\n%d\n" % os.getuid())
    c.close()
X
	chown $who: /home/$who/app.py
done
page() { python3 - "$1" "${2-}" <<'X'
import socket, sys
s = socket.socket(socket.AF_UNIX)
s.settimeout(30)
try:
    s.connect(f'/run/hostel-web/{sys.argv[1]}/web.sock')
    s.sendall(b'GET /%s HTTP/1.0\r\n\r\n' % sys.argv[2].encode())
    print(b''.join(iter(lambda: s.recv(1000), b'')).decode().split('\r\n\r\n')[-1], end='')
except OSError as e:
    print(e)
X
}
state() { hostel service list "$1" --json | python3 -c "
import json,sys
print(*[o['$3'] for o in json.load(sys.stdin) if o['service'] == '$2'])"; }
is_state() { [ "$(state "$1" "$2" state)" = "$3" ]; }
journal() { journalctl --sync; journalctl --no-pager -o cat -u "hostel-service@$1:$2.service"; }

ok "hostel service start" hostel service start alice
is "it serves when that has ended: systemd was told" "$(id -u alice)" "$(page alice)"
is "the unit is active" active "$(systemctl is-active 'hostel-service@alice:web.service')"
is "listed" "running True" "$(state alice web state) $(state alice web enabled)"
like "its programs are in the room's cgroup" '^0::/hostel.slice/hostel.service/tenants/alice' "$(cat /proc/"$(pgrep -u alice -of app.py)"/cgroup)"
ok "the journal has what it writes" until_true 30 eval 'journal alice web | grep -q "this is the log False None"'
like "hostel service logs has it" 'this is the log' "$(hostel service logs alice web)"
cat >/home/alice/claims.sh <<'X'
echo 'hostel: alice: service claims has failed'
echo '<0>for everybody'
exit 1
X
printf '[service claims]\ncommand = /bin/sh %%h/claims.sh\nrestart = on-failure:1\n' >$CONF/tenants/alice.ini
hostel service start alice claims
ok "a service that says it has failed fails" until_true 60 is_state alice claims failed
journalctl --sync
like "what it says of itself is the service's own" 'hostel: alice: service claims has failed' "$(journalctl --no-pager -o cat -t alice:claims)"
unlike "and not hostel's" 'claims has failed$' "$(journalctl --no-pager -o cat -t hostel -u 'hostel-service@alice:claims.service')"
like "which says it, too" '^alice: service claims has failed: it ended 2 times' "$(journalctl --no-pager -o cat -t hostel -u 'hostel-service@alice:claims.service')"
like "hostel service logs shows which is which" ' alice:claims.[0-9]*.: hostel: alice: service claims.* hostel.[0-9]*.: alice: service claims has failed: it ended' "$(hostel service logs alice claims | tr '\n' ' ')"
is "and it reaches nobody's terminal" 6 "$(journalctl --no-pager -o json -t alice:claims | grep 'for everybody' | head -1 | grep -oE '"PRIORITY" ?: ?"[0-9]"' | grep -o '[0-9]')"
rm $CONF/tenants/alice.ini; hostel reload alice >/dev/null
like "hostel service status" 'Active: active' "$(hostel service status alice web)"

# --- again --------------------------------------------------------------------------------------------
page alice end >/dev/null
ok "it ends with 3: it is there again by itself" until_true 60 eval '[ "$(page alice)" = "$(id -u alice)" ]'
is "listed: once" 1 "$(state alice web restarts)"
pkill -KILL -u alice -f app.py
ok "killed: there again" until_true 60 eval '[ "$(page alice)" = "$(id -u alice)" ]'
kill -KILL "$(systemctl show -p MainPID --value 'hostel-service@alice:web.service')"
ok "hostel run is killed: there again" until_true 60 eval '[ "$(page alice)" = "$(id -u alice)" ] && is_state alice web running'
is "one program, no more" 1 "$(pgrep -u alice -fc app.py)"
hostel kill alice >/dev/null
ok "the room is killed: there again" until_true 90 eval '[ "$(page alice)" = "$(id -u alice)" ]'

printf '[service fails]\ncommand = "/bin/sh -c '\''date +%%%%s%%%%N >>fails; exit 1'\''"\nrestart = on-failure:4\n' >$CONF/tenants/alice.ini
hostel service start alice fails
ok "it fails four times more, then it has failed" until_true 120 is_state alice fails failed
is "the count" "4 5 1" "$(state alice fails restarts) $(wc -l </home/alice/fails) $(state alice fails exit_status)"
is "the unit has failed" failed "$(systemctl is-active 'hostel-service@alice:fails.service')"
python3 - <<'X' >/tmp/waits
times = [int(line) / 1e6 for line in open('/home/alice/fails')]
print(*[round(b - a) for a, b in zip(times, times[1:])])
X
echo "# milliseconds between its starts: $(cat /tmp/waits)"
is "each wait is longer than what was asked for" "yes" "$(awk '{if ($1 >= 100 && $2 >= 200 && $3 >= 400 && $4 >= 800) print "yes"; else print}' /tmp/waits)"
like "the journal says what to do" 'has failed: it ended 5 times in a row: hostel service start alice fails' "$(journal alice fails)"
ok "started by hand it begins anew" hostel service start alice fails
ok "and fails again" until_true 120 eval 'is_state alice fails failed && [ $(wc -l </home/alice/fails) = 10 ]'
rm $CONF/tenants/alice.ini
hostel reload alice >/dev/null
is "taken out of the policy it is forgotten" "" "$(systemctl list-units --failed --no-legend 'hostel-service@*')"

# --- stop, suspend, set -----------------------------------------------------------------------------------
ok "hostel service stop" hostel service stop alice
is "it is stopped, and nothing is left" "stopped inactive 0" "$(state alice web state) $(systemctl is-active 'hostel-service@alice:web.service') $(pgrep -u alice -fc app.py)"
ok "hostel reload does not start what was stopped" hostel reload
is "it is stopped" stopped "$(state alice web state)"
hostel service start alice web
before=$(pgrep -u alice -of app.py)
ok "hostel service restart" hostel service restart alice web
is "another process" "yes" "$([ "$(pgrep -u alice -of app.py)" != "$before" ] && echo yes)"
ok "hostel tenant suspend" hostel tenant suspend alice
is "ends it, and systemd does not try again" "inactive 0" "$(systemctl is-active 'hostel-service@alice:web.service') $(pgrep -u alice -fc app.py)"
ok "hostel tenant resume" hostel tenant resume alice
is "starts it" "$(id -u alice)" "$(page alice)"
is "bob's has never run" never "$(state bob web state)"
ok "hostel tenant set" hostel tenant set bob pids.max=99
is "starts what was never started" "$(id -u bob)" "$(page bob)"

# --- as when the host comes up --------------------------------------------------------------------------
hostel service stop alice; hostel service stop bob; hostel kill alice >/dev/null; hostel kill bob >/dev/null
rm -rf /run/hostel/services
systemctl restart hostel-services.service
is "the host comes up: everybody's serve" "$(id -u alice) $(id -u bob)" "$(page alice) $(page bob)"
many=${MANY:-10}
for i in $(seq "$many"); do add_tenant "w$i"; cp /home/alice/app.py /home/w$i/; chown w$i: /home/w$i/app.py; done
began=$SECONDS
systemctl restart hostel-services.service
is "$many more" "$many" "$(for i in $(seq "$many"); do page w$i; done | sort -u | grep -c '^[0-9]*$')"
echo "# $many sites in $((SECONDS - began)) s"
is "none has failed" "" "$(systemctl list-units --failed --no-legend 'hostel*')"
for who in $(systemctl list-units --no-legend --plain 'hostel-service@*' | sed 's/^hostel-service@\([^:]*\):.*/\1/' | sort -u); do hostel service stop $who; done
ok "and all end" until_true 60 eval '! pgrep -f app.py'
finish
