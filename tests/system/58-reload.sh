#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Changed policies in sandboxes that are alive: hostel reload, and logins that find one.
. "$(dirname "$0")/lib.sh"

leaf() { # controller [cgroup]: the directory of alice's cgroup
	local where
	if [ $V = 2 ]; then where=$(findmnt -nrt cgroup2 -o TARGET | head -1); else where=$(findmnt -nrt cgroup -o TARGET,OPTIONS | awk -v c="$1" '("," $2 ",") ~ ("," c ",") {print $1; exit}'); fi
	echo "$where/$WORLD_CGROUP/${2:-alice}"
}
V=1; findmnt -nrt cgroup -o OPTIONS | tr , '\n' | grep -qx memory || V=2
memory() { cat "$(leaf memory)/$([ $V = 2 ] && echo memory.max || echo memory.limit_in_bytes)"; }
pids() { cat "$(leaf pids)/pids.max"; }
cpu() { if [ $V = 2 ]; then cut -d' ' -f1 "$(leaf cpu)/cpu.max"; else cat "$(leaf cpu)/cpu.cfs_quota_us"; fi; }
inside() { pgrep -x hostel-init | sort -n | paste -sd' '; }
stay() { : >/tmp/stay; T=600 alice "echo in; exec sleep ${1:-600}" >/tmp/stay & STAY=$!; until_true 10 grep -q in /tmp/stay; }
leave() { hostel kill alice >/dev/null 2>&1; wait $STAY 2>/dev/null; until_true 10 no_sandbox; }
reload() { hostel reload --no-color "$@" 2>&1; echo "status $?"; }

# --- applied at once, in the same sandbox -------------------------------------------------------------
policy '[resources]' 'memory.max = 512M' 'pids.max = 128'
stay
first=$(inside)
is "nothing has changed: it says so" $'nothing has changed\nstatus 0' "$(reload)"
policy '[resources]' 'memory.max = 1G' 'pids.max = 64' 'cpu.max = 50%' '[session]' 'max_sessions = 5'
is "--dry-run says what would be applied" $'alice: memory.max 512M -> 1G, pids.max 128 -> 64, cpu.max 100% -> 50% would be applied; max_sessions 32 -> 5 from the next login on\nstatus 0' "$(reload -n)"
is "and applies nothing" "$((512 << 20)) 128" "$(memory) $(pids)"
is "reload applies it" $'alice: memory.max 512M -> 1G, pids.max 128 -> 64, cpu.max 100% -> 50% applied; max_sessions 32 -> 5 from the next login on\nstatus 0' "$(reload)"
is "the kernel has it" "$((1 << 30)) 64 50000" "$(memory) $(pids) $(cpu)"
is "once is enough" $'nothing has changed\nstatus 0' "$(reload)"
is "a login joins the same sandbox" "in" "$(alice 'echo in')"
is "it is the same one, alone" "$first" "$(inside)"

# --- felt: a limit of processes lowered while he is in ---------------------------------------------------
forks='exec perl -e "for (1 .. 40) { last unless defined(\$p = fork); if (!\$p) { sleep 2; exit } \$n++ } print \$n"'
is "control: forty processes" 40 "$(alice "$forks" 2>/dev/null)"
policy '[resources]' 'pids.max = 20'
reload alice >/dev/null
ok "after reload with pids.max = 20 fewer" test "$(alice "$forks" 2>/dev/null)" -lt 20
is "a limit below what is in use is no end" "$first" "$(inside)"

# --- a login applies it too ------------------------------------------------------------------------------
policy '[resources]' 'memory.max = 300M' 'pids.max = 100'
is "without reload: the next login joins" "in" "$(alice 'echo in')"
is "and has applied the limits" "$((300 << 20)) 100" "$(memory) $(pids)"
is "in the same sandbox" "$first" "$(inside)"
is "nothing is left for reload" $'nothing has changed\nstatus 0' "$(reload)"
trace() { # what a login's monitor writes to cgroups
	strace -f -qq -e trace=openat,write -o /tmp/trace su alice -c true </dev/null >/dev/null 2>&1
	grep -cE 'openat\(.*sys/fs/cgroup.*(limit|max|quota).*O_(WRONLY|RDWR)' /tmp/trace
}
is "a login that finds them as they are writes nothing" 0 "$(trace)"
policy '[resources]' 'memory.max = 301M' 'pids.max = 100'
ok "control: one that does not, does" test "$(trace)" -gt 2

# --- max_sessions, told by the module ------------------------------------------------------------------
policy '[session]' 'max_sessions = 1' '[resources]' 'pids.max = 100'
unlike "max_sessions lowered: one is in, no other comes" '^in$' "$(alice 'echo in' 2>&1)"
policy '[session]' 'max_sessions = 2' '[resources]' 'pids.max = 100'
is "control: raised, it comes, into the same sandbox" "in $first" "$(alice 'echo in') $(inside)"
policy '[session]' 'services = su' '[resources]' 'pids.max = 100'
unlike "services: sshd is not among them any more" '^in$' "$(alice 'echo in' 2>&1)"

# --- what needs a new one -------------------------------------------------------------------------------
policy '[resources]' 'pids.max = 90' '[ulimits]' 'nofile = 512' '[filesystem]' 'hide = /usr/games'
mkdir -p /usr/games
is "keys that need a new sandbox are named, the others applied" \
	$'alice: pids.max 100 -> 90 applied; hide, nofile need a new sandbox: hostel reload --restart alice\nstatus 0' \
	"$(reload | sed 's/max_sessions [^;]*; //;s/, memory.max [^ ]* -> [^ ]*//;s/memory.max [^ ]* -> [^ ]*, //;s/services .* from the next login on; //')"
is "applied" 90 "$(pids)"
is "said again" $'alice: hide, nofile need a new sandbox: hostel reload --restart alice\nstatus 0' "$(reload alice)"
like "--json" '"key":"nofile","from":"1024:4096","to":"512"' "$(hostel reload --json | jq -c '.tenants[0].new_sandbox[]' 2>/dev/null || hostel reload --json | tr -d ' \n')"
is "a login makes a new one" "512" "$(alice 'ulimit -n')"
until_true 30 eval '[ "$(inside)" = "$first" ]'
: >/tmp/second; alice 'echo in; exec sleep 61' >/tmp/second & second=$!
until_true 10 grep -q in /tmp/second
is "and both are there" 2 "$(inside | wc -w)"
pkill -u alice -f '^sleep 61'; wait $second
ok "the new one ends with its login" until_true 10 eval '[ "$(inside)" = "$first" ]'
is "--restart -n: only said" $'status 0' "$(reload --restart -n | tail -1)"
is "still there" 1 "$(inside | wc -w)"
like "--restart ends it" 'the old one is ended' "$(reload --restart)"
ok "it is gone" until_true 5 no_sandbox
wait $STAY 2>/dev/null
is "and the next login has what it says" "512" "$(alice 'ulimit -n')"
until_true 5 no_sandbox

# --- groups of the account are part of it -------------------------------------------------------------
policy; stay
getent group friends >/dev/null || groupadd friends
usermod -aG friends alice
like "an account's new group needs a new sandbox" "alice: the account's groups or shell needs a new sandbox" "$(reload)"
gpasswd -d alice friends >/dev/null
is "taken back: nothing" $'nothing has changed\nstatus 0' "$(reload)"

# --- mistakes ------------------------------------------------------------------------------------------
: >/tmp/stay.bob; T=600 S bob 'echo in; exec sleep 600' >/tmp/stay.bob & bob=$!
until_true 10 grep -q in /tmp/stay.bob
policy '[resources]' 'memory.max = 512' 'pids.max = 33'
printf '[resources]\npids.max = 77\n' >$CONF/tenants/bob.ini
said=$(reload)
like "a mistake names file and line" 'tenants/alice.ini:2: \[resources\] memory.max = 512' "$said"
like "and says what holds" 'alice: the sandbox keeps the limits it has' "$said"
like "the other tenant's are applied" 'bob: pids.max 128 -> 77 applied' "$said"
like "the exit status says so: of several" 'status 9' "$said"
is "alice has her old limits" 128 "$(pids)"
rm $CONF/tenants/bob.ini
hostel kill bob >/dev/null; wait $bob
like "a tenant that is none" 'status 4' "$(reload carol)"
is "a tenant without a sandbox" $'bob has no sandbox: the next login goes by the policy\nstatus 0' "$(reload bob)"
policy
is "fine again" $'nothing has changed\nstatus 0' "$(reload)"

# --- nothing half applied ----------------------------------------------------------------------------
policy '[resources]' 'pids.max = 55' 'cpu.max = 20%' 'io.max = /dev/nowhere rbps=1M'
said=$(reload)
if [ $V = 2 ] || findmnt -nrt cgroup -o OPTIONS | tr , '\n' | grep -qx blkio; then
	if [ $V = 1 ]; then # its processes are in no blkio cgroup: a new sandbox is needed, and would be refused
		like "v1: a controller that the sandbox is not in needs a new one" 'io.max.* needs? a new sandbox|there is no /dev/nowhere' "$said"
	fi
fi
policy '[resources]' 'pids.max = 55' 'cpu.max = 20%' 'cpuset.cpus = 4000'
said=$(reload)
like "a limit that cannot be: refused" 'cpuset.cpus = 4000 cannot be enforced on this host|status 6' "$said"
is "and the others are as before" "128 100000" "$(pids) $(cpu)"
unlike "a login is refused as well" '^in$' "$(alice 'echo in' 2>/dev/null)"
is "and leaves them, too" "128 100000" "$(pids) $(cpu)"
policy
leave

# --- memory.max below what is in use -----------------------------------------------------------------
policy '[resources]' 'memory.max = 400M'
: >/tmp/stay; T=600 alice 'head -c 150M /dev/zero | { x=$(tr "\0" x); echo in; sleep 600; }' >/tmp/stay & STAY=$!
until_true 300 grep -q in /tmp/stay
policy '[resources]' 'memory.max = 32M' 'pids.max = 99'
said=$(reload)
if [ $V = 1 ] && [ "$(awk 'NR > 1' /proc/swaps | wc -l)" = 0 ]; then
	like "v1, no swap: it says that it cannot be" 'memory.max = 32M cannot be enforced on this host: the tenant has more in use, and it cannot be reclaimed' "$said"
	like "exit status: this host cannot" 'status 6' "$said"
	is "nothing was applied" "$((400 << 20)) 128" "$(memory) $(pids)"
	mark=$(log_mark)
	unlike "a login is refused as well" '^in$' "$(alice 'echo in' 2>/dev/null)"
	like "the log says why" 'refused: .*memory.max = 32M cannot be enforced' "$(log_since $mark)"
	is "nothing was applied, and the sandbox lives" "$((400 << 20)) 128 1" "$(memory) $(pids) $(sandboxes)"
	policy '[resources]' 'memory.max = 400M'
	is "control: without it he comes in" in "$(alice 'echo in')"
else
	like "it is applied" 'memory.max 400M -> 32M' "$said"
fi
leave
policy
finish
