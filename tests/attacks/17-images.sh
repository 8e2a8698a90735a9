# SPDX-License-Identifier: GPL-2.0-or-later
# Images that somebody else made, or changed (A36). The attacker wrote the archive, or the file on the disk, or has an
# old version that was signed once. Controls: tar(1) as root where hostel import stands, no pinned key, no signature,
# an admin's own --allow-older. The whole corpus: tests/system/97-image-import.sh; the store: 96-images.sh.

images_setup() {
	local disk
	[ -n "${WORLD_DISK:-}" ] || return 1
	disk=$(mktemp -d "$WORLD_DISK/a36.XXXXXX"); chmod 755 "$disk"
	mkdir -p /var/lib/hostel; mount --bind "$disk" /var/lib/hostel
	trap 'umount -l /var/lib/hostel; rm -rf "'"$disk"'"' EXIT
	mkdir -p /tmp/a36/tree/bin /tmp/a36/tree/etc /tmp/a36/out
	cp "$(command -v busybox)" /tmp/a36/tree/bin/; ln -s busybox /tmp/a36/tree/bin/sh
	cp "$(command -v busybox)" /tmp/a36/setid; chmod 4755 /tmp/a36/setid
	openssl genpkey -algorithm ED25519 -out /tmp/a36/key 2>/dev/null && openssl pkey -in /tmp/a36/key -pubout -out $CONF/a36.pub 2>/dev/null
}
# A tar of one attack, by Python's tarfile, which writes what it is told.
archive() { # file, kind
	python3 - "$1" "$2" <<'P'
import io, os, sys, tarfile
t = tarfile.open(sys.argv[1], 'w')
t.add('/tmp/a36/tree', '.')
def put(name, kind=tarfile.REGTYPE, link='', data=b'owned\n', mode=0o644):
    i = tarfile.TarInfo(name); i.type = kind; i.linkname = link; i.mode = mode; i.size = len(data) if kind == tarfile.REGTYPE else 0
    t.addfile(i, io.BytesIO(data) if i.size else None)
kind = sys.argv[2]
if kind == 'absolute': put('/tmp/a36/out/absolute')
if kind == 'dots': put('../' * 12 + 'tmp/a36/out/dots')
if kind == 'link':
    put('way', tarfile.SYMTYPE, '/tmp/a36/out'); put('way/link')
if kind == 'hard':
    put('shadow', tarfile.LNKTYPE, '/etc/shadow')
if kind == 'bomb':
    i = tarfile.TarInfo('bomb'); i.size = 3 << 30
    class Zeros(io.RawIOBase):
        def readinto(self, b): b[:] = bytes(len(b)); return len(b)
    t.addfile(i, Zeros())
t.close()
P
}
reached() { # file below out, or a word of /etc/shadow in the unpacked tree: a verdict
	[ ! -e "/tmp/a36/out/$1" ] || { rm -f "/tmp/a36/out/$1"; echo "escaped $1 was written on the host"; return; }
	echo "refused nothing is there"
}
by_hostel() { # kind: imported, then a room of it is asked for what the archive wanted
	archive /tmp/a36/tar "$1"
	hostel image import /tmp/a36/tar --as a36 >/tmp/a36/said 2>&1
	[ "$1" != hard ] || {
		policy '[session]' 'shell = /bin/sh' '[filesystem]' 'image = a36'
		! alice '/bin/busybox cat /shadow' 2>/dev/null | grep -q '^root:' || { echo "escaped the host's shadow is in the image"; return; }
		policy
	}
	[ "$1" != bomb ] || { [ "$(du -sm /var/lib/hostel | cut -f1)" -lt 1500 ] || { echo "escaped 3 GiB are there"; return; }; }
	reached "$1"
}
by_tar() { # kind: unpacked as root by tar -P, as one does
	archive /tmp/a36/tar "$1"
	rm -rf /root/a36-unpacked; mkdir /root/a36-unpacked
	[ "$1" != bomb ] || { size=$(tar -xPf /tmp/a36/tar -O ./bomb bomb 2>/dev/null | head -c 2G | wc -c); [ "$size" -lt 2000000000 ] || { echo "escaped more than 2 GB"; return; }; }
	(cd /root/a36-unpacked && tar -xPf /tmp/a36/tar 2>/dev/null)
	[ "$1" != hard ] || ! grep -q '^root:' /root/a36-unpacked/shadow 2>/dev/null || { echo "escaped the host's shadow is in the tree"; return; }
	reached "$1"
}
keys() { sed -i '/^\[image\]/,$d' $CONF/hostel.ini; [ $# = 0 ] || printf '%s\n' '[image]' "$@" >>$CONF/hostel.ini; }
mounts() { # name: does a version of it become rooms?
	hostel image mount "$1" >/tmp/a36/said 2>&1 && echo "escaped it is mounted" || echo "refused $(tail -n 1 /tmp/a36/said | cut -c1-120)"
}
made() { # name, text: a signed version of our own
	hostel image remove "$1" >/dev/null 2>&1
	echo "$2" >/tmp/a36/tree/etc/text
	hostel image import /tmp/a36/tree --as "$1" >/dev/null 2>&1 && hostel image sign "$1" --key /tmp/a36/key >/dev/null 2>&1
}
newest() { echo /var/lib/hostel/images/"$1"/"$(readlink /var/lib/hostel/images/"$1"/current)"; }
flip() { # a byte of a file that lies in the middle of it
	python3 -c 'import sys; f=open(sys.argv[1],"r+b"); f.seek(len(f.read())//2); b=f.read(1); f.seek(-1,1); f.write(bytes([b[0]^255]))' "$1"
}
changed() { # keys?: a byte is another
	keys "$@"; made one first; chmod 644 "$(newest one)/image"; flip "$(newest one)/image"
	mounts one
}
swapped() { # keys?: the signature of another
	keys "$@"; made one first; made two second; cp "$(newest two)/signature" "$(newest one)/signature"
	mounts one
}
unsigned() { keys "$@"; made one first; rm "$(newest one)/signature"; mounts one; }
by_hand() { # mount(8) asks nobody
	made one first; chmod 644 "$(newest one)/image"; flip "$(newest one)/image"
	mkdir -p /tmp/a36/mnt
	mount -t erofs -o ro,loop "$(newest one)/image" /tmp/a36/mnt 2>/dev/null && { umount /tmp/a36/mnt; echo "escaped it is mounted"; }
}
replayed() { # option...: what was signed once, and has been replaced
	keys "keys = $CONF/a36.pub" 'require_signature = yes'
	made old first; old=$(basename "$(newest old)")
	rm -rf /tmp/a36/export; hostel image export old /tmp/a36/export >/dev/null 2>&1
	echo second >/tmp/a36/tree/etc/text; hostel image import /tmp/a36/tree --as old >/dev/null 2>&1
	hostel image sign old --key /tmp/a36/key >/dev/null 2>&1
	hostel image remove "old@$old" >/dev/null 2>&1
	hostel image receive /tmp/a36/export "$@" >/tmp/a36/said 2>&1 && echo "escaped the old one is in" || echo "refused $(tail -n 1 /tmp/a36/said | cut -c1-100)"
}

if want A36; then
	attack A36
	if images_setup; then
		for kind in absolute:'an absolute name' dots:'".." in a name' link:'a file by way of a link' hard:'a hard link to /etc/shadow' \
			bomb:'three gigabytes of nothing'; do
			keys; [ "${kind%%:*}" != bomb ] || keys 'max_size = 1G'
			attempt import "${kind#*:}" "by_hostel ${kind%%:*}" "by_tar ${kind%%:*}"
		done
		pinned="'keys = $CONF/a36.pub' 'require_signature = yes'"
		attempt disk "a flipped byte" "changed $pinned" by_hand
		attempt disk "the signature of another image" "swapped $pinned" swapped
		attempt disk "no signature" "unsigned $pinned" unsigned
		attempt receive "an old version that was signed once" replayed "replayed --allow-older"
		keys
	else
		absent "images" "WORLD_DISK names no disk of the machine's"
	fi
fi
