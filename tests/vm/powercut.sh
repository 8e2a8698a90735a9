#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Power cuts in the middle of changes of images: the old or the new is in force, and whole, and hostel gc takes away the rest.
# As root in a throw-away guest: tests/vm/run -R -t 1500 tests/vm/powercut.sh; FIRST=N begins with the Nth cut
#
# It runs at first, and from a unit after each cut, as reboot.sh does. The store is a file system that writes its journal when it
# is told to, and else every five minutes: what nobody has synced is lost. The guest's own has no journal: nothing may be under way
# there, so the log is in memory, and all is synced before a change begins.
set -u
cd "$(dirname "$0")/../.." || exit 2
mount -t tmpfs log /var/log
SLOW=6 T=240 FIRST=${FIRST:-1}
. tests/vm/boots.sh
cut=$((FIRST + boot - 1))
IMAGES=/var/lib/hostel/images UPPERS=/var/lib/hostel/uppers DISK=/var/lib/power.disk

# What is cut, which command is at work, and when: a call of its own process, the how manieth, has been made; a file is there that
# is not empty; or it has ended. Without fsync(2) is the control.
cuts=("an update that packs|update|file|$IMAGES/.work-*/image"
	"an update whose image is on the disk|update|call|fsync:1"
	"an update that has its place|update|call|renameat2:1"
	"an update that is current|update|call|renameat:3"
	"an update that has ended|update|end|"
	"a roll-back|rollback|call|renameat:1"
	"a signature|sign|call|renameat:1"
	"a reset that has set aside what it deletes|reset|call|renameat:1"
	"a reset that has ended|reset|end|"
	"control: an update without fsync that has ended|update|unsynced|fsync:retval=0")

status() { hostel image status box --json | python3 -c "import json,sys; v=json.load(sys.stdin)[0]['versions']; print($1)"; }
versions() { ls $IMAGES/box | grep -x '[0-9]*' | sort -n; }
current() { readlink $IMAGES/box/current; }
text_of() { cat "$(hostel image mount "box@$1")/etc/version"; }
left() { ls -dA $IMAGES/.[a-z]* $IMAGES/box/*.new $IMAGES/box/*/*.new $UPPERS/.gone* $UPPERS/*/*/old 2>/dev/null | xargs; }
store() { mkdir -p /var/lib/hostel; mount -o loop,commit=300 $DISK /var/lib/hostel; }
command_of() { # what: into `command`
	case $1 in
	update) command=(hostel image update box) ;;
	rollback) command=(hostel image rollback box) ;;
	sign) command=(hostel image sign box --key /root/key.pem) ;;
	reset) command=(hostel image reset alice) ;;
	esac
}

begin() { # number of a cut: up to its moment
	local what kind at command
	IFS='|' read -r _ what kind at <<<"${cuts[$1 - 1]}"
	echo "of cut $1" >/usr/share/power-version # what an update brings
	{ text_of "$(current)"; text_of "$(versions | grep -B1 -x "$(current)" | head -1)"; } >/var/lib/power.texts
	hostel kill alice >/dev/null 2>&1
	until_true 20 no_sandbox
	command_of "$what"
	note_boot
	case $kind in
	file)
		"${command[@]}" >/run/said 2>&1 &
		until_true 60 eval "test -s $at" ;;
	call)
		strace -qq -o /run/trace -e "trace=${at%:*}" -e "inject=${at%:*}:signal=STOP:when=${at#*:}" "${command[@]}" >/run/said 2>&1 &
		until_true 60 grep -q 'stopped by SIGSTOP' /run/trace ;;
	unsynced) strace -qq -o /run/trace -e trace=fsync -e "inject=$at" "${command[@]}" >/run/said 2>&1 ;;
	end) "${command[@]}" >/run/said 2>&1 ;;
	esac || { echo "not ok - cut $1 has no such moment: $(xargs </run/said)"; failed=$((failed + 1)); note_boot; }
	echo lost >/var/lib/hostel/unsynced
	echo b >/proc/sysrq-trigger
	sleep infinity
}

# A distribution's packages, as far as rooms go: busybox, and a number.
bootstrap() {
	cat >/usr/bin/mmdebstrap <<-'P'
	#!/bin/sh
	for tree; do case $tree in /space/root) break ;; esac; done
	mkdir -p $tree/bin $tree/etc
	cp /usr/bin/busybox $tree/bin/ && ln -s busybox $tree/bin/sh
	for file in $(ldd /usr/bin/busybox | grep -o '/[^ ]*'); do mkdir -p "$tree${file%/*}" && cp "$file" "$tree$file"; done
	for applet in cat ls wc mkdir touch; do ln -s busybox $tree/bin/$applet; done
	cp /usr/share/power-version $tree/etc/version
	P
	chmod 755 /usr/bin/mmdebstrap
}

if [ "$boot" = 0 ]; then
	patient
	# Its blocks are there before: a cut shall cost nothing of the file system below.
	dd if=/dev/zero of=$DISK bs=1M count=128 status=none && mkfs.ext4 -q -F -b 4096 -O verity -E nodiscard,lazy_itable_init=0 $DISK
	modprobe -a loop erofs
	store || { echo "not ok - a disk"; end; }
	openssl genpkey -algorithm ED25519 -out /root/key.pem 2>/dev/null; openssl pkey -in /root/key.pem -pubout -out $CONF/key.pub
	chmod 644 $CONF/key.pub
	printf '[image]\nmax_size = 32M\nmax_files = 1000\nkeys = %s\n' $CONF/key.pub >>$CONF/hostel.ini
	policy '[session]' 'shell = /bin/sh' '[filesystem]' 'image = box' 'write = own'
	bootstrap
	for version in first second; do
		echo $version >/usr/share/power-version
		ok "an image, its $version version" hostel image build --suite trixie --as box
	done
	is "a tenant is in, and changes it" "second 5" "$(alice 'cat /etc/version; mkdir -p /opt; cd /opt; touch 1 2 3 4 5; ls | wc -l' | xargs)"
	again_after multi-user.target FIRST
	begin "$FIRST"
fi

# --- after a cut ------------------------------------------------------------------------------------------
IFS='|' read -r name what kind _ <<<"${cuts[cut - 1]}"
modprobe -a loop erofs
store || { echo "not ok - $name: the disk"; end; }
busybox syslogd -O $LOG
until_true 30 test -S /dev/log
start_sshd
is "$name: what was not synced is lost" no "$([ -s /var/lib/hostel/unsynced ] && echo yes || echo no)"
rm -f /var/lib/hostel/unsynced
new="of cut $cut" in=$(text_of "$(current)" 2>&1)
mapfile -t texts </var/lib/power.texts # in force before, and the version before it
if [ "$kind" = unsynced ]; then
	ok "$name: it is not in force, or not whole" eval '[ "$in" != "$new" ] || ! hostel image verify'
	end
fi
case $what:$kind in
update:end) is "$name: the new one is in force" "$new" "$in" ;;
update:*) like "$name: the old one is in force, or the new one" "^(${texts[0]}|$new)\$" "$in" ;;
rollback:*) like "$name: the one that was in force is, or the one before it" "^(${texts[0]}|${texts[1]})\$" "$in" ;;
*) is "$name: the same one is in force" "${texts[0]}" "$in" ;;
esac
echo "# $name: @$(current) of $(versions | xargs) is in force: $in; left: $(left)"
is "$name: no version is damaged" 0 "$(hostel image verify >/dev/null 2>&1; echo $?)"
is "$name: status refuses none, and it is mounted by fs-verity" "None fs-verity" \
	"$(status "*{i['refused'] for i in v}, [i['integrity'] for i in v if i['current']][0]")"
is "$name: hostel gc" 0 "$(hostel gc >/run/said 2>&1; echo $?)"
is "$name: leaves nothing half" "" "$(left)"
mapfile -t seen < <(alice 'cat /etc/version; ls /opt 2>/dev/null | wc -l')
is "$name: a tenant is in" "$in" "${seen[0]-}"
case $what:$kind in
reset:end) is "$name: nothing is changed any more" 0 "${seen[1]-}" ;;
reset:*) like "$name: all that was changed is there, or nothing" '^[05]$' "${seen[1]-}" ;;
*) is "$name: so is what the tenant changed" 5 "${seen[1]-}" ;;
esac
begin $((cut + 1))
