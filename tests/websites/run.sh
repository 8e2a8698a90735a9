#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# websites: two tenants, each with a WordPress of their own in their room, behind one nginx and beside one MariaDB
# of the host's. Are they real pages, what can alice's PHP do to bob, and what do bob's pages cost meanwhile?
#
#   make websites [PARTS="pictures attacks limits pools neighbours"]     as root, in a throw-away copy of the machine
#
# Pictures in build/websites. Rows are TAP; figures are told and not judged. Exit status 0 if no row failed.
. "$(dirname "$0")/../system/lib.sh"
here=$(dirname "$(readlink -f "$0")") out=$(readlink -f "${OUT:-.}")
PARTS=${PARTS:-pictures attacks limits pools neighbours}
rooms='alice bob' WEB=/run/hostel-web
repo=$PWD
cd /
for part in host attacks limits pools neighbours; do . "$here/$part.sh"; done

trap 'host_down' EXIT
host_up || { echo "not ok - the host: nginx, MariaDB"; exit 1; }
for who in $rooms; do site_up $who; done
until_true 10 eval 'front bob | grep -q "The site of bob"'

for part in $PARTS; do $part; done
finish
