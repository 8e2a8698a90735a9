# SPDX-License-Identifier: GPL-2.0-or-later
# Root's files show as root's (decision 37): what that opens, to a tenant and to a PID 1 that the tenant has taken
# over. Controls: PID 1's filter suspended, a hostel-init that stays root of its user namespace, and a mount of the policy's,
# which is not read-only for good.

face_setup() {
	gcc -O1 -o /tmp/as_init "$here/as_init.c" || return 1
	[ "$(/tmp/as_init 2>/dev/null)" != none ] || return 1
	# A file system that can be shown with other ids: the world's own / is an overlay.
	[ "$(stat -f -c %T /opt)" != overlayfs ] || mount -t tmpfs -o mode=755 opt /opt
	mkdir -p /opt/a98
	echo secret >/opt/a98/user; chmod 600 /opt/a98/user
	echo secret >/opt/a98/group; chmod 640 /opt/a98/group
}
face_off() { rm -rf /opt/a98; ! mountpoint -q /opt || umount /opt; }

if want A98; then
	attack A98
	init=$PREFIX/libexec/hostel/hostel-init
	taken_over() { # way, file, "unfiltered" or "", policy
		local init_pid
		fresh "${@:4}"
		S alice -f -N </dev/null
		until_true 10 eval 'init_pid=$(pgrep -xof "hostel-init alice") && [ "$(sed -n "s/^State:.//p" /proc/$init_pid/status | cut -c1)" = S ]'
		S alice true </dev/null # then it is ready
		timeout 20 /tmp/as_init "$init_pid" "$1" "/opt/a98/$2" ${3:-}
	}
	stays() { # hostel-init, that remains root of its user namespace: way, file
		local said
		python3 tests/attacks/returns_zero.py "$init" face_leave /tmp/stays || return
		python3 tests/attacks/returns_zero.py /tmp/stays face_verify /tmp/lesser || return
		cp "$init" /tmp/init.kept; cp /tmp/lesser "$init.new"; mv "$init.new" "$init"
		said=$(taken_over "$1" "$2")
		fresh; mv /tmp/init.kept "$init"
		echo "$said"
	}
	as_any() { # command: with all capabilities in the sandbox's user namespace, as its uid 0
		local init_pid; init_pid=$(pgrep -xof "hostel-init alice")
		timeout 20 nsenter -t "$init_pid" -U -m -- sh -c "$1" 2>&1 | xargs -d "\n"
	}
	writable() { # mount, file in it: can it be made so, and the file changed?
		fresh '[filesystem]' "read_only = /srv/a98"
		S alice -f -N </dev/null; until_true 10 pgrep -xof "hostel-init alice" >/dev/null
		S alice true </dev/null
		local said; said=$(as_any "mount -o remount,bind,rw $1 && echo changed >$1/$2 && cat $1/$2")
		case $said in
		changed) echo "escaped: changed" ;;
		*"permission denied"* | *"must be superuser"* | *"not permitted"*) echo "refused: not made writable" ;;
		*) echo "unclear: $said" ;;
		esac
	}
	if ! face_setup; then
		absent "root's files" "only on x86-64"
	elif [ "$(fresh; S alice 'stat -c %u /opt/a98/user' </dev/null)" != 0 ]; then
		absent "root's files" "this kernel's $(stat -f -c %T /opt) has no idmapped mounts"
	else
		for way in setresuid setfsuid; do
			attempt ssh "PID 1 becomes the face by $way" "taken_over $way user" "taken_over $way user unfiltered"
		done
		for way in setresgid setfsgid setgroups; do
			attempt ssh "PID 1 takes the face's group by $way" "taken_over $way group" "taken_over $way group unfiltered"
		done
		attempt ssh "PID 1 opens root's file as it is" "taken_over none user" "stays none user"
		# Without a filter root's files are nobody's, and PID 1 has no right over them.
		attempt ssh "PID 1 opens it, profile = unconfined" "taken_over none user '' '[seccomp]' 'profile = unconfined'" \
			"taken_over setresuid user unfiltered"
		mkdir -p /srv/a98; chown alice /srv/a98; install -o alice -m 666 /dev/null /srv/a98/user
		attempt run "what is root's is made writable, with all capabilities" "writable /opt a98/user" "writable /srv/a98 user"
		rm -rf /srv/a98
	fi
	fresh; face_off
fi
