#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The store of images: hostel image list, status, verify, sign, mount, rollback, remove, export, receive, and gc. Images
# are made by mkfs.erofs, and their manifests here, by sha256sum, fsverity and veritysetup: hostel's own are compared.
. "$(dirname "$0")/lib.sh"
IMAGES=/var/lib/hostel/images MOUNTS=$STATE/images
for tool in mkfs.erofs veritysetup fsverity openssl strace; do command -v $tool >/dev/null || { skip "images" "no $tool"; finish; exit; }; done
grep -qw erofs /proc/filesystems || modprobe erofs 2>/dev/null || { skip "images" "this kernel has no erofs"; finish; exit; }
json() { python3 -c "import json,sys; d=json.load(sys.stdin); print($1)"; }
I() { hostel image "$@" 2>&1; }
status() { hostel image "$@" >/dev/null 2>&1; echo $?; }
# What an import leaves behind on another host: a directory that `receive` takes.
make_image() { # directory, name, version, text in it
	local d=$1 tree; rm -rf "$d"; mkdir -p "$d"; tree=$(mktemp -d)
	mkdir -p $tree/bin $tree/etc $tree/usr/lib
	cp "$(command -v busybox)" $tree/bin/busybox; ln -s busybox $tree/bin/sh; ln -s /bin/busybox $tree/bin/bash
	echo "$4" >$tree/etc/text
	mkfs.erofs -T0 --all-root "$d/image" $tree >/dev/null 2>&1 || return 1
	rm -rf $tree
	manifest "$d" "$2" "$3"
}
manifest() { # directory, name, version
	local root
	root=$(veritysetup format --salt=- --uuid=00000000-0000-0000-0000-000000000000 "$1/image" "$1/tree" | sed -n 's/^Root hash:[ \t]*//p')
	rm -f "$1/tree"
	printf '%s\n' "hostel-image 1" "name $2" "version $3" "size $(stat -c %s "$1/image")" "sha256 $(sha256sum <"$1/image" | cut -d' ' -f1)" \
		"fsverity $(fsverity digest "$1/image" | sed 's/^sha256:\([0-9a-f]*\).*/\1/')" "verity $root" "architecture amd64" \
		"system A small system" "source hand-made" "created 2027-01-31T12:00:00Z" >"$1/manifest"
}
put() { # name, version, text: one in the store
	make_image /tmp/put "$1" "$2" "$3" && hostel image receive /tmp/put "${@:4}" >/dev/null
}
flip() { python3 - "$1" "$2" <<-'P'
	import sys
	with open(sys.argv[1], 'r+b') as f:
	    f.seek(int(sys.argv[2])); b = f.read(1); f.seek(int(sys.argv[2])); f.write(bytes([b[0] ^ 1]))
	P
}
mounted() { grep -c " $MOUNTS/" /proc/self/mounts || :; }
unmount() { umount "$MOUNTS/$1" && rm -f "$MOUNTS/.$1.how"; }
rules() { # lines of [image]
	sed -i '/^\[image\]/,/^\[plans\]/ { /^\[plans\]/!d }' $CONF/hostel.ini
	[ $# = 0 ] || sed -i "/^\[plans\]/i [image]\n$(printf '%s\\n' "$@" | sed 's,/,\\/,g')" $CONF/hostel.ini
}
mkdir -p /etc/hostel-keys; chmod 755 /etc/hostel-keys
for key in ours other; do
	openssl genpkey -algorithm ED25519 -out /root/$key.pem 2>/dev/null
	openssl pkey -in /root/$key.pem -pubout -out /etc/hostel-keys/$key.pub
done
PINNED='keys = /etc/hostel-keys/ours.pub'

# --- nothing, and what is none ----------------------------------------------------------------------------------
is "no image: list and status say so, in words and in JSON" "0 0 [] []" "$(status list) $(status status) $(hostel image list --json) $(hostel image status --json)"
is "no such image: 4; no name: 2; too much: 2" "4 4 4 4 2 2 2" "$(for i in 'mount a' 'verify a@3' 'remove a' 'status a' 'mount ../a' 'mount host' 'mount a b'; do status $i; done | xargs)"
like "a sentence" 'hostel: image mount: there is no image a on this host: hostel image list' "$(I mount a)"
is "a tenant may not" 111 "$(su -s /bin/sh carol -c 'hostel image list >/dev/null 2>&1; echo $?')"

# --- receive -----------------------------------------------------------------------------------------------------
make_image /tmp/one small 1 first || exit 1
like "an image comes in, as a directory" 'small@1 is here' "$(I receive /tmp/one)"
is "the store is root's alone" "700 700 600 600" "$(stat -c %a $IMAGES $IMAGES/small/1 $IMAGES/small/1/image $IMAGES/small/1/manifest | xargs)"
is "new rooms get it" 1 "$(readlink $IMAGES/small/current)"
is "nothing of the work is left" "" "$(ls -d $IMAGES/.[a-z]* 2>/dev/null)"
is "the same again is an old version: 8" 8 "$(status receive /tmp/one)"
like "its sentence" 'small@1 is an old version: there was small@1 here already' "$(I receive /tmp/one)"
like "how to take it all the same" 'allow-older' "$(I receive /tmp/one)"
ok "the next" put small 2 second
is "is current" 2 "$(readlink $IMAGES/small/current)"
make_image /tmp/bad small 3 third; flip /tmp/bad/image 5000
like "a flipped byte is refused" 'the file image was changed' "$(I receive /tmp/bad)"
make_image /tmp/bad small 3 third; truncate -s -4096 /tmp/bad/image
like "a cut file is refused" 'cut: it has [0-9]+ of [0-9]+ bytes' "$(I receive /tmp/bad)"
make_image /tmp/bad small 3 third; sed -i '/^verity /{ s/^verity //; y/0123456789abcdef/123456789abcdef0/; s/^/verity / }' /tmp/bad/manifest
like "a root hash of another tree is refused" "dm-verity's root hash" "$(I receive /tmp/bad)"
make_image /tmp/bad small 3 third; sed -i 's/^created.*/created today/' /tmp/bad/manifest
like "a manifest that is none" 'the line "created"|line "created" is damaged' "$(I receive /tmp/bad)"
make_image /tmp/bad small 3 third; rm /tmp/bad/image; ln -s /etc/shadow /tmp/bad/image
is "a link instead of the file" 1 "$(status receive /tmp/bad)"
make_image /tmp/bad small 3 third; mkfs.ext4 -q -F /tmp/bad/image 2>/dev/null; manifest /tmp/bad small 3
like "a file system that is no erofs" 'receive: /tmp/bad: .*superblock' "$(I receive /tmp/bad)"
is "nothing of all that is left" "1 2" "$(ls $IMAGES/small | grep -x '[0-9]*' | xargs)"
is "no work either" "" "$(ls -d $IMAGES/.[a-z]* 2>/dev/null)"

# --- list, status, mount ----------------------------------------------------------------------------------------------
is "list" "small @2 2 A small system amd64 unsigned 0" "$(hostel image list | awk -F'\t' '{ print $1, $2, $3, $4, $5, $7, $8 }')"
is "list in JSON" "small 2 2 unsigned 0 1" "$(hostel image list --json | json "d[0]['name'], d[0]['current'], d[0]['versions'], d[0]['signature'], d[0]['rooms'], d[0]['schema']" | tr -d "(),'")"
is "status: two versions, one current, none mounted" "[(1, False, 'not mounted'), (2, True, 'not mounted')]" \
	"$(hostel image status small --json | json "[(v['version'], v['current'], v['integrity']) for v in d[0]['versions']]")"
is "mount says where" $MOUNTS/small@2 "$(I mount small)"
is "it is there" second "$(cat $MOUNTS/small@2/etc/text)"
like "read-only, nosuid, nodev, erofs" " $MOUNTS/small@2 erofs ro,nosuid,nodev" "$(grep small@2 /proc/self/mounts)"
is "behind a directory of root's alone" 700 "$(stat -c %a $MOUNTS)"
is "twice is once" "0 1" "$(status mount small@2) $(mounted)"
unmount small@2
for i in 1 2 3 4 5 6 7 8; do hostel image mount small@2 >/tmp/mount.$i 2>&1 & done; wait $(jobs -p | tail -8)
is "eight at once: each has it, it is mounted once" "8 1" "$(cat /tmp/mount.[1-8] | grep -cx $MOUNTS/small@2) $(mounted)"
is "status: how it is guarded here, and what it lacks" "digest ['it has no sftp-server: sftp and scp do not work']" \
	"$(hostel image status small --json | json "d[0]['versions'][1]['integrity'], d[0]['versions'][1]['lacks']" | sed "s/^('\([a-z]*\)', \(.*\))$/\1 \2/")"
like "in words, on a terminal" 'it has no sftp-server' "$(script -qc 'hostel image status small' /dev/null)"
like "and elsewhere" 'it has no sftp-server' "$(hostel image status small)"
unmount small@2
rules 'integrity = verity'
is "integrity = verity: this kernel has neither, 6" 6 "$(status mount small)"
like "its sentence" 'integrity = verity, and here is neither fs-verity .* nor dm-verity' "$(I mount small)"
rules
hostel image mount small@2 >/dev/null; rules 'integrity = verity'
is "nor what was mounted before: 6" 6 "$(status mount small)"
rules 'require_signature = yes'
is "nor unsigned: 1" 1 "$(status mount small)"
unmount small@2
rules 'integrity = perhaps'
is "a mistake in [image]: no image is mounted, 5" 5 "$(status mount small)"
ok "but who is no tenant comes in" su -s /bin/sh carol -c true
is "and so does root" ok "$(S root echo ok)"
rules

# --- what is changed in the store ------------------------------------------------------------------------------------
is "verify: all good" "small@1: good, unsigned
small@2: good, unsigned
0" "$(I verify; echo $?)"
same() { cp -a $IMAGES/small/2 /tmp/kept.2; }; back() { rm -rf $IMAGES/small/2; cp -a /tmp/kept.2 $IMAGES/small/2; }
same
flip $IMAGES/small/2/image 9000
is "a flipped byte: verify fails, of this version only" "1 0 1" "$(status verify small@2) $(status verify small@1) $(status verify)"
like "mount refuses it" 'image mount: small@2: the file image was changed' "$(I mount small@2)"
is "it is not mounted, and nothing is left of it" "0 " "$(mounted) $(ls -A $MOUNTS | grep -v lock | xargs)"
is "the other one is mounted" $MOUNTS/small@1 "$(I mount small@1)"; unmount small@1
back; truncate -s 8192 $IMAGES/small/2/image
like "a cut file" 'small@2: the file image is cut: it has 8192 of' "$(I mount small@2)"
back; echo >>$IMAGES/small/2/image
like "a longer one" 'bytes, and its manifest says' "$(I mount small@2)"
back; rm $IMAGES/small/2/image
is "none" 1 "$(status mount small@2)"
back; cp $IMAGES/small/1/{image,manifest,hashes} $IMAGES/small/2/
like "an old version in its place" 'small@2: its manifest is that of small@1: it stands for another version than it is' "$(I mount small@2)"
back; chown carol $IMAGES/small/2/image
is "somebody else's file" 1 "$(status mount small@2)"
back; sed -i '$d' $IMAGES/small/2/manifest
like "a cut manifest" 'small@2: the manifest.s line "created" is missing' "$(I mount small@2)"
like "status says it, too" 'the manifest.s line "created"' "$(hostel image status small --json | json "d[0]['versions'][1]['refused']")"
back; flip $IMAGES/small/2/hashes 5000
like "dm-verity's tree: verify sees it" "dm-verity's tree is not that" "$(I verify small@2)"
back
is "as it was, it is good" "0 0" "$(status verify) $(status mount small@2)"; unmount small@2

# --- signatures ------------------------------------------------------------------------------------------------------------
is "sign wants a key" 2 "$(status sign small)"
is "a public one is none" 1 "$(status sign small --key /etc/hostel-keys/ours.pub)"
is "sign" "small@2 is signed" "$(I sign small --key /root/ours.pem)"
is "64 bytes, root's alone" "64 600" "$(stat -c '%s %a' $IMAGES/small/2/signature)"
ok "openssl thinks so, too" openssl pkeyutl -verify -pubin -inkey /etc/hostel-keys/ours.pub -rawin -in $IMAGES/small/2/manifest -sigfile $IMAGES/small/2/signature
like "without pinned keys it is not checked" 'not checked' "$(I status small)"
rules "$PINNED"
is "with the key pinned it is signed, and by which" "signed /etc/hostel-keys/ours.pub unsigned" \
	"$(hostel image status small --json | json "' '.join([d[0]['versions'][1]['signature'], d[0]['versions'][1]['key'], d[0]['versions'][0]['signature']])")"
is "signed and unsigned are mounted" "0 0" "$(status mount small@2) $(status mount small@1)"; unmount small@1; unmount small@2
rules "$PINNED" 'require_signature = yes'
is "require_signature: signed only" "0 1" "$(status mount small@2) $(status mount small@1)"; unmount small@2
like "its sentence" 'small@1: it is not signed, and \[image\] require_signature = yes' "$(I mount small@1)"
make_image /tmp/unsigned small 3 third
like "receive asks the same" 'it is not signed' "$(I receive /tmp/unsigned)"
# Refused before the image is copied: its call is not met.
before_copy() { # arguments: how often the file image was made here
	strace -f -qq -e trace=openat -o /tmp/opened hostel image receive "$@" >/dev/null 2>&1
	grep -c '"image", O_WRONLY|O_CREAT' /tmp/opened
}
is "before the image is here" 0 "$(before_copy /tmp/unsigned)"
rules 'require_signature = yes'
like "asked for, and no key to check it with" 'keys names none' "$(I mount small@2)"
rules "$PINNED"
cp $IMAGES/small/2/signature /tmp/signature.2
hostel image sign small@1 --key /root/ours.pem >/dev/null; cp $IMAGES/small/1/signature $IMAGES/small/2/signature
like "a swapped signature" 'small@2: its signature is that of small@1' "$(I mount small@2)"
rm $IMAGES/small/1/signature
openssl pkeyutl -sign -inkey /root/other.pem -rawin -in $IMAGES/small/2/manifest -out $IMAGES/small/2/signature
like "a wrong key, although nothing asks for a signature" 'by no key of \[image\] keys' "$(I mount small@2)"
is "verify and status say bad" "1 bad" "$(status verify small@2) $(hostel image status small --json | json "d[0]['versions'][1]['signature']")"
like "no signing with a key that is not pinned" 'of none of the keys' "$(I sign small@2 --key /root/other.pem)"
truncate -s 63 $IMAGES/small/2/signature
like "a signature that is cut" 'signature has 63 bytes' "$(I mount small@2)"
cp /tmp/signature.2 $IMAGES/small/2/signature
sed -i 's/A small/B small/' $IMAGES/small/2/manifest
like "a manifest that was changed" 'or its manifest was changed' "$(I mount small@2)"
sed -i 's/B small/A small/' $IMAGES/small/2/manifest
is "as it was, it is good" 0 "$(status verify small@2)"
flip $IMAGES/small/2/image 9000
is "no signature for what is not its manifest's" 1 "$(status sign small@2 --key /root/ours.pem)"
flip $IMAGES/small/2/image 9000
chmod 666 /etc/hostel-keys/ours.pub
like "a key that others can write" 'ours.pub: is not a file that root alone can write' "$(I mount small@2)"
chmod 644 /etc/hostel-keys/ours.pub
rules 'keys = /etc/hostel-keys/gone.pub'
is "a key that is not there: no image" 1 "$(status mount small@2)"
rules

# --- doctor ----------------------------------------------------------------------------------------------------------------
doctor() { hostel doctor "$1" --json 2>/dev/null | json "' '.join([c['state'] for c in d['checks'] if c['id'] == '$1'] + [i['text'] for c in d['checks'] if c['id'] == '$1' for i in c['items']])"; }
rules "$PINNED"
is "doctor: images and keys can be used" PASS "$(doctor images)"
is "nothing is mounted" SKIP "$(doctor image-integrity)"
hostel image mount small@1 >/dev/null; hostel image mount small@2 >/dev/null
like "what is mounted is not guarded here, and one is unsigned" 'WARN .*small@1: read once.*small@1: in use without a signature.*small@2: read once' "$(doctor image-integrity)"
unlike "the other is signed" 'small@2: in use without' "$(doctor image-integrity)"
unmount small@1; unmount small@2
chmod 666 /etc/hostel-keys/ours.pub
like "a key that others can write" 'FAIL .*ours.pub: is not a file that root alone can write' "$(doctor images)"
chmod 644 /etc/hostel-keys/ours.pub
printf '[filesystem]\nimage = small@77\n' >$CONF/plans/basic2.ini
like "a version that a policy names, and that is not there" 'FAIL .*small@77 of plans/basic2.ini: there is no image small@77' "$(doctor images)"
rm $CONF/plans/basic2.ini
rules "$PINNED" 'require_signature = yes'
hostel image rollback small 1 >/dev/null 2>&1; ln -sfn 1 $IMAGES/small/current
like "a current version that is refused" 'FAIL .*small@1: it is not signed' "$(doctor images)"
ln -sfn 2 $IMAGES/small/current
rules

# --- what is not signed by a pinned key is looked at before the kernel is shown it; numbers end ------------------------------
cp -r /tmp/unsigned /tmp/odd; sed -i 's/^version 3/version 1000000000/' /tmp/odd/manifest
like "no number that would be the last of a name" 'line "version" has no number from 1 to 999999999' "$(I receive /tmp/odd)"
rules 'max_size = 16M'
cp /tmp/unsigned/manifest /tmp/odd/manifest; sed -i 's/^size .*/size 20971520/' /tmp/odd/manifest; truncate -s 20M /tmp/odd/image
like "nor one larger than max_size" 'it has 20M, and \[image\] max_size is 16M' "$(I receive /tmp/odd)"
is "before it is here" 0 "$(before_copy /tmp/odd)"
rules
rm -rf /tmp/odd; cp -r /tmp/unsigned /tmp/odd; rm /tmp/odd/manifest
printf '\377\377' | dd of=/tmp/odd/image bs=1 seek=1038 conv=notrunc 2>/dev/null # the number of its root directory
manifest /tmp/odd small 3
is "a file system that is damaged, with the digests of that" 1 "$(status receive /tmp/odd)"
like "its sentence" 'image receive: .*(damaged|erofs)' "$(I receive /tmp/odd)"
openssl pkeyutl -sign -inkey /root/ours.pem -rawin -in /tmp/odd/manifest -out /tmp/odd/signature
rules "$PINNED"
is "control: what a pinned key has signed is not looked at" 0 "$(status receive /tmp/odd)"
hostel image rollback small 2 >/dev/null 2>&1; hostel image remove small@3 >/dev/null; rm $IMAGES/small/highest; echo 2 >$IMAGES/small/highest
rules

# --- export and receive on another host -------------------------------------------------------------------------------------
is "export as tar, and as directory" "0 0" "$(status export small@2 /tmp/x.tar) $(status export small@2 /tmp/x)"
is "the tar is one for tar(1)" "manifest signature image" "$(tar -tf /tmp/x.tar | xargs)"
is "both have the same, byte for byte" "" "$(mkdir /tmp/y; tar -xf /tmp/x.tar -C /tmp/y; diff -r /tmp/x /tmp/y; for i in manifest signature image; do cmp $IMAGES/small/2/$i /tmp/x/$i; done)"
is "not over what is there" "8 8" "$(status export small@2 /tmp/x.tar) $(status export small@2 /tmp/x)"
mv $IMAGES /tmp/here
rules "$PINNED" 'require_signature = yes'
like "on another host: version and signature stay" 'small@2 is here' "$(I receive /tmp/x.tar)"
is "signed" "0 signed" "$(status verify small@2) $(hostel image list --json | json "d[0]['signature']")"
is "an old version, signed as it may be, is refused" "small 8" "$(openssl pkeyutl -sign -inkey /root/ours.pem -rawin -in /tmp/one/manifest -out /tmp/one/signature; hostel image list | cut -f1) $(status receive /tmp/one)"
is "--allow-older takes it, and new rooms do not get it" "0 2" "$(status receive /tmp/one --allow-older) $(readlink $IMAGES/small/current)"
is "the highest number stays" 2 "$(cat $IMAGES/small/highest)"
for n in 0 512 1000 1024 3000 20000; do head -c $n /tmp/x.tar >/tmp/cut.tar; [ "$(status receive /tmp/cut.tar --allow-older)" = 1 ] || echo "$n"; done >/tmp/cuts
is "an archive that is cut" "" "$(cat /tmp/cuts)"
tar -cf /tmp/evil.tar -C / --transform 's,etc/hostname,../../evil,' etc/hostname 2>/dev/null
like "another archive" 'none of hostel image export' "$(I receive /tmp/evil.tar)"
is "nothing is left" "" "$(ls -d $IMAGES/.[a-z]* 2>/dev/null)"
rm -rf $IMAGES; mv /tmp/here $IMAGES
rules

# --- rollback, remove ------------------------------------------------------------------------------------------------------
ok "a third" put small 3 third
is "rollback: the version before" "0 2" "$(status rollback small) $(readlink $IMAGES/small/current)"
log_settled
like "the log has it" 'hostel.*image small: new rooms get @2 instead of @3' "$(cat $LOG)"
is "to a number" "0 3" "$(status rollback small 3) $(readlink $IMAGES/small/current)"
is "to none: 4" "4 4 3" "$(status rollback small 9) $(put solo 1 x; status rollback solo) $(readlink $IMAGES/small/current)"
flip $IMAGES/small/2/image 9000
is "not to a bad one" "1 3" "$(status rollback small) $(readlink $IMAGES/small/current)"
flip $IMAGES/small/2/image 9000
is "remove: not the current one" 8 "$(status remove small@3)"
printf '[filesystem]\nimage = small@1\n' >$CONF/tenants/dora.ini
like "nor one that a policy names" 'small@1 is named by tenants/dora.ini' "$(I remove small@1)"
is "nor its image" 8 "$(status remove small)"
rm $CONF/tenants/dora.ini
# A room, as the login writes it: a sandbox that is alive, and what its system is.
alice sleep 600 </dev/null >/dev/null 2>&1 & in=$!
until_true 60 pgrep -u alice -x sleep
room=$(ls -d $STATE/t/"$(id -u alice)"/[0-9]* | head -1)
ln -sfn small@1 $room/image
is "status says who runs it" "['alice']" "$(hostel image status small --json | json "d[0]['versions'][0]['rooms']")"
is "not one that a room runs: 7" 7 "$(status remove small@1)"
like "whose" 'rooms of alice' "$(I remove small@1)"
hostel gc >/dev/null
ok "gc leaves it, too" test -d $IMAGES/small/1
rm $room/image; kill $in; wait $in 2>/dev/null
status mount small@1 >/dev/null
is "then it goes, mounted or not" "0 0 2 3" "$(status remove small@1) $(mounted) $(ls $IMAGES/small | grep -x '[0-9]*' | xargs)"
is "rollback, and the newest is removed" "0 0 2" "$(status rollback small) $(status remove small@3) $(ls $IMAGES/small | grep -x '[0-9]*' | xargs)"
is "its number does not come again" "8 0" "$(make_image /tmp/put small 3 again; status receive /tmp/put) $(put small 4 fourth; echo $?)"
is "the whole image" "0 4 solo" "$(status remove small) $(status mount small) $(hostel image list | cut -f1)"
is "nor then" 8 "$(make_image /tmp/put small 4 again; status receive /tmp/put)"
ok "but the next" put small 5 fifth

# Reading it takes long: meanwhile it is removed.
for n in 90 91; do put small $n "n$n"; done
strace -qq -o /tmp/stopped -e trace=pread64 -e inject=pread64:signal=STOP:when=1 hostel image rollback small 90 >/tmp/said 2>&1 & pid=$!
until_true 20 grep -q 'stopped by SIGSTOP' /tmp/stopped
is "a rollback that reads, and a remove" 0 "$(status remove small@90)"
pkill -CONT -P $pid; wait $pid
is "leads to nothing that is not there" "4 91" "$? $(readlink $IMAGES/small/current)"
hostel image rollback small 5 >/dev/null; hostel image remove small@91 >/dev/null; echo 5 >$IMAGES/small/highest

# --- gc -----------------------------------------------------------------------------------------------------------------------
for n in 6 7 8; do put small $n "n$n"; done
hostel image mount small@5 >/dev/null
printf '[filesystem]\nimage = small@6\n' >$CONF/tenants/dora.ini
mkdir $IMAGES/.work-killed $IMAGES/.work-alive $IMAGES/.gone-small@1.1 $IMAGES/small/1
ln -s 3 $IMAGES/small/current.new; : >$IMAGES/.gone-small@1.1/image; : >$IMAGES/small/1/image
exec 8<$IMAGES/.work-alive; flock 8
mkdir $MOUNTS/small@4; echo -n digest >$MOUNTS/.small@4.how
is "gc --dry-run says what would go" "$MOUNTS/small@4 $IMAGES/.gone-small@1.1 $IMAGES/.work-killed $IMAGES/small/1 $IMAGES/small/5 $IMAGES/small/current.new" \
	"$(hostel gc -n | grep images | sed 's/would remove //' | LC_ALL=C sort -u | xargs)"
ok "and does not" test -d $IMAGES/small/5
hostel gc >/dev/null
is "the current one stays, the one before, what is named; an import that goes on" ".work-alive 6 7 8" "$(ls -d $IMAGES/.[a-z]* | sed 's,.*/,,') $(ls $IMAGES/small | grep -x '[0-9]*' | xargs)"
is "and nothing is mounted of what went" "0 " "$(mounted) $(ls -A $MOUNTS | grep -v lock | xargs)"
# gc comes between the making of a directory for work and its lock.
make_image /tmp/put raced 1 raced
rm /tmp/stopped
strace -qq -o /tmp/stopped -e trace=mkdir -e inject=mkdir:signal=STOP:when=3 hostel image receive /tmp/put >/tmp/said 2>&1 & pid=$!
until_true 20 grep -q 'stopped by SIGSTOP' /tmp/stopped
is "an import that has no lock yet: gc takes its directory away" 1 "$(hostel gc | grep -c '/\.work-')"
pkill -CONT -P $pid; wait $pid
is "and it makes another" "0 raced@1" "$? $(sed 's/ is here.*//' /tmp/said)"
status remove raced >/dev/null
# What tenants had changed and was about to be deleted; the name of an account, and what is theirs, stay.
uppers=/var/lib/hostel/uppers
mkdir -p -m 700 $uppers/77/small/{upper,work,old/deep} $uppers/.gone-78/small/upper; ln -s dora $uppers/77/.owner
is "of uppers it says the same" "$uppers/.gone-78 $uppers/77/small/old" "$(hostel gc -n | sed -n 's/would remove \(.*uppers\)/\1/p' | LC_ALL=C sort | xargs)"
is "and removes that" ".owner upper work 77" "$(hostel gc >/dev/null; ls -A $uppers/77 | grep owner) $(ls $uppers/77/small | xargs) $(ls -A $uppers | xargs)"
rm -rf $uppers
exec 8<&-
echo 'nonsense' >$CONF/tenants/dora.ini; chmod 666 $CONF/tenants/dora.ini
put small 9 nine
is "a policy that cannot be read: no version goes, and that is an error" "1 6 7 8 9" "$(hostel gc >/dev/null 2>&1; echo $?) $(ls $IMAGES/small | grep -x '[0-9]*' | xargs)"
rm $CONF/tenants/dora.ini; hostel gc >/dev/null

# --- kill -9 at every step -------------------------------------------------------------------------------------------------------
# Old or new: what `current` leads to is whole, the numbers are those of before or of afterwards, and gc clears the rest.
killed() { # call, n, command...: KILL when the call is entered for the n-th time
	(strace -f -qq -o /dev/null -e trace="$1" -e inject="$1:signal=KILL:when=$2" "${@:3}" >/dev/null 2>&1)
	echo $?
}
whole() { # numbers that may be there
	local seen; seen=$(ls $IMAGES/small | grep -x '[0-9]*' | xargs)
	case "|$1|" in *"|$seen|"*) ;; *) echo "seen: $seen"; return ;; esac
	[ "$(status verify)" = 0 ] || { echo "bad: $(I verify)"; return; }
	[ "$(status mount small)" = 0 ] || { echo "current: $(I mount small)"; return; }
}
left() { ls -dA $IMAGES/.[a-z]* $IMAGES/small/*.new $IMAGES/small/*/*.new 2>/dev/null | xargs; }
steps=0 wrong=
try() { # numbers before|after, command that puts it back, call, command...
	local n status seen
	for n in $(seq 1 40); do
		eval "$2"
		status=$(killed "$3" "$n" "${@:4}")
		[ "$status" = 137 ] || break
		steps=$((steps + 1))
		seen=$(whole "$1"); [ -z "$seen" ] || wrong+="$3 $n: $seen; "
		[ "$(hostel gc >/dev/null 2>&1; echo $?)" = 0 ] || wrong+="$3 $n: gc; "
		seen=$(left); [ -z "$seen" ] || wrong+="$3 $n: left: $seen; "
	done
}
make_image /tmp/next small 11 next
again='for i in $MOUNTS/small@*; do umount $i 2>/dev/null; done; rm -rf $IMAGES/small; put small 10 ten'
for call in mkdir mkdirat fsync fchmod ftruncate; do try '10|10 11' "$again" $call hostel image receive /tmp/next; done
for call in renameat,renameat2 symlinkat unlinkat; do try '10|10 11' "$again" $call hostel image receive /tmp/next; done
is "receive: old or new at $steps steps" "" "$wrong"; ok "there are some" test $steps -gt 15; steps=0 wrong=
two='for i in $MOUNTS/small@*; do umount $i 2>/dev/null; done; rm -rf $IMAGES/small; put small 10 ten; put small 11 eleven; hostel image mount small@10 >/dev/null'
for call in symlinkat renameat fsync; do try '10 11' "$two" $call hostel image rollback small; done
for call in renameat,renameat2 umount2 rmdir unlinkat fsync unlink; do try '10 11|11' "$two" $call hostel image remove small@10; done
for call in renameat openat fsync; do try '10 11' "$two" $call hostel image sign small --key /root/ours.pem; done
is "rollback, remove, sign: old or new at $steps steps" "" "$wrong"; ok "there are some" test $steps -gt 15; steps=0 wrong=
fresh="$two; umount $MOUNTS/small@11 2>/dev/null; rm -f $MOUNTS/.small@11.how"
for call in mkdir renameat mount openat ioctl; do try '10 11' "$fresh" $call hostel image mount small@11; done
is "mount: the next one mounts it, at $steps steps" "" "$wrong"; ok "there are some" test $steps -gt 8
[ "$(mounted)" = 0 ] || umount $MOUNTS/small@*
finish
