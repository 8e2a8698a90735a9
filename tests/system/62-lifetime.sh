#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# [session] idle_timeout and max_lifetime; and a connection ends with its sandbox.
. "$(dirname "$0")/lib.sh"

fresh() { hostel kill alice >/dev/null 2>&1; until_true 10 no_sandbox; policy "$@"; }
tty() { ssh -F /root/.ssh/config -tt -l "$1" host "$2"; }
spent() { # file, command...: how many seconds it took, into the file
	local to=$1 start=$SECONDS; shift
	"$@"; echo $((SECONDS - start)) >"$to"
}
between() { ok "$1: after $(cat "$4") s" test "$(cat "$4")" -ge "$2" -a "$(cat "$4")" -le "$3"; }
said() { cat "/tmp/$1.said"; }
every() { local i; for ((i = 0; i < $2; i++)); do sleep "$1"; echo; done; } # something, that often

# --- idle ----------------------------------------------------------------------------------------------
fresh '[session]' 'idle_timeout = 10s'
sleep 60 | spent /tmp/unused tty alice cat >/tmp/unused.said 2>&1 &
tty alice 'for i in 1 2 3 4 5 6 7; do sleep 4; echo; done; echo whole' </dev/null >/tmp/printing.said 2>&1 &
{ every 4 7; printf '\004'; } | tty alice 'stty -echo; cat >/dev/null; echo whole' >/tmp/typed.said 2>&1 &
sleep 33 | tty bob 'timeout 28 cat; echo whole' >/tmp/other.said 2>&1 &
alice 'sleep 28; echo whole' >/tmp/silent.said 2>&1 &
wait
between "idle_timeout = 10s ends a terminal that nobody uses" 10 40 /tmp/unused
like "it is told before" 'hostel: nothing has happened in this session: it ends in 1 seconds' "$(said unused)"
like "one that prints goes on" whole "$(said printing)"
like "one that is typed on goes on" whole "$(said typed)"
like "a command without a terminal goes on" whole "$(said silent)"
like "control: bob, who has no such limit, goes on" whole "$(said other)"

# --- lifetime ------------------------------------------------------------------------------------------
fresh '[session]' 'max_lifetime = 10s'
: >/var/log/wtmp
sleep 30 | spent /tmp/shell tty alice 'cat' >/tmp/shell.said 2>&1 &
sleep 30 | spent /tmp/stubborn tty alice 'trap "" HUP TERM; while :; do sleep 1; done' >/dev/null 2>&1 &
spent /tmp/command alice 'sleep 30' &
spent /tmp/forward ssh -F /root/.ssh/config -N -L 7062:127.0.0.1:22 alice@host 2>/dev/null &
sleep 30 | spent /tmp/sftp ssh -F /root/.ssh/config -s alice@host sftp >/dev/null 2>&1 &
spent /tmp/su su alice -c 'sleep 30' &
spent /tmp/other timeout 25 ssh -F /root/.ssh/config -N bob@host &
until_true 60 pgrep -u alice -x sleep; sleep 5
hostel enter alice -- sleep 15; entered=$?
wait
for what in "shell a terminal" "command a command" "su su -c"; do
	between "max_lifetime = 10s ends ${what#* }" 9 29 "/tmp/${what%% *}"
done
for what in "stubborn what does not heed it" "forward a connection that only forwards" "sftp sftp"; do
	between "and two seconds later ${what#* }" 11 29 "/tmp/${what%% *}"
done
like "the terminal is told before" 'hostel: this session has lasted as long as it may: it ends in 1 seconds' "$(said shell)"
is "what root started by hostel enter goes on" 0 $entered
between "control: bob, who has no such limit, goes on" 24 60 /tmp/other
is "each of the five logins by ssh has its logout in wtmp" "5 5" "$(last -f /var/log/wtmp 2>/dev/null | awk '/^alice/ { logins++; if (/\([0-9]/) outs++ } END { print logins + 0, outs + 0 }')"

# --- a connection does not outlive its sandbox ---------------------------------------------------------
fresh
ssh -F /root/.ssh/config -N -L 7063:127.0.0.1:22 alice@host 2>/dev/null &
sleep 100 | sftp -q alice@host >/dev/null 2>&1 &
until_true 60 eval '[ "$(pgrep -fc "^sshd(-session)?: alice")" = 5 ]'
is "control: while PID 1 lives sshd serves the tenant" 5 "$(pgrep -fc '^sshd(-session)?: alice')"
pkill -9 -x hostel-init
ok "without PID 1 nobody serves him" until_true 30 bash -c '! pgrep -f "^sshd(-session)?: alice"'
finish
