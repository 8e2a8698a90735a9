#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# hostel sync: signed commits of private repositories, on disk, over ssh and over git's own protocol on 127.0.0.1.
. "$(dirname "$0")/lib.sh"
patient
export NO_COLOR=1 GIT_CONFIG_GLOBAL=/root/gitconfig GIT_TERMINAL_PROMPT=0
R=/srv/policies.git W=/root/work HOME_OF=/var/lib/hostel-sync
H() { timeout 120 hostel "$@" </dev/null 2>&1; echo "status $?"; }
status() { timeout 120 hostel "$@" </dev/null >/tmp/said 2>&1; echo $?; }
json() { python3 -c "import json,sys; d=json.load(sys.stdin); print($1)"; }
value() { hostel show "$1" | awk -v k="$2" '$1 == k {print $3}'; }
in_force() { json 'd.get("commit", "")' <$CONF/applied/set.json; }
head_of() { git -C $W rev-parse HEAD; }
pids() { sed -i "s/^pids.max.*/pids.max = $1/" $W/tenants/alice.ini; }
push() { # message, git options of the commit...: what is in the work tree
	local message=$1; shift
	git -C $W add -A && git -C $W "$@" commit -q --allow-empty -m "$message" && git -C $W push -q --force origin main
}
comes_in() { [ "$(timeout 60 su - "$1" -c 'echo in' </dev/null 2>/dev/null)" = in ]; }

useradd --system --home-dir $HOME_OF --shell /usr/sbin/nologin hostel-sync
useradd --system --home-dir /var/lib/hostel-verify --no-create-home --shell /usr/sbin/nologin hostel-verify
for who in admin stranger; do ssh-keygen -q -t ed25519 -N '' -C $who -f /root/$who; done
git config --global user.name Admin; git config --global user.email admin@example.org
git config --global gpg.format ssh; git config --global user.signingKey /root/admin.pub
git config --global commit.gpgSign true; git config --global core.safecrlf false; git config --global init.defaultBranch main
git init -q --bare $R; git clone -q $R $W 2>/dev/null; git -C $W checkout -q -b main 2>/dev/null
mkdir -p $W/plans $W/tenants
cp $CONF/plans/basic.ini $W/plans/
printf '[tenant]\nplan = basic\n[resources]\npids.max = 71\n' >$W/tenants/alice.ini
printf '[tenant]\nplan = basic\n' >$W/tenants/bob.ini
push first

# --- what it needs -------------------------------------------------------------------------------------------------
like "without sync.ini it says so" 'there is no sync.ini' "$(H sync now)"
printf '[sync]\nurl = %s\n' $R >$CONF/sync.ini
is "without allowed signers nothing is believed" 5 "$(status sync now)"
echo "admin@example.org $(cat /root/admin.pub)" >$CONF/allowed_signers
for wrong in 'url = -oProxyCommand=true' 'url = ext::sh -c true' 'branch = ../x' 'path = /etc' 'nonsense = 1'; do
	printf '[sync]\nurl = %s\n%s\n' $R "$wrong" >$CONF/sync.ini
	is "sync.ini: $wrong" 5 "$(status sync now)"
done
like "sync.ini: the line is named" 'sync.ini:3: \[sync\] nonsense = 1: ' "$(cat /tmp/said)"
like "status: it is there" '^from +sync.ini has mistakes' "$(H sync status)"
printf '[sync]\nurl = %s\nbranch\n[more]\nx = 1\n' $R >$CONF/sync.ini
is "sync.ini: a line that says nothing, another section" 5 "$(status sync now)"
like "each is named" 'sync.ini:5: \[more\] x = 1: there is only \[sync\] .*sync.ini:3: not KEY = VALUE' "$(paste -sd' ' /tmp/said)"
printf '[sync]\nurl = %s\n' $R >$CONF/sync.ini

# --- signed and fetched ----------------------------------------------------------------------------------------------
said=$(H sync now)
like "the first time" 'set 1 is in force' "$said"
is "the commit is in force" "$(head_of)" "$(in_force)"
is "with its values" 71 "$(value alice pids.max)"
ok "a tenant comes in" comes_in alice
like "again: nothing new" 'in force already' "$(H sync now)"
is "the account owns what it fetched" hostel-sync "$(stat -c %U $HOME_OF/repository.git)"
pids 72; push second
like "what changes is said" 'alice: resources.pids.max: 71 -> 72' "$(H sync now)"
like "status" "commit $(head_of | cut -c1-12)" "$(H sync status)"
answer=$(hostel sync status --json)
is "as JSON" "$(head_of) None" "$(json 'd["in_force"]["commit"] + " " + str(d["error"])' <<<"$answer")"
before=$(head_of)

# --- who does not come in ----------------------------------------------------------------------------------------------
pids 73; push unsigned -c commit.gpgSign=false
is "an unsigned commit" 8 "$(status sync now)"
like "is told" 'is not signed by a key of' "$(cat /tmp/said)"
is "what was in force is" "$before 72" "$(in_force) $(value alice pids.max)"
is "status tells, with a code" "signature 1" "$(hostel sync status --json | json 'd["code"]') $(hostel sync status >/dev/null; echo $?)"
git -C $W reset -q --hard $before; pids 74; push stranger -c user.signingKey=/root/stranger.pub
is "a key that nobody knows" 8 "$(status sync now)"
is "what was in force is" "$before" "$(in_force)"
echo "stranger@example.org $(cat /root/stranger.pub)" >>$CONF/allowed_signers
is "(control: once it is allowed)" 0 "$(status sync now)"
sed -i /stranger/d $CONF/allowed_signers
chown bob $CONF/allowed_signers; is "allowed signers that are not root's" 5 "$(status sync now)"; chown root $CONF/allowed_signers
is "(control)" 0 "$(status sync now)"
before=$(head_of)
git -C $W reset -q --hard HEAD~1; git -C $W push -q --force origin main
is "a branch that goes back" 8 "$(status sync now)"
like "is told" 'does not come after' "$(cat /tmp/said)"
pids 75; push aside
is "and one that was written anew" 8 "$(status sync now)"
is "what was in force is" "$before" "$(in_force)"
is "unless it is meant" 0 "$(status sync now --allow-older)"
is "then it is" "$(head_of)" "$(in_force)"
rm -rf $HOME_OF/repository.git
git -C $W reset -q --hard HEAD~1; git -C $W push -q --force origin main
is "a repository that was lost does not forget" 8 "$(status sync now)"
git -C $W reset -q --hard "$(in_force)"; git -C $W push -q --force origin main

# --- what a repository can bring ------------------------------------------------------------------------------------------
mkdir -p $W/hooks $W/.github $W/empty/plans; cp $W/plans/basic.ini $W/empty/plans/; printf '#!/bin/sh\ntouch /tmp/hook-ran\n' >$W/hooks/post-checkout; chmod 755 $W/hooks/post-checkout
cp $W/hooks/post-checkout $R/hooks/post-update
printf '*.ini filter=evil diff=evil eol=crlf ident\n' >$W/.gitattributes
printf '[core]\n\thooksPath = hooks\n\tfsmonitor = touch /tmp/hook-ran\n[filter "evil"]\n\tsmudge = touch /tmp/hook-ran\n' >$W/.gitconfig
rm $R/hooks/post-update
pids 76; push attributes
git config --global alias.x y
is "hooks and attributes" 0 "$(status sync now)"
ok "nothing of it ran" test ! -e /tmp/hook-ran
git -c filter.evil.smudge='touch /tmp/hook-ran; cat' clone -q $R /tmp/plain 2>/dev/null
ok "(control: it would have, in an ordinary clone)" test -e /tmp/hook-ran
rm -rf /tmp/hook-ran /tmp/plain
is "bytes are the commit's" "$(git -C $W cat-file blob HEAD:tenants/alice.ini | md5sum)" "$(md5sum <$CONF/applied/tenants/alice.ini)"
ok "nor is it on the host" test ! -e $CONF/applied/.gitattributes -a ! -e $CONF/applied/hooks
ln -s /etc/shadow $W/tenants/zed.ini; pids 77; push symlink
is "a symbolic link: its tenant alone" 9 "$(status sync now)"
like "is named" 'zed keeps what it has: .*tenants/zed.ini: is a symbolic link' "$(cat /tmp/said)"
is "the others have theirs" 77 "$(value alice pids.max)"
like "and status has it" 'zed' "$(H sync status)"
like "metrics, too" '^hostel_policy_set_kept 1$' "$(hostel metrics)"
rm $W/tenants/zed.ini
head -c 3000000 /dev/zero | tr '\0' '#' >$W/tenants/huge.ini; pids 78; push huge
is "a huge file" 9 "$(status sync now)"
like "is named" 'huge.ini: is larger than 256 KiB' "$(cat /tmp/said)"
rm $W/tenants/huge.ini
git -C $W update-index --add --cacheinfo "160000,$(head_of),tenants/sub.ini"
git -C $W commit -q -m submodule; git -C $W push -q --force origin main
is "a submodule" 9 "$(status sync now)"
like "is nothing that is fetched" 'sub.ini: is not a regular file' "$(cat /tmp/said)"
git -C $W rm -q --cached tenants/sub.ini
ln -s ../../etc $W/plans/out.ini; push outside
is "a link among the plans stops all" 5 "$(status sync now)"
rm $W/plans/out.ini; pids 79; push mended
is "mended" 0 "$(status sync now)"
printf '[sync]\nurl = %s\npath = empty\n' $R >$CONF/sync.ini
is "a path without tenants: an empty set" 8 "$(status sync now --allow-older)"
printf '[sync]\nurl = %s\npath = nowhere\n' $R >$CONF/sync.ini
pids 80; push again
is "a path that is not there" 5 "$(status sync now)"
printf '[sync]\nurl = %s\nkeep_going = no\n' $R >$CONF/sync.ini
is "back" 0 "$(status sync now)"
sed -i 's/basic/none/' $W/tenants/bob.ini; push bad
is "a bad policy, and keep_going = no" 5 "$(status sync now)"
is "code and status" "policy" "$(hostel sync status --json | json 'd["code"]')"
is "what was in force is" 80 "$(value alice pids.max)"
sed -i '/keep_going/d' $CONF/sync.ini
is "with it the others go on" 9 "$(status sync now)"
sed -i 's/none/basic/' $W/tenants/bob.ini
for i in $(seq 10); do printf '[tenant]\nplan = basic\n' >$W/tenants/t$i.ini; done; push many
is "ten more" 0 "$(status sync now)"
rm $W/tenants/t?.ini $W/tenants/t10.ini; push few
is "a mass deletion" 8 "$(status sync now)"
is "changes nothing" 10 "$(cat $CONF/applied/tenants/t*.ini | grep -c ^plan)"
printf '[set]\nversion = 1\nallow_deletions = 1:10\n' >$W/set.ini; push "few, meant"
is "said twice in the repository" 0 "$(status sync now)"
like "they are suspended" 'suspended = yes' "$(cat $CONF/applied/tenants/t1.ini)"

# --- without rights ------------------------------------------------------------------------------------------------------
pids 81; push traced
strace -f -qq -s 200 -e trace=execve,setresuid,connect -o /tmp/trace timeout 120 hostel sync now >/tmp/said 2>&1
is "traced" 81 "$(value alice pids.max)"
first=$(grep -n 'execve.*"git"' /tmp/trace | head -1 | cut -d: -f1) drop=$(grep -n 'setresuid' /tmp/trace | head -1 | cut -d: -f1)
ok "rights are given up before git runs" test -n "$first" -a -n "$drop" -a "${drop:-9}" -lt "${first:-0}"
git init -q --bare /srv/private.git; chmod 700 /srv/private.git
printf '[sync]\nurl = /srv/private.git\n' >$CONF/sync.ini
is "what only root can read is not read" 1 "$(status sync now)"
like "the server's fault, for all that is known" '^fetch$' "$(hostel sync status --json | json 'd["code"]')"

# --- the account that fetches has been taken over ---------------------------------------------------------------------------
printf '[sync]\nurl = %s\n' $R >$CONF/sync.ini
as() { setpriv --reuid "$1" --regid "$1" --clear-groups "${@:2}"; }
as hostel-sync mkdir -p $HOME_OF/evil/tenants $HOME_OF/evil/plans
as hostel-sync sh -c "cat >$HOME_OF/evil/plans/basic.ini" <$W/plans/basic.ini
as hostel-sync sh -c "printf '[set]\nversion = 9\nallow_deletions = 9:999\n' >$HOME_OF/evil/set.ini; printf '[tenant]\nplan = basic\n[resources]\npids.max = 666\n' >$HOME_OF/evil/tenants/alice.ini"
cat >/tmp/exchange.py <<'P'
import ctypes, os, sys, time
libc, end, home, out = ctypes.CDLL(None), time.time() + 300, sys.argv[1], open("/tmp/exchanged." + sys.argv[2], "w")
old = os.stat(home + "/tree").st_ino if os.path.exists(home + "/tree") else 0
open("/tmp/ready." + sys.argv[2], "w").close()
while time.time() < end:
    for place in home + "/tree", "/var/lib/hostel-verify/tree":
        try:
            if os.path.isdir(place + "/tenants") and os.stat(place).st_ino != old:
                if libc.renameat2(-100, (home + "/evil").encode(), -100, place.encode(), 2) == 0:
                    print(place, file=out, flush=True)
                    sys.exit()
        except OSError:
            pass
P
exchange() { (exec setpriv --reuid "$1" --regid "$1" --clear-groups timeout 300 python3 /tmp/exchange.py $2 $1) & swapper=$!; until_true 30 test -e /tmp/ready.$1; }
slowly() { timeout 120 strace -f -o /dev/null -e trace=openat -P /var/lib/hostel-verify/tree -P $HOME_OF/tree -e inject=openat:delay_enter=2000000 hostel sync now >/dev/null 2>&1; }
stop() { kill $swapper 2>/dev/null; wait $swapper 2>/dev/null; }
pids 85; push "taken over"
exchange hostel-sync $HOME_OF
slowly
stop
is "what the account that fetches exchanges is not what gets in force" "$(head_of) 85" "$(in_force) $(value alice pids.max)"
is "it reached nothing" "" "$(cat /tmp/exchanged.hostel-sync)"
mkdir /var/lib/evil; cp -r $HOME_OF/evil /var/lib/evil/; chown -R hostel-verify /var/lib/evil
pids 86; push "control"
exchange hostel-verify /var/lib/evil
slowly
stop
is "(control: who could write there would)" /var/lib/hostel-verify/tree "$(cat /tmp/exchanged.hostel-verify)"
rm -rf /var/lib/evil
status sync now --allow-older --allow-deletions 99 >/dev/null; pids 87; push "back"
is "back" "0 87" "$(status sync now --allow-older --allow-deletions 99) $(value alice pids.max)"
ok "nothing is left of what was judged" test ! -e /var/lib/hostel-verify

# --- one commit has one name ------------------------------------------------------------------------------------------------
pids 88; push honest; honest=$(head_of) before=$(in_force)
git -C $W cat-file commit $honest >/tmp/commit
python3 - <<'P'
head, text = open("/tmp/commit", "rb").read().split(b"\n\n", 1)
lines = head.split(b"\n")
at = next(i for i, l in enumerate(lines) if l.startswith(b"gpgsig "))
rest, sig = lines[:at], lines[at:]
def write(name, lines):
    open("/tmp/commit." + name, "wb").write(b"\n".join(lines) + b"\n\n" + text)
write("same", rest + sig)
write("header", rest + sig + [b"gpgsig-sha256 x"])
write("order", rest[:1] + sig + rest[1:])
write("armour", rest + [sig[0], sig[1][:31], b" " + sig[1][31:]] + sig[2:])
P
is "(control: unchanged, it is the same commit)" $honest "$(git -C $R hash-object -t commit /tmp/commit.same)"
for how in header order armour; do
	other=$(git -C $R hash-object -t commit -w /tmp/commit.$how)
	git -C $R update-ref refs/heads/main $other
	status sync now >/dev/null
	is "signed, but written in another way ($how): refused" "$before" "$(in_force)"
	like "and told ($how)" "commit $other is not (as git signs one|signed)|$other: missingAuthor" "$(cat /tmp/said)"
done
git -C $R update-ref refs/heads/main $honest
is "the one that git made is taken" "0 $honest" "$(status sync now) $(in_force)"
ssh-keygen -q -t ecdsa -N '' -C two-forms -f /root/ecdsa; echo "e@example.org $(cat /root/ecdsa.pub)" >>$CONF/allowed_signers
pids 89; push ecdsa -c user.signingKey=/root/ecdsa.pub
is "a key whose signatures have two forms" 8 "$(status sync now)"
like "is told" 'keys of ed25519, or rsa' "$(cat /tmp/said)"
git -C $W reset -q --hard $honest
ssh-keygen -q -t rsa -N '' -C one-form -f /root/rsa; echo "r@example.org $(cat /root/rsa.pub)" >>$CONF/allowed_signers
pids 90; push rsa -c user.signingKey=/root/rsa.pub
is "one of rsa is good" "0 90" "$(status sync now) $(value alice pids.max)"

# --- what is refused is not kept ----------------------------------------------------------------------------------------------
size() { du -sm $HOME_OF | cut -f1; }
honest=$(head_of) before=$(size)
for i in 1 2 3; do
	head -c 9000000 /dev/urandom >$W/blob; push "junk $i" -c commit.gpgSign=false
	is "large and not signed ($i)" 8 "$(status sync now)"
	git -C $W reset -q --hard $honest
done
pids 91; push "after it"
is "the next one" 0 "$(status sync now)"
is "nothing of them is left" yes "$([ $(($(size) - before)) -lt 9 ] && echo yes || size)"

# --- nobody is left behind --------------------------------------------------------------------------------------------------------
cat >/tmp/silent.py <<'P'
import socket, time
s = socket.socket(); s.setsockopt(1, 2, 1); s.bind(("127.0.0.1", 9419)); s.listen()
open("/tmp/listens", "w").close()
c, _ = s.accept()
open("/tmp/accepted", "w").close()
time.sleep(300)
P
timeout 300 python3 /tmp/silent.py & silent=$!
until_true 30 test -e /tmp/listens
printf '[sync]\nurl = git://127.0.0.1:9419/policies.git\n' >$CONF/sync.ini
hostel sync now >/dev/null 2>&1 & syncing=$!
until_true 30 test -e /tmp/accepted
first=$(pgrep -o -u hostel-sync)
is "who fetches holds nothing of root's" "" "$(for fd in /proc/$first/fd/*; do readlink $fd; done | grep -v -e '^/dev/null$' -e '^pipe:')"
kill -KILL $syncing; wait $syncing 2>/dev/null
ok "killed: who fetches goes with it" until_true 30 eval '! pgrep -u hostel-sync'
kill $silent; wait $silent 2>/dev/null
printf '[sync]\nurl = %s\n' $R >$CONF/sync.ini
is "and the next time works" 0 "$(status sync now)"

# --- bounds of both accounts ----------------------------------------------------------------------------------------------------
# Taken over, git tries to get more; setrlimit(2) that does nothing is the control.
cat >/tmp/greedy <<'P'
#!/usr/bin/python3
import mmap, os, pwd, resource, sys
me = pwd.getpwuid(os.getuid()).pw_name
if me != open("/tmp/greedy.who").read().strip():
    os.execv("/usr/bin/git", sys.argv)
def tries(what):
    try:
        what()
        return "gets"
    except OSError:
        return "refused"
file = os.open(f"/tmp/greedy.file.{me}", os.O_RDWR | os.O_CREAT)
got = [tries(lambda: mmap.mmap(-1, 4 << 30, flags=mmap.MAP_PRIVATE | 0x4000)),  # MAP_NORESERVE
       tries(lambda: os.ftruncate(file, (1 << 30) + 1)),
       str(resource.getrlimit(resource.RLIMIT_CPU)[1]), str(resource.getrlimit(resource.RLIMIT_CORE)[1])]
os.unlink(f"/tmp/greedy.file.{me}")
with open(f"/tmp/greedy.{me}", "w") as out:
    out.write(" ".join(got))
os.write(2, b"x" * 3000000)
sys.exit(1)
P
install -m 755 /tmp/greedy /usr/local/bin/git
echo 'int setrlimit(int a, const void *b) { (void)a, (void)b; return 0; } int setrlimit64(int a, const void *b) { return setrlimit(a, b); }' |
	cc -shared -fPIC -w -x c -o /tmp/unlimited.so -
chmod 755 /tmp/unlimited.so
pids 93; /usr/bin/git -C $W commit -qam "bounds"; /usr/bin/git -C $W push -q --force origin main
for who in hostel-sync hostel-verify; do
	echo $who >/tmp/greedy.who
	unlike "git of $who fails: nothing is in force by it" '^0$' "$(status sync now)"
	is "it gets 3 GB of memory, 1 GB of a file, 600 s, no core" "refused refused 600 0" "$(cat /tmp/greedy.$who)"
	is "what it says is cut" yes "$([ "$(wc -c </tmp/said)" -lt 5000 ] && echo yes)"
	rm -f /tmp/greedy.$who
	LD_PRELOAD=/tmp/unlimited.so status sync now >/dev/null
	like "(control: without the limits it gets them)" '^gets gets ' "$(cat /tmp/greedy.$who)"
done
rm /usr/local/bin/git
is "git is git again" "0 93" "$(status sync now) $(value alice pids.max)"

# --- over ssh, and git's own protocol -----------------------------------------------------------------------------------------
useradd -m -s /bin/bash gitserver
install -d -o gitserver -m 700 /home/gitserver/.ssh
install -d -o hostel-sync -m 700 $HOME_OF/.ssh
ssh-keygen -q -t ed25519 -N '' -f $HOME_OF/.ssh/id_ed25519; chown -R hostel-sync $HOME_OF/.ssh
install -o gitserver -m 600 $HOME_OF/.ssh/id_ed25519.pub /home/gitserver/.ssh/authorized_keys
cp -r $R /home/gitserver/policies.git; chown -R gitserver /home/gitserver/policies.git
printf '[sync]\nurl = ssh://gitserver@127.0.0.1/home/gitserver/policies.git\n' >$CONF/sync.ini
is "over ssh, a host that nobody knows" 1 "$(status sync now)"
ssh-keyscan 127.0.0.1 2>/dev/null >$HOME_OF/.ssh/known_hosts; chown hostel-sync $HOME_OF/.ssh/known_hosts
pids 92; push over-ssh; rm -rf /home/gitserver/policies.git; cp -r $R /home/gitserver/policies.git; chown -R gitserver /home/gitserver/policies.git
is "over ssh, with the account's own key" "0 92" "$(status sync now) $(value alice pids.max)"
touch $R/git-daemon-export-ok
git -c safe.directory='*' daemon --listen=127.0.0.1 --port=9418 --base-path=/srv --pid-file=/run/git-daemon.pid /srv >/tmp/daemon.log 2>&1 &
daemon=$!
until_true 10 eval 'ss -ltn | grep -q 9418'
printf '[sync]\nurl = git://127.0.0.1/policies.git\n' >$CONF/sync.ini
pids 83; push daemon
is "over git://" "0 83" "$(status sync now) $(value alice pids.max)"
kill $(cat /run/git-daemon.pid 2>/dev/null || echo $daemon); wait $daemon 2>/dev/null
is "a server that is down" 1 "$(status sync now)"
is "changes nothing" 83 "$(value alice pids.max)"
like "metrics tell the age and the error" '^hostel_sync_last_success_timestamp_seconds [0-9.e+]+$' "$(hostel metrics)"
like "and the code" '^hostel_sync_failed\{code="fetch"\} 1$' "$(hostel metrics)"
(cd /srv && exec python3 -m http.server --bind 127.0.0.1 8418 >/tmp/http.log 2>&1) & web=$!
until_true 10 eval 'ss -ltn | grep -q 8418'
pids 84; push http; git -C $R update-server-info
printf '[sync]\nurl = http://127.0.0.1:8418/policies.git\n' >$CONF/sync.ini
is "over http" "0 84" "$(status sync now) $(value alice pids.max)"
kill $web; wait $web 2>/dev/null
printf '[sync]\nurl = %s\n' $R >$CONF/sync.ini
is "(control)" 0 "$(status sync now)"
like "then there is none" '^hostel_sync_failed\{code=""\} 0$' "$(hostel metrics)"

# --- killed at any step -----------------------------------------------------------------------------------------------------
broken= rounds=0
for call in execve renameat fsync symlinkat linkat mkdirat clone,clone3,fork,vfork; do
	for n in 1 2 3 5 8; do
		rounds=$((rounds + 1)) now=$(in_force)
		pids $((100 + rounds)); push "round $rounds"
		bash -c "timeout 120 strace -f -qqq -o /dev/null -e trace=$call -e inject=$call:signal=KILL:when=$n hostel sync now" >/dev/null 2>&1
		after=$(in_force)
		[ "$after" = "$now" ] || [ "$after" = "$(head_of)" ] || broken="$broken $call:$n"
		hostel check >/dev/null 2>&1 || broken="$broken $call:$n:check"
		[ "$(status sync now)" = 0 ] && [ "$(in_force)" = "$(head_of)" ] || broken="$broken $call:$n:$(tail -1 /tmp/said)"
	done
done 2>/dev/null
is "killed at $rounds steps: the old commit or the new one, and the next time works" "" "$broken"

# --- logins meanwhile, and the units -------------------------------------------------------------------------------------------
touch /tmp/go; : >/tmp/bad
( i=200; while [ -e /tmp/go ]; do i=$((i + 1)); pids $i; push $i; hostel sync now >/dev/null 2>&1 || echo "sync $?" >>/tmp/bad; done; ) & syncer=$!
for i in $(seq 8); do comes_in alice || echo "login $i" >>/tmp/bad; hostel kill alice >/dev/null 2>&1; done
rm /tmp/go; wait $syncer
is "no login is refused while commits come" "" "$(cat /tmp/bad)"
unit=$PREFIX/lib/systemd/system/hostel-sync
ok "the service calls what is there" grep -q "^ExecStart=$(command -v hostel) sync now$" $unit.service
ok "the timer spreads the hosts" grep -q '^RandomizedDelaySec=' $unit.timer
finish
