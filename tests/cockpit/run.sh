#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# cockpit: the page of Cockpit's in a browser, against a real cockpit-ws on 127.0.0.1: an administrator logs in, adds
# a tenant, sees the tenant log in and hit a limit, suspends it, and reads doctor's report.
#
#   make cockpit        as root, in a throw-away copy of the machine; a minute. Pictures in build/cockpit
. "$(dirname "$0")/../system/lib.sh"
here=$(dirname "$(readlink -f "$0")") out=$(readlink -f "${OUT:-.}")
port=9099
mkdir -p /usr/local/share/cockpit
cp -r cockpit /usr/local/share/cockpit/hostel
# By default root is not let in.
printf '%s:of-this-copy\n' root carol alice | chpasswd
pam_lines cockpit
: >/etc/cockpit/disallowed-users
printf '[WebService]\nLoginTo = false\n[Session]\nIdleTimeout = 0\n' >/etc/cockpit/cockpit.conf
printf '%s\n' '[resources]' 'memory.max = 64M' 'pids.max = 20' >$CONF/plans/small.ini
ssh-keygen -q -t ed25519 -N '' -f /root/erna
hostel doctor --html >/tmp/doctor.html
/usr/lib/cockpit/cockpit-ws --no-tls --address 127.0.0.1 --port $port >/tmp/cockpit-ws 2>&1 & ws=$!
trap 'kill $ws 2>/dev/null' EXIT
ok "cockpit-ws is up" until_true 60 sh -c "curl -sf http://127.0.0.1:$port/ping >/dev/null"
T=${T:-60} SLOW=${SLOW:-1} timeout $((600 * ${SLOW:-1})) /usr/bin/python3 "$here/page.py" "http://127.0.0.1:$port" "$out" >/tmp/page.out 2>/tmp/page.err
status=$?
cat /tmp/page.out
passed=$((passed + $(grep -c '^ok' /tmp/page.out))) failed=$((failed + $(grep -c '^not ok' /tmp/page.out)))
[ $status = 0 ] || { ok "the browser's part came to its end" false; tail -n 20 /tmp/page.err /tmp/cockpit-ws | sed 's/^/#   /'; }
finish
