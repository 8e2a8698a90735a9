#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The soak, bounded: see tests/soak. The whole: make soak.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/../soak/setup.sh"

# --- the last logout and a new login ------------------------------------------------------------------------
stay=8 late=20000000 # us; less than [host] timeout, which is longer here: soak/setup.sh
[ "${SLOW:-1}" = 1 ] || stay=12 late=45000000
last_logout() { # what a login says that has found her sandbox and asks for a session when that has ended
	su alice -c "sleep $stay" </dev/null & local first=$!
	until_true 60 pgrep -u alice -f "^sleep $stay"
	strace -qq -o "${1:-/dev/null}" -e trace=sendmsg -e "inject=sendmsg:delay_enter=$late:when=2" \
		su alice -c 'echo in' </dev/null 2>&1
	wait $first
}
is "the last one leaves while a new one comes: he is in" in "$(last_logout /tmp/trace)"
like "control: the sandbox had ended before it was asked" 'EPIPE|ECONNRESET' "$(cat /tmp/trace)"
until_true 10 no_sandbox

# --- many ---------------------------------------------------------------------------------------------------
soak() { timeout $((300 * ${SLOW:-1})) python3 "$(dirname "$0")/../soak/soak.py" "${SIZE[@]}" "$@" 2>&1; }
SIZE=(--seed ${SEED:-$RANDOM} --cycles 90 --tenants 15 --burst 16 --race 40)
soak_setup "${SIZE[@]}"
said=$(soak)
last=$(tail -n 1 <<<"$said")
like "$last" '^soak: seed [0-9]+: [1-9][0-9]* logins, [1-9].* 0 failures, 0 left behind$' "$last"
grep -E '^(failure|    left)' <<<"$said" | cut -c1-300 | sed 's/^/#   /'
made=$(sed -n 's/^40 logins of one tenant.*, \([0-9]*\) sandboxes made$/\1/p' <<<"$said")
ok "of 40 logins of one tenant some made a sandbox and some joined one: $made made" test "$made" -ge 4 -a "$made" -le 38

# --- controls -------------------------------------------------------------------------------------------------
SIZE=(--seed 1 --cycles 30 --tenants 5 --burst 0 --race 0)
like "control: kills that are not told of are failures" ' [1-9][0-9]* failures, 0 left behind$' "$(soak --unexplained | tail -n 1)"
left=$(dirname "$0")/../soak/left.py
until_true 10 no_sandbox
python3 "$left" before /var/log/before
ok "control: nothing new, nothing left" python3 "$left" after /var/log/before
mkdir /sys/fs/cgroup/*/"$WORLD_CGROUP-left" 2>/dev/null || mkdir "/sys/fs/cgroup/$WORLD_CGROUP-left"
mkdir -p $STATE/t/77/1
mount -t tmpfs left $STATE/t/77/1 # or gc would remove it
ip link add left0 type veth peer name left1
nft add table inet left; nft add chain inet left c; nft add rule inet left c counter
unshare --net sleep 60 & sleeper=$!
python3 -c 'import socket, time; s = socket.socket(socket.AF_UNIX); s.bind("/tmp/left"); s.listen(); t = socket.create_server(("127.0.0.1", 7086)); time.sleep(60)' & listener=$!
until_true 10 test -S /tmp/left
said=$(LEFT_SECONDS=1 python3 "$left" after /var/log/before)
for what in processes mounts namespaces cgroups sockets ports links nft state; do
	like "control: what is left of $what is seen" "^$what +[0-9]+ +[0-9]+ +[1-9]" "$said"
done
kill $sleeper $listener; umount $STATE/t/77/1; ip link del left0; nft delete table inet left
finish
