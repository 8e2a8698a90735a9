#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# hostel sample, usage and faults: tenants who really use something and really run into limits, by name and limit;
# over an end of the sandbox, of the state, of hostel sample itself; files that are not ours.
. "$(dirname "$0")/lib.sh"
patient
HISTORY=/var/lib/hostel/history
usermod -u $((20000 + RANDOM)) alice; chown -R alice /home/alice
uid=$(id -u alice)
json() { python3 -c "import json,sys; d=json.load(sys.stdin); print($1)"; }
usage() { hostel usage --json "${@:2}" | json "(lambda t: ($1))({e['tenant']: e for e in d})"; } # expression over t
faults() { hostel faults --json "${@:2}" | json "(lambda t: ($1))({e['tenant']: e for e in d})"; }

# --- controls ---------------------------------------------------------------------------------------------------
hostel ps >/dev/null 2>&1; hostel gc >/dev/null; hostel sample
is "nobody has ever been in: nothing is made" "" "$(ls -d $HISTORY 2>/dev/null)"
is "and nothing is said to be there" "[]" "$(hostel usage --json)"
like "in words" 'nobody' "$(hostel usage 2>&1)"
is "a tenant of whom nothing is known: 0; nobody's name: 4; nonsense: 2" "0 4 2 2 2 2" "$(for i in alice nosuch '--since never' '--by size' \
	'--above x' 'a b'; do hostel usage $i >/dev/null 2>&1; echo $?; done | xargs)"
is "faults: likewise" "0 4 2 2" "$(for i in alice nosuch '--since never' '--by io'; do hostel faults $i >/dev/null 2>&1; echo $?; done | xargs)"
is "a tenant may not" 111 "$(su -s /bin/sh carol -c 'hostel usage >/dev/null 2>&1; echo $?')"

# --- what is used -----------------------------------------------------------------------------------------------
policy '[resources]' 'memory.max = 128M' 'cpu.max = 20%' 'pids.max = 40'
is "bob works, without a limit in the way" done "$(S bob 'echo done')"
alice 'bash -c "ulimit -t 1; while :; do :; done"; head -c 20M /dev/zero >/tmp/x; exec sleep 600' </dev/null >/dev/null 2>&1 & in=$!
until_true 60 pgrep -u alice -x sleep
hostel sample; status=$?
is "hostel sample looks" 0 $status
is "the directory and its files are root's alone" "700 root 600 root" "$(stat -c '%a %U' $HISTORY) $(stat -c '%a %U' $HISTORY/alice.$uid)"
ok "alice's processor time is there" eval 'test $(usage "t[\"alice\"][\"counters\"][\"cpu_usec\"]") -gt 300000'
is "her limits, and that bob is another" "200 40 $((128 << 20)) True" "$(usage "t['alice']['cpu']['max'], t['alice']['pids']['max'], t['alice']['memory']['max'], 'bob' in t" | tr -d '(),')"
ok "more memory than what lies in her /tmp" eval 'test $(usage "t[\"alice\"][\"memory\"][\"most\"]") -gt $((20 << 20))'
ok "her session" eval 'test $(usage "t[\"alice\"][\"sessions\"][\"most\"]") = 1'
is "no mean is more than the most" "[]" "$(usage "[(n, g) for n in t for g in ('cpu', 'pids', 'memory') if None not in (t[n][g]['mean'], t[n][g]['most']) and t[n][g]['mean'] > t[n][g]['most'] + 1]")"
like "the table: alice first" '^TENANT +CPU +MOST +OF MAX +MEMORY .* alice +[0-9.]+% ' "$(hostel usage | sed -n 1,2p | paste -sd' ')"
is "sorted by name of what is asked" "alice bob" "$(hostel usage --by memory | awk 'NR > 1 { print $1 }' | xargs)"
like "a tenant: a line for each piece, with a bar" '^20[0-9-]{8} [0-9:]{5} .* [#]+[.]*$' "$(hostel usage alice --by memory --since 1h)"
is "above 10 % of a limit: alice" "alice" "$(hostel usage --above 10 | awk 'NR > 1 { print $1 }')"
is "above 99 % of her memory: nobody" "[]" "$(hostel usage --by memory --above 99% --json)"
is "CSV: as many names as numbers" 1 "$(hostel usage --csv | awk -F, '{ print NF }' | sort -u | wc -l)"
is "as many lines as pieces" "$(hostel usage alice --csv | sed 1d | wc -l)" "$(hostel usage alice --json | json "len(d[0]['slots'])")"
is "in the future there is nothing" "[]" "$(hostel usage --json --since "@$(($(date +%s) + 4000))")"

# --- limits that are run into -------------------------------------------------------------------------------------
held_back() { # on a busy machine it takes a while until she would get more than her part
	alice 'timeout 1 bash -c "while :; do :; done"'
	[ "$(faults "t['alice']['throttled_usec'] > 100000" 2>/dev/null)" = True ]
}
ok "held back by cpu.max: alice" until_true 120 held_back
is "bob ran into nothing" False "$(faults "'bob' in t")"
is "out of memory" no "$(alice "$eat && echo survived || echo no" 2>/dev/null)"
is "a fork bomb" full "$(alice "python3 -c '${bomb/sleep(1)/sleep(5)}'" 2>/dev/null | sort -u)"
ran() { hostel faults alice --json | json "(lambda d: ($1))([r for e in d for r in e['ran']])"; } # expression over d
is "what ran when memory was short: its largest process" python3 "$(ran "[r['largest'][0]['command'] for r in d if r['limit'] == 'memory.max'][0]")"
ok "with its memory" test "$(ran "[r['largest'][0]['memory'] for r in d if r['limit'] == 'memory.max'][0]")" -gt $((10 << 20))
is "what ran when there were too many: ten of them" "10 True" "$(ran "[(len(r['largest']), r['processes'] > 30) for r in d if r['limit'] == 'pids.max'][0]" | tr -d '(),')"
is "the bomb" True "$(ran "any(p['command'] == 'python3' for r in d if r['limit'] == 'pids.max' for p in r['largest'])")"
like "in words, too" '^ +python3 +pid [0-9]+ +[0-9.]+M +[0-9.]+s$' "$(hostel faults alice)"
is "killed once, by name and limit" 1 "$(faults "t['alice']['oom_kills']")"
ok "refused processes" eval 'test $(faults "t[\"alice\"][\"pids_max_hits\"]") -ge 1'
like "the table" '^TENANT +KILLED +MEMORY.MAX .*LAST$' "$(hostel faults | head -1)"
like "her line" '^alice +1 +[0-9]+ +[-0-9]+ +[1-9][0-9]* +[1-9]' "$(hostel faults | sed -n 2p)"
is "--by pids: only who ran into that" "alice" "$(hostel faults --by pids | awk 'NR > 1 { print $1 }')"
is "--by logins: nobody" "[]" "$(hostel faults --by logins --json)"
policy '[tenant]' 'suspended = yes'; alice true 2>/dev/null
is "a refused login" 1 "$(faults "t['alice']['refused_logins']" --by logins)"
like "one tenant: a line for each piece of the time" '^20[0-9-]{8} [0-9:]{5} +1 ' "$(hostel faults alice)"
is "CSV" 1 "$(hostel faults alice --csv | awk -F, '{ print NF }' | sort -u | wc -l)"

# --- nothing is lost ------------------------------------------------------------------------------------------------
before=$(faults "t['alice']['pids_max_hits'], t['alice']['oom_kills']")
hostel kill alice >/dev/null; wait $in; until_true 20 no_sandbox; hostel gc >/dev/null
is "the sandbox and its cgroup are gone: the counts are the same" "$before" "$(faults "t['alice']['pids_max_hits'], t['alice']['oom_kills']")"
policy '[resources]' 'memory.max = 64M'
evil='python3 -c "import ctypes; ctypes.CDLL(None).prctl(15, bytes([27]) + b\"[31mevil\"); b = b\"x\" * (200 << 20)"'
alice "$evil" >/dev/null 2>&1
until_true 20 no_sandbox; hostel gc >/dev/null
like "its end took over what ran, and its name cannot reach a terminal" '^ +\?\[31mevil +pid ' "$(hostel faults alice)"
is "a sandbox that came and went between two looks" 2 "$(faults "t['alice']['oom_kills']")"
rm -rf ${STATE:?}/t # what a reboot does
is "a new boot's state counts anew: nothing is lost, nothing twice" 2 "$(faults "t['alice']['oom_kills']")"
alice "$eat" >/dev/null 2>&1
is "and goes on" 3 "$(faults "t['alice']['oom_kills']")"
until_true 20 no_sandbox; hostel gc >/dev/null # the name's cgroup is another's from now on
old=$uid; all_gone alice; userdel alice; add_tenant fresh >/dev/null; userdel fresh; useradd -u $((old + 1)) -s $SHELL_PATH -G hostel -d /home/alice alice
chown -R alice /home/alice; policy; alice true
hostel sample
is "an account of that name with another uid begins with nothing" "$((old + 1)) 0" \
	"$(hostel faults --json | json "' '.join(str(e['uid']) for e in d)" | tr -d "\n" | sed "s/$old/$((old + 1))/") $(hostel usage --json | json "[e['counters']['oom_kills'] or 0 for e in d if e['uid'] == $old + 1][0]")"

# --- hostel sample is killed ------------------------------------------------------------------------------------------
uid=$((old + 1))
ok "strace is there" command -v strace
policy '[resources]' 'memory.max = 64M'
killed_at() { (strace -qq -o /dev/null -e trace=$1 -e inject=$1:signal=KILL:when=$2 hostel sample; :) >/dev/null 2>&1; }
torn() { hostel usage alice --json 2>&1 >/dev/null; }
for call in pwrite64 openat flock futimens utimensat; do
	for n in 1 2 3 4 5; do
		killed_at $call $n
		said=$(torn)
		[ -z "$said" ] || break 2
	done
done
is "at any write or lock: what is kept can be read, and nobody waits" "" "$said"
alice "$eat" >/dev/null 2>&1
for n in 1 2 3 4; do killed_at pwrite64 $n; done
# The kernel may end more than one process.
kills=$(hostel events alice --json | json "sum(e['count'] for e in d if e['event'] == 'oom_kill')")
ok "a process was killed" test "$kills" -ge 1
is "and counted once" "$kills" "$(hostel faults --json | json "[e['oom_kills'] for e in d if e['uid'] == $uid][0]")"

# --- files that are not ours -----------------------------------------------------------------------------------------------
spoil() { printf 'x%.0s' $(seq 3000) >"$1"; }
spoil $HISTORY/alice.$uid
like "a damaged file: usage says it" 'damaged.*hostel sample' "$(hostel usage alice 2>&1)"
is "the others are there" True "$(usage "'bob' in t" 2>/dev/null)"
is "and that it is not all" "9 9" "$(hostel usage >/dev/null 2>&1; a=$?; hostel faults >/dev/null 2>&1; echo $a $?)"
like "hostel sample says it, and begins anew" "alice.$uid.damaged now" "$(hostel sample 2>&1)"
is "beside the old one" 3000 "$(stat -c %s $HISTORY/alice.$uid.damaged)"
is "and goes on" "" "$(hostel sample 2>&1)"
rm $HISTORY/alice.$uid; ln -s /root/target $HISTORY/alice.$uid; hostel sample >/dev/null 2>&1
is "a link is not followed" "no regular file" "$([ -e /root/target ] || echo no) $(stat -c %F $HISTORY/alice.$uid)"
rm $HISTORY/alice.$uid; mkfifo $HISTORY/alice.$uid; timeout 20 hostel sample >/dev/null 2>&1
is "a FIFO holds nobody up" "regular file" "$(stat -c %F $HISTORY/alice.$uid)"
chown alice $HISTORY/alice.$uid; like "a tenant's file is not believed" 'not .*root' "$(hostel sample 2>&1)"
unlike "a tenant sees nothing of it" 'alice|bob' "$(alice "ls $HISTORY; cat $HISTORY/*" 2>/dev/null)"

touch -d '401 days ago' $HISTORY/bob.*; cp -p $HISTORY/bob.$(id -u bob) $HISTORY/gone.1234; : >$HISTORY/gone.1234.ran
touch -d '399 days ago' $HISTORY/bob.*; hostel sample
is "who has not been looked at for 400 days is forgotten, with all that is theirs" "" "$(ls -d $HISTORY/gone* 2>/dev/null)"
ok "and others are not" test -s $HISTORY/bob.$(id -u bob)

# --- who is told ---------------------------------------------------------------------------------------------------
mkdir -p $CONF/hooks.d; told=/root/told
hook() { printf '%s\n' "${@:2}" >$CONF/hooks.d/$1; chmod 755 $CONF/hooks.d/$1; }
hook 10-note '#!/bin/sh' 'cat >>/root/told; echo >>/root/told; env | sort | tr "\n" " " >/root/told.env; pwd >>/root/told.env'
hook 20-bad.sample '#!/bin/sh' 'touch /root/was-run'
: >$told; policy '[resources]' 'memory.max = 64M'
alice "$eat" >/dev/null 2>&1; hostel sample
like "a kill is told" '^."schema":1,"fact":"hit","tenant":"alice","uid":[0-9]+,"limit":"memory.max","times":[1-9],"from":[0-9]+,"to":[0-9]+.$' "$(cat $told)"
like "and that she came near it" '"fact":"near","tenant":"alice".*"limit":"memory.max","percent":(9[0-9]|100)' "$(cat $told)"
is "an object a line, all of them JSON" "" "$(python3 -c 'import json,sys; [json.loads(l) for l in open("/root/told") if l.strip()]' 2>&1)"
is "bob is not told of" 0 "$(grep -c bob $told)"
like "a clean environment" '^LC_ALL=C PATH=[^ ]* (PWD=/ )?(SHLVL=[0-9] )?(_=[^ ]* )?/$' "$(cat /root/told.env)"
is "samples are not run" "" "$(ls /root/was-run 2>/dev/null)"
lines=$(wc -l <$told); alice "$eat" >/dev/null 2>&1; hostel sample; hostel sample
is "once in notify_every" "$lines" "$(wc -l <$told)"
rm $HISTORY/alice.*.told; sed -i '/^\[host\]/a notify_faults = 1000\nnotify_percent = max' $CONF/hostel.ini
hostel sample
is "less often than notify_faults, and notify_percent = max: nobody is told" "$lines" "$(wc -l <$told)"
sed -i '/^notify_/d' $CONF/hostel.ini
killed_at openat 0 2>/dev/null
for n in 1 2 3; do rm -f $HISTORY/alice.*.told; killed_at renameat $n; killed_at fork $n; killed_at clone $n; done
before=$(grep -c '"hit".*memory.max' $told); hostel sample; hostel sample; hostel sample
is "killed at any step: told once more at most" True "$(python3 -c "print($(grep -c '"hit".*memory.max' $told) - $before <= 1)")"
chmod 775 $CONF/hooks.d/10-note; rm -f $HISTORY/alice.*.told; lines=$(wc -l <$told)
like "a hook that others may write is not run, and that is said" '10-note: is not run' "$(hostel sample 2>&1)"
is "indeed" "$lines" "$(wc -l <$told)"
chmod 755 $CONF/hooks.d/10-note; chown alice $CONF/hooks.d/10-note
is "nor a tenant's: 9" 9 "$(hostel sample >/dev/null 2>&1; echo $?)"
chown root $CONF/hooks.d/10-note; mv $CONF/hooks.d/10-note /root/note; ln -s /root/note $CONF/hooks.d/10-note
like "nor a link" 'is not run' "$(hostel sample 2>&1)"
rm -r $CONF/hooks.d; hook() { :; }; mkdir $CONF/hooks.d; printf '#!/bin/sh\nexit 3\n' >$CONF/hooks.d/fails; chmod 755 $CONF/hooks.d/fails
rm -f $HISTORY/alice.*.told
like "one that fails is said" 'fails: ended with 3' "$(hostel sample 2>&1)"
rm $CONF/hooks.d/fails; cp $PREFIX/share/hostel/hooks/mail $CONF/hooks.d/mail
printf '#!/bin/sh\ncat >>/root/mails; echo "== $*" >>/root/mails\n' >/usr/local/sbin/sendmail; chmod 755 /usr/local/sbin/sendmail
rm -f $HISTORY/alice.*.told; hostel sample
like "the example sends mail to the admin" "^Subject: .*: alice ran into memory.max [0-9]+ time" "$(cat /root/mails)"
like "and to the tenant" '^To: alice$' "$(cat /root/mails)"
is "as mails that tell their recipients" "== -oi -t" "$(grep == /root/mails | sort -u)"
unlike "nothing is left to be filled in" '@[A-Z]+@' "$(cat /root/mails)"
rm -r $CONF/hooks.d; policy
is "without hooks nothing is told, and nothing is wrong" 0 "$(hostel sample; echo $?)"

# --- whoever comes by --------------------------------------------------------------------------------------------------------
for command in ps events metrics gc 'top -d 0.2'; do
	touch -d '10 minutes ago' $HISTORY/looked
	hostel $command >/dev/null 2>&1
	ok "hostel $command looks, the last time being long ago" test -n "$(find $HISTORY/looked -mmin -5)"
done
touch -d '2 minutes ago' $HISTORY/looked; hostel ps >/dev/null 2>&1
is "and does not, if it is not" "" "$(find $HISTORY/looked -mmin -1)"
ok "the timer is installed, and calls what is there" eval 'grep -q "^ExecStart=$(command -v hostel) sample$" $PREFIX/lib/systemd/system/hostel-sample.service'
finish
