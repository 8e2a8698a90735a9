#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Every other way in: rc files, forced commands, cron, linger, the command `hostel`.
. "$(dirname "$0")/lib.sh"

HOST_PID_NS=$(readlink /proc/self/ns/pid)
proof='readlink /proc/self/ns/pid; cat /proc/1/comm' # what each way in writes about itself
inside() { # file: it was written by a process of the sandbox
	until_true 10 eval "[ \"\$(sed -n 2p '$1' 2>/dev/null)\" ]" # both lines
	if [ "$(sed -n 2p "$1" 2>/dev/null)" = hostel-init ] && [ "$(sed -n 1p "$1")" != "$HOST_PID_NS" ]; then echo inside; else echo "outside or not at all: $(cat "$1" 2>&1)"; fi
	rm -f "$1"
}

echo "{ $proof; } >~/rc.out" >/home/alice/.ssh/rc
alice true
is "~/.ssh/rc" inside "$(inside /home/alice/rc.out)"
rm /home/alice/.ssh/rc
cp /home/alice/.ssh/authorized_keys /root/keys
sed -i "s|^|command=\"{ $proof; } >~/forced.out\" |" /home/alice/.ssh/authorized_keys
alice 'echo other'
is "command= in authorized_keys" inside "$(inside /home/alice/forced.out)"
install -o alice -m 600 /root/keys /home/alice/.ssh/authorized_keys
for command in 'bash --noprofile' 'sh -c "exec bash"' '/bin/bash -s' "exec -a -bash bash -s"; do
	alice "$command" <<<"{ $proof; } >~/form.out"
	is "ssh host '$command'" inside "$(inside /home/alice/form.out)"
done
S alice <<<"{ $proof; } >~/form.out" >/dev/null 2>&1
is "ssh host <script" inside "$(inside /home/alice/form.out)"
alice "scp -t x; { $proof; } >~/form.out" </dev/null >/dev/null 2>&1
is "a command behind scp's" inside "$(inside /home/alice/form.out)"
alice "/usr/lib/openssh/sftp-server; { $proof; } >~/form.out" </dev/null >/dev/null 2>&1
is "a command behind sftp-server's" inside "$(inside /home/alice/form.out)"
alice -o SetEnv='LD_PRELOAD=/home/alice/x.so BASH_ENV=/home/alice/env SHELL=/bin/sh' "{ $proof; } >~/form.out" 2>/dev/null
is "with LD_PRELOAD and BASH_ENV in the environment" inside "$(inside /home/alice/form.out)"

# --- nothing but hostel-shell runs on the porch -----------------------------------------------------
CONTROL=/tmp/porch.sock
open_master alice $CONTROL
sshd=$(pgrep -nf '^sshd(-session)?: alice') # the newest: one before may not have ended yet
on_porch() { nsenter --target "$sshd" --mount --net -- "$@" 2>&1; } # a host program, carried in by root
mounts=$(cat /proc/"$sshd"/mountinfo)
is "every mount of the porch is noexec but one" "/run/hostel/bin" "$(awk '$6 !~ /noexec/ {print $5}' <<<"$mounts")"
is "every mount of the porch is nosuid" "" "$(awk '$6 !~ /nosuid/ {print $5}' <<<"$mounts")"
is "no procfs on the porch" "" "$(awk '$0 ~ / - proc /' <<<"$mounts")"
python3 - "$sshd" >/tmp/exec.out <<'X'
import os, sys
fd = os.open(f'/proc/{sys.argv[1]}/ns/mnt', os.O_RDONLY)
import ctypes
assert ctypes.CDLL(None).setns(fd, 0) == 0
def attempt(path, argv):
    pid = os.fork()
    if pid == 0:
        os.setgid(65534); os.setuid(65534)
        try: os.execv(path, argv)
        except OSError as e: os._exit(200 + (e.errno if e.errno < 50 else 50))
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
print(attempt('/usr/bin/id', ['id']), attempt('/usr/lib64/ld-linux-x86-64.so.2', ['ld', '/usr/bin/id']),
      attempt('/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2', ['ld', '/usr/bin/id']), attempt('/bin/bash', ['bash', '-c', 'true']))
X
is "no program, not through ld.so either; id and bash are hostel-shell, which refuses nobody's" "1 213 213 1" \
	"$(sed 's/^\([0-9]*\) 20[2-9] /\1 213 /' /tmp/exec.out)"
ssh -F /root/.ssh/config -S $CONTROL -O exit host 2>/dev/null

# --- cron ---------------------------------------------------------------------------------------------
until_true 5 no_sandbox
cat >/var/spool/cron/crontabs/alice <<X
MAILTO=""
* * * * * { $proof; } >/home/alice/cron.out
SHELL=/bin/bash
* * * * * { $proof; } >/home/alice/cron-bash.out
X
chown alice:crontab /var/spool/cron/crontabs/alice; chmod 600 /var/spool/cron/crontabs/alice
cron
for file in cron cron-bash; do
	until_true 130 test -s /home/alice/$file.out
	is "$file" inside "$(inside /home/alice/$file.out)"
done
rm /var/spool/cron/crontabs/alice
kill "$(cat /run/crond.pid)"

# --- linger and the limit of sessions -----------------------------------------------------------------
until_true 5 no_sandbox
policy '[session]' 'linger = 20s'
alice 'nohup sleep 77 >/dev/null 2>&1 &'
ok "linger = 20s: it goes on" until_true 15 pgrep -f '^sleep 77' # not yet executed when the session ends
is "and a new login meets it" 1 "$(alice 'pgrep -fc "^sleep 77"')"
ok "until twenty seconds after the last session" until_true 60 bash -c '! pgrep -f "^sleep 77"'
policy
alice 'nohup sleep 77 >/dev/null 2>&1 &'
ok "linger = no: nothing goes on" until_true 30 bash -c '! pgrep -f "^sleep 77"'
until_true 5 no_sandbox
policy '[session]' 'max_sessions = 2'
T=300 alice 'exec sleep 266' & T=300 alice 'exec sleep 266' &
until_true 10 eval '[ "$(pgrep -u alice -fc "^sleep 266")" = 2 ]'
unlike "max_sessions = 2: the third is refused" '^in$' "$(alice 'echo in' 2>/dev/null)"
pkill -u alice -f '^sleep 266'; wait
until_true 30 no_sandbox # sshd's monitors close theirs after ssh has gone
is "and comes in later" in "$(alice 'echo in')"
policy

# --- a changed policy, another account with the same uid -----------------------------------------------
until_true 5 no_sandbox
rm -f /home/alice/old
alice 'readlink /proc/self/ns/pid >~/old; exec sleep 65' &
until_true 10 pgrep -u alice -f '^sleep 65'
policy '[ulimits]' 'nofile = 512'
alice 'readlink /proc/self/ns/pid >~/new'
is "a changed policy makes a new sandbox" different "$(cmp -s /home/alice/old /home/alice/new && echo same || echo different)"
pkill -u alice -f '^sleep 65'; wait
policy

# --- hostel ------------------------------------------------------------------------------------------
until_true 5 no_sandbox
is "hostel run" hostel-init "$(hostel run alice -- cat /proc/1/comm)"
hostel run alice -- sh -c 'exit 6'; is "hostel run: exit status" 6 $?
is "hostel run: argv is exact" "[a b][\$c]['d\"]" "$(hostel run alice -- printf '[%s]' 'a b' '$c' "'d\"")"
is "hostel run refuses who is no tenant" "" "$(hostel run carol -- echo in 2>/dev/null)"
alice 'sleep 80' & until_true 60 pgrep -f '^sleep 80'
like "hostel ps" '^alice +basic +[0-9]+ +1 ' "$(hostel ps)"
is "hostel ps --json" alice "$(hostel ps --json | python3 -c 'import json,sys; d=json.load(sys.stdin); print((d if isinstance(d,list) else d["sandboxes"])[0]["tenant"])')"
is "hostel enter" "hostel-init alice" "$(hostel enter alice -- sh -c 'echo $(cat /proc/1/comm) $(id -un)')"
hostel enter alice -- sh -c 'exit 4'; is "hostel enter: exit status" 4 $?
ok "hostel kill" hostel kill alice
ok "nothing of hers is left" until_true 30 eval '[ $(( $(sandboxes) + $(pgrep -fc "^sshd(-session)?: alice") )) = 0 ]'
wait
like "hostel show names where a value comes from" 'pids.max += 128 .*default' "$(hostel show alice)"
ok "hostel check" hostel check
policy '[session]' 'shel = /bin/sh'
like "hostel check finds a mistake" 'tenants/alice.ini:2: .*did you mean' "$(hostel check 2>&1)"
hostel check >/dev/null 2>&1; is "hostel check: exit status" 5 $?
policy
ok "hostel gc" hostel gc
is "leaves no cgroup" "" "$(find /sys/fs/cgroup -type d -path "*$WORLD_CGROUP/alice*" 2>/dev/null)"
is "leaves no sandbox's directory" "" "$(ls $STATE/t/*/ 2>/dev/null | grep -E '^[0-9]+$')"
is "TMPDIR of a place that is not there inside is left out" "none" "$(TMPDIR=/srv/tmp/alice su alice -c 'echo ${TMPDIR:-none}')"
is "one that is there stays" /var/tmp "$(TMPDIR=/var/tmp su alice -c 'echo ${TMPDIR:-none}')"
finish
