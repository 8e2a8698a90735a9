# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by 78-image-others.sh: kill -9 in the middle of making a room from an image. Afterwards there is no process of it,
# no lock that refuses the next login, and that works.
ours() { ps -eo pid=,comm= | awk '$2 ~ /^(hostel|su$)/' | sort; }
nobody() { [ -z "$(ours)" ]; }
killed() { # call, which of each process's; those that are killed are told by strace
	exec strace -f -qq -o "$disk/trace" -e "trace=$1" -e "inject=$1:signal=KILL:when=$2" hostel run alice -- true >/dev/null 2>&1
}

tree "$disk/k" && import "$disk/k" killed >/dev/null && rm -rf "$disk/k"
fresh killed 'write = own'
run sh -c 'echo mine >/etc/mine'
ended
ok "control: no process of hostel's before" until_true 20 nobody
# The login program: symlinkat, clone3. Who becomes hostel-init: clone, waitid (of who lends the ids), clone3, open_tree,
# mount_setattr. hostel-init: the rest.
for at in symlinkat:1 symlinkat:3 clone3:1 clone:1 waitid:1 open_tree:1 open_tree:2 mount_setattr:1 mount_setattr:2 \
	fsopen:1 fsopen:4 fsconfig:5 fsconfig:20 fsmount:1 move_mount:1 move_mount:3 move_mount:40 move_mount:60 pivot_root:1 pivot_root:2; do
	killed "${at%:*}" "${at#*:}" & run=$!
	# strace goes on as long as anything does that it follows.
	ok "killed at its $at: all of it ends" until_true 120 eval "! kill -0 $run"
	kill -KILL $run 2>/dev/null
	{ wait $run; } 2>/dev/null
	like "by the kill" 'killed by SIGKILL' "$(cat "$disk/trace")"
	is "no process is left" "" "$(until_true 60 nobody || ours)"
	ours | awk '{ print $1 }' | xargs -r kill -KILL # what is left of one is not the next one's
	is "the next login is in, with what was changed" "mine" "$(run cat /etc/mine)"
	ended
done
ok "no mount of it is left on the host" eval "! grep -q ' overlay .*/uppers/' /proc/self/mounts"
ended; rm -rf "${UPPERS:?}/$uid"
