#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Rooms from images that are no Debian: musl and busybox alone; odd and spoilt ones; many versions and many tenants;
# logins that are killed while they make a room of one; walls that are taken away. bob, whose room has the host's system,
# is the control.
# WORLD_DISK: images are files of a disk, not of the world's memory.
. "$(dirname "$0")/lib.sh"
MUSL=/usr/lib/x86_64-linux-musl/musl-gcc.specs LOADER=/lib/ld-musl-x86_64.so.1
for tool in busybox mkfs.erofs strace veritysetup fsverity; do command -v $tool >/dev/null || { skip "other images" "no $tool"; finish; exit; }; done
[ -n "${WORLD_DISK:-}" ] || { skip "other images" "WORLD_DISK is not set"; finish; exit; }

disk=$(mktemp -d "$WORLD_DISK/others.XXXXXX")
chmod 755 "$disk"
mkdir -p /var/lib/hostel && mount --bind "$disk" /var/lib/hostel
for i in $(seq 0 127); do [ -e /dev/loop$i ] || mknod /dev/loop$i b 7 $i; done
trap 'kill $(jobs -p) 2>/dev/null; umount -l /var/lib/hostel /home/alice 2>/dev/null; rm -rf "$disk"' EXIT

patient
UPPERS=/var/lib/hostel/uppers uid=$(id -u alice)
ended() { hostel kill alice >/dev/null 2>&1; until_true 20 no_sandbox; }
room() { # image, lines of the policy in [filesystem] and behind it: a new room for alice
	ended
	policy '[session]' 'shell = /bin/sh' '[filesystem]' "image = $1" "${@:2}"
}
fresh() { ended; rm -rf "${UPPERS:?}/$uid"; room "$@"; }
import() { hostel image import "$1" --as "$2" 2>&1; }
run() { timeout $((90 * ${SLOW:-1})) hostel run alice -- "$@" 2>&1; }

# The smallest that a login works with.
tree() { # directory
	rm -rf "$1"
	mkdir -p "$1/bin" "$1/etc"
	cp "$(command -v busybox)" "$1/bin/busybox"
	for file in $(ldd "$1/bin/busybox" 2>/dev/null | grep -o '/[^ ]*'); do install -D "$file" "$1$file"; done
	for applet in sh cat cut echo grep head id ls sleep test touch wc xargs; do ln -s busybox "$1/bin/$applet"; done
}
json() { python3 -c "import json,sys; d=json.load(sys.stdin); print($1)"; }

. "$(dirname "$0")/images/musl.sh"
. "$(dirname "$0")/images/odd.sh"
. "$(dirname "$0")/images/many.sh"
. "$(dirname "$0")/images/killed.sh"
. "$(dirname "$0")/images/walls.sh"
finish
