# SPDX-License-Identifier: GPL-2.0-or-later
# boots.sh: how a suite begins whose guest boots in between (tests/vm/run -R); to be sourced in the tree's top directory.
#
# `boot`: how many boots there were. After the first part `again_after` has a unit of systemd's run the suite anew behind each
# boot; the counts of rows go on, and what it says goes to the run's ports.
boots=/var/lib/boots ports=/dev/virtio-ports
mkdir -p $boots
boot=$(cat $boots/boot 2>/dev/null || echo 0)
if [ "$boot" != 0 ]; then
	# A suite may start early, and udev makes the names of the ports.
	until [ -c "$(readlink -f $ports/out)" ]; do sleep 0.2; done
	exec >$ports/out 2>&1
	SET_UP=done
	. $boots/variables
fi
. tests/vm/begin.sh
. tests/system/lib.sh
read -r passed failed < <(cat $boots/counts 2>/dev/null || echo 0 0)

again_after() { # units, variables to keep...
	declare -p "${@:2}" >$boots/variables
	cat >/etc/systemd/system/boots.service <<-U
	[Unit]
	After=$1
	[Service]
	ExecStart=/bin/sh -c 'mkdir -p /hostel; [ -e /hostel/tests ] || mount /dev/vdb /hostel; exec $(readlink -f "$0")'
	Environment=HOME=/root TERM=dumb
	[Install]
	WantedBy=multi-user.target
	U
	systemctl daemon-reload
	systemctl -q enable boots.service
	systemctl -q disable ssh.socket ssh.service 2>/dev/null
}

note_boot() { # what the next part begins with
	echo $((boot + 1)) >$boots/boot
	echo "$passed $failed" >$boots/counts
	sync
}
next_boot() { note_boot; "$@"; sleep infinity; } # how

end() {
	finish
	echo "status $?" >$ports/end
	sleep 0.5
	echo o >/proc/sysrq-trigger
	sleep infinity
}
