#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A tenant's own jobs, changed from inside: crontab -e, -l, -r, FILE and -, at, atq, atrm and batch, by the
# distribution's own programs in the room and, for the host, by the same under the tenant's ids. Carol, who is
# no tenant, is the control of what they say.
. "$(dirname "$0")/lib.sh"
pam_lines atd
SPOOL=/var/spool/cron/crontabs
tab() { # user: what the host has, without the header
	crontab -u "${1:-alice}" -l 2>/dev/null
}
host_has() { [ "$(tab)" = "$1" ]; }
named() { sed -E "s/$1/NAME/g; s/crontab\.[a-zA-Z0-9]{6}/crontab.XXXXXX/g"; }
same() { # name, shell code: the same output and status for alice as for carol, but for names
	local seen expected
	expected=$({ S carol "exec 2>&1; $2" </dev/null 2>&1; echo "status $?"; } | named carol)
	seen=$({ alice "exec 2>&1; $2" </dev/null 2>&1; echo "status $?"; } | named alice)
	is "$1" "$expected" "$seen"
}
no_jobs() { ! pgrep -u alice -x hostel-jobs >/dev/null; }
no_sandbox() { [ "$(sandboxes)" -le 1 ] && no_jobs; } # bob's stays
mkdir -p /var/spool/cron/atjobs /var/spool/cron/atspool
queued() { ls /var/spool/cron/atjobs; } # on the host, whoever's

# Cron's minute passes meanwhile.
cron
T=1000 S bob '(echo "MAILTO=\"\""; echo "* * * * * cat /proc/1/comm >~/ran") | crontab -; exec sleep 990' </dev/null &
until_true 5 test -s $SPOOL/bob

# --- every form, in a room of its own each time -----------------------------------------------------------
same "crontab -l: none" 'crontab -l'
same "crontab -r: none" 'crontab -r'
same "crontab -: installed, and there" 'echo "1 2 3 4 5 echo one" | crontab - && crontab -l'
ok "the host has it" until_true 5 host_has "1 2 3 4 5 echo one"
like "as cron wants it: the tenant's, for crontab" "^alice crontab 600 [0-9]+\$" "$(stat -c '%U %G %a %s' $SPOOL/alice)"
same "crontab FILE" 'printf "# mine\n2 2 * * * echo two\n" >~/tab; crontab ~/tab; crontab -l'
ok "the host has it" until_true 5 host_has $'# mine\n2 2 * * * echo two'
same "the next room begins with it" 'crontab -l'
same "a bad line is refused in crontab's own words" 'printf "3 3 * * * echo three\n99 * * * * no\n" | crontab -; crontab -l'
same "so is a file that is not there" 'crontab ~/no-such-file'
same "and another's" 'crontab -u root -l'
same "crontab -e" 'printf "#!/bin/sh\nsleep 1.1; echo 4 4 \* \* \* echo four >>\$1\n" >~/ed; chmod +x ~/ed; EDITOR=~/ed crontab -e; crontab -l'
ok "the host has it" until_true 5 host_has $'# mine\n2 2 * * * echo two\n4 4 * * * echo four'
# crontab(1) compares seconds: where one ends while it writes its copy, it takes that for a change.
same "crontab -e without a change" 'for i in 1 2 3 4 5; do EDITOR=true crontab -e >~/said 2>&1; s=$?; grep -q "^No" ~/said && break; done
	cat ~/said; (exit $s)'
same "crontab -e with a mistake, given up" 'printf "#!/bin/sh\necho bad >>\$1; touch -d tomorrow \$1\n" >~/ed; EDITOR=~/ed crontab -e <<<n; crontab -l'
same "a percent sign, a tab, a variable, no MAILTO" 'printf "MAILTO=\"\"\nA=b c\n@daily\techo 100%%x\n" | crontab -; crontab -l'
ok "the host has it" until_true 5 host_has $'MAILTO=""\nA=b c\n@daily\techo 100%x'
same "no newline at the end" 'printf "1 1 * * * echo" | crontab -; crontab -l'
same "crontab -r" 'crontab -r; crontab -l'
ok "the host has none" until_true 5 eval '[ ! -e $SPOOL/alice ]'
like "cron's log has it, under the tenant's name" 'crontab.*\(alice\) REPLACE \(alice\)' "$(cat $LOG)"
until_true 5 no_sandbox
ok "with the room hostel-jobs ends" until_true 5 no_jobs

# --- one room, several sessions ---------------------------------------------------------------------------
open_master alice /tmp/stay
is "one hostel-jobs for a room" 1 "$(alice true; pgrep -u alice -xc hostel-jobs)"
is "with none but the tenant's ids" "$(id -u alice) $(id -u alice) $(id -u alice) $(id -u alice) $(id -g alice) 0000000000000000" \
	"$(awk '/^Uid/ {printf "%s %s %s %s ", $2, $3, $4, $5} /^Gid/ {printf "%s ", $2} /^CapPrm/ {print $2}' /proc/"$(pgrep -u alice -xo hostel-jobs)"/status)"
is "which the tenant cannot see" 0 "$(alice 'pgrep -c hostel-jobs')"
alice 'echo "5 5 * * * echo warm" | crontab -'
ok "at once, while the session lasts" until_true 5 host_has "5 5 * * * echo warm"
echo "6 6 * * * echo root" | crontab -u alice -
ok "root's change is seen inside" until_true 5 eval '[ "$(alice "crontab -l")" = "6 6 * * * echo root" ]'
alice '(crontab -l; echo "7 7 * * * echo more") | crontab -'
ok "and added to" until_true 5 host_has $'6 6 * * * echo root\n7 7 * * * echo more'
crontab -u alice -r
ok "so is that root removed it" until_true 5 eval '[ "$(alice "crontab -l" 2>&1)" = "no crontab for alice" ]'
many=
for i in 1 2 3 4 5 6 7 8; do alice "echo '$i 1 * * * echo s$i' | crontab -" & many+=" $!"; done; wait $many
until_true 5 eval '[ "$(alice "crontab -l")" = "$(tab)" ]'
is "eight at once: the last one is the one, on both sides" "$(alice 'crontab -l')" "$(tab)"
kill -9 "$(pgrep -u alice -xo hostel-jobs)"; until_true 5 no_jobs
alice 'echo "8 8 * * * echo again" | crontab -' # this login starts another
ok "killed: the next login starts another" until_true 5 host_has "8 8 * * * echo again"
kill -STOP "$(pgrep -u alice -xo hostel-jobs)"
mark=$(log_mark)
alice 'echo "9 9 * * * echo tenant" | crontab -'
echo "9 9 * * * echo host" | crontab -u alice -
kill -CONT "$(pgrep -u alice -xo hostel-jobs)"
ok "both changed at the same moment: the log says so" until_true 5 eval "tail -n +$mark $LOG | grep -q 'alice: a crontab was not taken over: it was changed on the host'"
until_true 5 eval '[ "$(alice "crontab -l")" = "9 9 * * * echo host" ]'
is "the host's stays" "9 9 * * * echo host" "$(tab)"
like "and the tenant's is kept beside" 'echo tenant' "$(alice 'cat /var/spool/cron/crontabs/alice.refused')"
ssh -F /root/.ssh/config -S /tmp/stay -O exit host 2>/dev/null
until_true 5 no_sandbox

# --- at and batch ----------------------------------------------------------------------------------------
seen=$(alice 'echo "echo at-one >>~/at.out" | at now + 3 hours' 2>&1)
like "at: the job has a number" '^job [0-9]+ at ' "$seen"
is "and it says what it says anywhere, nothing of atd" 1 "$(grep -vc '^warning: commands will be executed using /bin/sh' <<<"$seen")"
ok "the host has it" until_true 5 eval '[ "$(queued | wc -l)" = 1 ]'
is "with the next room's atq" "$(su alice -c true; setpriv --reuid alice --regid alice --init-groups atq)" "$(alice atq)"
number=$(alice atq | cut -f1)
like "at -c shows it" 'echo at-one' "$(alice "at -c $number")"
alice "atrm $number"
ok "atrm: it is gone from the host" until_true 5 eval '[ -z "$(queued)" ]'
is "and for the tenant" "" "$(alice atq)"
like "atrm of what is not there: at's own words" 'Cannot find jobid 77' "$(alice 'atrm 77' 2>&1)"
like "a time that is none: at's own words" 'Garbled time' "$(alice 'echo true | at never' 2>&1)"
like "batch" '^job [0-9]+ at ' "$(alice 'echo true | batch' 2>&1)"
ok "the host has it, in its queue" until_true 5 eval 'queued | grep -q ^b'
until_true 5 no_sandbox
rm -f /var/spool/cron/atjobs/b*
open_master alice /tmp/stay
seen=$(for i in 1 2 3; do alice "echo echo $i | at now + $i hours" 2>&1 | grep -o 'job [0-9]*'; done | xargs)
until_true 5 eval '[ "$(queued | wc -l)" = 3 ]'
is "three in one room: the numbers are those of atq" "$seen" "$(alice atq | sort -n | sed 's/\t.*//; s/^/job /' | xargs)"
setpriv --reuid bob --regid bob --init-groups sh -c 'cd /; echo true | at now + 5 hours' 2>/dev/null
is "another's is not seen" 3 "$(alice atq | wc -l)"
kill -9 "$(pgrep -u alice -xo hostel-jobs)"; until_true 5 no_jobs
alice 'echo true | at now + 4 hours' 2>/dev/null
ok "hostel-jobs killed: the next takes over what is new" until_true 5 eval '[ "$(queued | wc -l)" = 5 ]'
is "and nothing twice" 4 "$(sleep 2; setpriv --reuid alice --regid alice --init-groups atq | wc -l)"
alice 'atrm $(atq | cut -f1)'
ok "all are removed, but another's" until_true 5 eval '[ "$(queued | wc -l)" = 1 ]'
rm -f /var/spool/cron/atjobs/a*
atd -b 1 -l 1000
alice 'cd /tmp; umask 077; export TELL="it is me"; echo "cat /proc/1/comm >~/at.out; pwd >>~/at.out; umask >>~/at.out; echo \$TELL \$TZ \$LC_ALL >>~/at.out" | at now' 2>/dev/null
ok "at now, while the session lasts: it runs" until_true 10 test -s /home/alice/at.out
until_true 5 eval '[ "$(wc -l </home/alice/at.out)" = 4 ]'
is "in the room, in the directory, with the umask and environment of who gave it" "hostel-init /tmp 0077 it is me" "$(xargs </home/alice/at.out)"
ok "and is gone inside" until_true 5 eval '[ -z "$(alice atq)" ]'
ssh -F /root/.ssh/config -S /tmp/stay -O exit host 2>/dev/null
kill "$(cat /run/atd.pid)"
until_true 5 no_sandbox

# --- a room that is kept ----------------------------------------------------------------------------------
keeps_rooms
alice 'echo "1 0 * * * echo kept" | crontab -; echo here >/tmp/here'
ok "a kept room: what was changed last is on the host" until_true 5 host_has "1 0 * * * echo kept"
ok "in which nobody of the tenant's uid is left" until_true 5 eval '! pgrep -u alice'
echo "2 0 * * * echo meanwhile" | crontab -u alice -
ok "root's change meanwhile is there at the next login" until_true 5 eval '[ "$(alice "crontab -l")" = "2 0 * * * echo meanwhile" ]'
is "which is in the same room" here "$(alice 'cat /tmp/here')"
for i in 1 2 3 4 5; do alice "crontab -r; echo '$i 3 * * * echo quick' | crontab -"; done
ok "one session after the other, each with a change: the last one is the host's" until_true 5 host_has "5 3 * * * echo quick"
until_true 5 no_jobs
crontab -u alice -r
is "removed by root in between: not there" "no crontab for alice" "$(alice 'crontab -l' 2>&1)"
echo "2 0 * * * echo meanwhile" | crontab -u alice -
until_true 5 no_jobs
# Nothing on either side: a login does not wait. hostel-jobs is held until /tmp/go is there.
crontab -u alice -r
until_true 5 no_jobs
real=/opt/hostel-jobs program=$PREFIX/libexec/hostel/hostel-jobs
mv $program $real
cat >$program <<-X
	#!/bin/sh
	echo >/tmp/held
	until [ -e /tmp/go ]; do sleep 0.02; done
	exec $real "\$@"
X
chmod 755 $program
hold() { rm -f /tmp/held /tmp/go; }
let_go() { touch /tmp/go; until_true 30 eval '! pgrep -u root,alice -x hostel-jobs'; }
left() { cat $STATE/t/"$(id -u alice)"/*/jobs.left; }
touch /tmp/go; alice true; let_go # sees that root has removed it
like "an empty room is left: a stamp says what the host was like" '^[0-9a-f]{16}$' "$(left)"
hold
is "a login does not wait for hostel-jobs" "no crontab for alice" "$(alice 'crontab -l' 2>&1)"
ok "which has been started" until_true 5 test -e /tmp/held
is "and the stamp is taken" "" "$(left)"
alice 'echo "1 4 * * * echo first" | crontab -; echo true | at now + 6 hours' 2>/dev/null
touch /tmp/go
ok "a first crontab, before hostel-jobs has looked: it is not taken for an old one" until_true 5 host_has "1 4 * * * echo first"
ok "nor a job of at" until_true 5 eval 'queued | grep -q ^a'
let_go
is "with a crontab in the room there is no stamp" "" "$(left)"
is "which is still there" "1 4 * * * echo first" "$(alice 'crontab -l')"
let_go
alice 'crontab -r; atrm $(atq | cut -f1)'
ok "removed inside: the host has none" until_true 5 eval '[ ! -e $SPOOL/alice ] && ! queued | grep -q ^a'
let_go
alice true; let_go
hold
echo "2 4 * * * echo added" | crontab -u alice -
alice 'crontab -l' >/tmp/seen 2>&1 & waiting=$!
ok "added by root while nobody is in: hostel-jobs is started" until_true 5 test -e /tmp/held
touch /tmp/go; wait $waiting
is "and waited for" "2 4 * * * echo added" "$(cat /tmp/seen)"
crontab -u alice -r
let_go
for list in cron.allow at.allow; do
	alice true; let_go
	hold
	printf 'alice\ncarol\nbob\n' >/etc/$list
	alice true >/dev/null & waiting=$!
	until_true 5 test -e /tmp/held
	is "$list has changed: hostel-jobs is waited for" "$waiting" "$(jobs -p | grep -x $waiting)"
	touch /tmp/go; wait $waiting
	rm /etc/$list
done
hostel kill alice >/dev/null; let_go
hold
is "a new room, nothing on the host: nobody waits, either" "no crontab for alice" "$(alice 'crontab -l' 2>&1)"
let_go
hostel kill alice >/dev/null; let_go
hold
mv /var/spool/cron /var/spool/none
alice true
mv /var/spool/none /var/spool/cron
kill "$(cat /run/crond.pid)"; until_true 10 eval '! pgrep -x cron'; cron # it stood in the directory that was moved
is "a host without spools: hostel-jobs is not even started" "no no" \
	"$([ -e /tmp/held ] && echo yes || echo no) $(ls $STATE/t/"$(id -u alice)"/*/ | grep -q jobs && echo yes || echo no)"
mv $real $program
crontab -u alice -r 2>/dev/null
echo "2 0 * * * echo meanwhile" | crontab -u alice -
hostel kill alice >/dev/null; default_config
until_true 5 no_sandbox
until_true 5 no_jobs

# --- a tenant that is removed -----------------------------------------------------------------------------
hostel tenant add dora --plan basic --key @$KEY.pub >/dev/null
uid=$(id -u dora)
S dora 'cd /tmp; echo true | at now + 1 hour' 2>/dev/null
setpriv --reuid carol --regid carol --init-groups sh -c 'cd /; echo true | at now + 1 hour' 2>/dev/null
owned() { find /var/spool/cron/atjobs -type f -uid "$1" | wc -l; }
ok "control: dora's job of at is the host's, by uid" until_true 5 eval '[ "$(owned $uid)" = 1 ]'
until_true 10 no_sandbox
like "remove tells of it" 'remove 1 job in /var/spool/cron/atjobs' \
	"$(hostel tenant remove dora --confirm dora --take-home 2>&1)"
is "whoever has the uid next does not run it; carol's stays" "0 1" "$(owned $uid) $(owned "$(id -u carol)")"
rm -f /var/spool/cron/atjobs/a*

# --- who may not ------------------------------------------------------------------------------------------
policy '[session]' 'crontab = no'
like "crontab = no: nothing is there" 'No such file or directory' "$(alice 'crontab -l' 2>&1)"
like "at is another key" '^job [0-9]+ at ' "$(alice 'echo true | at now + 1 hour' 2>&1)"
policy '[session]' 'crontab = no' 'at = no'
like "at = no: nothing is there" 'You do not have permission to use at' "$(alice 'echo true | at now + 1 hour' 2>&1)"
open_master alice /tmp/stay
is "neither: no program beside it" 0 "$(pgrep -u alice -xc hostel-jobs)"
ssh -F /root/.ssh/config -S /tmp/stay -O exit host 2>/dev/null
policy
until_true 5 no_sandbox
echo alice >/etc/cron.deny
echo carol >>/etc/cron.deny
same "cron.deny: refused in crontab's own words" 'echo "1 1 * * * echo denied" | crontab -'
rm /etc/cron.deny
echo alice >>/etc/at.deny
echo carol >>/etc/at.deny
until_true 5 no_sandbox
same "at.deny: refused in at's own words" 'for i in $(seq 200); do [ ! -s /etc/at.deny ] || break; sleep 0.05; done; echo true | at now + 1 hour'
sed -i '/alice/d' /etc/at.deny
is "and nothing has changed" "2 0 * * * echo meanwhile" "$(tab)"
until_true 5 no_sandbox

ok "while bob's session lasts, cron runs the job that he gave first of all" until_true 75 test -s /home/bob/ran
is "in the room" hostel-init "$(cat /home/bob/ran)"
kill "$(cat /run/crond.pid)"
pkill -u bob -x sleep; wait

# --- a host whose crontabs are not for cron ----------------------------------------------------------------------
# systemd-cron makes units of what is in the spool, and asks no PAM: nothing of a tenant's may come there.
crontab -u alice -r 2>/dev/null
mv /usr/sbin/cron /usr/sbin/cron.away
alice 'echo "5 5 * * * echo five" | crontab -' >/dev/null 2>&1
hostel kill alice >/dev/null 2>&1; until_true 10 no_jobs
is "without cron no crontab leaves the room" "" "$(tab)"
mkdir -p /usr/lib/systemd/system-generators
printf 'User=%%s\n' >/usr/lib/systemd/system-generators/systemd-crontab-generator
like "doctor says so of systemd-cron" 'FAIL.*cron-daemon' "$(hostel doctor --no-color cron-daemon 2>&1)"
printf 'User=%%s\nPAMName=cron\n' >/usr/lib/systemd/system-generators/systemd-crontab-generator
like "but not of one whose units ask PAM" 'PASS.*cron-daemon' "$(hostel doctor --no-color cron-daemon 2>&1)"
rm /usr/lib/systemd/system-generators/systemd-crontab-generator
mv /usr/sbin/cron.away /usr/sbin/cron
alice 'echo "5 5 * * * echo five" | crontab -' >/dev/null 2>&1
ok "control: with cron it does" until_true 10 host_has '5 5 * * * echo five'
crontab -u alice -r

# --- what crontab(1) leaves when it is killed ---------------------------------------------------------------
spool=/var/spool/cron/crontabs
left() { find $spool -name 'tmp.*' -size +90k | wc -l; }
# As where memory is short: killed when all is written and before it has its name. As often as the tenant likes.
{ printf '#%01000d\n' {1..100}; echo '0 0 * * * true'; } >/tmp/large; chmod 644 /tmp/large
killed_crontab() { timeout 20 strace -u alice -qq -o /dev/null -e trace=rename,renameat,renameat2 -e inject=rename,renameat,renameat2:signal=KILL crontab /tmp/large </dev/null >/dev/null 2>&1; }
for n in 1 2 3 4; do killed_crontab; done
is "four times killed: four files on the host's disk" 4 "$(left)"
find $spool -name 'tmp.*' -exec touch -d '5 minutes ago' {} +
alice true; hostel kill alice >/dev/null 2>&1; hostel events >/dev/null
killed_crontab
is "control: without gc they stay and grow in number, whoever comes and goes" 5 "$(left)"
find $spool -name 'tmp.*' -exec touch -d '5 minutes ago' {} +
hostel gc >/dev/null
is "gc leaves none" 0 "$(left)"
for file in tmp.AAAAAA tmp.BBBBBB tmp.CCCCCC; do echo half >$spool/$file; done
chown alice $spool/tmp.AAAAAA $spool/tmp.BBBBBB; chown carol $spool/tmp.CCCCCC
touch -d '5 minutes ago' $spool/tmp.AAAAAA $spool/tmp.CCCCCC
hostel gc >/dev/null
is "gc removes it, of tenants and not of the moment" "tmp.BBBBBB tmp.CCCCCC" "$(cd $spool; ls -d tmp.* | xargs)"
rm -f $spool/tmp.*

finish
