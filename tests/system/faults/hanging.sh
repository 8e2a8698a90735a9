# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by tests/system/87-faults.sh: what others provide hangs.

# --- all of it slow: the limit is that of the login, not of each step ---------------------------------------
begin 'sleep 555'
lock=$STATE/t/$(id -u alice)/lock
sed -i 's/^timeout = .*/timeout = 10s/' $CONF/hostel.ini
kill -STOP "$(pgrep -xof 'hostel-init alice')"
flock "$lock" sleep 8 & holder=$!
start=$SECONDS
in_su </dev/null >/dev/null 2>&1
ok "the lock comes after 8 s and PID 1 not at all: refused in 10 s, and 1 s of the account phase: $((SECONDS - start)) s" \
	test $((SECONDS - start)) -ge 8 -a $((SECONDS - start)) -le $((8 + 8 * ${SLOW:-1}))
wait $holder
sed -i "s/^timeout = .*/timeout = ${LIMIT}s/" $CONF/hostel.ini
hostel kill alice >/dev/null; wait $client
until_true 10 no_sandbox

# --- the log ------------------------------------------------------------------------------------------------
logger=$(pgrep -f '^busybox syslogd')
kill -STOP "$logger"
python3 - <<'P'
import socket
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
s.connect('/dev/log')
try:
    while s.send(b'<15>faults: one more line'): pass
except BlockingIOError: pass
P
timeout 3 su carol -c true </dev/null >/dev/null 2>&1
is "control: with the log hanging an account that is no tenant waits, for su itself logs" 124 $?
ends "what logs nothing but for hostel is in" in in_run
policy '[tenant]' 'suspended = yes' # two lines: the refusal and its event
ends "or refused" refused in_run
policy '[session]' 'max_sesions = 3' '[ulimits]' 'nofil = 3'
ends "also if there is much to say" refused in_run
policy
timeout 30 hostel ps >/dev/null
is "hostel ps works" 0 $?
kill -CONT "$logger"
ends "it goes on: in" in in_su

# --- the name service -----------------------------------------------------------------------------------------
name_service() {
	printf '%s\n' 'uid root' 'gid root' 'uri ldap://127.0.0.1:3389' 'base dc=example' 'reconnect_sleeptime 1' 'reconnect_retrytime 1' >/etc/nslcd.conf
	chmod 600 /etc/nslcd.conf
	mkdir -p /run/nslcd
	nslcd -n >/dev/null 2>&1 & nslcd=$!
	until_true 10 test -S /run/nslcd/socket
	cp /etc/nsswitch.conf /etc/nsswitch.before
	begin 'sleep 666'
	kill -STOP $nslcd
	sed -i 's/^\(passwd\|group\|shadow\):.*/\1: files ldap/' /etc/nsswitch.conf
	timeout 3 su carol -c true </dev/null >/dev/null 2>&1
	is "control: with the name service hanging an account that is no tenant waits: for its groups" 124 $?
	BOUND=60 measure /tmp/hung in_su bob & hung=$!
	sleep 2
	ok "a tenant waits as well" kill -0 $hung
	like "who is in is in, and seen" 'alice' "$(timeout 60 hostel ps)"
	is "and can be ended" 0 "$(timeout 60 hostel kill alice >/dev/null 2>&1; echo $?)"
	wait $client
	kill -CONT $nslcd
	cp /etc/nsswitch.before /etc/nsswitch.conf
	wait $hung
	judged "it answers again: he is in" in /tmp/hung
	kill $nslcd; wait $nslcd
}
if command -v nslcd >/dev/null; then name_service; else skip "the name service hangs" "no nslcd here"; fi

until_true 10 no_sandbox
rm -rf /run/nslcd
nothing_left "what hangs"
