#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# hostel apply: a whole set of policies by one rename; what was in force stays, whatever happens before.
. "$(dirname "$0")/lib.sh"
patient
export NO_COLOR=1
D=/root/policies
H() { timeout 120 hostel "$@" </dev/null 2>&1; echo "status $?"; }
status() { timeout 120 hostel "$@" </dev/null >/tmp/said 2>&1; echo $?; }
json() { python3 -c "import json,sys; d=json.load(sys.stdin); print($1)"; }
in_force() { readlink $CONF/applied || echo own; }
sets() { ls $CONF/sets 2>/dev/null | sort -n | xargs; }
value() { hostel show "$1" | awk -v k="$2" '$1 == k {print $3}'; }
tenant() { local name=$1; shift; printf '%s\n' '[tenant]' 'plan = basic' "$@" >$D/tenants/$name.ini; }
set_of() { # tenants: a new DIR with them and one plan
	rm -rf $D; mkdir -p $D/plans $D/owners $D/tenants
	cp $CONF/plans/basic.ini $D/plans/
	local name; for name; do tenant $name; done
}
comes_in() { [ "$(timeout 60 su - "$1" -c 'echo in' </dev/null 2>/dev/null)" = in ]; }
refused() { ! comes_in "$1"; }
own() { rm -rf $CONF/applied $CONF/sets; } # as if nothing had ever been applied

# --- the first set ---------------------------------------------------------------------------------------------
set_of alice bob
is "a host without a set goes by its own files" own "$(in_force)"
like "a dry run says what it would do" 'alice: added' "$(H apply -n $D)"
is "and changes nothing" "own " "$(in_force) $(sets)"
like "the set is applied" 'set 1 is in force, 2 tenants: 2 added' "$(H apply $D)"
is "by a link" "sets/1" "$(in_force)"
ok "its tenant comes in" comes_in alice
like "once more nothing changes" '^nothing has changed' "$(H apply $D)"
is "and no set is made" 1 "$(sets)"
is "hostel check looks at it" 0 "$(status check)"
like "hostel.ini is the host's own as long as the set has none" 'no mistakes' "$(cat /tmp/said)"
sed -i "s/^tenants = .*/tenants = @nobody-s/" $CONF/hostel.ini
like "(a change of it is seen)" 'there is no group nobody-s' "$(H check)"
sed -i "s/^tenants = .*/tenants = @hostel/" $CONF/hostel.ini
is "files are root's and nobody's to edit" "444 root" "$(stat -c '%a %U' $CONF/applied/tenants/alice.ini)"
is "doctor finds nothing that others can change" 0 "$(status doctor own-files)"

# --- what changes is said ---------------------------------------------------------------------------------------
tenant alice '[resources]' 'pids.max = 77'
tenant dora
echo '# a word' >>$D/tenants/bob.ini
printf 'linger = no\n' >>$D/plans/basic.ini
said=$(H apply $D)
like "a key, old and new" '^alice: resources.pids.max: \(not set\) -> 77$' "$said"
like "a tenant that is new" '^dora: added$' "$said"
like "comments are told apart" '^bob: only comments$' "$said"
like "a plan" '^plans/basic.ini: session.linger: \(not set\) -> no$' "$said"
is "the value is in force" 77 "$(value alice pids.max)"
tenant alice '[resources]' 'pids.max = 78'
answer=$(hostel apply --json $D)
is "as JSON" "True 3 [{'key': 'resources.pids.max', 'old': '77', 'new': '78'}]" \
	"$(json 'str(d["changed"]) + " " + str(d["set"]) + " " + str(d["changes"][0]["keys"])' <<<"$answer")"
is "what did not change is the same file, not a copy" 1 \
	"$(find $CONF/sets/2/tenants/bob.ini -samefile $CONF/sets/3/tenants/bob.ini | wc -l)"

# --- what lives gets its limits -----------------------------------------------------------------------------------
open_master alice /tmp/master
ok "a session is open" test "$(sandboxes)" = 1
limit() { timeout 30 ssh -F /root/.ssh/config -o ProxyCommand=false -l alice -S /tmp/master host 'ulimit -u; cat /proc/self/cgroup' </dev/null >/dev/null; find /sys/fs/cgroup -path "*$WORLD_CGROUP*" -name pids.max -path '*alice*' -exec cat {} + 2>/dev/null | sort -u | xargs; }
before=$(limit)
tenant alice '[resources]' 'pids.max = 99'
like "applied to the living sandbox" 'alice: .*pids.max' "$(H apply $D)"
like "the kernel has it ($before before)" '(^| )99( |$)' "$(limit)"
hostel kill alice >/dev/null 2>&1; rm -f /tmp/master

# --- mistakes ----------------------------------------------------------------------------------------------------
now=$(in_force)
tenant bob '[resources]' 'pids.max = many'
tenant alice '[resources]' 'pids.max = 80'
said=$(H apply $D)
like "a mistake refuses the whole set: file and line" "$D/tenants/bob.ini:4: \[resources\] pids.max" "$said"
like "with a status of its own" '^status 5$' "$said"
is "and each mistake is said once" 1 "$(grep -c "^$D/" <<<"$said")"
is "nothing of it is in force" "$now 99" "$(in_force) $(value alice pids.max)"
said=$(H apply --keep-going $D)
like "--keep-going: the tenant is named" "^bob keeps what it has: $D/tenants/bob.ini:4:" "$said"
like "and the status tells" '^status 9$' "$said"
is "the others have the new set" 80 "$(value alice pids.max)"
ok "the one with the mistake comes in as before" comes_in bob
is "told in set.json, too" 'bob' "$(json 'd["kept"][0]["tenant"]' <$CONF/applied/set.json)"
now=$(in_force)
is "once more: no new set" "9 $now" "$(status apply --keep-going $D) $(in_force)"
tenant bob
add_tenant erna
printf 'nonsense\n' >$D/tenants/erna.ini
is "a new tenant with a mistake" 9 "$(status apply --keep-going $D)"
like "is not let in" 'not ready' "$(su - erna -c true 2>&1 </dev/null)"
tenant erna
ok "mended" test "$(status apply $D)" = 0
ok "it comes in" comes_in erna
printf '[session]\nlinger = perhaps\n' >$D/plans/pro.ini
is "a mistake of a plan is everybody's: --keep-going does not help" 5 "$(status apply --keep-going $D)"
rm $D/plans/pro.ini
ln -s /etc/shadow $D/tenants/zed.ini
is "a symbolic link is a mistake" 5 "$(status apply $D)"
like "said so" 'tenants/zed.ini: is a symbolic link' "$(cat /tmp/said)"
rm $D/tenants/zed.ini; mkfifo $D/tenants/zed.ini
is "a FIFO, too, and nobody waits" 5 "$(status apply $D)"
rm $D/tenants/zed.ini
mkdir $D.own; cp -a $D/. $D.own; chown -R bob $D.own; printf '[session]\nlinger = no\n' >$D.root; chmod 600 $D.root
ln $D.root $D.own/tenants/zed.ini
is "a hard link to a file of root's, in a directory of somebody else's" 5 "$(status apply --dry-run $D.own)"
like "said so" 'tenants/zed.ini: is a hard link' "$(cat /tmp/said)"
rm $D.own/tenants/zed.ini; cp $D.root $D.own/tenants/zed.ini
unlike "control: a copy of it is taken" 'hard link' "$(status apply --dry-run $D.own; cat /tmp/said)"
rm -r $D.own $D.root

mkdir -p /root/draft/plans /root/draft/owners /root/draft/tenants; cp $CONF/hostel.ini /root/draft/; cp $CONF/plans/basic.ini /root/draft/plans/
printf '[tenant]\nplan = none\nowner = nobody\n' >/root/draft/tenants/zora.ini
said=$(H check --draft --config /root/draft)
like "a draft: a plan that is not there, of a tenant whose account is not yet" '^tenants/zora.ini:2: \[tenant\] plan = none' "$said"
like "and an owner" '^tenants/zora.ini:3: \[tenant\] owner = nobody' "$said"
printf '[tenant]\nplan = basic\n' >/root/draft/tenants/zora.ini
is "(control)" 0 "$(status check --draft --config /root/draft)"

# --- who goes ------------------------------------------------------------------------------------------------------
for i in $(seq 1 16); do tenant t$i; done
is "twenty tenants" 0 "$(status apply $D)"
rm $D/tenants/t{1,2,3}.ini
said=$(H apply $D)
like "three of twenty go: refused" '3 of 20 tenants would go or be suspended, more than 10 %' "$said"
like "by a guard" '^status 8$' "$said"
is "two times is not enough for three" 8 "$(status apply --allow-deletions 2 $D)"
is "said twice" 0 "$(status apply --allow-deletions 3 $D)"
like "a tenant that goes is suspended, not forgotten" '^suspended = yes' "$(cat $CONF/applied/tenants/t1.ini)"
rm -f $D/tenants/bob.ini
is "one of seventeen is no mass" 0 "$(status apply $D)"
like "it cannot log in" 'closed' "$(su - bob -c true 2>&1 </dev/null)"
tenant bob
is "and comes back with its file" 0 "$(status apply $D)"
ok "as before" comes_in bob
for i in 4 5 6; do tenant t$i 'suspended = yes'; done
is "many suspended are the same" 8 "$(status apply $D)"
printf '[set]\nversion = 7\nallow_deletions = 7:3\n' >$D/set.ini
is "the set itself can say it" 0 "$(status apply $D)"
for i in 7 8 9; do tenant t$i 'suspended = yes'; done
printf '[set]\nversion = 8\nallow_deletions = 7:3\n' >$D/set.ini
is "of one version only" 8 "$(status apply $D)"
for i in 7 8 9; do tenant t$i; done
printf '[set]\nversion = 8\n' >$D/set.ini
mv $D/tenants /root/aside; mkdir $D/tenants
is "an empty set" 8 "$(status apply $D)"
like "says how many" 'the set has no tenants, and [0-9]+ are in force' "$(cat /tmp/said)"
rmdir $D/tenants; mv /root/aside $D/tenants
rm $D/tenants/t16.ini
printf 'alice # she is here\nt16\nt1\n' >$D/gone
is "names of accounts that are no more" 0 "$(status apply $D)"
is "their files go" "no no" "$(for t in t16 t1; do [ -e $CONF/applied/tenants/$t.ini ] && echo yes || echo no; done | xargs)"
rm $D/tenants/alice.ini
is "an account that is there" 0 "$(status apply $D)"
ok "is suspended instead" grep -q 'suspended = yes' $CONF/applied/tenants/alice.ini
ok "(control: it would be none of hostel's without a file, but for shell and group)" refused alice
tenant alice; rm $D/gone
is "back" 0 "$(status apply $D)"
cp $CONF/hostel.ini $D/; sed -i '/^tenants/d' $D/hostel.ini
is "a hostel.ini that names tenants no more" 8 "$(status apply $D)"
is "unless it is said twice" 0 "$(status apply --allow-deletions 0 $D)"
rm $D/hostel.ini

# --- who is shut out by what many have in common ----------------------------------------------------------------------
is "hostel.ini is the host's own again" 0 "$(status apply $D)"
only() { printf '[session]\nlogin_rate = max\nkeep_room = no\nservices = %s\n' "$2" >$D/plans/$1.ini; }
had=$(in_force)
only basic 'cron, su, hostel'
is "a plan that lets nobody in: refused" 8 "$(status apply $D)"
like "says how many, and who" 'tenants cannot log in any more by a plan or hostel.ini: alice, ' "$(cat /tmp/said)"
like "of how many" '([0-9]+) of [0-9]+ tenants would go or not be let in any more, more than 10 %' "$(cat /tmp/said)"
is "nothing is changed" "$had" "$(in_force)"
n=$(sed -n 's/^\([0-9]*\) tenants cannot log in any more.*/\1/p' /tmp/said)
is "as many may be too few" 8 "$(status apply -n --allow-deletions $((n - 1)) $D)"
is "unless it is said twice" 0 "$(status apply --allow-deletions $n $D)"
ok "(they are suspended already, or refused)" eval '! timeout 60 ssh -F /root/.ssh/config -l alice host true </dev/null'
is "who could not log in before is nobody more" 0 "$(status apply $D)"
echo '# a word' >>$D/plans/basic.ini
is "nor where the plan changes once more" 0 "$(status apply $D)"
only basic 'sshd, su'
is "and back" 0 "$(status apply $D)"
ok "(control: alice comes in)" timeout 60 ssh -F /root/.ssh/config -l alice host true </dev/null
only jobs cron
is "a plan of nobody's shuts nobody out" 0 "$(status apply $D)"
for i in 10 11 12 13; do sed -i 's/plan = basic/plan = jobs/' $D/tenants/t$i.ini; done
is "four get that plan: refused" 8 "$(status apply $D)"
for i in 10 11 12 13; do printf '[session]\nservices = sshd\n' >>$D/tenants/t$i.ini; done
is "with services of their own they are let in" 0 "$(status apply $D)"
for i in 10 11 12 13; do tenant t$i; done
is "back" 0 "$(status apply $D)"
for i in 10 11 12 13; do tenant t$i '[session]' 'services = atd, cron'; done
is "services of their own that are none" 8 "$(status apply $D)"
for i in 10 11 12 13; do tenant t$i; done
cp $CONF/hostel.ini $D/; sed -i '/^services/d' $D/plans/basic.ini; printf '[session]\nservices = cron\n' >>$D/hostel.ini
is "a hostel.ini that lets nobody in, for the same" 8 "$(status apply $D)"
rm $D/hostel.ini $D/plans/jobs.ini
is "back to what it was" 0 "$(status apply $D)"

# --- versions --------------------------------------------------------------------------------------------------------
is "back to the host's hostel.ini" 0 "$(status apply $D)"
printf '[set]\nversion = 7\n' >$D/set.ini
is "an older version" 8 "$(status apply $D)"
like "says which" "version is 7, and 8 is in force" "$(cat /tmp/said)"
is "if it is meant" 0 "$(status apply --allow-older $D)"
rm $D/set.ini
is "a set without a version is older" 8 "$(status apply $D)"
is "the last good set is a directory like another" 0 "$(status apply --allow-older $CONF/sets/$(json 'd["previous"]' <$CONF/applied/set.json))"
printf '[set]\nversion = 9x\n' >$D/set.ini
is "what is no version is a mistake" 5 "$(status apply $D)"
printf '[set]\nversion = 9\n' >$D/set.ini

# --- whose hosts -----------------------------------------------------------------------------------------------------
is "to begin with" 0 "$(status apply $D)"
name=$(uname -n)
tenant bob 'hosts = web[01-20], db1'
is "bob moves to other hosts" 0 "$(status apply $D)"
like "and is told so here" 'on another host' "$(su - bob -c true 2>&1 </dev/null)"
like "listed as suspended" 'suspended' "$(hostel tenant list | grep ^bob)"
tenant bob "hosts = web[01-20], $name"
is "and back" 0 "$(status apply $D)"
ok "bob comes in" comes_in bob
tenant bob 'hosts = web[20-01]'
is "a range that is none" 5 "$(status apply $D)"
tenant bob
is "without" 0 "$(status apply $D)"

# --- single files ----------------------------------------------------------------------------------------------------
said=$(H tenant set alice pids.max=70)
like "tenant set: one clear sentence" "this host's policies are a set of hostel apply .*--local" "$said"
like "refused" '^status 8$' "$said"
is "plan set, too" 8 "$(status plan set basic linger=no)"
is "--local changes this host's copy" 0 "$(status tenant set --local alice pids.max=70)"
is "it holds" 70 "$(value alice pids.max)"
unlike "and not what is kept of before" 'pids.max = 70' "$(cat $CONF/sets/$(json 'd["previous"]' <$CONF/applied/set.json)/tenants/alice.ini)"
like "until the next set, which says so" '^alice: resources.pids.max: 70 -> \(not set\)$' "$(H apply $D)"
is "waivers are the host's own" 0 "$(status doctor waive own-files --tenant alice --until 2099-01-01 --reason test)"
ok "and are beside the sets" test -f $CONF/waivers.ini -a ! -e $CONF/applied/waivers.ini

# --- what a set brings is not believed --------------------------------------------------------------------------------------
cp $CONF/hostel.ini $D/; sed -i 's,^\[host\],[host]\nwtmp = /etc/passwd,' $D/hostel.ini
is "a hostel.ini in which root is to write to /etc/passwd" 5 "$(status apply $D)"
like "is told" 'hostel.ini:2: \[host\] wtmp = /etc/passwd: it has to be below one of /run/' "$(cat /tmp/said)"
rm $D/hostel.ini
esc=$D/tenants/$(printf '\033[2Jx\nroot: added').ini; printf 'x\n' >"$esc"
esc_plan=$D/plans/$(printf '\033[2Jp\nroot: added').ini
for how in "" --keep-going "--keep-going --dry-run --json"; do
	is "names of files with escapes and lines ($how) are shown as ?" "" "$(H apply $how $D | grep -a -e $'\033' -e '^root: added')"
done
like "and told" 'x.root: added' "$(H apply --keep-going $D)"
is "nor by sync status" "" "$(H sync status | grep -a -e $'\033' -e '^root: added')"
rm "$esc"; cp $D/plans/basic.ini "$esc_plan"
is "of a plan, too" "" "$(H apply $D | grep -a -e $'\033' -e '^root: added')"
rm "$esc_plan"
cp $CONF/hostel.ini $D/; sed -i 's/^tenants = .*/&, @nogroup/' $D/hostel.ini
like "a hostel.ini that names more tenants is told" 'names more' "$(H apply $D)"
rm $D/hostel.ini
is "back to what it was" 0 "$(status apply --allow-deletions 0 $D)"

# --- killed at any step ------------------------------------------------------------------------------------------------
# Whatever call it is killed at: what is in force is the old set or the new one, whole, and the next one works.
round=0 broken=
kill_at() { # call
	local n=0 before after
	while [ $n -lt 40 ]; do
		n=$((n + 1)) round=$((round + 1))
		tenant alice '[resources]' "pids.max = $((100 + round))"
		before=$(value alice pids.max)
		bash -c "timeout 120 strace -f -qqq -o /dev/null -e trace=$1 -e inject=$1:signal=KILL:when=$n hostel apply $D" >/dev/null 2>&1 </dev/null &&
			return 0
		after=$(value alice pids.max)
		[ "$after" = "$before" ] || [ "$after" = $((100 + round)) ] || broken="$broken $1:$n:$after"
		[ "$(ls $CONF/applied/tenants | wc -l)" -ge 15 ] && hostel check >/dev/null 2>&1 || broken="$broken $1:$n:check"
	done
	return 0
}
for call in mkdirat linkat symlinkat renameat fsync syncfs write unlinkat; do
	kill_at $call 2>/dev/null
	is "killed at each $call: the old set or the new one" "" "$broken"
done
is "and the next one works" "0" "$(tenant alice; status apply $D)"
like "(they were killed)" '^[2-9][0-9]+$' "$round"
ls $CONF/sets | grep -qx new && left=yes || left=no
is "nothing is left of them" no $left

# --- a full disk -----------------------------------------------------------------------------------------------------
hostel apply $D >/dev/null 2>&1
now=$(in_force)
for i in $(seq 40); do tenant full$i "# $(head -c 60000 /dev/zero | tr '\0' x | fold -w 900 | sed 's/^/# /')"; done
mkdir /root/small; mount -t tmpfs -o size=1M tmpfs /root/small; cp -a $CONF/. /root/small/
is "a disk that is full" 111 "$(status apply --config /root/small $D)"
is "what was in force is" "$now" "$(readlink /root/small/applied)"
is "and is right" 0 "$(status check --config /root/small)"
umount /root/small; rm $D/tenants/full*.ini

# --- a clock that goes back --------------------------------------------------------------------------------------------
tenant alice '[resources]' 'pids.max = 90'
touch -d 2001-01-01 $D/tenants/*.ini
n=$(in_force); n=${n#sets/}
is "times play no part: the number goes up" 0 "$(status apply $D)"
ok "(the sets)" test "$(readlink $CONF/applied | tr -dc 0-9)" -gt "$n"

# --- logins while sets come and go ---------------------------------------------------------------------------------------
# Two sets in which two keys of two files go together: who sees both halves of different sets says so.
mkdir -p /tmp/logins; : >/tmp/logins/bad; : >/tmp/logins/good
half() { # number: hostname of the plan and of the tenant
	printf '[session]\nlogin_rate = max\nkeep_room = no\nhostname = n%s\n' $1 >$D/plans/basic.ini
	tenant alice '[session]' "environment = *, HALF$1*"
	tenant bob 'suspended = yes'
}
half 1; hostel apply --allow-deletions 5 $D >/dev/null 2>&1
touch /tmp/logins/go
( i=0; while [ -e /tmp/logins/go ]; do i=$((i + 1)); half $((i % 2)); hostel apply $D >/dev/null 2>&1 || echo "apply $?" >>/tmp/logins/bad; echo $i >/tmp/logins/applied; done ) & applier=$!
for i in $(seq 12); do
	out=$(timeout 120 su - alice -c 'echo in' </dev/null 2>&1) && [ "$out" = in ] && echo ok >>/tmp/logins/good || echo "login $out" >>/tmp/logins/bad
	timeout 120 su - bob -c 'echo in' </dev/null 2>/dev/null | grep -q in && echo "bob came in" >>/tmp/logins/bad
	hostel kill alice >/dev/null 2>&1
done
until_true 60 eval '[ "$(cat /tmp/logins/applied)" -ge 5 ]'
rm /tmp/logins/go; wait $applier
is "no login was refused or opened wrongly" "12 " "$(wc -l </tmp/logins/good) $(cat /tmp/logins/bad)"
like "while sets came and went" '^[0-9]+$' "$(cat /tmp/logins/applied)"

# --- a link that leads nowhere -------------------------------------------------------------------------------------------
now=$(in_force)
ln -sfn sets/99999 $CONF/applied
ok "in doubt a tenant is refused" refused alice
is "and the command says so" 5 "$(status check)"
ln -sfn /root/policies $CONF/applied
ok "nor does the link lead elsewhere" refused alice
ln -sfn $now $CONF/applied
ok "(control)" comes_in alice

finish
