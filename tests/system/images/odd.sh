# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by 78-image-others.sh: images that are not as they should be. Each login works, as the tenant and never as uid 0,
# or is refused with a sentence; bob comes in meanwhile.

# A version that nobody has prepared, as another host's `export` may be.
raw_image() { # directory with a tree, name, version
	local d=$disk/raw root; rm -rf "$d"; mkdir "$d"
	mkfs.erofs -T0 --all-root "$d/image" "$1" >/dev/null 2>&1 || return
	root=$(veritysetup format --salt=- --uuid=00000000-0000-0000-0000-000000000000 "$d/image" "$disk/hashes" | sed -n 's/^Root hash:[ \t]*//p')
	rm -f "$disk/hashes"
	printf '%s\n' "hostel-image 1" "name $2" "version $3" "size $(stat -c %s "$d/image")" "sha256 $(sha256sum <"$d/image" | cut -d' ' -f1)" \
		"fsverity $(fsverity digest "$d/image" | sed 's/^sha256:\([0-9a-f]*\).*/\1/')" "verity $root" "architecture amd64" \
		"system Odd" "source hand-made" "created 2027-01-31T12:00:00Z" >"$d/manifest"
	hostel image receive "$d"
}

ODD=$disk/odd
odd_begin() { tree "$ODD"; printf 'root:x:0:0:root:/root:/bin/sh\n' >"$ODD/etc/passwd"; }
odd_versions=0

# As read-only and as the tenant's own; what `seen` adds to `id -u` is the row's.
odd_room() { # name, image, what is expected beside the uid, command, lines of the policy
	local name=$1 image=$2 wanted=$3 command=$4 write other; shift 4
	for write in none own; do
		fresh "$image" "write = $write" "$@"
		hostel run bob -- id -un >"$disk/bob" 2>&1 & other=$!
		is "$name, write = $write" "$(echo $uid $wanted)" "$(echo $(run sh -c "id -u; $command"))"
		wait $other
		is "and bob is in" bob "$(cat "$disk/bob")"
	done
}
odd() { # name, what is expected beside the uid, command, lines of the policy: the tree in $ODD, imported and received
	local said
	said=$(import "$ODD" odd) || { is "$1: import" "" "$said"; return; }
	odd_room "$1" odd "${@:2}"
}
odd_raw() {
	odd_versions=$((odd_versions + 1))
	ok "$1: receive" raw_image "$ODD" raw $odd_versions
	odd_room "$1, received" raw "${@:2}"
}

odd_begin; ln -s /etc "$ODD/home"
odd "/home is a link to /etc" "/home/alice no" 'cd && pwd; test -e /etc/alice || echo no'
odd_raw "/home is a link to /etc" "/home/alice no" 'cd && pwd; test -e /etc/alice || echo no'

odd_begin; python3 -c 'for i in range(50000): print(f"user{i:06}:x:{100000+i}:100::/home/user{i}:/bin/sh")' >"$ODD/etc/passwd"
is "a passwd of 2 MiB" yes "$([ "$(stat -c %s "$ODD/etc/passwd")" -gt 2097152 ] && echo yes)"
odd "is left out as a whole: the tenant is there" "1 alice" 'wc -l </etc/passwd; id -un'
fresh odd
like "the log says so at the login" 'the image odd@[0-9]+: its /etc/passwd is larger than 1 MiB and left out' "$(mark=$(log_mark); run true >/dev/null; log_since "$mark")"
like "and image status" 'its /etc/passwd is larger than 1 MiB' "$(hostel image status odd --json | json "[v['lacks'] for v in d[0]['versions'] if v['current']]")"
odd_begin; python3 -c 'print("long:x:70:70:" + "a" * 100000 + ":/:/bin/sh"); print("x" * 100000); print("late:x:71:71::/:/bin/sh")' >"$ODD/etc/passwd"
odd "a passwd with lines of 100,000 bytes" "long late alice alice" 'cut -d: -f1 /etc/passwd | xargs; id -un'
odd_begin; printf 'root:x:0:0:root:/root:/bin/sh\nlast:x:72:72::/:/bin/sh' >"$ODD/etc/passwd"
odd "a passwd without a newline at its end" "root last alice alice" 'cut -d: -f1 /etc/passwd | xargs; id -un'
odd_begin; printf 'alice:x:0:0:root:/:/bin/sh\nalice::0:0::/root:/bin/sh\nother:x:%s:0::/:/bin/sh\nroot:x:0:0::/:/bin/sh\n' "$uid" >"$ODD/etc/passwd"
odd "a passwd with the tenant's name and uid 0, and another of the uid" "root alice alice" 'cut -d: -f1 /etc/passwd | xargs; id -un'
is "su does not become uid 0 by it either" "$uid" "$(fresh odd 'write = own'; su alice -c 'id -u' </dev/null)"
odd_begin; printf 'first:x:73:73::/:/bin/sh\nal\0ice:x:0:0::/:/bin/sh\nalice\0:x:0:0::/:/bin/sh\n' >"$ODD/etc/passwd"; printf 'one:x:1:\ntwo\0:x:2:\n' >"$ODD/etc/group"
odd "a passwd with NUL bytes" "first alice alice" "cut -d: -f1 /etc/passwd | grep -v ^al$ | xargs; id -un"
odd_begin; python3 -c 'for i in range(8000): print(f"group{i}:x:{3000000+i}:" + ("alice" if i % 2 else ""))' >"$ODD/etc/group"
odd "a group file of 8000 lines" "8000 no" "grep -c '^group' /etc/group; id -G | grep -q 3000001 || echo no"

odd_begin; rm -rf "$ODD/var" "$ODD/run"
odd "no /var/tmp, no /run" "2" 'n=0; for d in /var/tmp /tmp; do touch $d/x && n=$((n+1)); done; test -d /run/user && echo $n'
odd_raw "no /var/tmp, no /run" "2" 'n=0; for d in /var/tmp /tmp; do touch $d/x && n=$((n+1)); done; test -d /run/user && echo $n'
odd_begin; mkdir "$ODD/opt"; echo file >"$ODD/opt/x"
odd "a file where tmpfs has its place" "yes" 'touch /opt/x/y && echo yes' 'tmpfs = /opt/x:1M'
odd "control: it is a file without" "file" 'cat /opt/x'
odd_begin; ln -s /etc "$ODD/data"; echo kept >"$ODD/etc/kept"
odd "a place below a link of the image's is not where the link leads" "yes kept gone" 'touch /data/x/y && echo yes; cat /etc/kept; test -e /etc/x || echo gone' 'tmpfs = /data/x:1M'
odd "control: the link is there without" "kept" 'cat /data/kept'

odd_begin; rm -rf "$ODD/etc"; ln -s /usr/etc "$ODD/etc"; mkdir -p "$ODD/usr/etc"
like "/etc is a link: no image" '/etc of the image is a link' "$(import "$ODD" linked)"
odd_raw "/etc is a link" "1 alice" 'wc -l </etc/passwd; id -un'
odd_begin; rm -f "$ODD/etc/passwd"; mkdir -p "$ODD/etc/passwd/inside" "$ODD/etc/hosts"; mkfifo "$ODD/etc/group"
odd_raw "/etc/passwd is a directory, /etc/group a pipe" "1 alice yes" 'wc -l </etc/passwd; id -un; test -f /etc/group && echo yes'

rm -rf "$ODD"; mkdir "$ODD"
ok "an empty image" import "$ODD" empty
fresh empty
like "has no shell, and says so" '^hostel: the image empty@1 has no /bin/sh 127$' "$(echo $(alice true 2>&1; echo $?))"
is "and bob is in" bob "$(S bob 'id -un')"

# What the tenant made is above all: a file in the place of a mount keeps its tenant out, and nobody else.
odd_begin; import "$ODD" odd >/dev/null
fresh odd 'write = own'
run touch /opt/x
room odd 'write = own' 'tmpfs = /opt/x:1M'
like "a file of the tenant's where tmpfs has its place: refused with a sentence" 'refused: /opt/x: .*a file is there' "$(mark=$(log_mark); run id -u >/dev/null; log_since "$mark")"
is "and bob is in" bob "$(S bob 'id -un')"
ok "hostel image reset" hostel image reset alice
is "lets the tenant in" "$uid" "$(run id -u)"
ended; rm -rf "${UPPERS:?}/$uid"
