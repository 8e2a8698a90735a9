#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What a review of limits found: each a way that once worked, tried again.
. "$(dirname "$0")/lib.sh"

# --- processes on the porch ------------------------------------------------------------------------------
# internal-sftp that opens a fifo waits for ever, also when sshd has ended: max_sessions and pids.max count none of it.
cat >/root/stuck.py <<'P'
import glob, os, struct, subprocess, sys, time
def stuck():
    found = 0
    for name in glob.glob('/proc/[0-9]*/wchan'):
        try: found += open(name).read() in ('wait_for_partner', 'fifo_open')
        except OSError: pass
    return found
before, accepted = stuck(), 0
ssh = ['ssh', '-F', '/root/.ssh/config', '-S', sys.argv[1], '-l', 'alice', 'host']
master = subprocess.Popen(ssh + ['-N', '-M'])
while not os.path.exists(sys.argv[1]) and master.poll() is None: time.sleep(.02)
channels = []
for i in range(10):
    p = subprocess.Popen(ssh + ['-s', 'sftp'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    channels.append(p)
    def send(b): p.stdin.write(struct.pack('>I', len(b)) + b); p.stdin.flush()
    try:
        send(b'\1' + struct.pack('>I', 3)); accepted += len(p.stdout.read(9)) == 9
        name = b'/home/alice/fifo'
        send(b'\3' + struct.pack('>I', 1) + struct.pack('>I', len(name)) + name + struct.pack('>I', 1) + struct.pack('>I', 0))
    except OSError: pass
end = time.monotonic() + 30
while stuck() < before + accepted and time.monotonic() < end: time.sleep(.02)
for p in [master] + channels: p.kill()
P
stuck() { # max_sessions: how many of hers stand outside her sandbox after seven connections with ten channels
	local i stay
	hostel kill alice >/dev/null 2>&1; until_true 10 no_sandbox
	policy '[session]' "max_sessions = $1"
	: >/tmp/stay; T=600 alice 'mkfifo -m 600 fifo 2>/dev/null; echo in; sleep 600' >/tmp/stay & stay=$!
	until_true 10 grep -q in /tmp/stay
	for i in 1 2 3 4 5 6 7; do python3 /root/stuck.py /tmp/stuck.$1.$i; done 2>/dev/null
	pgrep -u alice -fc '^sshd(-session)?: alice'
	hostel kill alice >/dev/null; wait $stay
}
few=$(stuck 2) many=$(stuck 8)
ok "max_sessions = 2: 48 processes on the porch, not more: $few" test "$few" -le 48 -a "$few" -gt 20
ok "control: with max_sessions = 8 there are more: $many" test "$many" -gt 55
until_true 10 no_sandbox
is "he comes in afterwards" in "$(alice 'echo in')"

# --- limits half applied ---------------------------------------------------------------------------------
V=1; findmnt -nrt cgroup -o OPTIONS | tr , '\n' | grep -qx memory || V=2
if [ $V = 1 ]; then limit="$(findmnt -nrt cgroup -o TARGET,OPTIONS | awk '("," $2 ",") ~ /,memory,/ {print $1; exit}')/$WORLD_CGROUP/alice/memory.limit_in_bytes"
else limit=$(findmnt -nrt cgroup2 -o TARGET | head -1)/$WORLD_CGROUP/alice/memory.max; fi
policy '[resources]' 'memory.max = 64M'
: >/tmp/stay; T=600 alice 'echo in; sleep 600' >/tmp/stay & stay=$!
until_true 10 grep -q in /tmp/stay
policy '[resources]' 'memory.max = 512M'
strace -f -o /dev/null -e trace=renameat -e inject=renameat:signal=KILL:when=2 hostel reload >/tmp/said 2>&1
like "reload killed between the kernel and the record says so" 'limits cannot be set' "$(cat /tmp/said)"
is "control: the kernel has the new limit" $((512 << 20)) "$(cat "$limit")"
policy '[resources]' 'memory.max = 64M'
hostel reload >/dev/null
is "the policy taken back: the next reload writes what it says" $((64 << 20)) "$(cat "$limit")"
policy '[resources]' 'memory.max = 512M'
strace -f -o /dev/null -e trace=renameat -e inject=renameat:signal=KILL:when=2 hostel reload >/tmp/said 2>&1
policy '[resources]' 'memory.max = 64M'
is "or the next login" "in $((64 << 20))" "$(alice 'echo in') $(cat "$limit")"
policy '[resources]' 'memory.max = 512M' '[filesystem]' 'disk = 1G'
unlike "a quota that cannot be enforced: no login" '^in$' "$(alice 'echo in' 2>/dev/null)"
is "and no other limit is raised" $((64 << 20)) "$(cat "$limit")"
hostel kill alice >/dev/null; wait $stay
policy

# --- one tenant's dead home ------------------------------------------------------------------------------
[ -e /dev/fuse ] || mknod -m 666 /dev/fuse c 10 229
mkdir -p /srv/dead
lxcfs -f -o allow_other /srv/dead >/tmp/lxcfs.log 2>&1 & dead=$!
trap 'kill -KILL $dead 2>/dev/null' EXIT
if until_true 5 test -e /srv/dead/proc/meminfo; then
	install -m 644 $KEY.pub /etc/ssh/keys
	start_sshd "AuthorizedKeysFile /etc/ssh/keys" "StrictModes no"
	all_gone alice; usermod -d /srv/dead/proc alice
	: >/tmp/stay; T=600 alice 'echo in; sleep 600' >/tmp/stay & stay=$!
	: >/tmp/stay.bob; T=600 S bob 'echo in; sleep 600' >/tmp/stay.bob & stay_bob=$!
	until_true 10 grep -q in /tmp/stay; until_true 10 grep -q in /tmp/stay.bob
	policy '[resources]' 'pids.max = 40' '[filesystem]' 'disk = 10M'
	printf '[resources]\npids.max = 40\n' >$CONF/tenants/bob.ini
	kill -STOP $dead
	said=$(timeout 60 hostel reload 2>&1)
	is "a home that does not answer: reload goes on" 9 $?
	like "and says whose" "alice: the limits cannot be set: .*does not answer" "$said"
	is "the others have their limits" 40 "$(S bob 'ulimit -u >/dev/null; cat /sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max 2>/dev/null')"
	printf '[filesystem]\nread_only = /nowhere\n' >>$CONF/tenants/bob.ini
	said=$(timeout 60 hostel check 2>&1)
	like "check says whose home does not answer" 'tenants/alice.ini: the home directory, .* does not answer' "$said"
	like "and looks at who is behind" 'tenants/bob.ini:4: \[filesystem\] read_only = /nowhere: /nowhere is not there' "$said"
	is "of which one is no other's" 1 "$(grep -c 'does not answer' <<<"$said")"
	kill -CONT $dead
	unlike "control: it answers again" 'does not answer' "$(timeout 60 hostel check 2>&1)"
	hostel kill alice >/dev/null; hostel kill bob >/dev/null; wait $stay $stay_bob
	usermod -d /home/alice alice; policy; rm $CONF/tenants/bob.ini; start_sshd
else
	skip "a home that does not answer" "lxcfs does not run here: $(tail -n 1 /tmp/lxcfs.log)"
fi

# --- an account that is made anew ------------------------------------------------------------------------
until_true 10 no_sandbox
alice true
old=$(id -u alice)
until_true 10 eval '! pgrep -u alice >/dev/null' # hostel-jobs, for which userdel would refuse
userdel alice; useradd -M -d /home/alice -s $SHELL_PATH -G hostel -u $((old + 50)) alice; chown -R alice: /home/alice
is "another uid: he comes in" in "$(alice 'echo in')"
metrics=$(hostel metrics)
is "and no series is there twice" "" "$(grep -v '^#' <<<"$metrics" | sed 's/ [^ ]*$//' | sort | uniq -d)"
like "control: both uids have theirs" "tenant=\"#$old\"" "$metrics"
finish
