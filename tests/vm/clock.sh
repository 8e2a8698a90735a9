#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The host's clock is set, forwards and backwards by days, while tenants are in and while they come: sessions
# stay, limits of time count the time that passes, logins go on.
# As root in a throw-away guest, whose clock it is: tests/vm/run tests/vm/clock.sh
set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/vm/begin.sh
systemctl -q stop systemd-timesyncd.service 2>/dev/null
PREFIX=/usr/local
. tests/system/lib.sh
. tests/vm/session.sh

DAY=86400
jump() { date -s "@$(($(date +%s) + $1))" >/dev/null; }
up() { cut -d. -f1 /proc/uptime; }

policy '[session]' 'max_lifetime = 1h' 'idle_timeout = 30m' 'linger = 10s'
open_session
is "a session with max_lifetime = 1h" up "$up"
begin=$(say 'date +%s')

for by in $DAY $((-2 * DAY)) $DAY; do
	jump "$by"
	sleep 3
	is "the clock is set by $by seconds: the session stays" here "$(say 'echo here')"
	is "and a new login joins its sandbox" "$(say 'readlink /proc/1/ns/pid')" "$(alice 'readlink /proc/1/ns/pid')"
	like "hostel ps lists it" '^alice ' "$(hostel ps | grep alice)"
	[ "$by" != "$DAY" ] || [ "${jumped:-}" ] || jumped=$(($(say 'date +%s') - begin))
done
ok "control: inside, too, it was a day later" test "${jumped:-0}" -ge "$DAY"
exec {session[1]}>&-
wait

# Logins, while it goes to and fro.
(while :; do jump $DAY; sleep 0.3; jump -$DAY; sleep 0.3; done) & storm=$!
came=0
for n in 1 2 3 4 5 6; do [ "$(alice "echo in $n")" != "in $n" ] || came=$((came + 1)); done
is "six logins while it goes to and fro" 6 $came
kill $storm; wait $storm 2>/dev/null

# What ends by the clock of those who wait, not by the one on the wall.
jump -$DAY
ok "a lingering sandbox ends in its time, although it is yesterday" until_true 30 no_sandbox
policy '[session]' 'login_rate = 1/1h'
ok "login_rate: the first comes in" alice true
ok "the second does not" eval '! alice true 2>/dev/null'
jump $DAY
ok "nor a day later on the wall" eval '! alice true 2>/dev/null'
until_true 10 no_sandbox
rm -f "$STATE/t/$(id -u alice)/rate"

policy '[session]' 'idle_timeout = 40s'
began=$(up)
T=400 S alice -tt 'sleep 300' </dev/null >/tmp/idle 2>&1 & idle=$!
until_true 60 pgrep -xf 'sleep 300'
jump $((2 * DAY))
sleep 10
ok "an idle terminal two days later on the wall: not yet" pgrep -xf 'sleep 300'
jump $((-3 * DAY))
wait $idle
took=$(($(up) - began))
ok "but after idle_timeout = 40s: $took s" test $took -ge 38 -a $took -le $((60 * ${SLOW:-1}))
like "and it said so" 'nothing has happened in this session' "$(cat /tmp/idle)"
finish
