#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Who is logged in, who was, and what the log says: right on the host, out of the tenant's reach.
. "$(dirname "$0")/lib.sh"

UTMP=/run/utmp WTMP=/var/log/wtmp LASTLOG=/var/log/lastlog
entries() { utmpdump "${1:-$UTMP}" 2>/dev/null | grep -c '^\[7\]' || :; } # USER_PROCESS
size() { stat -c %s "$1"; }
monitor() { pgrep -f "^sshd(-session)?: $1 \[priv\]" | head -1; } # user: sshd's root half
quiet() { ! pgrep -f "^sshd(-session)?: (alice|bob|carol)" >/dev/null; }
open_pty() { # user: a session on a terminal that says which, until the command is let go
	rm -f "/tmp/$1.tty"
	timeout 300 ssh -F /root/.ssh/config -tt -l "$1" host 'tty; exec sleep 290' </dev/null >"/tmp/$1.tty" 2>&1 &
	until_true 10 grep -q pts "/tmp/$1.tty"
}

# --- where there is no utmp ---------------------------------------------------------------------------
rm -f $UTMP $WTMP $LASTLOG
mark=$(log_mark)
is "without utmp, wtmp and lastlog: the login works" in "$(alice 'echo in')"
is "and makes none of them" "" "$(ls $UTMP $WTMP $LASTLOG 2>/dev/null)"
unlike "and does not complain" 'utmp|wtmp|lastlog' "$(log_since $mark)"
if ! command -v utmpdump >/dev/null || ! command -v lastlog >/dev/null; then
	skip "utmp, wtmp and lastlog" "no program of this host reads them (Debian 13: pam_wtmpdb, pam_lastlog2)"
	finish
	exit
fi
for file in $UTMP $WTMP $LASTLOG; do install -m 664 -g utmp /dev/null $file; done

# --- two tenants and an admin, all on pts/0 -------------------------------------------------------------
until_true 5 quiet
for user in alice bob carol; do open_pty $user; done
is "two tenants and somebody else are all on pts/0" "/dev/pts/0 /dev/pts/0 /dev/pts/0" \
	"$(cat /tmp/alice.tty /tmp/bob.tty /tmp/carol.tty | tr -d '\r' | xargs)"
is "who shows three" "alice bob carol" "$(who | awk '{print $1}' | sort | xargs)"
is "on three lines" 3 "$(who | awk '{print $2}' | sort -u | wc -l)"
is "a tenant's is named by service and process" "sshd/$(monitor alice) sshd/$(monitor bob)" \
	"$(who | awk '/^(alice|bob)/ {print $2}' | sort -t/ -k2n | xargs)"
is "the other one's as ever" pts/0 "$(who | awk '/^carol/ {print $2}')"
is "who knows where they come from" 3 "$(who | grep -c '(127.0.0.1)')"
is "w shows three" "alice bob carol" "$(w -h 2>/dev/null | awk '{print $1}' | sort | xargs)"
is "last has three that are still logged in" "alice bob carol" \
	"$(last -f $WTMP | awk '/still logged in/ {print $1}' | sort | xargs)"
is "last -i has the address" 3 "$(last -i -f $WTMP | grep -c '127\.0\.0\.1 .*still')"
like "lastlog has the tenants" '127\.0\.0\.1' "$(lastlog -u alice | tail -1)"
ids=$(utmpdump $UTMP 2>/dev/null | awk -F'[][]' '/^\[7\]/ {print $6}' | sort -u | wc -l)
is "three ids: no program of libc's takes one entry for another" 3 "$ids"

# --- what sshd's unprivileged half holds ------------------------------------------------------------------
held=$(for pid in $(pgrep -f '^sshd(-session)?: alice'); do ls -l "/proc/$pid/fd"; done)
like "control: the descriptors of sshd were listed" 'socket:' "$held"
unlike "no process of sshd holds utmp, wtmp, lastlog or a mount namespace" \
	'utmp|wtmp|lastlog|mnt:|/proc/' "$held"
is "nor has one that runs as the tenant ever been off the porch" "" \
	"$(for pid in $(pgrep -u alice -f '^sshd(-session)?: alice'); do
		[ "$(readlink "/proc/$pid/ns/mnt")" != "$(readlink /proc/self/ns/mnt)" ] || echo "$pid"; done)"

# --- ends: by itself, by a signal, by kill -9 --------------------------------------------------------------
mark=$(log_mark)
pkill -u alice -x sleep
until_true 10 bash -c '! who | grep -q ^alice'
is "one logs out: who shows two" "bob carol" "$(who | awk '{print $1}' | sort | xargs)"
sleep 1 # last(1) says "still running" of what has ended in the present second
like "last has a duration" '^alice .* - .*\([0-9:]+\)' "$(last -f $WTMP alice | head -1)"
until_true 30 eval 'log_since $mark | grep -q "session closed for user alice"'
for line in 'Disconnected from user alice' 'session closed for user alice'; do
	like "the log has sshd's line of the end, written on the porch: $line" "$line" "$(log_since $mark)"
done
kill -TERM "$(monitor carol)"
until_true 5 bash -c '! who | grep -q ^carol'
bob=$(monitor bob); kill -9 "$bob"
until_true 30 test ! -e "/proc/$bob" # who(1) asks kill(2), which finds a zombie
is "sshd killed with -9: who does not believe the entry that is left" "" "$(who)"
quiet() { ! pgrep -f "^sshd(-session)?: (alice|carol)" >/dev/null; } # bob's goes on without its monitor
is "though there is one" 1 "$(entries)"
like "and last says it" '^bob .*gone - no logout' "$(last -f $WTMP bob | head -1)"
alice true
until_true 5 quiet
is "the next login ends it" 0 "$(entries)"
before=$(size $UTMP)
for i in 1 2 3 4 5 6; do alice true; done
until_true 5 quiet
is "utmp does not grow with the number of logins" "$before" "$(size $UTMP)"
is "wtmp has a login and a logout of each" "$(utmpdump $WTMP 2>/dev/null | grep -c '^\[7\].*\[alice')" \
	"$(utmpdump $WTMP 2>/dev/null | grep '^\[8\]' | grep -c 'sshd/')"

# --- logins that do not count, and those that do ------------------------------------------------------------
mark=$(size $WTMP)
su - alice -c true </dev/null
is "su is no login" "$mark" "$(size $WTMP)"
python3 "$(dirname "$0")/talk.py" login -f alice >/tmp/login.out 2>&1 <<'X'
say PS1=rea''dy:
want ready:
say exit
ended 0
X
sleep 1
like "login(1) is one" '^alice +login/[0-9]+ .*\([0-9:]+\)' "$(last -f $WTMP alice | head -1)"
sed -i '/^\[host\]/a utmp = none' $CONF/hostel.ini
before=$(sha256sum <$UTMP)
alice true
is "[host] utmp = none: untouched" "$before" "$(sha256sum <$UTMP)"
sed -i "s,^utmp = none,utmp = /run/hostel-utmp," $CONF/hostel.ini
install -m 664 -g utmp /dev/null /run/hostel-utmp
open_pty alice
is "[host] utmp = another file: there" alice "$(who /run/hostel-utmp | awk '{print $1}')"
pkill -u alice -x sleep
until_true 5 quiet
is "and gone from it in the end" 0 "$(entries /run/hostel-utmp)"
sed -i '/^utmp/d' $CONF/hostel.ini

# --- the tenant reads and writes none of them ----------------------------------------------------------------
usermod -aG utmp,adm alice # even one whom the host would let
open_pty bob
sums() { sha256sum $UTMP $WTMP $LASTLOG; }
forge='for f in /run/utmp /var/run/utmp /var/log/wtmp /var/log/btmp /var/log/lastlog; do
	[ ! -e $f ] || echo "sees $f"; { echo forged >>$f; } 2>/dev/null && echo "writes $f"; done
	who; last 2>/dev/null | grep -E "sshd/|pts/"; true'
attack() { # way in...: what it sees or writes; its own login is a change that is not its doing
	"$@" 2>&1 | sort -u | xargs
}
is "control: on the host a member of utmp writes them" "writes $WTMP" \
	"$(setpriv --reuid alice --regid alice --groups "$(getent group utmp | cut -d: -f3)" \
		sh -c "{ printf '' >>$WTMP; } && echo 'writes $WTMP'")"
is "by ssh: none is there, none can be made" "" "$(attack alice "$forge")"
until_true 5 eval '! pgrep -f "^sshd(-session)?: alice"' # its logout is written by now
sleep 0.5
before=$(sums)
is "by su" "" "$(attack su - alice -c "$forge" </dev/null)"
is "by hostel run" "" "$(attack hostel run alice -- sh -c "$forge")"
is "nothing has changed" "$before" "$(sums)"
echo forged >/root/forged
for path in /run/utmp /var/run/utmp /var/log/wtmp /var/log/lastlog /dev/log; do
	echo "put /root/forged $path" | timeout 60 sftp -q -b - alice@host >/dev/null 2>&1
	is "sftp cannot put $path" 1 $?
done
unlike "nor is what it would have written anywhere" forged "$(cat $UTMP $WTMP $LASTLOG | tr -d '\0')"
pkill -u bob -x sleep

# --- the log ------------------------------------------------------------------------------------------------
is "inside there is no socket to log to" "" "$(alice 'ls /dev/log /run/systemd /run/log /dev/kmsg 2>/dev/null')"
logger -t control forged-by-root
until_true 5 grep -q forged-by-root $LOG
like "control: the logger listens" forged-by-root "$(cat $LOG)"
alice 'logger forged-by-logger; python3 -c "
import socket
for kind in socket.SOCK_DGRAM, socket.SOCK_STREAM:
    for path in \"/dev/log\", \"/run/systemd/journal/socket\", \"/run/systemd/journal/dev-log\":
        try:
            s = socket.socket(socket.AF_UNIX, kind)
            s.connect(path)
            s.send(b\"<38>forged-by-socket\")
        except OSError:
            pass
"' >/dev/null 2>&1
# sshd itself stands where /dev/log is: forwarded streams do not reach it, nor the journal's.
mkdir -p /run/systemd/journal
socat -u UNIX-LISTEN:/run/systemd/journal/stdout,fork,mode=666 OPEN:/var/log/journal.out,creat,append &
listener=$!
until_true 5 test -S /run/systemd/journal/stdout
forward() { # user, socket on the other side, text: by a forwarded stream
	rm -f /tmp/forward.sock
	S "$1" -N -o ExitOnForwardFailure=yes -L "/tmp/forward.sock:$2" </dev/null >/dev/null 2>&1 &
	until_true 5 test -S /tmp/forward.sock
	echo "<38>$3" | timeout 30 socat -u - UNIX-CONNECT:/tmp/forward.sock >/dev/null 2>&1
	kill $! && wait $! 2>/dev/null
}
forward carol /run/systemd/journal/stdout forged-by-carol
forward alice /run/systemd/journal/stdout forged-by-stream
forward alice /dev/log forged-by-forwarding
until_true 5 test -s /var/log/journal.out
like "control: whoever is no tenant reaches the journal's stream by ssh -L" forged-by-carol "$(cat /var/log/journal.out)"
unlike "a tenant does not" forged-by-stream "$(cat /var/log/journal.out)"
unlike "and no line of his is in the log, by whatever way" 'forged-by-(logger|socket|forwarding|stream)' \
	"$(grep -v 'COMMAND=\|Starting session' $LOG)"
kill $listener

# --- the greeting ---------------------------------------------------------------------------------------------
greeting() { # of this second's logins nothing is said
	sleep 2.2
	(sleep 0.7; echo exit) | S alice -tt 2>/dev/null | tr -d '\r' | grep -o '^Last login'
}
is "a terminal tells of the login before" "Last login" "$(greeting)"
sed -i '/^session.*pam_hostel/s/$/ silent/' /etc/pam.d/sshd
is "with the module's option silent it does not" "" "$(greeting)"
sed -i 's/ silent$//' /etc/pam.d/sshd
finish
