# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced behind tests/system/lib.sh, in a world: a network around it, in namespaces of its own, which end with it.
#
#   internet --- up0 the world: the host --- lan0 --- lan         192.0.2.0/24, 2001:db8:0:1::/64; 10.1.2.0/24, fd00:1::/64
#
# internet has the public web and DNS servers, one of the cloud's metadata, and the clients; lan a private network.

HOST4=192.0.2.10 HOST6=2001:db8:0:1::10
WEB4=198.51.100.80 WEB6=2001:db8:ff::80 DNS4=198.51.100.53 META=169.254.169.254
LAN4=10.1.2.3 LAN6=fd00:1::3
NET_DIR=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
net_servers=()

internet() { nsenter --net=/run/netns/internet -- "$@"; }
lan() { nsenter --net=/run/netns/lan -- "$@"; }

serve() { # command before it, or "", arguments of serve.py: in the background until net_down
	local in=$1; shift
	$in python3 -u /usr/local/bin/serve.py "$@" >"/tmp/serve-$1" 2>&1 &
	net_servers+=($!)
}
serving() { until_true 10 grep -q ready "/tmp/serve-$1"; }

net_link() { # namespace, the host's end, its addresses; then those of the namespace
	local space=$1 end=$2 address; shift 2
	ip netns add "$space"
	nsenter --net="/run/netns/$space" sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0
	ip link add "$end" type veth peer name eth0 netns "$space"
	for address in "$1" "$2"; do ip address add "$address" dev "$end"; done
	for address in "$3" "$4"; do "$space" ip address add "$address" dev eth0; done
	ip link set "$end" up
	"$space" ip link set lo up
	"$space" ip link set eth0 up
}

net_up() {
	local address
	install -m 755 "$NET_DIR"/{serve,probe,forge,talk_x11}.py /usr/local/bin/
	mkdir -p /dev/net
	[ -e /dev/net/tun ] || mknod -m 666 /dev/net/tun c 10 200 # pasta's
	sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0
	net_link internet up0 $HOST4/24 $HOST6/64 192.0.2.1/24 2001:db8:0:1::1/64
	net_link lan lan0 10.1.2.1/24 fd00:1::1/64 $LAN4/24 $LAN6/64
	for address in $WEB4/32 $DNS4/32 $META/32 $WEB6/128; do internet ip address add $address dev lo; done
	ip route add default via 192.0.2.1
	ip -6 route add default via 2001:db8:0:1::1
	lan ip route add default via 10.1.2.1
	lan ip -6 route add default via fd00:1::1
	# Who lives outside and would like to come in: he sends what is private to the host, to pass on.
	internet ip route add 10.0.0.0/8 via $HOST4
	internet ip -6 route add fd00::/8 via $HOST6
	printf 'nameserver %s\nsearch example\n' $DNS4 >/etc/resolv.conf
	LINKLOCAL=$(until_true 5 sh -c 'ip -6 -o address show dev up0 scope link | grep -q .' &&
		ip -6 -o address show dev up0 scope link | awk '{ sub("/.*", "", $4); print $4 }')
	serve internet internet tcp:$WEB4:{25,80,443,8080} tcp:[$WEB6]:{25,80,443,8080} udp:$WEB4:5353 udp:[$WEB6]:5353 \
		dns dns:$DNS4:53 metadata tcp:$META:80
	serve lan lan tcp:$LAN4:{80,5432} tcp:[$LAN6]:{80,5432} udp:$LAN4:5353
	serve "" host tcp:0.0.0.0:{3306,5432} tcp:[::]:{3306,5432} \
		udp:{$HOST4,127.0.0.1,10.1.2.1,10.99.0.1,[$HOST6]}:5353 "udp:[$LINKLOCAL%up0]:5353"
	start_sshd "ListenAddress $HOST4" "ListenAddress $HOST6" 'ListenAddress ::1'
	serving internet && serving lan && serving host
}

net_down() {
	kill "${net_servers[@]}" 2>/dev/null
	ip netns delete internet
	ip netns delete lan
}

# --- tenants -----------------------------------------------------------------------------------------
net_policy() { # tenant, lines of [network]...
	local who=$1; shift
	printf '%s\n' '[network]' "$@" >"$CONF/tenants/$who.ini"
}

sandbox_of() { # tenant: PID 1 of his sandbox, in /proc here; fails if none runs
	local pid
	pid=$(sed -n 's/^pid //p' "$STATE/t/$(id -u "$1")/record" 2>/dev/null) && [ -n "$pid" ] &&
		grep -qx hostel-init "/proc/$pid/comm" 2>/dev/null && echo "$pid"
}
gone() { ! sandbox_of "$1"; }

open_session() { # tenant: a connection that stays; within() runs commands by it
	S "$1" -f -N -M -S "/tmp/session-$1" </dev/null 2>"/tmp/session-$1.err" &&
		until_true 10 sandbox_of "$1" && within "$1" true # authenticated is not yet a session
}
within() { # tenant, command
	timeout "${T:-30}" ssh -F /root/.ssh/config -o ProxyCommand=false -l "$1" -S "/tmp/session-$1" host "$2"
}
end_session() { # tenant
	ssh -F /root/.ssh/config -S "/tmp/session-$1" -O exit host >/dev/null 2>&1
	until_true 10 gone "$1"
}

link_of() { sed -n '1s/ .*//p' "$STATE/t/$(id -u "$1")/net" 2>/dev/null; }
own4() { nsenter -t "$(sandbox_of "$1")" -n ip -4 -o address show dev eth0 | awk '{ sub("/.*", "", $4); print $4 }'; }
own6() { nsenter -t "$(sandbox_of "$1")" -n ip -6 -o address show dev eth0 | awk '{ sub("/.*", "", $4); print $4 }'; }

reach() { # tenant or command in front, KIND ADDRESS PORT: the server's name, or how it failed
	local from=$1; shift
	case $from in
	alice | bob) within "$from" "echo x $* | probe.py" ;;
	*) echo "x $*" | $from probe.py ;;
	esac | cut -d' ' -f2
}
