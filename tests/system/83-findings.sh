#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What a review of the commands found: each in surroundings in which it once failed.
. "$(dirname "$0")/lib.sh"
P=$PREFIX/sbin/hostel

# --- a host that has just come up -----------------------------------------------------------------------
fresh() { # command...: what it says and how it ends, where nobody has logged in since the host came up
	rm -rf $STATE
	timeout 60 hostel "$@" </dev/null 2>&1
	echo "status $?"
}
is "just up: reload" $'nothing has changed\nstatus 0' "$(fresh reload)"
is "just up: reload --restart" $'nothing has changed\nstatus 0' "$(fresh reload --restart)"
like "just up: reload --json" '"failed": *0' "$(fresh reload --json)"
is "just up: reload of a tenant" $'alice has no sandbox: the next login goes by the policy\nstatus 0' "$(fresh reload alice)"
is "just up: of two" 2 "$(fresh reload alice bob | grep -c 'has no sandbox')"
is "just up: ps" $'hostel: nobody has a sandbox\nstatus 0' "$(fresh ps)"
is "just up: ps --net" $'hostel: nobody has a sandbox\nstatus 0' "$(fresh ps --net)"
is "just up: ps of a tenant" $'hostel: alice has no sandbox\nstatus 3' "$(fresh ps alice)"
is "just up: events" $'hostel: no events\nstatus 0' "$(fresh events)"
like "just up: metrics" 'status 0' "$(fresh metrics)"
is "just up: gc" $'nothing to remove\nstatus 0' "$(fresh gc)"
is "just up: kill" $'hostel: alice has no sandbox\nstatus 3' "$(fresh kill alice)"
is "just up: enter" $'hostel: alice has no sandbox: `hostel run alice` makes one\nstatus 3' "$(fresh enter alice)"
is "just up: drain --off" $'there was no maintenance\nstatus 0' "$(fresh drain --off)"
is "just up: drain" $'nobody was in\nmaintenance: no tenant comes in until: hostel drain --off\nstatus 0' "$(fresh drain)"
unlike "just up: doctor" "$STATE: No such" "$(fresh doctor)"
is "just up: run makes it" $'in\nstatus 0' "$(fresh run alice -- echo in)"
until_true 10 no_sandbox

# --- what is inherited ------------------------------------------------------------------------------------
# SIGCHLD ignored, as of a daemon that wants no zombies, and more; `timeout` is outside: it resets some of them.
ignoring() { timeout 60 env --ignore-signal=CHLD,HUP,INT,PIPE,ALRM --block-signal=CHLD,TERM,ALRM "$@"; }
is "signals ignored: run comes back" $'in\n3' "$(ignoring $P run alice -- sh -c 'echo in; exit 3' 2>&1; echo $?)"
until_true 10 no_sandbox
stay() { : >/tmp/stay; ignoring $P run alice -- sh -c 'echo in; exec sleep 60' >/tmp/stay 2>&1 & STAY=$!; until_true 10 grep -q in /tmp/stay; }
stay
like "signals ignored: ps --processes" 'sleep 60' "$(ignoring $P ps --processes alice 2>&1)"
policy '[resources]' 'pids.max = 77'
is "signals ignored: reload" 'alice: pids.max 128 -> 77 applied' "$(ignoring $P reload --no-color 2>&1)"
like "signals ignored: doctor" '^grade ' "$(ignoring $P doctor 2>&1 | tail -1)"
is "signals ignored: kill" 0 "$(ignoring $P kill alice >/dev/null 2>&1; echo $?)"
wait $STAY; policy
# What hostel-net says counts, whoever waits for it.
printf '#!/bin/sh\necho no such luck; exit 1\n' >/tmp/no-net; chmod 755 /tmp/no-net
mount --bind /tmp/no-net $PREFIX/libexec/hostel/hostel-net
touch "$STATE/t/$(id -u alice)/net"
said=$(ignoring $P gc 2>&1); status=$?
umount $PREFIX/libexec/hostel/hostel-net
like "signals ignored: gc says why hostel-net failed" 'network of uid [0-9]*: no such luck' "$said"
unlike "signals ignored: and not that it has removed" 'removed network' "$said"
is "signals ignored: its status says so" 1 $status
like "signals ignored: control: as it is, it does" 'removed network' "$(ignoring $P gc 2>&1)"

# Closed descriptors: no file of the state gets their number.
like "an answer that nobody can read is an error" 'standard output: Bad file descriptor' "$($P ps --json 2>&1 >&-)"
hostel run alice -- true
until_true 30 eval '! pgrep -u alice' # hostel-jobs notes what it leaves
find $STATE -type f -exec sha256sum {} + | sort >/tmp/before
hostel gc -n >&- 2>&-
hostel ps >&- 2>&-
find $STATE -type f -exec sha256sum {} + | sort >/tmp/after
is "nothing is written into the state instead" "" "$(diff /tmp/before /tmp/after | grep '^[<>]' | grep -v 'counters\|kmsg')"
until_true 10 no_sandbox
is "hostel-shell without standard input and output" "closed" "$(su alice -c '{ true <&0; } 2>/dev/null; cat 2>/dev/null || echo closed >/tmp/said; cat /tmp/said >&2' 2>&1 <&- >/dev/null)"

# A umask that pam_umask or an administrator has set is none of the cgroup's.
until_true 10 no_sandbox; hostel gc >/dev/null
(umask 077; $P run alice -- sh -c 'cat /sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max 2>/dev/null') >/tmp/said 2>&1
is "umask 077: the tenant reads his limits" 128 "$(cat /tmp/said)"
until_true 10 no_sandbox

# --- [host] cgroup, or an account's name, changes --------------------------------------------------------
hostel gc >/dev/null
dirs() { find /sys/fs/cgroup -type d -path "*/$WORLD_CGROUP*/*" -printf '%P\n' | sed 's,.*/\(.*/.*\),\1,' | sort -u; }
base() { sed -i "s/^cgroup = .*/cgroup = $1/" $CONF/hostel.ini; }
hits() { hostel metrics | sed -n 's/^hostel_tenant_pids_max_hits_total{tenant="alice"} //p'; }
is "control: no cgroup is left" "" "$(dirs)"
policy '[resources]' 'pids.max = 20'
: >/tmp/stay; alice 'echo in; exec cat >/dev/null' < <(exec sleep 600) >/tmp/stay & STAY=$!; until_true 10 grep -q in /tmp/stay
base $WORLD_CGROUP-b
bomb='for i in $(seq 40); do sleep 5 & done 2>/dev/null; kill $(jobs -p); wait'
alice "$bomb" >/dev/null 2>&1
like "who is in has the cgroup that he came with: it is read there" '^[1-9]' "$(hits)"
like "by ps, too" '^[1-9]' "$(hostel ps --json alice | jq '.[0].memory')"
before=$(hits)
hostel kill alice >/dev/null; wait $STAY; until_true 10 no_sandbox
alice true
until_true 10 no_sandbox
is "the next sandbox is below the new one" "$WORLD_CGROUP-b/alice $WORLD_CGROUP/alice" "$(dirs | sort | paste -sd' ')"
is "nothing is counted twice, or forgotten" "$before" "$(hits)"
all_gone alice; usermod -l alicia alice
S alicia true
until_true 10 no_sandbox
is "control: a new name has a new one" 3 "$(dirs | wc -l)"
like "--dry-run names all" "$WORLD_CGROUP/alice" "$(hostel gc -n)"
hostel gc >/tmp/said 2>&1
is "gc removes all of them" "0 " "$? $(dirs)"
all_gone alicia; usermod -l alice alicia; base $WORLD_CGROUP
alice true; until_true 10 no_sandbox
mv $CONF/hostel.ini /root; hostel gc >/dev/null 2>&1; mv /root/hostel.ini $CONF
is "without a configuration, too: the record names it" "" "$(dirs)"

# A name that is another account's now names its cgroup.
alice true; until_true 10 no_sandbox
all_gone alice; usermod -l old -d /home/old alice; useradd -M -N -d /home/alice -s $SHELL_PATH -G hostel alice; chown -R alice /home/alice
: >/tmp/stay; alice 'echo in; exec cat >/dev/null' < <(exec sleep 600) >/tmp/stay & STAY=$!; until_true 10 grep -q in /tmp/stay
hostel gc >/tmp/said 2>&1
is "a renamed account's cgroup is the new one's of that name: gc has no trouble" 0 $?
is "nor is it taken away" "$WORLD_CGROUP/alice" "$(dirs)"
hostel kill alice >/dev/null; wait $STAY; until_true 10 no_sandbox
hostel gc >/dev/null
is "it goes with the new one's" "" "$(dirs)"
all_gone alice; all_gone old; userdel alice; usermod -l alice -d /home/alice old; chown -R alice /home/alice
# What could not be removed is known at the next time, account or not.
useradd -M -d /home/bob -s $SHELL_PATH -G hostel gone; S bob true; until_true 10 no_sandbox
uid=$(id -u gone); su gone -c true </dev/null; until_true 10 no_sandbox
leaf=$(find /sys/fs/cgroup -type d -path "*/$WORLD_CGROUP/gone" | head -n 1)
sleep 600 & straggler=$!; echo $straggler >"$leaf/cgroup.procs"
all_gone gone; userdel gone
hostel gc >/tmp/said 2>&1
is "an account that is gone, and a straggler in its cgroup: gc says so" "1 yes" "$? $([ -d "$leaf" ] && echo yes)"
kill $straggler; wait $straggler 2>/dev/null
hostel gc >/tmp/said 2>&1
is "and the next time removes the rest" "0 no no" "$? $([ -d "$leaf" ] && echo yes || echo no) $([ -d $STATE/t/$uid ] && echo yes || echo no)"

# --- trees ------------------------------------------------------------------------------------------------
trees() { ls -d $STATE/$1-* | wc -l; }
policy
: >/tmp/stay; alice 'echo in; while read -r line; do eval "$line"; done' < <(until_true 120 test -e /tmp/go; echo 'getent passwd alice >/dev/null && ls /etc/services'; sleep 1) >/tmp/stay & STAY=$!
until_true 10 grep -q in /tmp/stay
for i in 1 2 3; do # packages come
	echo "# $i" >>/etc/services; : >/usr/local/bin/new$i
	S bob true
done
until_true 10 eval '[ "$(sandboxes)" = 1 ]'
is "control: each made its own" "4 4 4" "$(trees etc) $(trees programs) $(trees key-programs)"
policy '[filesystem]' 'read_only = /usr/share:/mnt/share'
alice true # another sandbox, of another base
until_true 10 eval '[ "$(sandboxes)" = 1 ]'
like "--dry-run names them" 'would remove /run/hostel/etc-' "$(hostel gc -n)"
hostel gc >/dev/null
is "while somebody is in: those that nobody uses go" "1 1 1" "$(trees etc) $(trees programs) $(trees key-programs)"
is "his own as well" 1 "$(ls -d $STATE/t/$(id -u alice)/base-* | wc -l)"
touch /tmp/go; wait $STAY
like "his are there" '^/etc/services' "$(cat /tmp/stay)"
is "all come in afterwards" "in in" "$(alice 'echo in') $(S bob 'echo in')"
until_true 10 no_sandbox
: >/tmp/stay; alice 'echo in; sleep 60' >/tmp/stay & STAY=$!; until_true 10 grep -q in /tmp/stay
rm "$STATE/t/$(id -u alice)"/*/etc
echo "# 4" >>/etc/services; S bob true; until_true 10 eval '[ "$(sandboxes)" = 1 ]'
hostel gc >/dev/null
ok "of one that another version made it is not known: all stay" test "$(trees etc)" -gt 1
hostel kill alice >/dev/null; wait $STAY; until_true 10 no_sandbox

# --- bench's floor ----------------------------------------------------------------------------------------
# With a mount below /tmp, as of a checkout there, it could not be built.
make -s B="${B:-build}" bench-programs >/tmp/said 2>&1 || cat /tmp/said
bench=$(readlink -f "${B:-build}")/bench plan=/srv/floor/plan here=$PWD
mkdir -p /tmp/checkout /srv/floor; mount -t tmpfs checkout /tmp/checkout
: >/tmp/stay; T=600 alice 'echo in; sleep 600' >/tmp/stay & STAY=$!; until_true 10 grep -q in /tmp/stay
until_true 30 pgrep -U alice -x sleep
ok "a plan is made of a session" bench/plan.py "$(pgrep -U alice -x sleep)" "$(pgrep -f '^sshd(-session)?: alice@notty')" 200000 "$(id -u alice)" alice $plan
hostel kill alice >/dev/null; wait $STAY; until_true 10 no_sandbox
cd /
like "the floor runs" '^floor [0-9]' "$("$bench/measure" 2 <<<"floor 1 floor $bench/floor_inside $plan own" 2>&1)"
cd "$here"

# --- what is left of an error ------------------------------------------------------------------------------
# What did not matter in one step of hostel-init's is no failure of a later one.
hostel kill alice >/dev/null 2>&1; until_true 10 no_sandbox
said=$(strace -f -qq -o /tmp/gone -P /etc/alternatives -e trace=openat2 -e inject=openat2:error=ENOENT hostel run alice -- echo in 2>&1)
like "(a directory of a package goes while a room is made)" INJECTED "$(cat /tmp/gone)"
is "and nobody is refused for it" in "$said"

finish
