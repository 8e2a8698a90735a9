#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# [tenant] owner: what a reseller's tenants use together is bounded by the kernel, on cgroup v1 and v2.
. "$(dirname "$0")/lib.sh"
patient
export NO_COLOR=1
V=1; findmnt -nrt cgroup -o OPTIONS | tr , '\n' | grep -qx memory || V=2
echo "# cgroup v$V"
hierarchy() { # controller: where it is mounted
	if [ $V = 2 ]; then findmnt -nrt cgroup2 -o TARGET | head -1; else findmnt -nrt cgroup -o TARGET,OPTIONS | awk -v c="$1" '("," $2 ",") ~ ("," c ",") {print $1; exit}'; fi
}
knob() { cat "$(hierarchy "$1")/$WORLD_CGROUP/$2/$([ $V = 2 ] && echo "$4" || echo "$3")" 2>&1; } # controller, cgroup, v1 file, v2 file
pids() { knob pids "$1" pids.max pids.max; }
memory() { knob memory "$1" memory.limit_in_bytes memory.max; }
quota() { knob cpu "$1" cpu.cfs_quota_us cpu.max | cut -d' ' -f1; }
cgroups() { find /sys/fs/cgroup -type d -path "*$WORLD_CGROUP*" -name "$1" 2>/dev/null | sort; }
owner() { local name=$1; shift; mkdir -p $CONF/owners; printf '%s\n' '[resources]' "$@" >$CONF/owners/$name.ini; }
H() { timeout 60 hostel "$@" </dev/null 2>&1; echo "status $?"; }
status() { timeout 60 hostel "$@" </dev/null >/tmp/said 2>&1; echo $?; }
json() { python3 -c "import json,sys; d=json.load(sys.stdin); print($1)"; }
nobody() { local who; for who in alice bob dora erna; do hostel kill $who >/dev/null 2>&1; done; until_true 10 no_sandbox; }
# A program in a room that says a number when it is there and stays: stay NAME PROGRAM [ARG]...
declare -A held
stay() {
	local who=$1; shift
	: >/tmp/number.$who
	T=900 S "$who" "exec $*" >/tmp/number.$who 2>/tmp/error.$who </dev/null & held[$who]=$!
	until_true 60 eval "test -s /tmp/number.$who || ! kill -0 ${held[$who]}"
}
leave() { hostel kill "$1" >/dev/null 2>&1; wait "${held[$1]}" 2>/dev/null; }
printf '[session]\nlogin_rate = max\nkeep_room = no\n[resources]\npids.max = 200\nmemory.max = 512M\n' >$CONF/plans/basic.ini
for who in dora erna; do add_tenant $who; done
cat >/usr/local/bin/many <<'P'
#!/usr/bin/python3
# many processes [N] | many memory [MIB]: as much as there is up to N, then its number, and stay
import os, sys, time
n = 0
try:
    while n < int(sys.argv[2]):
        if sys.argv[1] == 'memory':
            held = globals().setdefault('held', [])
            held.append(os.urandom(1 << 20))
        elif os.fork() == 0:
            time.sleep(600)
            os._exit(0)
        n += 1
except OSError:
    pass
print(n, flush=True)
time.sleep(600)
P
chmod 755 /usr/local/bin/many

# --- whose tenant ---------------------------------------------------------------------------------------------
owner acme 'pids.max = 60'
owner beta
is "set" "0 0 0" "$(status tenant set alice owner=acme) $(status tenant set bob owner=acme) $(status tenant set dora owner=beta)"
is "list has the owners" "acme,acme,beta," "$(hostel tenant list | awk -F'\t' '$1 ~ /alice|bob|dora|erna/ { print $7 }' | paste -sd,)"
is "and leaves out others" "alice bob" "$(hostel tenant list --owner acme | cut -f1 | xargs)"
is "as JSON" "['acme', 'acme']" "$(hostel tenant list --json --owner acme | json '[e["owner"] for e in d]')"
like "show: where it comes from" 'owner += acme +tenants/alice.ini:2' "$(hostel show alice)"
like "show: what they have together" 'all tenants of acme together pids.max = 60 +owners/acme.ini:2' "$(hostel show alice | xargs -d '\n')"
is "keys: what an owner can have" "memory.max memory.high memory.swap.max pids.max cpu.max cpu.weight io.max io.weight when_unavailable" "$(hostel keys --json | json '" ".join(e["key"] for e in d if e["owner"])')"
is "a plan can say it; the tenant's own file is stronger" "beta acme" "$(hostel plan add shop owner=beta --extends basic >/dev/null; hostel tenant set erna plan=shop >/dev/null; hostel tenant list --json | json '" ".join(e["owner"] for e in d if e["name"] in ("erna", "alice"))' | tr ' ' '\n' | tac | xargs)"
like "plan show" 'owner = beta' "$(hostel plan show shop)"
is "an owner that is not there: no such owner" "4 4 4" "$(status tenant set alice owner=gamma) $(status tenant add zoe --plan basic --owner gamma) $(status plan set shop owner=gamma)"
like "(what to do)" 'there is no owner gamma: write owners/gamma.ini' "$(H tenant set alice owner=gamma)"
like "a name that is none" 'only small letters, digits and _\.- can stand here|there is no owner' "$(H tenant set alice owner=../x)"
is "check" 0 "$(status check)"

# --- processes ------------------------------------------------------------------------------------------------
stay alice many processes 35
stay bob many processes 50
stay dora many processes 50
is "one has what it asks for" 35 "$(cat /tmp/number.alice)"
ok "the second of the same owner gets the rest: $(cat /tmp/number.bob)" test "$(cat /tmp/number.bob)" -lt 25
is "together they have the owner's" 60 "$(knob pids acme~owner pids.current pids.current)"
is "another owner's tenant has all" 50 "$(cat /tmp/number.dora)"
is "where they are" "acme acme beta" "$(hostel ps --json | json '" ".join(e["owner"] for e in d)')"
is "ps of one owner" "alice bob" "$(hostel ps --owner acme --json | json '" ".join(e["tenant"] for e in d)')"
is "metrics of an owner" "60 60 60" "$(hostel metrics | awk -v now="$(knob pids beta~owner pids.current pids.current)" '
	/^hostel_owner_processes(_limit)?.owner="acme"/ { printf "%s ", $2 } /^hostel_owner_processes.owner="beta"/ { print $2 == now ? 60 : $2 }' | xargs)"
like "ps has a column" '^TENANT.*OWNER' "$(hostel ps | head -1)"
mark=$(log_mark)
printf '[tenant]\nplan = basic\nowner = acme\n' >$CONF/tenants/erna.ini
unlike "a third one: the kernel has no process for the room" '^in$' "$(S erna 'echo in' 2>/dev/null)"
like "the log says so" 'pam_hostel.*erna' "$(log_since $mark)"
leave bob
is "with a place there is one" in "$(until_true 20 eval 'S erna "echo in" 2>/dev/null | grep -q in'; S erna 'echo in')"
is "nobody else was bounded by it" 50 "$(pgrep -u dora -fc '^/usr/bin/python3 .*many processes' | awk '{ print $1 - 1 }')"
nobody
hostel tenant unset alice owner >/dev/null; hostel tenant unset bob owner >/dev/null
stay alice many processes 35
stay bob many processes 50
is "control: without an owner both have all" "35 50" "$(cat /tmp/number.alice) $(cat /tmp/number.bob)"
nobody
hostel gc >/dev/null
is "gc leaves no cgroup of an owner" "" "$(cgroups '*~owner')"

# --- memory ---------------------------------------------------------------------------------------------------
owner acme 'memory.max = 96M' 'memory.swap.max = 0B'
hostel tenant set alice owner=acme >/dev/null; hostel tenant set bob owner=acme >/dev/null
stay dora many memory 60
stay alice many memory 50
stay bob many memory 60
is "alone it fits" "60 50" "$(cat /tmp/number.dora) $(cat /tmp/number.alice)"
ok "both do not: somebody of acme's is killed" until_true 30 eval '! pgrep -u alice -x many >/dev/null || ! pgrep -u bob -x many >/dev/null'
ok "another owner's goes on" pgrep -u dora -x many
ok "what they have is within the owner's" test "$(knob memory acme~owner memory.usage_in_bytes memory.current)" -le $((96 << 20))
nobody
hostel tenant unset alice owner >/dev/null; hostel tenant unset bob owner >/dev/null
stay alice many memory 50
stay bob many memory 60
is "control: without an owner both fit" "50 60 2" "$(cat /tmp/number.alice) $(cat /tmp/number.bob) $(pgrep -xc many)"
nobody

# --- processors -----------------------------------------------------------------------------------------------
spent() { [ $V = 2 ] && sed -n 's/^usage_usec //p' "$(hierarchy cpu)/$WORLD_CGROUP/$1/cpu.stat" || echo $(($(cat "$(hierarchy cpuacct)/$WORLD_CGROUP/$1/cpuacct.usage") / 1000)); }
share() { # cgroup...: percent of a processor that they use together, until it was a fifth of a second's time
	local before=0 now=0 from=${EPOCHREALTIME/./} group
	for group; do before=$((before + $(spent $group))); done
	until_true 60 enough "$before" "$@"
	for group; do now=$((now + $(spent $group))); done
	echo $(((now - before) * 100 / (${EPOCHREALTIME/./} - from)))
}
enough() { local sum=0 group before=$1; shift; for group; do sum=$((sum + $(spent $group))); done; [ $((sum - before)) -gt 200000 ]; }
owner acme 'cpu.max = 5%' 'cpu.weight = 50'
hostel tenant set alice owner=acme >/dev/null; hostel tenant set bob owner=acme >/dev/null
for who in alice bob; do stay $who "sh -c 'echo in; while :; do :; done'"; done
both=$(share acme~owner)
ok "two who never rest have the owner's share: $both%" test "$both" -le 9
is "the weight" "$([ $V = 2 ] && echo 50 || echo 512)" "$(knob cpu acme~owner cpu.shares cpu.weight)"
like "the kernel counts it" 'nr_throttled [1-9]' "$(knob cpu acme~owner cpu.stat cpu.stat)"
owner acme 'cpu.max = 3%'
like "less: reload applies it" 'alice: limits of the owner acme applied' "$(H reload)"
is "to the owner, and to no tenant more than that" "$([ $V = 2 ] && echo '24000 100000' || echo '24000 24000')" "$(quota acme~owner) $(quota acme~owner/alice)"
owner acme 'cpu.max = 300%'
like "more: reload says it for each" 'bob: limits of the owner acme applied' "$(H reload)"
is "each has their own again" "300000 100000" "$(quota acme~owner) $(quota acme~owner/alice)"
is "a second time there is nothing" $'nothing has changed\nstatus 0' "$(H reload)"
owner acme
H reload >/dev/null
is "no limit any more" "$([ $V = 2 ] && echo max || echo -1)" "$(quota acme~owner)"
nobody
hostel tenant unset alice owner >/dev/null; hostel tenant unset bob owner >/dev/null
for who in alice bob; do stay $who "sh -c 'echo in; while :; do :; done'"; done
both=$(share alice bob)
ok "control: without an owner they have more: $both%" test "$both" -gt 9
nobody

# --- changes --------------------------------------------------------------------------------------------------
owner acme 'pids.max = 60' 'memory.max = 1G'
hostel tenant set alice owner=acme >/dev/null
stay alice "sh -c 'echo in; exec sleep 600'"
is "a room stands below its owner" "60 $((1 << 30)) 200" "$(pids acme~owner) $(memory acme~owner) $(pids acme~owner/alice)"
owner acme 'pids.max = 70'
is "a login applies what has changed, and takes back what is gone" "in 70 unlimited" "$(alice 'echo in') $(pids acme~owner) $(memory acme~owner | awk '{ print ($1 == "max" || $1 > 2^50 ? "unlimited" : $1) }')"
like "reload --dry-run" 'would be applied' "$(owner acme 'pids.max = 71'; H reload -n)"
like "as JSON" acme "$(hostel reload --json | json 'd["tenants"][0]["owner_applied"]')"
is "the kernel has it" 71 "$(pids acme~owner)"
like "a new owner needs a new room" 'alice: owner needs a new sandbox: hostel reload --restart alice' "$(H tenant set alice owner=beta)"
owner beta 'pids.max = 50'
is "the old one stays where it is" "71 alice" "$(pids acme~owner) $(ls "$(hierarchy pids)/$WORLD_CGROUP/acme~owner" | grep alice)"
hostel reload >/dev/null 2>&1
is "and has nothing of the new owner" "71" "$(pids acme~owner)"
leave alice
is "the next login stands below the new one" "in 50" "$(stay alice "sh -c 'echo in; exec sleep 600'"; cat /tmp/number.alice) $(pids beta~owner)"
hostel gc >/dev/null
ok "gc leaves one that is in use" test -d "$(hierarchy pids)/$WORLD_CGROUP/beta~owner/alice"
is "charge_login stays below the owner, too" in "$(hostel tenant set alice charge_login=yes >/dev/null; alice 'echo in')"
ok "(alice~login)" until_true 10 test -d "$(hierarchy memory)/$WORLD_CGROUP/beta~owner/alice~login"
is "kill, and gc" "0 " "$(status kill alice) $(hostel gc >/dev/null; cgroups '*~owner')"
hostel tenant unset alice charge_login >/dev/null

# --- mistakes -------------------------------------------------------------------------------------------------
refused() { # name, what the log says: no login, and check says the same
	local mark; mark=$(log_mark)
	unlike "$1: refused" '^in$' "$(alice 'echo in' 2>/dev/null)"
	like "$1: the log says why" "$2" "$(log_since $mark)"
}
rm $CONF/owners/beta.ini
refused "no file of the owner's" 'tenants/alice.ini:[0-9]+: \[tenant\] owner = beta: there is no owners/beta.ini'
like "check says it" 'owner = beta: there is no owners/beta.ini' "$(H check)"
is "another owner's tenant comes in" in "$(hostel tenant set bob owner=acme >/dev/null; S bob 'echo in')"
owner beta 'memory.max = 300'
refused "a mistake in it" 'owners/beta.ini:2: \[resources\] memory.max = 300: a size needs a unit'
like "check says file, line, key and value" 'owners/beta.ini:2: \[resources\] memory.max = 300: a size needs a unit' "$(H check)"
like "of the file alone" 'owners/beta.ini:2: .*status 5' "$(H check owners/beta.ini | xargs -d '\n')"
printf '[session]\nshell = /bin/sh\n[resources]\ncpuset.cpus = 0\n' >$CONF/owners/beta.ini
like "what is none of an owner's" 'beta.ini:1: \[session\]: only \[resources\].*beta.ini:4: \[resources\] cpuset.cpus = 0: this key is none' "$(H check | xargs -d '\n')"
printf '[resources]\n' >$CONF/owners/Beta.ini; chmod 666 $CONF/owners/Beta.ini
like "a file whose name is none" 'owners/Beta.ini: not a policy file' "$(H check)"
rm $CONF/owners/Beta.ini; owner beta; chmod 666 $CONF/owners/beta.ini
refused "a file that others can write" 'owners/beta.ini: .*writ'
chmod 644 $CONF/owners/beta.ini
is "in order again" in "$(alice 'echo in')"
if [ $V = 1 ]; then
	owner beta 'memory.high = 64M'
	refused "what v1 has not" 'owners/beta.ini: \[resources\] memory.high = 64M cannot be enforced on this host'
	owner beta 'memory.high = 64M' 'when_unavailable = warn'
	is "with when_unavailable = warn" in "$(alice 'echo in')"
	owner beta
fi
nobody

# --- verbs ----------------------------------------------------------------------------------------------------
ssh-keygen -q -t ed25519 -N '' -f /tmp/k
is "add --owner" "0 acme" "$(status tenant add zoe --plan basic --owner acme --key @/tmp/k.pub) $(hostel tenant list --json | json '[e["owner"] for e in d if e["name"]=="zoe"][0]')"
is "again" "zoe: already so, nothing to do" "$(hostel tenant add zoe --plan basic --owner acme --key @/tmp/k.pub)"
like "with another: what to type" 'hostel tenant set zoe owner=beta' "$(H tenant add zoe --owner beta)"
useradd -m -s /bin/sh ines
is "adopt --owner" "0 beta" "$(status tenant adopt ines --plan basic --owner beta) $(hostel tenant list --json | json '[e["owner"] for e in d if e["name"]=="ines"][0]')"
is "apply" "0 acme" "$(printf '{"op":"set","name":"ines","set":{"owner":"acme"}}\n{"op":"add","name":"ivo","plan":"basic","owner":"acme"}\n' | hostel tenant apply - >/dev/null; echo $?) $(hostel tenant list --owner acme --json | json '[e["owner"] for e in d if e["name"]=="ivo"][0]')"
timeout 30 ssh -F /root/.ssh/config -i /tmp/k -l zoe host true
ok "a room below acme" test -d "$(hierarchy pids)/$WORLD_CGROUP/acme~owner/zoe"
is "suspend, resume" "0 0" "$(status tenant suspend zoe) $(status tenant resume zoe)"
is "rename: nothing of the old name stays" "0 " "$(status tenant rename zoe zora --kill) $(timeout 30 ssh -F /root/.ssh/config -i /tmp/k -l zora host true; hostel kill zora >/dev/null 2>&1; until_true 10 no_sandbox; hostel gc >/dev/null; cgroups zoe)"
is "remove: nor of the tenant" "0 0 0 " "$(for who in zora ivo ines; do status tenant remove $who --confirm $who --take-home; done | xargs) $(hostel gc >/dev/null; cgroups z*; cgroups acme~owner)"

# --- what a login leaves that is killed before it has written a record ------------------------------------------
is "a room, once" in "$(S bob 'echo in')"
until_true 10 no_sandbox
hostel gc >/dev/null
for m in memory pids cpu; do mkdir -p "$(hierarchy $m)/$WORLD_CGROUP/acme~owner/bob" "$(hierarchy $m)/$WORLD_CGROUP/none~owner"; done
ok "(it is there)" test -n "$(cgroups bob)"
hostel gc >/dev/null
is "gc finds it without a record, and owners of nobody" "" "$(cgroups bob; cgroups '*~owner')"
finish
