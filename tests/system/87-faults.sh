#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Bad nights: what takes part in a login is killed or stopped at any point; memory, disks, processes and
# descriptors run out; the log and the name service hang. Each login ends in time, in a sandbox or with a
# refusal; the next one works; nothing is left behind. Calls that fail one by one: 85-inject.sh.
. "$(dirname "$0")/lib.sh"

LIMIT=${LIMIT:-4}         # seconds, [host] timeout
BOUND=$((2 * LIMIT + 12)) # of a login: account and session phase, and what is not PAM
sed -i "s/^\[host\]/&\ntimeout = ${LIMIT}s/" $CONF/hostel.ini
add_tenant dora
W='cat /proc/1/comm' # what a command of the tenant's says in a sandbox: hostel-init
trap 'kill -KILL $(jobs -p) 2>/dev/null' EXIT
exec 2>/var/log/faults.err # the shell's own words about what was killed

measure() { # file, command...: in, refused or elsewhere, and how long it took
	local to=$1 start=${EPOCHREALTIME/./} said took; shift
	said=$("$@" </dev/null 2>/dev/null | tail -n 1)
	took=$(((${EPOCHREALTIME/./} - start) / 1000))
	case $said in hostel-init) said=in ;; '') said=refused ;; *) said="elsewhere: $said" ;; esac
	[ $took -le $((BOUND * ${SLOW:-1} * 1000)) ] || said="$said, after $took ms"
	echo "$said" >"$to"
}
judged() { # name, in or refused or either, file
	local came; came=$(cat "$3")
	case "$2 $came" in "either in" | "either refused") is "$1" "$came" "$came" ;; *) is "$1" "$2" "$came" ;; esac
}
ends() { measure /tmp/came "${@:3}"; judged "$1" "$2" /tmp/came; } # name, wanted, command...
in_su() { timeout -k 1 60 su "${1:-alice}" -c "$W"; }
in_ssh() { S "${1:-alice}" "${@:2}" "$W"; }
in_run() { timeout -k 1 60 hostel run alice -- $W; }
fresh() { hostel kill alice >/dev/null 2>&1; until_true 10 no_sandbox; policy "$@"; }
nothing_left() { ok "$1: nothing is left" python3 tests/soak/left.py after /var/log/before; }
faulty() { strace -qq -o /dev/null -e "inject=${1%%:*}:signal=${1##*:}:when=$2" "${@:3}"; } # call:signal, which, command...
born() { # the same for what su starts: until su has ended. strace would go on with what is stopped
	local tracer
	faulty "$1" "$2" -f su alice -c "$W" & tracer=$!
	until_true 20 eval 'pgrep -xf "su alice -c $W" || ! kill -0 '$tracer
	until_true 20 eval '! pgrep -xf "su alice -c $W"'
	kill -KILL $tracer
	pkill -KILL -xf 'hostel-init alice' # which would end by itself, were it not stopped
	wait $tracer
}
begin() { # command of alice's, which she is in with; client: by whose end she goes
	timeout 600 ssh -F /root/.ssh/config -l alice host "$1" </dev/null >/dev/null 2>&1 & client=$!
	until_true 10 pgrep -u alice -f "^$1"
}
stopped() { grep -q 'State:.*stop' "/proc/$1/status"; }

# What is made once is there before it is seen what is left.
for who in alice bob dora; do S $who true; su $who -c true </dev/null; done
printf '[network]\nmode = nat\n' >$CONF/tenants/bob.ini; S bob true; rm $CONF/tenants/bob.ini
until_true 10 no_sandbox
python3 tests/soak/left.py before /var/log/before

# The longest wait of all, beside the others: PID 1 hangs between the session and the shell.
ok "a connection of dora's is open" open_master dora /tmp/dora
kill -STOP "$(pgrep -xof 'hostel-init dora')"
timeout 60 ssh -F /root/.ssh/config -o BatchMode=yes -l nobody -S /tmp/dora host "$W" </dev/null >/tmp/door 2>&1 & door=$!
door_since=$SECONDS

# --- the login program --------------------------------------------------------------------------------
for at in flock:1 flock:2 mkdirat:2 bind:2 memfd_create:1 clone3:1 waitid:1 recvmsg:1 setns:1 setns:2 setns:3; do
	said=$(faulty "${at%:*}:KILL" "${at#*:}" su alice -c "$W" </dev/null 2>/dev/null; echo $?)
	is "su is killed at its $at: nothing ran" 137 "$said"
	ends "and the next login is in" in in_su
done
for at in flock:2 recvmsg:1 setns:3; do
	faulty "${at%:*}:STOP" "${at#*:}" su alice -c "$W" </dev/null >/dev/null 2>&1 &
	until_true 5 eval 'victim=$(pgrep -xf "su alice -c $W") && stopped $victim'
	victim=$(pgrep -xf "su alice -c $W")
	measure /tmp/bob in_su bob & other=$!
	ends "su is stopped at its $at: another login of hers ends" either in_su
	wait $other
	judged "so does one of bob's" either /tmp/bob
	kill -KILL $victim
	ends "when it is killed, the next one is in" in in_su
done

# --- hostel-init, and the helper that becomes it --------------------------------------------------------
for at in close_range:1 capset:1 open_tree:1 move_mount:60 pivot_root:2 landlock_restrict_self:1 signalfd4:1 accept4:1; do
	for signal in KILL STOP; do
		case $signal$at in STOPclose* | STOPopen* | STOPpivot* | STOPsignal*) continue ;; esac # two seconds each
		measure /tmp/came born "${at%:*}:$signal" "${at#*:}"
		judged "$signal for what is born at its $at: the login ends" refused /tmp/came
		ends "the next one is in" in in_su
	done
done
begin 'sleep 1200'
init=$(pgrep -xof 'hostel-init alice')
kill -STOP $init
ends "PID 1 is stopped while she is in: a login is refused" refused in_su
ends "by ssh, too" refused in_ssh
like "hostel ps says why" 'does not answer' "$(timeout 60 hostel ps alice)"
kill -CONT $init
ends "it goes on: the next one is in" in in_su
is "and who was in is in" 1 "$(pgrep -u alice -fc '^sleep 1200')"
strace -qq -o /dev/null -e inject=sendmsg:error=ENOBUFS -p $init & tracer=$!
until_true 5 grep -q '^TracerPid:.[1-9]' /proc/$init/status
ends "PID 1 hangs up on whoever comes: refused" refused in_su
ends "by ssh, too" refused in_ssh
is "and no second sandbox beside it" 1 "$(for pid in $(pgrep -x hostel-init); do grep -az alice /proc/$pid/cmdline; echo; done | grep -ac alice)"
kill -TERM $tracer; wait $tracer
ends "it answers again: the next one is in" in in_su
is "in the same sandbox" $init "$(pgrep -xof 'hostel-init alice')"
kill -STOP $init
# hostel-jobs stands on the host, and goes by itself as soon as PID 1 has gone.
is "stopped again: hostel kill ends all that" "0 0" \
	"$(timeout 60 hostel kill alice >/dev/null; echo $?) $(until_true 10 eval '! pgrep -u alice >/dev/null'; pgrep -u alice -c)"
wait $client
ends "a login is in" in in_su
door_left=$((15 - SECONDS + door_since > 1 ? 15 - SECONDS + door_since : 1))
until_true $door_left grep -q "does not answer" /tmp/door
like "PID 1 hangs between session and shell: in 10 s hostel-shell says so" "does not answer" "$(cat /tmp/door)"
ok "and ends" until_true 5 eval '! pgrep -u dora -x hostel-shell'
hostel kill dora >/dev/null
ok "the channel, whose descriptors PID 1 has been sent, ends with it" until_true 5 eval "! kill -0 $door"
nothing_left "hostel-init killed and stopped"

# --- sshd -----------------------------------------------------------------------------------------------
for after in 0.1 0.25 0.45; do
	for signal in KILL STOP; do
		S alice 'sleep 0.7' >/dev/null 2>&1 & client=$!
		sleep $after
		pgrep -f '^sshd(-session)?: alice' >/tmp/struck; xargs -r kill -$signal </tmp/struck
		ends "$signal for sshd's processes after $after s: another login" either in_ssh
		xargs -r kill -KILL </tmp/struck 2>/dev/null
		wait $client
		ends "then the next one is in" in in_ssh
	done
done
for signal in KILL STOP; do
	begin 'sleep 333'
	shell=$(pgrep -u alice -x hostel-shell)
	kill -$signal $shell
	ends "$signal for hostel-shell in a session: another login" in in_ssh
	[ $signal = KILL ] || kill $client
	wait $client
	ok "the command does not outlive it" until_true 5 eval '! pgrep -u alice -f "^sleep 333"'
	ends "the next one is in" in in_ssh
	hostel gc >/dev/null
	ok "and hostel-shell is gone" until_true 30 eval '! pgrep -u alice -x hostel-shell'
done
nothing_left "sshd and hostel-shell killed and stopped"

# --- hostel-net -------------------------------------------------------------------------------------------
net=$PREFIX/libexec/hostel/hostel-net
mv $net $net.real
policy '[network]' 'mode = nat'
for signal in KILL STOP; do
	printf '#!/bin/sh\nkill -%s $$\n' $signal >$net; chmod 755 $net
	ends "$signal for hostel-net: refused" refused in_su
done
printf '#!/bin/sh\nexec >&- 2>&-\nexec sleep 1000\n' >$net
ends "it has said all, and does not end: refused" refused in_su
is "nor does it go on" "" "$(pgrep -xf 'sleep 1000')"
mv $net.real $net
ends "control: itself" in in_su
fresh
nothing_left "hostel-net killed and stopped"

. "$(dirname "$0")/faults/scarce.sh"
. "$(dirname "$0")/faults/hanging.sh"
finish
