# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by 78-image-others.sh: what stands around a root of its own, and around what a tenant has changed; each also with
# that taken away: strace makes a call of the processes that are born into the room do nothing.

walls_tree() { # directory
	tree "$1"
	mkdir -p "$1/srv"
	cat >"$disk/ask.c" <<-'C'
		#define _GNU_SOURCE
		#include <errno.h>
		#include <fcntl.h>
		#include <sched.h>
		#include <stdio.h>
		#include <string.h>
		#include <unistd.h>
		int main(int argc, char **argv)
		{
			char line[256];
			FILE *f = fopen("/proc/self/status", "r");

			if (argc > 1 && !strcmp(argv[1], "setns"))
				return setns(open("/proc/self/ns/user", O_RDONLY), 0) ? !puts(strerror(errno)) : 0;
			if (argc > 1) /* as another account: what a set-id program has */
				return setgid(1000) || setuid(1000) || execl(argv[1], argv[1], (char *)NULL);
			while (f && fgets(line, sizeof(line), f))
				if (!strncmp(line, "CapEff:\t", 8))
					printf("%d %s", (int)geteuid(), line + 8);
			return 0;
		}
	C
	gcc -static -o "$1/bin/ask" "$disk/ask.c"
}
init_of() { pgrep -oxf 'hostel-init alice'; }
is_traced() { ! grep -q '^TracerPid:.0$' "/proc/$(init_of)/status"; }
traced() { # options of strace, of the room's PID 1 and what is born of it; command...: as run
	local tracer options=$1; shift
	strace -f -qq -o "$disk/trace" $options -p "$(init_of)" & tracer=$!
	until_true 20 is_traced
	run "$@"
	kill $tracer
	wait $tracer 2>/dev/null
}
dropping() { # which of the calls of prctl(2) of one process drop from the bounding set: 4..34
	traced "-e trace=prctl" true
	awk '/prctl/ { n[$1]++; if (/CAPBSET_DROP/) { if (!first) first = n[$1]; last = n[$1] } } END { print first ".." last }' "$disk/trace"
}

walls_of_root() {
	local held
	mountpoint -q /home/alice || home_on_disk "$disk" alice
	fresh walls 'write = root' '[seccomp]' 'log = yes' # or the filter is not loaded by seccomp(2)
	run sh -c 'touch in; sleep 1000' & held=$!
	until_true 20 test -e /home/alice/in
	is "write = root: what is born into the room cannot ask for another namespace, as PID 1 can" "Operation not permitted" "$(run ask setns)"
	is "control: without its second filter the kernel is asked" "Invalid argument" "$(traced "-e trace=seccomp -e inject=seccomp:retval=0" ask setns)"
	run sh -c 'busybox cp /bin/ask /srv/up; busybox chmod 4755 /srv/up'
	is "no_new_privs is not set: a set-id program is that root again, with its eleven capabilities" "0 00000000800405fb" "$(run ask /srv/up)"
	like "control: were the bounding set as it was, with CAP_SYS_ADMIN" '^0 [0-9a-f]{10}[2367abef][0-9a-f]{5}$' \
		"$(traced "-e trace=prctl -e inject=prctl:retval=0:when=$(dropping)" ask /srv/up)"
	hostel kill alice >/dev/null 2>&1
	wait $held
	rm -f /home/alice/in
	ended
}

# Two rooms, each with an overlay on the same upper directory.
overlays() { # mount namespaces of rooms with one
	local pid
	for pid in $(pgrep -xf 'hostel-init alice'); do
		! grep -q 'upperdir=' "/proc/$pid/mountinfo" || readlink "/proc/$pid/ns/mnt"
	done 2>/dev/null | sort -u | wc -l
}
second_room() { # a room that is alive, and a policy that wants another one: is somebody let in?
	local held=
	fresh walls 'write = own'
	run sh -c 'touch in; sleep 1000' & held=$!
	until_true 20 test -e /home/alice/in; rm -f /home/alice/in "$disk/second"
	"$@"
	policy '[session]' 'shell = /bin/sh' '[filesystem]' 'image = walls' 'write = own' 'tmpfs = /srv:1M'
	run sh -c 'touch in; sleep 1000' >"$disk/second" & held+=" $!"
	until_true 20 eval 'test -e /home/alice/in || test -s "$disk/second"'
	echo "$(overlays) $(cut -c1-200 "$disk/second")"
	hostel kill alice >/dev/null 2>&1
	wait $held
	rm -f /home/alice/in
	ended
}
walls_of_upper() {
	like "a second room is not made on what the first one changes" '^1 hostel: alice: .*a room that was made before still writes' "$(second_room true | paste -sd' ')"
	is "control: without the lock there are two overlays on one directory" "2 " "$(second_room rm -f "$UPPERS/$uid/walls/lock")"
}

if walls_tree "$disk/walls" && import "$disk/walls" walls >/dev/null; then
	walls_of_root
	walls_of_upper
	ended; rm -rf "${UPPERS:?}/$uid" "$disk/walls"
else
	skip "walls around a root of its own" "no static C library here"
fi
