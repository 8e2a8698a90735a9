#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Three commands on a machine with systemd that has never heard of hostel: install the package, hostel setup, hostel
# tenant add. Then ssh, sftp, su and cron land in a room, others come in as before, and all of it goes again.
# As root in a throw-away guest whose PID 1 is systemd: tests/vm/run -p tests/vm/setup.sh
set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/vm/begin.sh
. tests/system/package_host.sh
rm -f /etc/dpkg/dpkg.cfg.d/*mmdebstrap # the image is without manual pages and documentation
bare_host

started=$EPOCHREALTIME
took() { awk -v a="$started" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.0f", b - a }'; }
ok "apt install" dpkg_i "$(ls build/deb/hostel_*.deb)"
said=$(timeout 600 hostel setup 2>&1); status=$?
is "hostel setup" 0 $status
[ $status = 0 ] || sed 's/^/#   /' <<<"$said"
patient
said=$(hostel tenant add dora --plan basic --key @$KEY.pub 2>&1); status=$?
is "hostel tenant add" 0 $status
[ $status = 0 ] || sed 's/^/#   /' <<<"$said"
is "and dora is in a room" "dora hostel-init" "$(who dora)"
echo "# three commands and a login: $(took) s"

is "its units are active" "active active active" \
	"$(systemctl is-active hostel.service hostel-gc.timer hostel-network.service | xargs)"
sleep 300 | S dora 'cat /proc/self/cgroup; cat' >/tmp/session & session=$!
until_true 60 test -s /tmp/session
is "her cgroup is below the unit" /hostel.slice/hostel.service/tenants/dora \
	"$(sed 's/^0:://' "/proc/$(pgrep -u dora -x cat | head -1)/cgroup")"
is "systemd-logind has no session of hers" "" "$(loginctl list-sessions --no-legend | grep dora)"
is "and systemd no manager" "" "$(systemctl list-units --no-legend "user@$(id -u dora).service")"
pkill -xf 'sleep 300'; wait $session
echo put $KEY.pub here | sftp -qF /root/.ssh/config -b - dora@host >/dev/null 2>&1
ok "sftp" test -s /home/dora/here
is "su" hostel-init "$(su dora -c 'cat /proc/1/comm' </dev/null)"
is "su -" hostel-init "$(su - dora -c 'cat /proc/1/comm' </dev/null)"
is "runuser" hostel-init "$(runuser -u dora -- cat /proc/1/comm 2>&1 </dev/null || runuser dora -c 'cat /proc/1/comm')"
printf '* * * * * cat /proc/1/comm >~/cron.out\n' | crontab -u dora -
systemctl start cron
ok "cron" until_true 90 grep -qx hostel-init /home/dora/cron.out
crontab -u dora -r
is "root and others as before" "root $host carol $host" "$(who root) $(who carol)"
is "others have their sessions" carol "$(S carol 'loginctl list-sessions --no-legend' </dev/null | grep -o carol | head -1)"
like "doctor finds nothing in the ways in" '^((PASS|SKIP) ?){7}$' "$(hostel doctor --json services session-last stack-order services-of-admins gate \
	systemd-user pam-systemd | python3 -c 'import json,sys; print(*[c["state"] for c in json.load(sys.stdin)["checks"]])')"
like "again: nothing" 'nothing was changed' "$(hostel setup 2>&1)"

# --- and back --------------------------------------------------------------------------------------------
like "the package cannot be removed yet" 'hostel setup --undo' "$(dpkg_r)"
ok "hostel tenant remove" hostel tenant remove dora --confirm dora --take-home
ok "hostel setup --undo" hostel setup --undo
is "its units are as the package made them" "enabled enabled enabled" \
	"$(systemctl is-enabled hostel.service hostel-gc.timer hostel-network.service | xargs)"
ok "removed" dpkg_r
ok "purged" dpkg --purge hostel
is "/etc is what it was before, modes too" "" "$(etc | grep -v '/etc/.*sub[ug]id')"
is "nothing is left" "" "$(ls -d /run/hostel /var/lib/hostel /home/dora /usr/share/pam-configs/*hostel* 2>/dev/null)"
is "everybody logs in" "root $host carol $host alice $host" "$(who root) $(who carol) $(who alice)"
echo "# all of it: $(took) s"
finish
