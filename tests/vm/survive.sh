#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What systemd does to its units and to itself, while tenants are in: sandboxes, sessions and limits stay.
# As root in a throw-away guest whose PID 1 is systemd: tests/vm/run tests/vm/survive.sh
#
# For a control the same is done to a cgroup that is laid out as it was before there was the deeper level
# (docs/decisions/0012-a-delegated-unit.md), and to one that no unit delegates.
set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/vm/begin.sh
PREFIX=/usr/local
. tests/system/lib.sh
. tests/vm/session.sh
patient

V2=/sys/fs/cgroup
TENANTS=hostel.slice/hostel.service/tenants
LEAF=$V2/$TENANTS/alice

# What a world, whose / is an overlay, cannot show: whose /var/cache and /var/lib are, by one mount for each.
mkdir -p /var/cache/man; chown root: /var/cache/man; echo /var/cache/man >/var/lib/dpkg/info/parlour.list
var_owners='echo $(stat -c %u /var/cache/man /var/lib/dpkg 2>&1)'
is "root's are root's in /var/cache and /var/lib" "0 0" "$(alice "$var_owners")"
mkdir -p /var/cache/parlour /var/lib/parlour /srv/low /srv/lower
for whole in cache lib; do mount -t overlay -o lowerdir=/srv/low:/srv/lower parlour /var/$whole/parlour; done
until_true 10 no_sandbox
is "also where neither can be shown as a whole, for what is mounted in it" "0 0" "$(alice "$var_owners")"
until_true 10 no_sandbox
umount /var/cache/parlour /var/lib/parlour

# --- without the unit: below the root, as on a host without systemd --------------------------------------
systemctl daemon-reload
is "without the unit the tenants' cgroups are below hostel" 0::/hostel/alice \
	"$(alice 'sleep 100' & until_true 20 pgrep -f '^sleep 100$'; cat "/proc/$(pgrep -f '^sleep 100$')/cgroup"; pkill -f '^sleep 100$'; wait)"
like "and doctor warns" 'WARN +delegation .*no unit' "$(hostel doctor delegation)"
until_true 10 no_sandbox
old=$(ls -d $V2/hostel/alice)
hostel gc >/dev/null
is "nothing is left of them" "" "$(ls -d $V2/hostel 2>/dev/null)"
# A cgroup that nobody delegates loses a controller as soon as no unit needs it any more.
mkdir $V2/nobodys
echo +cpuset >$V2/cgroup.subtree_control
ok "control: cpuset is on" test -e $V2/nobodys/cpuset.cpus
systemctl start hostel.service && systemctl stop hostel.service hostel.slice
ok "control: systemd takes it away" test ! -e $V2/nobodys/cpuset.cpus
rmdir $V2/nobodys

# --- with it --------------------------------------------------------------------------------------------
ok "the unit starts" systemctl enable --now hostel.service hostel-gc.timer
systemctl stop hostel-gc.timer hostel-gc.service # of its own it may come first
mkdir -p "$old"
is "gc finds what is left from before" "$old" "$(hostel gc | grep -o "$V2/hostel/alice")"
systemctl start hostel-gc.timer
like "doctor is content" 'PASS +delegation .*delegated' "$(hostel doctor delegation)"

disk=$(cat /sys/block/vda/dev)
policy '[resources]' 'memory.max = 32M' 'memory.swap.max = 0M' 'pids.max = 24' 'cpu.max = 50%' 'cpu.weight = 50' \
	'cpuset.cpus = 0' "io.max = /dev/vda rbps=1M"
limits() { (cd "$1" && cat memory.max memory.swap.max pids.max cpu.max cpu.weight cpuset.cpus io.max 2>&1 | tr '\n' '|'); }
EXPECTED="$((32 << 20))|0|24|50000 100000|50|0|$disk rbps=1048576 wbps=max riops=max wiops=max|"

# One session that stays from here to the end, spoken to line by line.
open_session
is "a session" up "$up"
[ "$up" = up ] || { log_since 0 | tail -5 | sed 's/^/# /'; finish; exit 1; }
first=$(pgrep -x hostel-init)
is "its sandbox is below the unit" "0::/$TENANTS/alice/init" "$(cat "/proc/$first/cgroup")"
is "its limits" "$EXPECTED" "$(limits $LEAF)"
like "an admin finds it by systemd-cgls" 'hostel.service.*tenants.*alice.*hostel-init' \
	"$(systemd-cgls --no-pager -l /hostel.slice 2>/dev/null | tr '\n' ' ')"
is "inside it is his own, and all of it" "0::/ ro $((32 << 20))" \
	"$(say 'echo $(cat /proc/self/cgroup) $(awk "\$5 == \"/sys/fs/cgroup\" {split(\$6, a, \",\"); print a[1]}" /proc/self/mountinfo) $(cat /sys/fs/cgroup/memory.max)')"
is "he cannot change it" refused "$(say '(echo max >/sys/fs/cgroup/memory.max) 2>/dev/null && echo changed || echo refused')"
echo secret >/opt/of-root; chmod 600 /opt/of-root
is "root's files are root's inside, and no less so" "0 0 0 0 refused" \
	"$(say 'echo $(stat -c %u /usr /etc/ssl /usr/bin/env /opt/of-root) $(cat /opt/of-root 2>/dev/null || echo refused)')"
is "programs count one processor" "1 1" "$(say 'echo $(nproc) $(python3 -c "import os; print(len(os.sched_getaffinity(0)))")')"

cat >/home/alice/forks.py <<'X'
import os, signal, time
children = []
try:
    while len(children) < 100:
        child = os.fork()
        if child == 0:
            time.sleep(60)
            os._exit(0)
        children.append(child)
    print(len(children))
except OSError as error:
    print(len(children), type(error).__name__)
for child in children:
    os.kill(child, signal.SIGKILL)
    os.wait()
X
stays() { # what happened
	is "$1: the sandbox stays" "$first" "$(pgrep -x hostel-init)"
	is "$1: the session too" here "$(say 'echo here')"
	is "$1: it is where it was" "0::/$TENANTS/alice/init" "$(cat "/proc/$first/cgroup")"
	is "$1: limits as they were" "$EXPECTED" "$(limits $LEAF)"
	[ "${FAST:-no}" = no ] || return 0
	is "$1: memory.max is felt" 137 "$(say 'sh -c "head -c 200M /dev/zero | tail -c 200M >/dev/null" 2>/dev/null; echo $?')"
}
felt() { # what happened: the others, which take longer
	local cpu
	[ "${FAST:-no}" = no ] || [ "$1" = "an upgrade" ] || return 0
	[ "${FAST:-no}" = no ] || FAST=no stays "$1"
	like "$1: pids.max is felt: a fork is refused" '^(1[0-9]|2[0-3]) BlockingIOError$' "$(say 'python3 forks.py')"
	cpu=$(say 's=$(awk "/^usage_usec/ {print \$2}" /sys/fs/cgroup/cpu.stat); b=$(date +%s%N); timeout 3 sh -c "while :; do :; done"; e=$(awk "/^usage_usec/ {print \$2}" /sys/fs/cgroup/cpu.stat); echo $(((e - s) * 100000 / ($(date +%s%N) - b)))')
	ok "$1: cpu.max is felt: $cpu % of a processor" test "${cpu:-0}" -gt 20 -a "${cpu:-999}" -lt 75
	is "$1: a new session joins" "$first" "$(S alice 'true' && pgrep -x hostel-init)"
}

stays "at first"
felt "at first"
if [ "${FAST:-no}" = yes ]; then
	events=("daemon-reexec" "restart hostel.service" "stop hostel.service" "daemon-reload" "start hostel.service")
else
	events=("daemon-reload" "daemon-reexec" "restart hostel.service" "reload-or-restart hostel.service"
		"try-restart hostel.service" "stop hostel.service" "daemon-reload" "start hostel.service"
		"stop hostel.slice" "daemon-reexec" "start hostel.service" "set-property --runtime hostel.slice CPUWeight=300"
		"set-property --runtime hostel.service MemoryHigh=1G" "daemon-reload" "restart hostel-gc.service"
		"restart systemd-logind.service" "restart cron.service")
fi
for event in "${events[@]}"; do
	ok "systemctl $event" timeout 60 systemctl $event
	stays "$event"
done
felt "after all that"

install_hostel && systemctl daemon-reload && systemctl try-restart hostel.service hostel-gc.timer
stays "an upgrade"
felt "an upgrade"
is "the unit runs" active "$(systemctl is-active hostel.service)"
like "and says what became of it" '^Finished' "$(journalctl -q -u hostel.service -o cat | grep Finished)"
is "a transient unit beside it takes nothing away" "$EXPECTED" \
	"$(systemd-run -q --wait -p CPUWeight=50 -p IOWeight=50 -p AllowedCPUs=1 true; systemctl daemon-reload; limits $LEAF)"

# --- controls: what happens without the deeper level, and without a unit -----------------------------------
control() { # cgroup: gets a child with a limit and a process, then the unit is started again
	local c
	for c in memory pids; do
		echo +$c >"$1/cgroup.subtree_control"
	done
	mkdir "$1/control" && echo 32M >"$1/control/memory.max"
}
is "hostel kill ends him" 0 "$(hostel kill alice >/dev/null; sandboxes)"
wait
hostel gc >/dev/null
rmdir $V2/$TENANTS 2>/dev/null
mkdir -p $V2/hostel.slice/hostel.service
control $V2/hostel.slice/hostel.service
sleep 300 & keep=$!
echo $keep >$V2/hostel.slice/hostel.service/control/cgroup.procs
systemctl restart hostel.service
is "control: without the deeper level a restart takes the limits away" "" \
	"$(cat $V2/hostel.slice/hostel.service/control/memory.max 2>/dev/null)"
kill $keep; wait $keep 2>/dev/null
is "a new login has all limits" "$EXPECTED" "$(alice 'sleep 100' & until_true 20 pgrep -f '^sleep 100$'; limits $LEAF; pkill -f '^sleep 100$'; wait)"

# --- rules of the network: who loads the host's anew flushes them all first ---------------------------------
until_true 10 no_sandbox
printf '[network]\nmode = nat\n' >$CONF/tenants/bob.ini
systemctl enable -q --now nftables.service hostel-network.service
S bob 'sleep 300' & bob=$!
until_true 20 pgrep -f '^sleep 300$'
is "a tenant with mode = nat has his gateway and his address" "10.99.0.1 host.hostel.internal fd68:6f73:7465::1 host.hostel.internal" \
	"$(S bob 'echo $(grep host.hostel /etc/hosts)')"
there() { nft list table inet hostel | grep -q masquerade; }
ok "and the host his rules" there
for event in restart reload stop start; do
	timeout 60 systemctl $event nftables.service
	[ $event = stop ] || ok "systemctl $event nftables: they are there again" until_true 20 there
done
systemctl stop hostel-network.service
systemctl restart nftables.service
ok "control: without the unit they are not" eval '! there'
ok "hostel gc makes them again" until_true 20 eval 'hostel gc && there' # whose lock is held it leaves alone
hostel kill bob >/dev/null
wait $bob
rm $CONF/tenants/bob.ini

# --- pasta(1) as this release has it, with its own profile of AppArmor ---------------------------------------
until_true 10 no_sandbox
ip link add up0 type dummy && ip address add 192.0.2.9/24 dev up0 && ip link set up0 up && ip route add default via 192.0.2.1
policy '[network]' 'mode = pasta'
is "mode = pasta: he comes in, and has its link" eth0 "$(alice 'grep -o eth0 /proc/net/dev')"
is "pasta is where its profile is" "$(grep -oE '^(pasta|passt) \(enforce\)' /sys/kernel/security/apparmor/profiles | sort | tail -1)" \
	"$(alice 'echo in; sleep 302' >/dev/null & until_true 60 pgrep -f '^sleep 302$'; cat /proc/"$(pgrep -f '^pasta' | head -1)"/attr/apparmor/current; pkill -f '^sleep 302$'; wait)"
ip link delete up0

# --- memory.low, of which a slice has what the admin grants it ----------------------------------------------
until_true 10 no_sandbox
policy '[resources]' 'memory.low = 64M'
mark=$(log_mark)
unlike "memory.low without a grant: refused" '^in$' "$(alice 'echo in' 2>/dev/null)"
like "the log says whose" 'memory.low = 64M cannot be enforced .*hostel.slice/memory.low is less' "$(log_since $mark)"
systemctl set-property --runtime hostel.slice MemoryLow=1G
is "granted to hostel.slice: he comes in" in "$(alice 'echo in')"
lows() { for level in hostel.slice hostel.slice/hostel.service $TENANTS $TENANTS/alice; do cat $V2/$level/memory.low; done | xargs; }
is "and every level has it" "$((1 << 30)) $((64 << 20)) $((64 << 20)) $((64 << 20))" "$(lows)"
alice 'sleep 301' & keep=$!
ok "a session" until_true 60 pgrep -f '^sleep 301$'
systemctl restart hostel.service
like "after a restart of the unit, too" "^$((1 << 30)) (max|$((64 << 20))) $((64 << 20)) $((64 << 20))\$" "$(lows)"
hostel kill alice >/dev/null; wait $keep
policy
is "taken back with the next login" in "$(alice 'echo in')"
like "of all that is hostel's" "^$((1 << 30)) (max|0) 0 0\$" "$(lows)"

# --- swap, which the machines of the other suites have not got --------------------------------------------
if [ "${FAST:-no}" = no ]; then
	fallocate -l 256M /swap && chmod 600 /swap && mkswap /swap >/dev/null && swapon /swap
	eats() { # memory.swap.max: how a program ends that needs twice its memory
		hostel kill alice >/dev/null 2>&1
		until_true 10 no_sandbox
		policy '[resources]' 'memory.max = 32M' "memory.swap.max = $1"
		alice 'head -c 64M /dev/zero | tail -c 64M >/dev/null; echo ${PIPESTATUS[1]}'
	}
	is "memory.swap.max is felt" 137 "$(eats 0M)"
	is "control: with swap the same goes on" 0 "$(eats max)"
	swapoff /swap
fi
finish
