# SPDX-License-Identifier: GPL-2.0-or-later
# The same counts, taken by uid 0 of a room from an image: in its bounding set are capabilities, in its user namespace
# 65,536 ids.

if want A41; then
	attack A41
	if [ -n "${WORLD_DISK:-}" ] && [ -e "${IMAGES:-build/images}/debian-13.tar" ]; then
		. "$here/counts.sh"
		disk=$(mktemp -d "$WORLD_DISK/a41.XXXXXX"); chmod 755 "$disk"
		mkdir -p /var/lib/hostel; mount --bind "$disk" /var/lib/hostel
		trap 'umount -l /var/lib/hostel /home/alice; rm -rf "$disk"' EXIT
		home_on_disk "$disk" alice
		hostel image import "${IMAGES:-build/images}/debian-13.tar" --as a41 >/dev/null
		COUNT_POLICY=('[filesystem]' 'image = a41' 'write = root')
		fresh "${COUNT_POLICY[@]}"
		said=$(S alice 'id -u' </dev/null 2>&1)
		[ "$said" = 0 ] || entry "uid 0 of a room" ssh "unclear: $said" "no root to try it"
		starve_all ", as uid 0 of a room"
	else
		absent "all of a count, as uid 0 of a room" "there is no image to start from: tests/images/base.sh, WORLD_DISK"
	fi
fi
