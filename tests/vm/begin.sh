# SPDX-License-Identifier: GPL-2.0-or-later
# begin.sh: how a suite of a guest begins, in the tree's top directory; to be sourced. The guest's own sshd stops: the suites
# have theirs.
[ "$(cat /proc/1/comm)" = systemd ] || { echo "${0##*/}: PID 1 is not systemd: only for a guest" >&2; exit 2; }
export WORLD_CGROUP=auto
systemctl -q stop ssh.socket ssh.service 2>/dev/null
mkdir -p /run/sshd
