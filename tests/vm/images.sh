#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Images on a kernel with fs-verity and dm-verity: to be run as root in a guest (tests/vm/run tests/vm/images.sh). What
# needs neither: tests/system/96-images.sh.
set -u
cd "$(dirname "$0")/../.." || exit 2
IMAGES=/var/lib/hostel/images MOUNTS=/run/hostel/images CONF=/etc/hostel
. tests/checks.sh
json() { python3 -c "import json,sys; d=json.load(sys.stdin); print($1)"; }
way() { hostel image status one --json | json "[v['integrity'] for v in d[0]['versions'] if v['current']][0]"; }
rules() { { printf '[host]\ntenants = @hostel\n[image]\n'; printf '%s\n' "$@"; } >$CONF/hostel.ini; }
flip() { python3 - "$1" "$2" <<-'P'
	import os, sys
	fd = os.open(sys.argv[1], os.O_RDWR | os.O_SYNC); at = int(sys.argv[2])
	b = os.pread(fd, 1, at); os.pwrite(fd, bytes([b[0] ^ 1]), at); os.fsync(fd)
	P
}
manifest() { # directory, name, version
	local root
	root=$(veritysetup format --salt=- --uuid=00000000-0000-0000-0000-000000000000 "$1/image" "$1/tree" | sed -n 's/^Root hash:[ \t]*//p')
	rm -f "$1/tree"
	printf '%s\n' "hostel-image 1" "name $2" "version $3" "size $(stat -c %s "$1/image")" "sha256 $(sha256sum <"$1/image" | cut -d' ' -f1)" \
		"fsverity $(fsverity digest "$1/image" | sed 's/^sha256:\([0-9a-f]*\).*/\1/')" "verity $root" "architecture amd64" \
		"system A small system" "source hand-made" "created 2027-01-31T12:00:00Z" >"$1/manifest"
}
# A file of many blocks, so that one of them can be damaged that nobody has read.
make_image() { # directory, version
	local tree; tree=$(mktemp -d)
	rm -rf "$1"; mkdir -p "$1" $tree/bin
	cp "$(command -v busybox)" $tree/bin/busybox; ln -s busybox $tree/bin/sh
	python3 -c "print('\n'.join('line %d' % i for i in range(60000)))" >$tree/text
	mkfs.erofs -T0 "$1/image" $tree >/dev/null 2>&1
	rm -rf $tree
	manifest "$1" one "$2"
}
byte_of() { grep -abo 'line 40000' "$1" | head -1 | cut -d: -f1; }
raw_byte_of() { # of the disk's file, what the file image has there
	grep -abo 'line 40000' "$1" | head -1 | cut -d: -f1
}
on() { # name of a file system's disk, options of mkfs.ext4: it becomes /var/lib/hostel
	umount /var/lib/hostel 2>/dev/null
	rm -f /root/$1; truncate -s 96M /root/$1
	mkfs.ext4 -q -F -b 4096 "${@:2}" /root/$1 && mkdir -p /var/lib/hostel && mount -o loop /root/$1 /var/lib/hostel
}
drop() { sync; echo 3 >/proc/sys/vm/drop_caches; }
forget() { for i in $MOUNTS/one@*; do umount $i 2>/dev/null; done; for i in /dev/mapper/hostel-*; do [ ! -e "$i" ] || veritysetup close ${i##*/}; done; rm -f $MOUNTS/.one@*.how; }

make -s PREFIX=/usr/local B=build LIBC=glibc install >/tmp/install.log 2>&1 || { cat /tmp/install.log; echo "not ok - install"; exit 1; }
PATH=$PATH:/usr/local/sbin
mkdir -p $CONF; rules
for module in erofs dm-verity loop; do modprobe $module 2>/dev/null; done
grep -qw erofs /proc/filesystems || { skip images "this kernel has no erofs"; finish; exit; }
openssl genpkey -algorithm ED25519 -out /root/key.pem 2>/dev/null; openssl pkey -in /root/key.pem -pubout -out $CONF/key.pub
chmod 644 $CONF/key.pub
make_image /tmp/one 1 || { echo "not ok - an image"; exit 1; }

# --- fs-verity ------------------------------------------------------------------------------------------
if on verity.disk -O verity; then
	is "received" 0 "$(hostel image receive /tmp/one >/tmp/said 2>&1; echo $?)"
	is "fs-verity is on, with the digest of the manifest" "$(sed -n 's/^fsverity //p' /tmp/one/manifest)" \
		"$(fsverity measure $IMAGES/one/1/image | sed 's/^sha256:\([0-9a-f]*\).*/\1/')"
	rules "keys = $CONF/key.pub" 'require_signature = yes' 'integrity = verity'
	like "not signed: refused" 'is not signed' "$(hostel image mount one 2>&1)"
	is "signed" 0 "$(hostel image sign one --key /root/key.pem >/dev/null 2>&1; echo $?)"
	is "integrity = verity: mounted" "$MOUNTS/one@1" "$(hostel image mount one 2>&1)"
	is "by fs-verity" fs-verity "$(way)"
	is "root cannot write the file" no "$(bash -c "echo x >>$IMAGES/one/1/image" 2>/dev/null || echo no)"
	is "it is whole" "line 40000" "$(sed -n 40001p $MOUNTS/one@1/text)"
	is "verify" 0 "$(hostel image verify one >/dev/null 2>&1; echo $?)"
	forget; drop
	# On the disk, below the file system.
	umount /var/lib/hostel; flip /root/verity.disk "$(raw_byte_of /root/verity.disk)"; mount -o loop /root/verity.disk /var/lib/hostel
	is "a byte is flipped on the disk: mounted still, the kernel does not read it for that" "$MOUNTS/one@1" "$(hostel image mount one 2>&1)"
	like "reading it is an error" 'Input/output error' "$(cat $MOUNTS/one@1/text 2>&1 >/dev/null)"
	like "verify says so" 'Input/output error' "$(hostel image verify one 2>&1)"
	like "and the kernel" 'verity' "$(dmesg | grep -i 'fs-verity\|verity' | tail -1)"
	forget
	# Another file with fs-verity in its place: the signed digest is not its.
	make_image /tmp/two 1; printf x | dd of=/tmp/two/image bs=1 seek=20000 conv=notrunc 2>/dev/null
	rm $IMAGES/one/1/image; cp /tmp/two/image $IMAGES/one/1/image; fsverity enable $IMAGES/one/1/image
	like "another file in its place" 'fs-verity: the file image is another one' "$(hostel image mount one 2>&1)"
	rules
	rm -rf /tmp/two
else
	skip "fs-verity" "no ext4 with verity here"
fi

# --- dm-verity ---------------------------------------------------------------------------------------------
if [ -e /dev/mapper/control ] && on plain.disk -O ^verity; then
	is "received, on a file system without fs-verity" 0 "$(hostel image receive /tmp/one >/tmp/said 2>&1; echo $?)"
	rules "keys = $CONF/key.pub" 'require_signature = yes' 'integrity = verity'
	hostel image sign one --key /root/key.pem >/dev/null 2>&1
	is "integrity = verity: mounted" "$MOUNTS/one@1" "$(hostel image mount one 2>&1)"
	is "by dm-verity" dm-verity "$(way)"
	like "of its device" '^/dev/(mapper/hostel-one@1|dm-[0-9]+) ' "$(grep " $MOUNTS/one@1 " /proc/self/mounts)"
	is "twice is once" "0 1" "$(hostel image mount one >/dev/null 2>&1; echo $?) $(grep -c " $MOUNTS/" /proc/self/mounts)"
	is "it is whole" "line 40000" "$(sed -n 40001p $MOUNTS/one@1/text)"
	forget; drop
	flip $IMAGES/one/1/image "$(byte_of $IMAGES/one/1/image)"; drop
	is "a byte is flipped: mounted still" "$MOUNTS/one@1" "$(hostel image mount one 2>&1)"
	like "reading it is an error" 'Input/output error' "$(cat $MOUNTS/one@1/text 2>&1 >/dev/null)"
	is "verify" 1 "$(hostel image verify one >/dev/null 2>&1; echo $?)"
	forget
	cp /tmp/one/image $IMAGES/one/1/image; drop
	flip $IMAGES/one/1/image 1040; drop
	like "its superblock: not mounted" 'dm-verity' "$(hostel image mount one 2>&1)"
	is "no device is left" "" "$(ls /dev/mapper | grep hostel)"
	cp /tmp/one/image $IMAGES/one/1/image; flip $IMAGES/one/1/hashes 4200; drop
	like "the tree's root: not mounted, or nothing can be read" 'dm-verity|Input/output' "$(hostel image mount one 2>&1; cat $MOUNTS/one@1/text 2>&1 >/dev/null)"
	forget; flip $IMAGES/one/1/hashes 4200; drop
	is "as it was, it is mounted" "$MOUNTS/one@1" "$(hostel image mount one 2>&1)"
	make_image /tmp/two 2; openssl pkeyutl -sign -inkey /root/key.pem -rawin -in /tmp/two/manifest -out /tmp/two/signature
	is "the next is received, and the old one removed: its device goes, too" "0 0 " \
		"$(hostel image receive /tmp/two >/dev/null 2>&1; echo $?) $(hostel image remove one@1 >/dev/null 2>&1; echo $?) $(ls /dev/mapper | grep hostel)"
	hostel image mount one >/dev/null
	like "doctor is content" 'PASS +image-integrity' "$(hostel doctor image-integrity --no-color 2>&1)"
	forget; rules
else
	skip "dm-verity" "no device-mapper here"
fi
umount /var/lib/hostel 2>/dev/null
finish
