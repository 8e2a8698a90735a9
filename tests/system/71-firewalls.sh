#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# mode = nat on a host whose firewall is somebody else's: the real firewalld, and rules as Docker leaves them.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/../net/topology.sh"
net_up || { echo "not ok - the network of the test"; exit 1; }

open() { # what alice reaches
	within alice 'probe.py || echo no session' <<-X | grep -v -e refused -e unreachable -e timeout | cut -d' ' -f1 | sort | paste -sd' '
	web4 tcp $WEB4 443
	web6 tcp $WEB6 443
	dns dns $DNS4 53
	meta tcp $META 80
	lan4 tcp $LAN4 5432
	lan6 tcp $LAN6 5432
	host4 tcp $HOST4 5432
	host6 tcp $HOST6 3306
	sshd tcp $HOST4 22
	bob4 tcp $BOB4 8000
	bob6 tcp $BOB6 8000
	X
}
published() { echo "$(reach internet tcp $HOST4 8080) $(reach internet tcp $HOST6 8080)"; }
others() { hostel doctor --no-color net-others; }
public="dns host4 web4 web6" # alice may ask the host's port 5432
come_in() { end_session alice; open_session alice; }

net_policy bob 'mode = nat' "publish = $HOST4:8080:8000/tcp, [$HOST6]:8080:8000/tcp"
open_session bob
within bob 'serve.py bob tcp:0.0.0.0:8000 tcp:[::]:8000 >/tmp/ready 2>&1 &'
until_true 10 within bob 'grep -q ready /tmp/ready'
BOB4=$(own4 bob) BOB6=$(own6 bob)
net_policy alice 'mode = nat' 'egress = host:5432/tcp, any'
open_session alice
is "without a firewall: the world, and what the policy says of the host" "$public" "$(open)"
is "what bob has published" "bob bob" "$(published)"
like "hostel doctor: nobody else's rules" '(PASS|SKIP) +net-others' "$(others)"

# --- Docker's, on a host that did not forward before it came ---------------------------------------------------
for tables in iptables ip6tables; do
	$tables -N DOCKER-USER; $tables -A DOCKER-USER -j RETURN
	$tables -P FORWARD DROP; $tables -A FORWARD -j DOCKER-USER
	$tables -A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
	$tables -A FORWARD -i docker0 ! -o docker0 -j ACCEPT
done
is "control: Docker's policy DROP: nobody gets out" "host4" "$(open)"
like "hostel doctor names its chains" 'table ip filter chain FORWARD.*table ip6 filter chain FORWARD' "$(others | tr '\n' ' ')"
for tables in iptables ip6tables; do
	$tables -I DOCKER-USER -i hostel+ -j ACCEPT; $tables -I DOCKER-USER -o hostel+ -j ACCEPT
done
is "accepted in DOCKER-USER, as the manual says" "$public" "$(open)"
is "what bob has published is there, too" "bob bob" "$(published)"
like "hostel doctor is content" '(PASS|SKIP) +net-others' "$(others)"
come_in
is "a new sandbox" "$public" "$(open)"
nft delete table ip filter; nft delete table ip6 filter

# --- firewalld --------------------------------------------------------------------------------------------------
if ! command -v firewalld >/dev/null; then
	if [ -e build/firewalld/complete ]; then
		DEBIAN_FRONTEND=noninteractive dpkg -i build/firewalld/*.deb >/tmp/dpkg 2>&1 || tail -n 5 /tmp/dpkg
	else
		skip "firewalld" "not here: tools/packages firewalld fetches it"
		finish; exit
	fi
fi
for file in zones/hostel policies/hostel-forward; do
	ok "make install brings $file" cmp etc/firewalld/$file.xml /etc/firewalld/$file.xml
done
mkdir -p /run/dbus
dbus-uuidgen --ensure
dbus-daemon --system --nofork --nopidfile >/tmp/dbus 2>&1 & dbus=$!
until_true 10 test -S /run/dbus/system_bus_socket
walled() { nft list chain inet firewalld filter_FORWARD | grep -q reject; }
firewall() { # what alice reaches then; it fills its chains in several steps
	firewalld --nofork --nopid >/tmp/firewalld 2>&1 & firewall=$!
	until_true 30 walled
	until_true 20 eval '[ "$(open)" = "'"$1"'" ]'
}
mv /etc/firewalld/zones/hostel.xml /tmp/zone.xml; mv /etc/firewalld/policies/hostel-forward.xml /tmp/policy.xml
firewall ""
is "control: without the zone tenants get out no more, nor to the host" "" "$(open)"
like "hostel doctor names its chain" 'table inet firewalld chain filter_FORWARD' "$(others)"
kill $firewall; wait $firewall
mv /tmp/zone.xml /etc/firewalld/zones/hostel.xml; mv /tmp/policy.xml /etc/firewalld/policies/hostel-forward.xml
public=${public/host4 /}
firewall "$public"
is "with them: the world; of the host nothing" "$public" "$(open)"
is "what bob has published" "bob bob" "$(published)"
like "hostel doctor is content" '(PASS|SKIP) +net-others' "$(others)"
firewall-cmd --permanent --zone=hostel --add-port=5432/tcp >/dev/null
come_in
is "a new sandbox" "$public" "$(open)"
public="${public/dns/dns host4}"
firewall-cmd --reload >/dev/null
is "firewall-cmd --reload, with a port of the host's that policy and zone open" "$public | bob bob" "$(open) | $(published)"
firewall-cmd --complete-reload >/dev/null
is "firewall-cmd --complete-reload" "$public" "$(open)"
firewall-cmd --set-default-zone=drop >/dev/null
is "another default zone" "$public | bob bob" "$(open) | $(published)"
nft flush ruleset
hostel gc >/dev/null
is "everything flushed, and hostel's rules made again" "$public" "$(open)"
kill $firewall; wait $firewall
kill $dbus
finish
