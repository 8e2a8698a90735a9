#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Rooms from images where a project's quota bounds home and changes together: a file system has each in the project or refuses
# what overlayfs does. As root in a throw-away guest whose kernel has quotas: tests/vm/run -t 1800 tests/vm/image-quota.sh
#
# DISK: a file with an empty file system that has them, where it shall not be an ext4. PARTS: of own, root, not_counted, alive.
set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/vm/begin.sh
. tests/system/lib.sh
patient
DISK=${DISK:-/var/lib/quota.disk} PLACE=/srv/disk PROJECT=77
full='quota exceeded|No space left' # the latter of a project's limit on XFS
uid=$(id -u alice)
OWN=/var/lib/hostel/uppers/$uid/box
INNER=$OWN/work
INNER+=/work # which overlayfs makes in it
modprobe -qa loop erofs overlay quota_v2

ended() { hostel kill alice >/dev/null 2>&1; until_true 20 no_sandbox; }
room() { # write, lines of [filesystem] and behind it: the next room
	ended
	policy '[session]' 'shell = /bin/sh' '[filesystem]' 'image = box' "write = $1" "${@:2}"
}
fresh() { ended; rm -rf "${OWN%/*}"; room "$@"; }
project_of() { lsattr -pd "$1" 2>/dev/null | awk '{print $1 ($2 ~ /P/ ? " P" : "")}'; } # "77 P": and what is made in it
tree() { # directory
	local name
	mkdir -p "$1"/{bin,etc,srv,usr/share/{doc,man,empty}}
	cp "$(command -v busybox)" "$1/bin/busybox"
	for name in $(ldd "$1/bin/busybox" 2>/dev/null | grep -o '/[^ ]*'); do install -D "$name" "$1$name"; done
	for name in sh cat dd echo id ls mkdir mv ln rm chmod chown stat tail start-stop-daemon test; do ln -s busybox "$1/bin/$name"; done
	for name in etc/{profile,motd,from,linked,mode} usr/share/{doc,man}/{one,two}; do echo "of the image" >"$1/$name"; done
	head -c 20M /dev/zero >"$1/usr/share/large"
	printf 'root:x:0:0::/:/bin/sh\ntwo:x:1000:1000::/:/bin/sh\n' >"$1/etc/passwd"
	printf 'root:x:0:\ntwo:x:1000:\n' >"$1/etc/group"
}
used() { # bytes of the project: quotactl_fd(2), Q_GETQUOTA of a project, struct if_dqblk
	sync
	python3 - $PLACE $PROJECT <<-'P'
	import ctypes, os, struct, sys
	d = ctypes.create_string_buffer(72)
	if ctypes.CDLL(None).syscall(443, os.open(sys.argv[1], 0), (0x800007 << 8) | 2, int(sys.argv[2]), d): sys.exit("quotactl")
	print(struct.unpack_from("8Q", d)[2])
	P
}

# --- what overlayfs makes in `work` and puts into `upper` ---------------------------------------------------
# Each of them: its name and "done", or why not.
try='try() { name=$1; shift; if said=$(eval "$*" 2>&1); then echo "$name: done"; else echo "$name: $said"; fi; }
'
changes=$try'
try "a file of the image is written to" "echo more >>/etc/profile && test \"\$(cat /etc/profile)\" = \"of the image
more\""
try "one is removed" "rm /etc/motd && test ! -e /etc/motd"
try "and made anew" "echo new >/etc/motd"
try "one is moved" "mv /etc/from /etc/to && test -e /etc/to -a ! -e /etc/from"
try "one has another link" "ln /etc/linked /etc/link"
try "one has another mode" "chmod 600 /etc/mode"
try "a directory of the image is removed, and made anew" "rm -r /usr/share/doc && mkdir /usr/share/doc && test -z \"\$(ls /usr/share/doc)\""
try "one is replaced by a file" "rm -r /usr/share/man && echo mine >/usr/share/man"
try "one by a directory that is moved there" "mkdir /srv/made && mv -T /srv/made /usr/share/empty"
try "a new one" "mkdir /usr/share/new && echo mine >/usr/share/new/mine"
'
names() { sed -n 's/^try "\([^"]*\)".*/\1/p' <<<"$changes"; }
changed() { # what it is about: a row for each
	local said name
	said=$(alice "$changes" 2>&1)
	while read -r name; do
		like "$1: $name" '^done$' "$(sed -n "s/^$name: //p" <<<"$said")"
	done < <(names)
}

# --- one limit ---------------------------------------------------------------------------------------------------
write() { echo "LC_ALL=C dd if=/dev/zero of=$1 bs=64k count=$(($2 * 16)) 2>&1; stat -c %s $1"; } # file, MiB: what dd says, and its size
size_of() { tail -n 1 <<<"$1"; }
felt() { # write
	local said before
	fresh "$1" 'disk = 12M'
	alice true
	is "$1: both are in the home's project, and what is made in them will be" "$PROJECT P $PROJECT P" \
		"$(project_of $OWN/upper) $(project_of $OWN/work)"
	before=$(used)
	said=$(alice "$(write /srv/f 30); rm /srv/f")
	like "$1: more than the limit is not written" "$full" "$said"
	ok "$1: as much as that is: $(size_of "$said") bytes" test "$(size_of "$said")" -gt $((8 << 20)) -a "$(size_of "$said")" -le $((12 << 20))
	like "$1: a file of the image that is larger is not copied" "$full" "$(alice 'LC_ALL=C; echo more >>/usr/share/large' 2>&1)"
	ok "$1: and nothing of it is left" test "$(used)" -le $((before + (64 << 10)))
	is "$1: it is as before" "20971520" "$(alice 'stat -c %s /usr/share/large')"
	is "$1: 5 MiB are written in the image" $((5 << 20)) "$(size_of "$(alice "$(write /srv/f 5)")")"
	like "$1: hostel explain counts them" 'now +5(\.[0-9])?M of 12M' "$(hostel explain alice disk)"
	is "$1: 6 MiB more are in the home" $((6 << 20)) "$(size_of "$(alice "$(write f 6); rm f")")"
	nine "$1: 9 MiB are not"
	[ "$1" != root ] || ids
	ended
}
nine() { # name
	local said
	said=$(alice "$(write f 9); rm f")
	ok "$1: $(size_of "$said") bytes" eval 'grep -Eq "$full" <<<"$said" && test "$(size_of "$said")" -le $((7 << 20))'
}
ids() { # what belongs to other ids than the tenant's
	alice 'chown two /srv/f'
	ok "root: a file of another id's, on the host, too" test "$(stat -c %u $OWN/upper/srv/f)" != "$uid"
	nine "root: it counts as before"
	like "root: nor does another id write more" "$full" \
		"$(alice "mkdir /srv/two; chown two /srv/two; start-stop-daemon -S -c two -x /bin/sh -- -c '$(write /srv/two/f 9)'")"
	is "root: it was that id" 1000 "$(alice 'stat -c %u /srv/two/f')"
}

# --- what was made before ---------------------------------------------------------------------------------------------
out_of() { chattr -p 0 "$@" && chattr -P "$@"; } # of the project
earlier() { # write: an upper that is in the project and has something in it, a `work` that is not
	fresh "$1" "${@:2}"
	alice 'echo kept >/srv/kept'
	ended
	chattr -p $PROJECT $OWN/upper && chattr +P $OWN/upper
	chattr -p $PROJECT $OWN/upper/srv && chattr +P $OWN/upper/srv
	out_of $INNER $OWN/work
}
before() { # write
	earlier "$1" 'disk = 12M'
	is "$1, of an earlier hostel: work is in no project, and not empty" "0 work" "$(project_of $OWN/work) $(ls $OWN/work)"
	changed "$1, of an earlier hostel"
	is "$1, of an earlier hostel: what was there stays" kept "$(alice 'cat /srv/kept')"
	earlier "$1"
	changed "$1, of an earlier hostel, without a limit now"
	ended
}

not_counted() { # what has been changed without a project
	local said
	fresh own
	alice 'echo mine >/srv/mine; mkdir /srv/below; ln -s mine /srv/name; rm -r /usr/share/doc /etc/motd'
	room own 'disk = 12M'
	said=$(log_mark)
	like "what was changed before is not counted: refused" 'what was changed of the image before would not be counted' \
		"$(alice 'echo in' 2>&1; log_since "$said")"
	is "and nothing is put into the project" "0 0" "$(project_of $OWN/upper) $(project_of $OWN/work)"
	like "the log says what to do" 'chattr -R -p 77 D; find D -type d -exec chattr \+P \{\} \+' "$(log_since "$said")"
	chattr -R -p $PROJECT $OWN/upper 2>/dev/null; find $OWN/upper -type d -exec chattr +P {} +
	is "done: the tenant is in, and files and directories are counted" "in $PROJECT $PROJECT P" \
		"$(alice 'echo in') $(project_of $OWN/upper/srv/mine) $(project_of $OWN/upper/srv/below)"
	said=$(alice "echo more >>/etc/profile; mv /srv/name /srv/below/; rm -r /srv/below; echo new >/etc/motd; cat /etc/motd; LC_ALL=C
		$(write /srv/mine 30); : >/srv/mine; mkdir /usr/share/doc" 2>&1)
	like "what was a file before is" "$full" "$said"
	is "what was removed can be made anew" new "$(head -n 1 <<<"$said")"
	# A whiteout takes no project, and what stands for a directory has to go into work; XFS lets those without one pass.
	[ "$(findmnt -no FSTYPE $PLACE)" = xfs ] || like "but not as a directory: that takes a reset" 'Invalid cross-device' "$(tail -n 1 <<<"$said")"
	ended
	ok "reset" hostel image reset alice
	changed "reset"
}

# --- a room that is alive --------------------------------------------------------------------------------------------------
inside() { S alice -S /run/m "$@" 2>&1; }
living() { # lines of [filesystem]: a room that stays until it is left
	fresh own "$@"
	open_master alice /run/m
}
leave() { S alice -S /run/m -O exit 2>/dev/null; ended; }
limit() { policy '[session]' 'shell = /bin/sh' '[filesystem]' 'image = box' 'write = own' 'disk = 13M'; }
alive() {
	local login mark
	living 'disk = 12M'
	out_of $INNER
	like "control: a work that is not in the project" 'Invalid cross-device link' "$(inside 'LC_ALL=C; echo more >>/etc/profile')"
	limit
	like "a room that is alive: reload" 'disk 12M -> 13M applied' "$(hostel reload 2>&1)"
	is "puts it there" more "$(inside 'echo more >>/etc/profile; tail -n 1 /etc/profile')"
	leave

	living
	is "no limit: no project" "0 0" "$(project_of $OWN/upper) $(project_of $OWN/work)"
	limit
	like "a limit while nothing is changed" 'disk max -> 13M applied' "$(hostel reload 2>&1)"
	is "the image can be changed" more "$(inside 'echo more >>/etc/profile; tail -n 1 /etc/profile')"
	like "and that is counted" "$full" "$(inside "$(write /srv/f 30); rm /srv/f")"
	leave

	living
	inside 'mkdir /srv/before'
	limit
	like "a limit when something is: refused" 'was changed of the image before would not be counted' "$(hostel reload 2>&1)"
	is "and nothing is in the project" "0 0 0" "$(project_of $OWN/upper) $(project_of $OWN/work) $(project_of $INNER)"
	leave

	# A login that brings the limit along. When work has its project, that of upper is late: the tenant is in between.
	living
	limit
	mark=$(log_mark)
	strace -f -qq -o /run/trace -e trace=ioctl -e inject=ioctl:delay_enter=5000000:when=7..8 su alice -c true >/dev/null 2>&1 </dev/null & login=$!
	ok "a change in the middle of it" eval 'until_true 20 eval "[ \"\$(project_of $OWN/work)\" = \"$PROJECT P\" ]"
		inside "mkdir /srv/between"; [ "$(project_of $OWN/upper)" = 0 ]'
	wait $login
	like "is seen: refused" 'was changed of the image before would not be counted' "$(log_since "$mark")"
	is "and nothing is in the project" "0 0 0" "$(project_of $OWN/upper) $(project_of $OWN/work) $(project_of $INNER)"
	leave
}

mkdir -p $PLACE
[ -e "$DISK" ] || { truncate -s 256M "$DISK"; mkfs.ext4 -q -b 4096 -O quota,project -E quotatype=usrquota:prjquota "$DISK"; }
mount -o loop,prjquota "$DISK" $PLACE || { echo "not ok - a file system with quotas of projects"; exit 1; }
mkdir -p $PLACE/hostel /var/lib/hostel
mount --bind $PLACE/hostel /var/lib/hostel
home_on_disk $PLACE alice
chattr -R -p $PROJECT /home/alice; chattr +P /home/alice /home/alice/.ssh
echo "# Linux $(uname -r), $(findmnt -no FSTYPE $PLACE)"
tree /tmp/box
ok "an image" hostel image import /tmp/box --as box
for part in ${PARTS:-own root not_counted alive}; do
	case $part in
	own | root)
		fresh "$part"
		changed "$part, without a limit"
		fresh "$part" 'disk = 12M'
		changed "$part"
		felt "$part"
		before "$part" ;;
	*) $part ;;
	esac
done
finish
