#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Debian's package on a machine with systemd that has never seen hostel: units, a tenant's login, upgrade and
# downgrade while the tenant is in, what removal refuses, and what is left. No reboot in between.
# As root in a throw-away guest whose PID 1 is systemd: tests/vm/run -p tests/vm/package.sh
set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/vm/begin.sh
. tests/system/package_host.sh
started=$SECONDS

rm -f /etc/dpkg/dpkg.cfg.d/*mmdebstrap # the image is without manual pages and documentation
# Its control file with a higher number: what is made of it differs in nothing else.
cp build/deb/hostel_*.deb /tmp/old.deb
dpkg-deb -R /tmp/old.deb /root/next && sed -i 's/^Version: .*/Version: 99.1/' /root/next/DEBIAN/control &&
	dpkg-deb -b /root/next /tmp/new.deb >/dev/null
units() { systemctl list-unit-files --no-legend 'hostel*' | awk '{ print $1, $2 }' | LC_ALL=C sort; }
cgroup_of() { # a tenant's session
	S "$1" 'echo begun; exec sleep 302' >/tmp/cgroup </dev/null & local client=$!
	until_true 20 grep -q begun /tmp/cgroup
	sed 's/^0:://' "/proc/$(pgrep -u "$1" -fo '^sleep 302')/cgroup"
	pkill -u "$1" -f '^sleep 302'; wait $client
}

bare_host
# Tenants skip pam_systemd, as the README has it.
ok "it is installed" dpkg_i /tmp/old.deb
echo "# after $((SECONDS - started)) s"
is "its units" "hostel-events.service disabled
hostel-gc.service static
hostel-gc.timer enabled
hostel-network.service enabled
hostel-sample.service static
hostel-sample.timer enabled
hostel-service@.service static
hostel-services.service enabled
hostel.service enabled
hostel.slice static" "$(units)"
is "those that are enabled are active, and none has failed" "active active active " \
	"$(systemctl is-active hostel.service hostel-gc.timer hostel-network.service | xargs) $(systemctl list-units --failed --no-legend 'hostel*')"
ok "its profiles are loaded" eval '! aa-enabled -q || grep -q "^hostel-tenant " /sys/kernel/security/apparmor/profiles'
touches_no_login
sed -i '/pam_systemd.so/i session [success=1 default=ignore] pam_succeed_if.so quiet user ingroup hostel' /etc/pam.d/common-session
sed -i 's/^\[host\]/[host]\ncgroup = auto/' $CONF/hostel.ini
patient
make_tenant
echo "# after $((SECONDS - started)) s"
is "her cgroup is below the unit, without a reboot" /hostel.slice/hostel.service/tenants/alice "$(cgroup_of alice)"
is "restarting or stopping the unit ends nobody" "$(pgrep -x hostel-init)" "$(systemctl restart hostel.service; pgrep -x hostel-init)"
others upgrade /tmp/new.deb
is "that was an upgrade" "ii 99.1" "$(state)"
is "and the units are active" "active active active" "$(systemctl is-active hostel.service hostel-gc.timer hostel-network.service | xargs)"
others downgrade /tmp/old.deb
echo "# after $((SECONDS - started)) s"
systemctl -q enable --now hostel-events.service
refuses_removal
is "what runs, runs on" "active active" "$(systemctl is-active hostel.service hostel-events.service | xargs)"
systemctl -q disable hostel-events.service
sed -i '/pam_succeed_if.so quiet user ingroup hostel/d' /etc/pam.d/common-session
ok "removed" dpkg_r
is "no unit is left, none runs" " " "$(units) $(systemctl list-units --all --no-legend --state=active 'hostel*.service' 'hostel*.timer')"
is "everybody logs in" "root $host carol $host alice $host" "$(who root) $(who carol) $(who alice)"
ok "purged" dpkg --purge hostel
is "/etc is what it was before, modes too" "" "$(etc)"
is "and no state" "" "$(ls -d /run/hostel /var/lib/hostel 2>/dev/null; find /var/lib/systemd -name '*hostel*')"
echo "# after $((SECONDS - started)) s"
finish
