# SPDX-License-Identifier: GPL-2.0-or-later
# room.py by every way in: what code in a sandbox can try by itself.

room_setup() { # what there is on the host to be reached
	local port=8099 share=/usr/local/share/hostel-attacks victim=86399.25
	mkdir -p $share
	cp "$here/room.py" $share/
	gcc -O1 -o $share/abi "$here/abi.c" || return 1
	install -m 666 /dev/null /usr/share/loose
	head -c 384 /dev/zero >>/var/log/wtmp; chmod 664 /var/log/wtmp # logins that somebody may be named by
	install -m 4755 "$(readlink -f "$(command -v id)")" /usr/local/bin/setid
	install -m 755 "$(readlink -f "$(command -v grep)")" /usr/local/bin/filecap
	setcap cap_net_bind_service+ep /usr/local/bin/filecap
	ip addr add 169.254.169.254/32 dev lo
	ip addr add 192.0.2.1/32 dev lo
	ip addr add 2001:db8::1/128 dev lo
	touch /root/locked; flock /root/locked sleep 86397 & until_true 5 pgrep -f '^sleep 86397'
	mkdir -p /dev/mqueue; mount -t mqueue mqueue /dev/mqueue
	python3 - $port <<-'P' &
	import ctypes, os, socket, sys, threading
	os.umask(0)
	libc = ctypes.CDLL(None)
	libc.shmget(0x686f7374, 4096, 0o1666)
	os.close(os.open('/dev/mqueue/hostel-attack', os.O_CREAT | os.O_RDWR, 0o666))
	open('/dev/shm/hostel-attack', 'w').write('of the host')
	socks = [socket.create_server(('', int(sys.argv[1])), family=socket.AF_INET6, dualstack_ipv6=True)]
	for path in ('/run/attack.sock', '/tmp/hostel-attack.sock', '\0hostel-attack'):
	    socks.append(socket.socket(socket.AF_UNIX)); socks[-1].bind(path); socks[-1].listen(50)
	def serve(s):
	    while True:
	        c, _ = s.accept()
	        try: c.sendall(b'host\n')
	        except OSError: pass
	        c.close()
	for s in socks: threading.Thread(target=serve, args=(s,)).start()
	P
	script -qc 'tty >/run/attack.tty; sleep 86398' /dev/null >/dev/null 2>&1 </dev/null &
	for user in alice carol; do setpriv --reuid $user --regid $user --clear-groups sleep $victim & done
	until_true 5 test -s /run/attack.tty
	until_true 5 test -S /run/attack.sock
	facts() { # room: true or false
		cat <<-J
		{"room": $1, "victim": "sleep $victim", "abi": "$share/abi", "pty": "$(sed 's,/dev/pts/,,' /run/attack.tty)",
		 "neighbour": $(id -u bob), "masks": [$(sed -n 's/^\t{\("[^"]*"\), \(true\|false\), .*/\1,/p' init/tables.c | tr -d '\n' | sed 's/,$//')],
		 "cgroup": "$WORLD_CGROUP", "least": $([ $((0x$(sed -n 's/^CapEff:\s*//p' /proc/self/status) >> 24 & 1)) = 1 ] && echo true || echo false),
		 "loose": "/usr/share/loose", "setid": "/usr/local/bin/setid",
		 "filecap": "/usr/local/bin/filecap", "shm_key": $((0x686f7374)), "port": $port,
		 "address": "192.0.2.1", "address6": "2001:db8::1", "socket": "/run/attack.sock", "locked": $(stat -c %i /root/locked),
		 "names": ["bob", "carol"], "hostname": "$(hostname)"}
		J
	}
	facts true >$share/room.json
	facts false | sed 's/"bob", "carol"/"alice", "bob"/' >$share/control.json
	ROOM_COMMAND="python3 $share/room.py $share/room.json"
	CONTROL_ROOM="python3 $share/room.py $share/control.json"
}

room_bare() { # attempts as root in throw-away namespaces
	unshare --mount --pid --ipc --uts --net --fork --mount-proc -- bash -c \
		"exec 2>/dev/null; mount --bind /usr /mnt && mount -o remount,ro,bind /mnt; $CONTROL_ROOM ${*:2}; true" >"$1"
}

room_controls() { # into $dir: a file of results per control
	local dir=$1
	S carol "$CONTROL_ROOM" >$dir/carol
	room_bare $dir/bare
	bash -c "exec 7</etc/hostname; $CONTROL_ROOM descriptors" >$dir/leak
	# A disk of the host's in /dev, as where nothing is done about it.
	mknod /dev/hostel-disk b 7 0; S carol "$CONTROL_ROOM devices" >$dir/disk; rm -f /dev/hostel-disk
}

room_way() { # way: what room.py says when it comes in that way
	local socket=/tmp/room.sock
	case $1 in
	ssh) alice "$ROOM_COMMAND" ;;
	terminal) S alice -tt "$ROOM_COMMAND" </dev/null | tr -d '\r' ;;
	channel)
		S alice -f -N -M -S $socket </dev/null
		timeout "${T:-60}" ssh -F /root/.ssh/config -l alice -S $socket host "$ROOM_COMMAND"
		ssh -F /root/.ssh/config -S $socket -O exit host 2>/dev/null
		;;
	su) su - alice -c "$ROOM_COMMAND" ;;
	"su -s") su -s /usr/bin/dash alice -c "$ROOM_COMMAND" ;;
	runuser) runuser -u alice -- $ROOM_COMMAND ;;
	run) hostel run alice -- $ROOM_COMMAND ;;
	enter) T=600 S alice 'sleep 600' & until_true 60 pgrep -f '^sleep 600$'; hostel enter alice -- $ROOM_COMMAND; hostel kill alice >/dev/null ;;
	cron) room_cron /bin/sh ;;
	image) room_image none; alice "$ROOM_COMMAND"; policy ;;
	"own root") room_image root; alice "$ROOM_COMMAND"; policy ;;
	"first wall") policy '[seccomp]' 'profile = unconfined' '[filesystem]' 'landlock = no'; alice "$ROOM_COMMAND"; policy ;;
	esac
	until_true 10 no_sandbox
}

# A room of Debian 13's own system (tests/images/base.sh); the images lie on a disk, not in the world's memory.
room_image() { # [filesystem] write
	if [ ! -e /var/lib/hostel/images/attacks ]; then
		local disk
		disk=$(mktemp -d "$WORLD_DISK/attacks.XXXXXX")
		chmod 755 "$disk"
		mkdir -p /var/lib/hostel; mount --bind "$disk" /var/lib/hostel
		trap 'umount -l /var/lib/hostel /home/alice; rm -rf "'"$disk"'"' EXIT
		[ -e /dev/loop-control ] || mknod /dev/loop-control c 10 237
		for i in $(seq 0 63); do [ -e /dev/loop$i ] || mknod /dev/loop$i b 7 $i; done
		home_on_disk "$disk" alice
		hostel image import "${IMAGES:-build/images}/debian-13.tar" --as attacks >&2
	fi
	policy '[filesystem]' 'image = attacks' "write = $1" 'read_only = /usr/local/share/hostel-attacks'
}

room_cron() { # SHELL of the crontab
	rm -rf /home/alice/room.out /home/alice/room.done /home/alice/room.once
	printf 'SHELL=%s\nMAILTO=""\n* * * * * mkdir ~/room.once && { %s >~/room.out 2>/dev/null; touch ~/room.done; }\n' "$1" "$ROOM_COMMAND" \
		>/var/spool/cron/crontabs/alice
	chown alice:crontab /var/spool/cron/crontabs/alice; chmod 600 /var/spool/cron/crontabs/alice
	[ -s /run/crond.pid ] || cron
	until_true 300 test -e /home/alice/room.done
	rm -f /var/spool/cron/crontabs/alice
	cat /home/alice/room.out
}

# What a root of its own has, within its 65,536 ids: 77-image-rooms sees what it means there.
own_roots=" become_root become_neighbour take_groups change_root capabilities new_privileges "

room_report() { # directory of results
	local dir=$1 way id name control what verdict succeeded second
	for way in ssh terminal channel su "su -s" run enter cron image "own root" "first wall"; do
		[ -e "$dir/way.$way" ] || continue
		while IFS=$'\t' read -r id name control what; do
			case $id in A*) want "$id" || continue ;; *) continue ;; esac
			second=no
			case $name in '!'*) name=${name#!}; second=yes ;; esac
			[ "$way" != "first wall" ] || [ $second = yes ] || continue
			[ "$way" != "own root" ] || case $own_roots in *" $name "*) continue ;; esac
			row=$id
			verdict=$(sed -n "s/^$name //p" "$dir/way.$way")
			succeeded=$(sed -n "s/^$name //p" "$dir/$control")
			case $succeeded in
			"refused ENOSYS" | "refused ENOENT" | "refused EAFNOSUPPORT" | "refused ESOCKTNOSUPPORT" | "refused EPROTONOSUPPORT" | "refused this kernel"*)
				[ "$way" != ssh ] || absent "$what" "this kernel has no such thing"
				continue ;;
			esac
			entry "$what" "$way" "${verdict:-unclear: no answer}" "${succeeded:-no answer}"
		done <"$here/room.tsv"
	done
}

# Rows that have no other part of their own are tried here; ROOM=no leaves the whole part out.
if [ "${ROOM:-yes}" = yes ] && want $(grep -oE '^A[0-9]+' "$here/room.tsv" | sort -u); then
	results=$(mktemp -d)
	room_setup || exit 1
	room_controls $results
	for way in ssh terminal channel su "su -s" run enter cron image "own root" "first wall"; do
		case $way in image | "own root")
			if [ ! -e "${IMAGES:-build/images}/debian-13.tar" ] || [ -z "${WORLD_DISK:-}" ]; then
				row=A24 absent "by $way" "there is no image to start from: tests/images/base.sh, WORLD_DISK"
				continue
			fi ;;
		esac
		case " ${WAYS:-all} " in *" all "* | *" $way "*) room_way "$way" >"$results/way.$way" 2>/tmp/room.err ;; esac
	done
	room_report $results
fi
