# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by tests/system/87-faults.sh: there is no more memory, room on a disk, process or descriptor.

# --- memory -----------------------------------------------------------------------------------------------
# What she writes to /tmp stays when those who wrote it are killed: the next one to be chosen is PID 1.
policy '[resources]' 'memory.max = 24M' '[filesystem]' 'tmp_size = 200M'
begin 'sleep 600'
for n in 1 2 3; do
	ends "her memory is full of files, for the ${n}. time: that login ends" refused S alice "head -c 100M /dev/zero >/tmp/full; $W >/tmp/where; cat /tmp/where"
	ends "another, too" either in_ssh
done
like "control: the kernel has killed for want of memory" 'oom_kill' "$(hostel events alice)"
hostel kill alice >/dev/null 2>&1; wait $client
ends "the sandbox ended: the next one is in" in in_ssh
fresh

# --- /run ---------------------------------------------------------------------------------------------------
mount -t tmpfs -o size=8M,mode=755 run $STATE
ends "control: a /run/hostel with room" in in_su
until_true 10 no_sandbox
head -c 8M /dev/zero >$STATE/full 2>/dev/null
refusals=0
for room in 0 1 2 4 8; do # pages
	truncate -s $(($(stat -c %s $STATE/full) / 4096 * 4096)) $STATE/full
	head -c 8M /dev/zero >>$STATE/full 2>/dev/null
	truncate -s -$((room * 4096)) $STATE/full
	measure /tmp/came in_su
	! grep -qx refused /tmp/came || refusals=$((refusals + 1))
	judged "/run has room for $room pages: a login ends" either /tmp/came
done
ok "control: some of them were refused for it: $refusals" test $refusals -gt 0
rm $STATE/full
ends "with room again it is in" in in_su
begin 'sleep 444'
head -c 8M /dev/zero >$STATE/full 2>/dev/null
ends "full while she is in: another one ends" either in_su
hostel kill alice >/dev/null; wait $client
until_true 10 no_sandbox
until_true 20 umount $STATE
ends "without that disk" in in_su

# --- /tmp ---------------------------------------------------------------------------------------------------
policy '[filesystem]' 'tmp_size = 1M' '[session]' 'linger = 10m'
like "control: hers is full" 'No space left' "$(S alice 'head -c 2M /dev/zero >/tmp/full' 2>&1)"
ends "her /tmp is full: she comes in" in in_ssh
eval "$(ssh-agent)" >/dev/null
ends "with an agent, whose socket has no room there" in in_ssh alice -A
ssh-agent -k >/dev/null
fresh
mount -t tmpfs -o size=16k tmp /tmp/ && head -c 1M /dev/zero >/tmp/full
(measure /var/log/came in_su); umount /tmp
judged "the host's is full: she comes in" in /var/log/came

# --- processes ------------------------------------------------------------------------------------------------
pids=$(findmnt -nrt cgroup -o TARGET,OPTIONS | awk '("," $2 ",") ~ /,pids,/ {print $1; exit}')
[ -n "$pids" ] || pids=$(findmnt -nrt cgroup2 -o TARGET | head -1)
caller=$pids/$WORLD_CGROUP-caller
in_cgroup() { sh -c "echo \$\$ >$caller/cgroup.procs && exec su alice -c '$W'"; }
if mkdir "$caller" 2>/dev/null && [ -e "$caller/pids.max" ]; then
	echo max >"$caller/pids.max"
	ends "control: a cgroup without a limit" in in_cgroup
	refusals=0
	for n in 1 2 3 4 5; do
		echo $n >"$caller/pids.max"
		measure /tmp/came in_cgroup
		! grep -qx refused /tmp/came || refusals=$((refusals + 1))
		judged "$n processes and no more: it ends" either /tmp/came
	done
	ok "control: some were refused for it: $refusals" test $refusals -gt 0
	ends "afterwards she comes in" in in_su
	until_true 20 rmdir "$caller"
else
	skip "no pids left" "there is no pids controller here"
fi

# --- descriptors --------------------------------------------------------------------------------------------
with_files() { sh -c "ulimit -Sn $1; exec su alice -c '$W'"; }
refusals=0
for n in 4 5 6 7 8 9 10 12 16 24 64; do
	measure /tmp/came with_files $n
	! grep -qx refused /tmp/came || refusals=$((refusals + 1))
	judged "su has $n descriptors: it ends" either /tmp/came
done
ok "control: some were refused for it: $refusals" test $refusals -gt 0 -a $refusals -lt 11
listener=$(cat /run/sshd.pid)
files=$(prlimit --pid "$listener" --nofile --noheadings --output SOFT,HARD | awk '{print $1 ":" $2}')
for n in 8 12 16 24; do
	prlimit --pid "$listener" --nofile=$n:"${files#*:}"
	ends "sshd has $n descriptors: it ends" either in_ssh
done
prlimit --pid "$listener" --nofile="$files"
ends "control: with enough she comes in" in in_ssh
nothing_left "memory, disks, processes, descriptors"
