#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# hostel image import: what comes from outside is refused with a sentence or harmless, and bounded, whatever it is.
. "$(dirname "$0")/lib.sh"
export NO_COLOR=1
STORE=/var/lib/hostel/images
FIRST=2000224256 # the host's id of 0 in the sandbox
for tool in skopeo umoci mkfs.erofs; do
	command -v $tool >/dev/null || { skip "images" "no $tool"; finish; exit; }
done
loops() { # block devices that a world has not
	local i
	[ -e /dev/loop-control ] || mknod /dev/loop-control c 10 237
	for i in $(seq 0 63); do [ -e /dev/loop$i ] || mknod /dev/loop$i b 7 $i; done
}
loops
losetup -f >/dev/null 2>&1 || { skip "images" "no loop devices"; finish; exit; }
no_device() { [ -z "$(our_devices)" ]; }
image() { timeout $((120 * ${SLOW:-1})) hostel image "$@" </dev/null 2>&1; }
bounds() { sed -i '/^\[image\]/,$d' $CONF/hostel.ini; printf '%s\n' '[image]' "$@" >>$CONF/hostel.ini; }

mkdir -p -m 700 $STORE
# Devices are the machine's: those of another world's imports are not ours. What backs ours is on this file system.
backing=$(truncate -s 1M $STORE/probe && device=$(losetup -f --show $STORE/probe) && losetup -ln -O BACK-MAJ:MIN $device | xargs; losetup -d $device; rm -f $STORE/probe)
our_devices() { losetup -ln -O BACK-MAJ:MIN,BACK-FILE 2>/dev/null | awk -v d="$backing" '$1 == d && /\.work-/'; }

# What an import may not touch, in one text: a canary, the host's accounts, mounts, devices, processes, the store.
mkdir -p /tmp/canary /tmp/hostile /tmp/tree
echo kept >/tmp/canary/kept
seen() {
	find /tmp/canary -printf '%p %y %m %U:%G %s %l %T@\n' | sort
	stat -c '%n %a %U:%G %s' /etc/passwd /etc/shadow
	stat -c '%n %a %U:%G' /etc
	sha256sum /etc/passwd /etc/shadow /tmp/canary/kept
	sed 's/^[0-9]* [0-9]* //' /proc/self/mountinfo | sort
	our_devices
	find /proc -maxdepth 1 -name '[0-9]*' -uid +$((FIRST - 1)) -uid -$((FIRST + 65536)) 2>/dev/null
	ls -A $STORE | grep '^\.'
}
python3 tests/images/small.py /tmp/one 'Layers 1'
python3 tests/images/small.py /tmp/two 'Layers 2'
skopeo copy -q oci:/tmp/one oci:/tmp/pair:first && skopeo copy -q oci:/tmp/two oci:/tmp/pair:second
tar -C /tmp/one -cf /tmp/one.tar .
tar -C /tmp/pair -czf /tmp/pair.tgz .
skopeo copy -q oci:/tmp/one docker-archive:/tmp/saved.tar:small:now
seen >/tmp/before

# --- by hand --------------------------------------------------------------------------------------------------
mkdir -p /tmp/bb/bin /tmp/bb/etc
cp "$(command -v busybox)" /tmp/bb/bin/
ln -s busybox /tmp/bb/bin/sh
install -m 600 /dev/stdin /tmp/bb/etc/secret <<<secret
mknod /tmp/bb/null c 1 3
echo 'PRETTY_NAME="Busybox, small"' >/tmp/bb/etc/os-release
touch -d '2020-02-03 04:05:06 UTC' /tmp/bb/bin/busybox
tar -C /tmp/bb -cf /tmp/bb.tar .
for by in gzip xz zstd; do
	case $by in gzip) end=gz ;; xz) end=xz ;; zstd) end=zst ;; esac
	$by -c /tmp/bb.tar >/tmp/bb.tar.$end 2>/dev/null
done
like "a directory, with what is root's alone" '^bb@1: Busybox, small, [a-z0-9]+, [0-9.]+[KM] in [0-9]+ files$' "$(image import /tmp/bb --as bb)"
for end in tar tar.gz tar.xz tar.zst; do
	is "a $end that is the same: nothing is added" "bb@1 is unchanged" "$(image import /tmp/bb.$end --as bb)"
done
mount -o loop,ro $STORE/bb/1/image /tmp/tree
is "what was in it" "secret 600 2020-02-03" "$(cat /tmp/tree/etc/secret) $(stat -c %a /tmp/tree/etc/secret) $(TZ=UTC stat -c %.10y /tmp/tree/bin/busybox)"
is "but no device" no "$([ -e /tmp/tree/null ] && echo yes || echo no)"
is "what rooms are mounted on is there" "" "$(python3 tests/images/hostile.py look /tmp/tree bb)"
umount /tmp/tree
echo more >>/tmp/bb/etc/os-release
is "a changed one is a new version" "bb 2 True" "$(image import /tmp/bb --as bb --json | python3 -c 'import json,sys; d=json.load(sys.stdin); print(d["name"], d["version"], d["added"])')"
is "the link follows" 2 "$(readlink $STORE/bb/current)"

# --- layers -----------------------------------------------------------------------------------------------------------
like "oci: of a directory" '^layers@1: Layers 1, ' "$(image import oci:/tmp/one --as layers)"
is "oci-archive: of the same" "layers@1 is unchanged" "$(image import oci-archive:/tmp/one.tar --as layers)"
is "docker-archive: too, with its name or without" "layers@1 is unchanged layers@1 is unchanged" "$({ image import docker-archive:/tmp/saved.tar --as layers; image import docker-archive:/tmp/saved.tar:small:now --as layers; } | xargs)"
is "one of two" "pair@1: Layers 2, pair@2: Layers 1," "$({ image import oci:/tmp/pair:second --as pair; image import oci-archive:/tmp/pair.tgz:first --as pair; } | sed 's/\(Layers .,\).*/\1/' | xargs)"
is "a name in this directory" "layers@1 is unchanged" "$(cd /tmp && image import oci:one --as layers)"

# --- the command line -----------------------------------------------------------------------------------------
refuses() { # name, status, sentence, arguments...
	local said status
	said=$(image "${@:4}"); status=$?
	is "$1: status" "$2" "$status"
	like "$1" "$3" "$said"
}
refuses "no name" 2 '--as NAME is missing' import /tmp/bb
refuses "a name that is none" 2 '--as \.\./x: ' import /tmp/bb --as ../x
refuses "a name with a number" 2 '--as bb@7' import /tmp/bb --as bb@7
refuses "no such file" 1 '/tmp/none.tar: No such file' import /tmp/none.tar --as x
refuses "one of several: which" 1 'there are several images in it: say which' import oci:/tmp/pair --as x
refuses "one that is not in it" 1 'there is no image of this name in it' import oci:/tmp/pair:third --as x
refuses "a registry is not imported" 2 'that is in a registry: hostel image pull' import docker://x/y --as x
refuses "another program's store" 2 'this cannot be imported' import containers-storage:x --as x
refuses "a file is not pulled" 2 'that is no registry: hostel image import' pull oci:/tmp/x --as x
refuses "a reference that is none" 2 'not an image of a registry' pull 'x y' --as x
refuses "an option as a reference" 2 'unknown option|not an image' pull --as x -- --src-creds
cp /tmp/bb.tar "/tmp/bb " && like "a name with a blank at its end" '^blank@1: ' "$(image import "/tmp/bb " --as blank)"
refuses "what was imported cannot be updated" 8 'is from /tmp/bb: hostel image import' update bb
refuses "nothing to update" 4 'there is no image none' update none
refuses "a suite that is none" 2 'none of - in front' build --suite 'x y' --as x
refuses "a mirror that is none" 2 'not an address' build --suite trixie --mirror /x --as x
for tool in umoci skopeo; do
	mv /usr/bin/$tool /usr/bin/$tool.away
	refuses "$tool is missing" 6 "$tool is missing: install the package $tool" import oci:/tmp/one --as x
	is "who imports no layers does not need it" "bb@2 is unchanged" "$(image import /tmp/bb --as bb)"
	mv /usr/bin/$tool.away /usr/bin/$tool
done
until_true 30 no_device # it goes with its last user
is "nothing of the host is another" "" "$(seen | diff /tmp/before - | grep '^[<>]')"

# --- hostile archives -------------------------------------------------------------------------------------------
python3 tests/images/hostile.py make /tmp/hostile /tmp/canary
bounds 'max_size = 48M' 'max_files = 1000' 'max_time = 60s'
number=0
while IFS=$'\t' read -r name source outcome; do
	said=$(image import "$source" --as hostile)
	status=$?
	number=$((number + 1))
	case $outcome in
	refused*)
		if [ $status = 1 ]; then like "$name: refused" "^hostel: image import: .*(${outcome#refused })" "$said"
		else is "$name: refused" "1 and a sentence" "$status $said"; fi ;;
	harmless)
		if [ $status = 0 ]; then
			mount -o loop,ro,nosuid,nodev $STORE/hostile/current/image /tmp/tree
			is "$name: harmless" "" "$(python3 tests/images/hostile.py look /tmp/tree "$name" 2>&1)"
			umount /tmp/tree
		else is "$name: let in, and harmless" 0 "$status $said"; fi ;;
	esac
	until_true 30 no_device
	is "(nothing of the host is another)" "" "$(seen | diff /tmp/before - | grep '^[<>]')"
done </tmp/hostile/list
ok "they are many: $number" test "$number" -ge 90
is "none left a file of the sandbox's anywhere" "" "$(find / -xdev -uid +$((FIRST - 1)) -uid -$((FIRST + 65536)) -print 2>/dev/null | head)"
touch /var/tmp/theirs && chown $((FIRST + 7)) /var/tmp/theirs
is "(one would be seen)" /var/tmp/theirs "$(find / -xdev -uid +$((FIRST - 1)) -uid -$((FIRST + 65536)) -print 2>/dev/null | head)"
rm /var/tmp/theirs
is "what was kept is kept" kept "$(cat /tmp/canary/kept)"

# --- that this suite can fail -------------------------------------------------------------------------------------
tar -C /tmp/tree -P -xf /tmp/hostile/absolute.tar 2>/dev/null
is "the same archive, by tar -P: it reaches the canary" hit "$(cat /tmp/canary/hit 2>&1)"
ok "which is seen" test -n "$(seen | diff /tmp/before -)"
rm -f /tmp/canary/hit
tar -C /tmp/tree -P -xf /tmp/hostile/through-a-link.tar 2>/dev/null
is "so does a link" hit "$(cat /tmp/canary/hit 2>&1)"
rm -rf /tmp/canary/hit /tmp/tree/l
seen >/tmp/before
bounds 'max_size = 1G' 'max_files = 1000'
like "a bomb passes a bound above it" '^bomb@1: ' "$(image import /tmp/hostile/gzip-bomb.tar.gz --as bomb)"
bounds 'max_files = 20000'
like "so do files" '^bomb@2: ' "$(image import /tmp/hostile/count-bomb.tar --as bomb)"
bounds "max_time = 1s"
like "the time is bounded" 'it takes longer than \[image\] max_time, 1 seconds' "$(
	# An archiver that never ends stands for one that takes long.
	cp /usr/bin/umoci /tmp/umoci.own; printf '#!/bin/sh\nexec sleep 1000\n' >/usr/bin/umoci
	image import oci:/tmp/hostile/oci-good.oci --as slow
	cp /tmp/umoci.own /usr/bin/umoci)"
bounds
eats() { # bound: what unpacks takes 200 MB
	bounds "max_memory = $1"
	cp /usr/bin/umoci /tmp/umoci.own; printf '#!/bin/sh\nhead -c 200M /dev/zero | tail -c 200M | wc -c\nexit 1\n' >/usr/bin/umoci
	image import oci:/tmp/hostile/oci-good.oci --as eats
	cp /tmp/umoci.own /usr/bin/umoci
	bounds
}
cgroups() { find /sys/fs/cgroup -path "*/$WORLD_CGROUP/~import.*" -prune 2>/dev/null; }
like "the memory is bounded" 'it takes more memory than \[image\] max_memory, 64M' "$(eats 64M)"
unlike "control: a larger bound lets that be" 'max_memory' "$(eats 1G)"
is "no cgroup of an import is left" "" "$(cgroups)"

# --- what the sandbox is ------------------------------------------------------------------------------------------
cp /usr/bin/umoci /tmp/umoci.own
inside() { # a script in place of umoci; what it says is the complaint's last line
	printf '#!/bin/sh\n%s\nexit 1\n' "$1" >/usr/bin/umoci
	image import oci:/tmp/hostile/oci-good.oci --as inside | sed 's/^hostel: image import: [^ ]* //'
	cp /tmp/umoci.own /usr/bin/umoci
}
is "root inside" "0 0" "$(inside 'echo $(id -u) $(id -g)')"
is "is nobody outside" "0 $FIRST 65536" "$(inside 'echo $(cat /proc/self/uid_map)')"
is "in a language that is known here" "C" "$(inside 'echo $LC_ALL')"
is "with five capabilities" "000000008000001b" "$(inside 'sed -n "s/^CapEff:.//p" /proc/self/status')"
is "and no more to be had" "000000008000001b" "$(inside 'sed -n "s/^CapBnd:.//p" /proc/self/status')"
is "no_new_privs, a filter" "1 2" "$(inside 'echo $(sed -n "s/^\(NoNewPrivs\|Seccomp\):.//p" /proc/self/status)')"
is "it sees its own processes" "yes" "$(inside '[ $(ls -d /proc/[0-9]* | wc -l) -lt 8 ] && echo yes')"
is "no network but a loopback that is down" "lo" "$(inside 'sed -n "s/^ *\([a-z0-9]*\):.*/\1/p" /proc/net/dev | xargs echo')"
is "the host's programs, read-only" "no" "$(inside 'touch /usr/x 2>/dev/null && echo yes || echo no')"
is "nothing of /etc but a few" "alternatives group ld.so.cache localtime passwd" "$(inside 'echo $(ls /etc)')"
is "no home, no store" "none" "$(inside 'echo none $(ls -d /home /root/.ssh /var/lib 2>/dev/null)')"
is "it writes below /space alone" "/space" "$(inside 'for d in / /etc /usr /dev /run /proc /space; do touch $d/x 2>/dev/null && echo $d; done | xargs echo')"
is "it can mount nothing" "no" "$(inside 'mount -t tmpfs x /space/tmp 2>/dev/null && echo yes || echo no')"
is "nor make a namespace" "no" "$(inside 'unshare -U true 2>/dev/null && echo yes || echo no')"
is "nor a device" "no" "$(inside 'mknod /space/x c 1 3 2>/dev/null && echo yes || echo no')"
is "four descriptors at most" "0 1 2" "$(inside 'echo $(ls /proc/$$/fd | grep -v 10 | head -3)')"
is "nor become another of its ids" "no" "$(inside 'setpriv --reuid 5 --clear-groups true 2>/dev/null && echo yes || echo no')"

# Who packs a directory, which may be a tenant's (hostel commit): it reads what root reads.
cp /usr/bin/tar /tmp/tar.own
gives() { # a script in place of tar
	printf '#!/bin/sh\ncase "$*" in *--create*) ;; *) exec /usr/bin/tar.own "$@" ;; esac\n%s\nexit 1\n' "$1" >/usr/bin/tar
	cp /tmp/tar.own /usr/bin/tar.own
	image import /tmp/bb --as gives | sed 's/^hostel: image import: [^ ]* //'
	rm /usr/bin/tar.own
	cp /tmp/tar.own /usr/bin/tar
}
mkdir -p /tmp/bb/kept; echo kept >/tmp/bb/kept/secret; chmod 700 /tmp/bb/kept; chmod 600 /tmp/bb/kept/secret
is "who gives is nobody" "$FIRST $FIRST" "$(gives 'echo $(id -u) $(id -g) >&2')"
is "with one capability, to read" "0000000000000004 0000000000000004" "$(gives 'echo $(sed -n "s/^Cap\(Eff\|Bnd\):.//p" /proc/self/status) >&2')"
is "what root reads" "kept" "$(gives 'cat /source/kept/secret >&2')"
is "and writes nothing of it" "no" "$(gives '{ touch /source/kept/secret || chmod 644 /source/kept/secret; } 2>/dev/null && echo yes >&2 || echo no >&2')"
core='cat /proc/sys/kernel/core_pattern >/proc/sys/kernel/core_pattern'
is "nor what /proc has of the host" "no" "$(gives "{ $core; } 2>/dev/null && echo yes >&2 || echo no >&2")"
cat >/tmp/ids.c <<'X'
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>
int setresuid(uid_t a, uid_t b, uid_t c) { return a ? 0 : syscall(SYS_setresuid, a, b, c); }
X
cc -shared -fPIC -o /tmp/ids.so /tmp/ids.c
is "control: as root it would" "yes" "$(export LD_PRELOAD=/tmp/ids.so; gives "{ $core; } 2>/dev/null && echo yes >&2 || echo no >&2")"
cp /tmp/tar.own /usr/bin/tar.own
printf '#!/bin/sh\ncase "$*" in *--create*) head -c 300000 /dev/zero | tr "\\0" x >&2 ;; esac\nexec /usr/bin/tar.own "$@"\n' >/usr/bin/tar
like "who gives may say much" '^gives@1: ' "$(image import /tmp/bb --as gives)"
cp /tmp/tar.own /usr/bin/tar; rm -r /usr/bin/tar.own /tmp/bb/kept

# Controls: each of the two switched off in hostel itself, then both.
program=$(command -v hostel); cp $program /tmp/hostel.whole
less() { # functions that do nothing, script
	local name
	cp /tmp/hostel.whole /tmp/hostel.less
	for name in $1; do python3 tests/attacks/returns_zero.py /tmp/hostel.less $name /tmp/hostel.less; done
	cp --remove-destination /tmp/hostel.less $program
	inside "$2"
	cp --remove-destination /tmp/hostel.whole $program
}
is "without the filter it makes a namespace" "yes" "$(less sandbox_filter 'unshare -U true 2>/dev/null && echo yes || echo no')"
is "without capabilities given up it becomes another of its ids" "yes" \
	"$(less "caps_set caps_drop_bounding caps_raise_ambient" 'setpriv --reuid 5 --clear-groups true 2>/dev/null && echo yes || echo no')"
is "without both it mounts" "yes" \
	"$(less "sandbox_filter caps_set caps_drop_bounding caps_raise_ambient" 'mount -t tmpfs x /space/tmp 2>/dev/null && echo yes || echo no')"
is "with both again it does not" "no" "$(inside 'mount -t tmpfs x /space/tmp 2>/dev/null && echo yes || echo no')"

# --- what packs is not believed --------------------------------------------------------------------------------------
cp /usr/bin/mkfs.erofs /tmp/mkfs.own # the superblock is at 1024; 14 bytes from there the number of its root directory
cp /tmp/mkfs.own /usr/bin/mkfs.true
printf '#!/bin/sh\n/usr/bin/mkfs.true "$@" && printf "\\377\\377" | dd of=/proc/self/fd/3 bs=1 seek=1038 conv=notrunc 2>/dev/null\n' >/usr/bin/mkfs.erofs
said=$(image import /tmp/bb --as spoilt); status=$?
is "an image that is damaged is not taken" "1 no" "$status $([ -e $STORE/spoilt ] && echo yes || echo no)"
like "with a sentence" 'the file system in it is damaged' "$said"
printf '#!/bin/sh\nexit 0\n' >/usr/bin/mkfs.erofs
is "nor an empty one" 1 "$(image import /tmp/bb --as spoilt >/dev/null; echo $?)"
cp /tmp/mkfs.own /usr/bin/mkfs.erofs
rm /usr/bin/mkfs.true

# --- a distribution: what mmdebstrap is given, and as what it runs ------------------------------------------------
cp /usr/bin/mmdebstrap /tmp/mmdebstrap.own 2>/dev/null
cat >/usr/bin/mmdebstrap <<'X'
#!/bin/sh
# A tree that tells how it was made. mounts and changing ids are its own namespace's.
for tree; do case $tree in /space/root) break ;; esac; done
mkdir -p $tree/etc
for word; do echo "$word"; done | grep -v '^--quiet$' >$tree/etc/words
{ id -u; sed -n 's/^CapEff:.//p' /proc/self/status; cat /proc/self/uid_map; mount -t tmpfs x $tree/../tmp && echo mounts; } | xargs >$tree/etc/who
X
chmod 755 /usr/bin/mmdebstrap
rm -rf /etc/apt/sources.list.d /etc/apt/sources.list
mkdir -p /etc/apt/sources.list.d
printf '# deb http://commented/debian bookworm main\ndeb [signed-by=/x arch=amd64] http://mirror.example/debian bookworm main\n' >/etc/apt/sources.list
printf 'Types: deb-src\nURIs: http://source/debian\nSuites: bookworm\n\nTypes: deb\nURIs: http://safe.example/security http://b/\nSuites: bookworm-security\n' >/etc/apt/sources.list.d/a.sources
like "built" '^deb@1: unknown, ' "$(image build --suite trixie --as deb --include less,vim)"
mount -o loop,ro $STORE/deb/current/image /tmp/tree
is "with the host's mirrors, and the suite's updates" "--mode=root|--variant=minbase|--format=directory|--skip=check/empty|--include=less,vim|trixie|/space/root|deb http://mirror.example/debian trixie main|deb http://mirror.example/debian trixie-updates main|deb http://safe.example/security trixie-security main" "$(paste -sd'|' /tmp/tree/etc/words)"
is "as root of its own namespace, and of no other" "0 00000000a02405fb 0 $FIRST 65536 mounts" "$(cat /tmp/tree/etc/who)"
umount /tmp/tree
is "its source is what one would type" "source mmdebstrap --suite trixie --include less,vim" "$(grep ^source $STORE/deb/1/manifest)"
is "update builds it again" "deb@1 is unchanged" "$(image update deb)"
like "another mirror" '^deb@2: ' "$(image build --suite sid --as deb --mirror http://other.example/debian)"
is "and no other" "source mmdebstrap --suite sid --mirror http://other.example/debian" "$(grep ^source $STORE/deb/2/manifest)"
if [ -e /tmp/mmdebstrap.own ]; then cp /tmp/mmdebstrap.own /usr/bin/mmdebstrap; else rm /usr/bin/mmdebstrap; fi

# --- a signal, and two at a time -----------------------------------------------------------------------------------
printf '#!/bin/sh\n: >/space/tmp/here\nexec sleep 1000\n' >/usr/bin/umoci
hostel image import oci:/tmp/hostile/oci-good.oci --as stopped >/tmp/stopped 2>&1 </dev/null & pid=$!
until_true 60 eval "find /proc -maxdepth 1 -name '[0-9]*' -uid +$((FIRST - 1)) | xargs -I{} cat {}/cmdline 2>/dev/null | tr '\0' ' ' | grep -q 'sleep 1000'"
kill -INT $pid
wait $pid
is "interrupted: its status" 1 $?
like "its sentence" 'it was interrupted' "$(cat /tmp/stopped)"
is "and nothing of it is left" "" "$(ls -A $STORE | grep '^\.work')"
cp /tmp/umoci.own /usr/bin/umoci
image import /tmp/bb.tar --as both >/tmp/both.1 & one=$!
image import /tmp/hostile/good.tar --as both >/tmp/both.2; status=$?
wait $one
is "two of one name at a time: both come in" "0 0" "$? $status"
is "under two numbers" "both@1: both@2:" "$(cut -d' ' -f1 /tmp/both.1 /tmp/both.2 | sort | xargs)"

# --- kill -9 at every step ----------------------------------------------------------------------------------------
halt() { # program: it stays until it is killed; the import is killed then
	local tool=/usr/bin/$1 pid
	cp $tool /tmp/own.$1
	printf '#!/bin/sh\n: >/space/tmp/here\nexec sleep 1000\n' >$tool
	hostel image import "$2" --as killed >/tmp/killed 2>&1 </dev/null & pid=$!
	until_true 60 eval "find /proc -maxdepth 1 -name '[0-9]*' -uid +$((FIRST - 1)) | xargs -I{} cat {}/cmdline 2>/dev/null | tr '\0' ' ' | grep -q 'sleep 1000'"
	is "killed in $1: (its device is seen)" 1 "$(our_devices | wc -l)"
	is "killed in $1: it was there" 0 "$(kill -9 $pid; echo $?)"
	wait $pid 2>/dev/null
	cp /tmp/own.$1 $tool
	ok "killed in $1: all of it ends" until_true 20 eval "! find /proc -maxdepth 1 -name '[0-9]*' -uid +$((FIRST - 1)) -uid -$((FIRST + 65536)) 2>/dev/null | grep -q ."
	ok "killed in $1: no device is left" until_true 20 no_device
	is "killed in $1: only its directory is" 1 "$(ls -A $STORE | grep -c '^\.work-')"
	ok "killed in $1: and its cgroup" test -n "$(cgroups)"
	is "killed in $1: no version" no "$([ -e $STORE/killed ] && echo yes || echo no)"
	hostel gc >/dev/null 2>&1
	is "killed in $1: hostel gc removes it" 0 "$(ls -A $STORE | grep -c '^\.work-')"
	is "killed in $1: and its cgroup" "" "$(cgroups)"
}
for tool in tar:/tmp/bb.tar skopeo:oci:/tmp/hostile/oci-good.oci umoci:oci:/tmp/hostile/oci-good.oci mkfs.erofs:/tmp/bb.tar; do
	halt "${tool%%:*}" "${tool#*:}"
done
like "and the next one works" '^killed@1: ' "$(image import /tmp/bb.tar --as killed)"
is "gc leaves alone what goes on" "1 1" "$(
	printf '#!/bin/sh\nexec sleep 1000\n' >/usr/bin/umoci
	hostel image import oci:/tmp/hostile/oci-good.oci --as running >/dev/null 2>&1 </dev/null & pid=$!
	until_true 60 eval 'ls -A '$STORE' | grep -q "^\.work-"'
	before=$(ls -A $STORE | grep -c '^\.work-'); hostel gc >/dev/null 2>&1
	echo "$before $(ls -A $STORE | grep -c '^\.work-')"
	kill -9 $pid; wait $pid 2>/dev/null; cp /tmp/umoci.own /usr/bin/umoci)"
until_true 20 no_device
hostel gc >/dev/null 2>&1
until_true 30 no_device
# The host's file system fills up behind the back of who writes: the space is a sparse file.
truncate -s 64M /tmp/narrow && mkfs.ext4 -qF -O ^has_journal /tmp/narrow && mount -o loop /tmp/narrow $STORE
chmod 700 $STORE
mkdir -p /tmp/wide/etc; head -c 100M /dev/urandom >/tmp/wide/random
bounds 'max_size = 1G'
said=$(image import /tmp/wide --as wide); status=$?
is "a full file system below the space" "111 no" "$status $([ -e $STORE/wide ] && echo yes || echo no)"
like "is said" 'cannot be kept below /var/lib/hostel/images: .*is its file system full\?$' "$said"
rm -rf /tmp/wide; until_true 30 umount $STORE; rm /tmp/narrow
until_true 30 no_device
is "at the end nothing of the host is another" "" "$(seen | diff /tmp/before - | grep '^[<>]')"
finish
