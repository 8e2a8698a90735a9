#!/bin/bash
. tests/system/lib.sh
disk=$(mktemp -d "$WORLD_DISK/rooms.XXXXXX"); chmod 755 $disk
mkdir -p /var/lib/hostel && mount --bind "$disk" /var/lib/hostel
[ -e /dev/loop-control ] || mknod /dev/loop-control c 10 237
for i in $(seq 0 63); do [ -e /dev/loop$i ] || mknod /dev/loop$i b 7 $i; done
hostel image import "$IMAGES/debian-13.tar" --as debian-13 >/dev/null
mkdir -p /srv/www/alice && usermod -d /srv/www/alice/home -m alice
policy '[filesystem]' 'image = debian-13' 'read_only = /etc/ssl:/opt/tools/ssl' 'tmpfs = /var/cache/own:1M'
alice pwd
tail -5 /var/log/messages
