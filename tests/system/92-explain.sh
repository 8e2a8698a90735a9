#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# hostel explain: complaints in tenants' words, each really provoked over ssh and answered by the key that caused
# it. Bob, who was given the same words and did not run into it, is the control. Then the command is typed as it is
# printed, and the complaint is gone.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/../net/topology.sh"
WHO=alice HOME_OF_WHO=/home/alice WORK=/tmp/quota
. "$(dirname "$0")/quota_checks.sh"
patient
# A uid that no other world on this kernel has: its log is everybody's.
usermod -u $((20000 + RANDOM)) alice; chown -R alice /home/alice
[ -e /dev/kmsg ] || mknod /dev/kmsg c 1 11
mkdir -p /srv/data /opt/tools; echo report >/srv/data/report; echo it >/opt/tools/it
for port in 80 9000; do printf 'import socket\ns = socket.socket()\ns.bind(("0.0.0.0", %s))\n' $port >/opt/tools/bind$port.py; done
printf 'import socket\nsocket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)\n' >/opt/tools/raw.py
chmod -R a+rX /srv/data /opt/tools
net_up || { echo "not ok - the network of the test"; exit 1; }

# Nothing that alice runs into is possible with bob, as far as his policy has a say.
printf '%s\n' '[session]' 'linger = yes' '[ulimits]' 'nofile = max' 'nproc = max' '[capabilities]' \
	'keep = net_raw, net_bind_service' '[network]' 'mode = host' '[resources]' 'cpu.max = max' \
	>$CONF/tenants/bob.ini
ok "the control: bob is in" S bob true

fresh() { # her policy; nothing was ever run into, as when the host has just come up
	hostel kill alice >/dev/null 2>&1; until_true 10 eval '! hostel ps alice >/dev/null 2>&1'
	hostel gc >/dev/null 2>&1; rm -f $STATE/t/"$(id -u alice)"/{counters,events,events.1,rate}
	policy "$@"
}
json() { python3 -c 'import json,sys; d=json.load(sys.stdin); print(eval(sys.argv[1]))' "$1"; }
first() { # tenant, words: verdict, cause and key of what is named first
	hostel explain "$1" "$2" --json | json \
		'(lambda c: "%s %s %s" % (c[0]["verdict"], c[0]["cause"], c[0]["key"] and c[0]["section"] + "." + c[0]["key"]) if c else "nothing")(
			[c for c in d["causes"] if c["verdict"] != "not"])'
}
commands() { hostel explain "$1" "$2" --json | json '"\n".join([c for c in d["causes"] if c["verdict"] != "not"][0]["commands"])'; }
provoke() { S alice -o LogLevel=INFO "$1" 2>&1 </dev/null | grep -v '^Warning: Permanently added'; } # the sentences of PAM, too
answered() { # what it is about, what she reads, what is named first, her command; her words are in $words
	local name=$1 bobs
	words=$(provoke "$4")
	like "$name: she reads" "$2" "$words"
	is "$name: the first cause" "$3" "$(first alice "$words")"
	bobs=$(first bob "$words")
	ok "$name: control: not with bob, but $bobs" test "$bobs" != "$3"
}
goes() { # the same, what she reads no more, her command
	local command
	while read -r command; do
		[ -n "$command" ] || continue
		ok "$1: as it is printed: $command" bash -c "$command"
	done < <(commands alice "$words"; echo)
	unlike "$1: the complaint is gone" "$2" "$(provoke "$3")"
}
complaint() { answered "$1" "$2" "$3" "$4"; goes "$1" "$2" "$4"; }

# --- processes and memory ---------------------------------------------------------------------------------
fresh '[resources]' 'pids.max = 12'
complaint "too many processes" 'fork: .*Resource temporarily unavailable' 'hit pids_max resources.pids.max' \
	'for i in $(seq 16); do sleep 6 & done; wait'
fresh '[resources]' 'memory.max = 64M' 'memory.swap.max = 0M'
complaint "killed" 'Killed' 'hit memory_max resources.memory.max' 'python3 -c "x = bytearray(80 << 20)"; echo $?'
mkdir -p $CONF/owners; printf '[resources]\npids.max = 14\n' >$CONF/owners/acme.ini
fresh '[tenant]' 'owner = acme'
answered "too many processes of an owner's tenants" 'fork: .*Resource temporarily unavailable' 'hit owner_pids resources.pids.max' \
	'for i in $(seq 16); do sleep 6 & done; wait'
unlike "who has no owner hears of none" 'owner' "$(hostel explain bob "$words")"
like "with the owner's file" 'owner acme: \[resources\] pids\.max = 14 +owners/acme\.ini:2' "$(hostel explain alice "$words")"
fresh '[ulimits]' 'nofile = 20'
complaint "too many open files" 'Too many open files' 'possible nofile ulimits.nofile' \
	"python3 -c \"f = [open('/dev/null') for i in range(24)]\""
fresh '[ulimits]' 'nofile = 100:200'
complaint "ulimit -n" 'open files: cannot modify limit' 'possible nofile ulimits.nofile' 'ulimit -n 300'
fresh '[ulimits]' 'as = 64M'
complaint "no memory for a process" 'MemoryError' 'possible as ulimits.as' 'python3 -c "x = bytearray(56 << 20)"'
fresh '[ulimits]' 'fsize = 1M'
complaint "a large file" 'File size limit exceeded' 'possible fsize ulimits.fsize' 'head -c 2M /dev/zero >large; rm -f large'
fresh '[ulimits]' 'cpu = 1s:10s'
complaint "a long computation" 'CPU time limit exceeded' 'possible cpu_time ulimits.cpu' \
	"python3 -c 'import time
while time.process_time() < 1.4: pass'; echo"

# --- files ------------------------------------------------------------------------------------------------
fresh '[session]' 'keep_room = 1h' '[filesystem]' 'tmp_size = 8M'
complaint "/tmp is full" 'No space left on device' 'now tmp_size filesystem.tmp_size' \
	'head -c 12M /dev/zero >~/large; cp ~/large /tmp/large; rm ~/large'
fresh '[filesystem]' 'home = read_only'
complaint "a home that is read-only" 'Read-only file system' 'now home_mode filesystem.home' 'touch ~/x'
fresh
words=$(provoke 'touch /usr/x')
is "what nobody writes to" 'now read_write filesystem.read_write' "$(first alice "$words")"
is "no command shows all of /usr to be written to" "" "$(commands alice "$words")"
fresh '[filesystem]' 'hide = /opt/tools'
answered "a hidden directory" 'No such file or directory' 'now hide filesystem.hide' 'cat /opt/tools/it'
goes "a hidden directory" 'No such file' 'cat /opt/tools/it'
fresh
printf '\n[filesystem]\nread_only = /srv/data\n' >>$CONF/tenants/bob.ini
install -d -o bob -m 755 /srv/theirs; install -d -o alice /srv/hers; ln -s /srv/data /srv/hers/link
is "no command shows what is another tenant's" "" "$(commands alice 'cat: /srv/theirs: No such file or directory')"
is "nor what a link of hers leads to" "" "$(commands alice 'cat: /srv/hers/link/report: No such file or directory')"
is "nobody writes there by it" "" "$(commands alice "touch: cannot touch '/srv/theirs': Read-only file system")"
complaint "what is not shown" '/srv/data/report: No such file or directory' 'now read_only filesystem.read_only' 'cat /srv/data/report'
fresh
for i in 0 1 2 3 4 5 6 7; do [ -e /dev/loop$i ] || mknod /dev/loop$i b 7 $i; done
if quota_available; then
	fresh '[filesystem]' 'disk = 10M'
	complaint "the quota" 'quota exceeded' 'possible disk filesystem.disk' 'head -c 15M /dev/zero >f; rm -f f'
	hostel kill alice >/dev/null 2>&1; umount /home/alice
else
	skip "the quota" "this kernel mounts no ext4 with quotas"
fi

# --- network ----------------------------------------------------------------------------------------------
fresh
complaint "no way out" 'Network is unreachable' 'now mode network.mode' "exec 3<>/dev/tcp/$WEB4/80"
fresh
complaint "no names" 'Temporary failure in name resolution' 'now mode network.mode' \
	"python3 -c 'import socket; socket.gethostbyname(\"web.example\")'"
fresh
answered "the host's localhost" 'Connection refused' 'now localhost network.mode' 'exec 3<>/dev/tcp/127.0.0.1/5432'
is "the host's localhost: there is nothing to type" "" "$(commands alice "$words")"
fresh '[network]' 'mode = nat'
answered "mail, which no tenant sends by default" 'Connection refused' 'now egress network.egress' "exec 3<>/dev/tcp/$WEB4/25"
goes "mail" 'refused' "exec 3<>/dev/tcp/$WEB4/25"
fresh
complaint "a port below 1024" 'Permission denied' 'now keep_bind capabilities.keep' 'python3 /opt/tools/bind80.py'
if [ "$(python3 -c 'import ctypes; print(ctypes.CDLL(None).syscall(444,0,0,1))')" -ge 4 ]; then
	fresh '[network]' 'tcp_bind = 8000-8010'
	complaint "a port that is not listed" 'Permission denied' 'now tcp_bind network.tcp_bind' 'python3 /opt/tools/bind9000.py'
else
	skip "a port that is not listed" "this kernel's Landlock knows no ports"
fi

# --- rights -----------------------------------------------------------------------------------------------
fresh
complaint "a raw socket" 'Operation not permitted' 'now keep_raw capabilities.keep' 'python3 /opt/tools/raw.py'
fresh
words=$(provoke 'sudo -n true; unshare -U true')
like "sudo and unshare: she reads" 'sudo: .*' "$words"
is "sudo" 'now setuid None' "$(first alice "$(grep ^sudo <<<"$words" | head -1)")"
is "unshare -U" 'now userns None' "$(first alice "$(grep ^unshare <<<"$words")")"
fresh '[seccomp]' 'deny = personality' 'log = yes'
printf '\n[seccomp]\nlog = yes\n' >>$CONF/tenants/bob.ini
call="import ctypes, os
c = ctypes.CDLL(None, use_errno=True)
if c.personality(0xffffffff) < 0: print('personality:', os.strerror(ctypes.get_errno()))"
if grep -q errno /proc/sys/kernel/seccomp/actions_logged && timeout 1 dd if=/dev/kmsg of=/dev/null bs=8192 count=1 2>/dev/null &&
	! pgrep -x auditd >/dev/null && ! grep -qw audit=0 /proc/cmdline; then
	refused() { provoke "python3 -c \"$call\"" >/dev/null; hostel events alice 2>/dev/null | grep -q refused_syscall; } # some the kernel drops
	ok "a refused system call is logged" until_true 20 refused
	complaint "a refused system call" 'Operation not permitted' 'hit calls seccomp.deny' "python3 -c \"$call\""
else
	skip "a refused system call" "the kernel log cannot be read here"
fi

# --- logins -----------------------------------------------------------------------------------------------
stay() { T=1000 S alice 'exec sleep 1000' </dev/null >/dev/null 2>&1 & staying=$!; until_true 20 pgrep -u alice -xf 'sleep 1000'; }
fresh '[session]' 'max_sessions = 1'
stay
complaint "one session more" 'Too many sessions' 'hit max_sessions session.max_sessions' 'echo in'
kill $staying; wait $staying 2>/dev/null
fresh '[session]' 'login_rate = 1/1m'
ok "a login" alice true
complaint "one login more" 'Too many logins' 'hit login_rate session.login_rate' 'echo in'
fresh '[session]' 'services = cron'
complaint "another way in" 'cannot be used in this way' 'hit services session.services' 'echo in'
fresh
hostel tenant suspend alice --why "The bill is open" >/dev/null
complaint "suspended" 'This account is suspended: The bill is open' 'now suspended tenant.suspended' 'echo in'
fresh
hostel drain "Back at noon." >/dev/null 2>&1
words=$(provoke 'echo in')
like "maintenance: she reads" 'Back at noon' "$words"
is "maintenance, in the administrator's own words" 'now drain None' "$(first alice "$words")"
goes "maintenance" 'Back at noon' 'echo in'
ok "bob is in again" S bob true
is "after it the same words are nothing that is known" 1 "$(hostel explain alice "Back at noon." >/dev/null 2>&1; echo $?)"
fresh '[session]' 'max_sesions = 3'
words=$(provoke 'echo in')
like "a mistake in the policy: she reads" 'This account cannot be used' "$words"
said=$(hostel explain alice "$words" 2>&1); status=$?
is "a mistake in the policy: the status says so" 5 $status
like "with file, line and key" 'tenants/alice.ini:2: .*max_sesions' "$said"
like "and what to type" 'hostel check alice' "$said"

# --- lifetimes --------------------------------------------------------------------------------------------
fresh
provoke '(sleep 345 >/dev/null 2>&1 &)' >/dev/null
ok "a job of hers in the background is gone after the logout" until_true 10 eval '! pgrep -u alice -xf "sleep 345"'
words="my background job is gone after I log out"
is "gone after the logout: the first cause" 'now linger session.linger' "$(first alice "$words")"
ok "control: not with bob" test "$(first bob "$words")" != 'now linger session.linger'
eval "$(commands alice "$words")" >/dev/null
provoke '(sleep 345 >/dev/null 2>&1 &)' >/dev/null
until_true 10 eval 'hostel explain alice --json | grep -q "\"sessions\": 0"'
ok "as it is printed: now it stays" pgrep -u alice -xf "sleep 345"
fresh '[session]' 'crontab = no'
complaint "no crontab" 'No such file or directory' 'now crontab session.crontab' 'crontab -l'
fresh '[session]' 'max_lifetime = 10s'
words=$(provoke 'echo begun; sleep 60; echo done'; echo "disconnected after 10 seconds")
unlike "max_lifetime = 10s ended her session" '^done' "$words"
is "disconnected: the first cause" 'now max_lifetime session.max_lifetime' "$(first alice "$words")"
ok "control: not with bob" test "$(first bob "$words")" != 'now max_lifetime session.max_lifetime'
fresh '[resources]' 'cpu.max = 5%'
held() { provoke 'for i in 1 2 3; do timeout 2 sh -c "while :; do :; done" & done; wait' >/dev/null; [ "$(first alice "$words")" = 'hit cpu_max resources.cpu.max' ]; }
words="everything is so slow since yesterday"
ok "slow: the first cause, once a second was held back" until_true 60 held
ok "control: not with bob" test "$(first bob "$words")" != 'hit cpu_max resources.cpu.max'

# --- one key ----------------------------------------------------------------------------------------------
fresh '[resources]' 'pids.max = 40' '[ulimits]' 'nofile = 300' '[filesystem]' 'tmp_size = 8M' \
	'[service web]' 'command = /bin/sleep 9'
stay
provoke 'for i in $(seq 60); do sleep 9 & done; wait' >/dev/null
said=$(hostel explain alice pids.max)
like "a key: value and origin" '\[resources\] pids\.max = 40 +tenants/alice\.ini:2' "$said"
like "what it does, as hostel keys has it" '^Processes and threads at one time' "$said"
like "what the kernel says" 'kernel +pids\.max: 40' "$said"
like "how close" 'now +[0-9]+ of 40, [0-9]+%' "$said"
like "how often it was hit" 'hit +[0-9]+ times' "$said"
like "what tenants say of it" 'tenants .*"fork: retry: resource temporarily unavailable"' "$said"
like "when a change holds" 'holds at once' "$said"
like "a limit of processes: of one that runs" 'kernel +300:300, the lowest of [1-9]' "$(hostel explain alice nofile)"
like "a size: of the file system inside" 'kernel +/tmp inside has 8(\.0)?M' "$(hostel explain alice tmp_size)"
like "the default" 'max_sessions = 32 +default' "$(hostel explain alice max_sessions)"
sed -i 's/8M/16M/' $CONF/tenants/alice.ini
like "what the sandbox was made with" 'sandbox +it has 8M still' "$(hostel explain alice tmp_size)"
like "and when a change holds" 'in the next sandbox' "$(hostel explain alice tmp_size)"
echo 'alice hard nofile 50' >>/etc/security/limits.conf
like "the host's limit that is lower" 'in force +50:50 is lower .*limits\.conf:[0-9]+' "$(hostel explain alice nofile)"
is "then no command of ours is offered" "" "$(commands alice 'Too many open files')"
sed -i '$d' /etc/security/limits.conf
is "--json has numbers" "40 40 resources limit-None" "$(hostel explain alice pids.max --json |
	json '"%d %d %s limit-%s" % (d["number"], d["limit"], d["section"], d.get("lower_soft"))')"
like "a service's key" '\[service web\] command = /bin/sleep 9 +tenants/alice\.ini:8' "$(hostel explain alice service.web.command)"
is "a service that is not there" 4 "$(hostel explain alice service.mail.command >/dev/null 2>&1; echo $?)"
failing=; for key in $(hostel keys | awk -F'\t' '$1 !~ /^(host|image|plan|service)\./ { print $1 }'); do
	hostel explain alice "$key" >/dev/null 2>&1 && hostel explain alice "$key" --json 2>/dev/null | json 'd["key"]' >/dev/null || failing+=" $key"
done
is "every key that a tenant has can be explained" "" "$failing"

# --- the tenant as a whole --------------------------------------------------------------------------------
said=$(hostel explain alice)
like "alive, with sessions" '^alice, plan basic: 1 session' "$said"
like "limits by closeness" '^KEY +NOW +LIMIT' "$said"
like "what was hit lately" '^LATELY +EVENT' "$said"
ok "a screenful: $(wc -l <<<"$said") lines" test "$(wc -l <<<"$said")" -le 24
is "--json" "True 1 False" "$(hostel explain alice --json | json '"%s %s %s" % (d["alive"], d["sessions"], d["suspended"])')"
kill $staying; wait $staying 2>/dev/null
hostel tenant suspend alice --why "Paid too late" >/dev/null
like "suspended, and why" 'suspended until never: Paid too late' "$(hostel explain alice)"
hostel tenant resume alice >/dev/null

# --- what is wrong ------------------------------------------------------------------------------------------
is "no such tenant" 4 "$(hostel explain nobody-here Killed >/dev/null 2>&1; echo $?)"
is "no tenant" 4 "$(hostel explain carol Killed >/dev/null 2>&1; echo $?)"
said=$(hostel explain alice "the frobnicator is purple" 2>&1 >/dev/null); status=$?
is "a text that is not known" 1 $status
like "what is known is told" '"disk quota exceeded"' "$said"
like "and how to look on" 'hostel events alice' "$said"
like "a key that is none" 'a key with a similar name exists: hostel explain alice pids.max' "$(hostel explain alice pid.max 2>&1)"
is "and no byte of it as it is" 0 "$(hostel explain alice $'pid\e[.max' 2>&1 | grep -cP "[\x00-\x08\x0b-\x1f]")"
is "an empty text" 2 "$(hostel explain alice '' >/dev/null 2>&1; echo $?)"
said=$(hostel explain alice $'Killed \e[31m\a\xff evil')
is "what a tenant pasted reaches no terminal as it is" 0 "$(grep -cP '[\x00-\x08\x0b-\x1f\x7f-\xff]' <<<"$said")"
is "nor breaks JSON" alice "$(hostel explain alice $'Killed \e[31m \xff "' --json | json 'd["tenant"]')"
python3 -c 'print("x" * 100000 + " Killed\n" * 20000)' >/tmp/long
ok "a long text is no matter" eval '[ "$(hostel explain alice "$(head -c 120000 /tmp/long)" >/dev/null 2>&1; echo $?)" -le 1 ]'
fresh
finish
