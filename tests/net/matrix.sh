#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# matrix: who reaches whom, each cell a real connection; then the same with our rules away, wall by wall.
#
#   make net-matrix [ROWS=regex]        as root, in a throw-away copy of the machine; a minute or two
#
#
# A cell of the table: + the right server answered, - nobody did, as it must be; ! it is not; ~ not asked here.
. "$(dirname "$0")/../system/lib.sh"
. "$(dirname "$0")/topology.sh"
ROWS=${ROWS:-.}

# --- columns: group/name kind address port, and the name that the server says. A group is one column of the table.
targets() {
	cat <<-E
	web4/80 tcp $WEB4 80 internet
	web4/443 tcp $WEB4 443 internet
	web4/8080 tcp $WEB4 8080 internet
	web4/25 tcp $WEB4 25 internet
	web4/u5353 udp $WEB4 5353 internet
	web6/80 tcp $WEB6 80 internet
	web6/443 tcp $WEB6 443 internet
	web6/8080 tcp $WEB6 8080 internet
	web6/25 tcp $WEB6 25 internet
	web6/u5353 udp $WEB6 5353 internet
	dns/u53 dns $DNS4 53 dns
	dns/53 dnstcp $DNS4 53 dns
	meta/80 tcp $META 80 metadata
	lan4/80 tcp $LAN4 80 lan
	lan4/5432 tcp $LAN4 5432 lan
	lan4/u5353 udp $LAN4 5353 lan
	lan6/80 tcp $LAN6 80 lan
	lan6/5432 tcp $LAN6 5432 lan
	host4/3306 tcp $HOST4 3306 host
	host4/5432 tcp $HOST4 5432 host
	host4/u5353 udp $HOST4 5353 host
	host6/3306 tcp $HOST6 3306 host
	host6/5432 tcp $HOST6 5432 host
	host6/u5353 udp $HOST6 5353 host
	hostlan/4 tcp 10.1.2.1 5432 host
	hostlan/6 tcp fd00:1::1 5432 host
	link/5432 tcp $LINKLOCAL%$1 5432 host
	link/u5353 udp $LINKLOCAL%$1 5353 host
	loop/4 tcp 127.0.0.1 5432 host
	loop/6 tcp ::1 5432 host
	loop/u4 udp 127.0.0.1 5353 host
	gate4/5432 tcp 10.99.0.1 5432 host
	gate4/u5353 udp 10.99.0.1 5353 host
	gate6/5432 tcp fd68:6f73:7465::1 5432 host
	bob4/8000 tcp $BOB4 8000 bob
	bob4/8001 tcp $BOB4 8001 bob
	bob6/8000 tcp $BOB6 8000 bob
	bob6/8001 tcp $BOB6 8001 bob
	bobpub4/8080 tcp $HOST4 8080 bob
	bobpub4/u60020 udp $HOST4 60020 bob
	bobpub6/8080 tcp $HOST6 8080 bob
	alicepub4/8081 tcp $HOST4 8081 alice
	alicepub6/8081 tcp $HOST6 8081 alice
	own/lo4 tcp 127.0.0.1 8001 $2
	own/lo6 tcp ::1 8001 $2
	E
}
groups=(web4 web6 dns meta lan4 lan6 host4 host6 hostlan link loop gate4 gate6 bob4 bob6 bobpub4 bobpub6 alicepub4 \
	alicepub6 own)
public='web4/80 web4/443 web4/8080 web4/u5353 web6/80 web6/443 web6/8080 web6/u5353 dns/*'
everything='*' # patterns that stand behind - close again

heading() {
	local group
	printf '%-46s' "from"
	for group in "${groups[@]}"; do printf ' %-*s' "$(width $group)" "$group"; done
	echo
}
width() { # of a group's cells, or of its name
	local cells
	cells=$(targets x x | grep -c "^$1/")
	[ "$cells" -gt ${#1} ] && echo "$cells" || echo ${#1}
}

must() { # ID, patterns: is it to be open? The last that matches decides; -PATTERN closes, ~PATTERN: either will do
	local id=$1 open=no pattern; shift
	for pattern; do
		case $pattern in
		\~*) [[ $id != ${pattern#\~} ]] || open=either ;;
		-*) [[ $id != ${pattern#-} ]] || open=no ;;
		*) [[ $id != $pattern ]] || open=yes ;;
		esac
	done
	echo $open
}

table=/tmp/table
row() { # name, answers of probe.py as a file, who asks (his own servers' name), patterns of what must be open
	local name=$1 answers=$2 who=$3 group id expected result wrong='' cells count=0; shift 3
	[[ $name =~ $ROWS ]] || return 0
	printf '%-46s' "$name" >>$table
	set -f
	for group in "${groups[@]}"; do
		cells=
		while read -r id _ _ _ expected; do
			[ "${id%%/*}" = "$group" ] || continue
			result=$(sed -n "s|^$id ||p" "$answers")
			count=$((count + 1))
			case $(must "$id" "$@") in
			either) cells+='~' ;;
			yes) [ "$result" = "$expected" ] && cells+=+ || { cells+='!'; wrong+=" $id:must-be-open:$result"; } ;;
			no)
				case $result in
				refused | unreachable | timeout) cells+=- ;;
				# The same port is somebody else's here: his own, which is right for what is private to each.
				*) [ "$result" = "$who" ] && [[ $id = loop/* ]] && cells+=- ||
					{ cells+='!'; wrong+=" $id:must-be-closed:$result"; } ;;
				esac
				;;
			esac
		done < <(targets x "$who")
		printf ' %-*s' "$(width $group)" "$cells" >>$table
	done
	set +f
	echo >>$table
	is "$name: $count cells" "" "$wrong"
}

serve_inside() { # tenant: on all his addresses
	within "$1" "serve.py $1 tcp:0.0.0.0:8000-8001 tcp:[::]:8000-8001 udp:0.0.0.0:60000-60020 >/tmp/ready 2>&1 &"
	until_true 10 within "$1" 'grep -q ready /tmp/ready'
}

ask_alice() { targets "${1:-eth0}" alice | within alice 'probe.py' >/tmp/answers; }
alice_row() { # name, patterns of what must be open, lines of [network]...
	local name=$1 open=$2; shift 2
	[[ $name =~ $ROWS ]] || return 0
	[ ! -S /tmp/session-alice ] || end_session alice
	net_policy alice "$@"
	open_session alice || { is "$name: a login" "" "refused: $(tail -n 2 /tmp/session-alice.err)"; return; }
	serve_inside alice
	[ "$name" = host ] && ask_alice up0 || ask_alice
	set -f
	row "$name" /tmp/answers alice $open
	set +f
}
bob_row() { # name, patterns
	[[ $1 =~ $ROWS ]] || return 0
	targets eth0 bob | within bob probe.py >/tmp/answers
	set -f
	row "$1" /tmp/answers bob $2
	set +f
}
from() { # name, command in front, patterns
	local name=$1 command=$2 link=$3; shift 3
	[[ $name =~ $ROWS ]] || return 0
	targets "$link" nobody | $command probe.py >/tmp/answers
	set -f
	row "$name" /tmp/answers nobody "$@"
	set +f
}

inside_nft() { local who=$1; shift; nsenter -t "$(sandbox_of "$who")" -n nft "$@"; }
alice_again() { # name, patterns: without a new login
	[[ $1 =~ $ROWS ]] || return 0
	ask_alice
	set -f
	row "$1" /tmp/answers alice $2
	set +f
}

net_up || { echo "not ok - the network of the test"; finish; exit 1; }
BOB4=- BOB6=-
heading >$table
own_publish="publish = $HOST4:8081:8000/tcp, [$HOST6]:8081:8000/tcp"
net_policy bob 'mode = nat' 'egress = host:3306, deny tcp/25, any' "publish = $HOST4:8080:8000/tcp, [$HOST6]:8080:8000/tcp, $HOST4:60000-60020/udp"
open_session bob || { echo "not ok - bob's login: $(cat /tmp/session-bob.err)"; finish; exit 1; }
BOB4=$(own4 bob) BOB6=$(own6 bob)
serve_inside bob
closed='own/*' # what a tenant always has
from_bob="$public own/* bob4/* bob6/* host4/3306 host6/3306"

# --- the modes; what is named behind a name is open, and nothing else -------------------------------------------------------------------------------------------
alice_row "none" "" 'mode = none'
alice_row "loopback" "$closed" 'mode = loopback'
alice_row "nat" "$public $closed" 'mode = nat' "$own_publish"
alice_row "nat, egress none" "dns/* $closed" 'mode = nat' 'egress = none' "$own_publish"
alice_row "nat, any" "$public web4/* web6/* $closed" 'mode = nat' 'egress = any'
alice_row "nat, tcp/443, udp/5353" "web4/443 web6/443 web4/u5353 web6/u5353 dns/* $closed" 'mode = nat' \
	'egress = tcp/443, udp/5353'
alice_row "nat, deny 198.51.100.0/24, any" "web6/* dns/* $closed" 'mode = nat' 'egress = deny 198.51.100.0/24, any'
alice_row "nat, deny tcp, any" "web4/u5353 web6/u5353 dns/* $closed" 'mode = nat' 'egress = deny tcp, any'
alice_row "nat, 198.51.100.80:80, [2001:db8:ff::80]:443" "web4/80 web6/443 dns/* $closed" 'mode = nat' \
	"egress = $WEB4:80, [$WEB6]:443"
alice_row "nat, 10.0.0.0/8 tcp/5432, fd00:1::/48" "lan4/5432 lan6/* dns/* $closed" 'mode = nat' \
	'egress = 10.0.0.0/8 tcp/5432, fd00:1::/48'
alice_row "nat, deny 10.1.2.0/24, 10.0.0.0/8" "dns/* $closed" 'mode = nat' 'egress = deny 10.1.2.0/24, 10.0.0.0/8'
alice_row "nat, host:5432, tcp/80" \
	"web4/80 web6/80 host4/5432 host6/5432 hostlan/* gate4/5432 gate6/5432 dns/* $closed" 'mode = nat' \
	'egress = host:5432, tcp/80'
alice_row "nat, host" "host4/* host6/* hostlan/* gate4/* gate6/* bobpub4/* bobpub6/* alicepub4/* alicepub6/* dns/* $closed" \
	'mode = nat' 'egress = host' "$own_publish"
alice_row "nat, host:8080, host:60020/udp" "bobpub4/* bobpub6/* dns/* $closed" 'mode = nat' \
	'egress = host:8080, host:60020/udp'
alice_row "nat, deny host, 192.0.2.0/24, any" "web4/* web6/* dns/* $closed" 'mode = nat' \
	'egress = deny host, 192.0.2.0/24, any'
alice_row "nat, 10.99.0.0/16, fd68:6f73:7465::/48" "bob4/8000 bob6/8000 dns/* $closed" 'mode = nat' \
	'egress = 10.99.0.0/16, fd68:6f73:7465::/48'
alice_row "nat, 169.254.169.254:80" "meta/80 dns/* $closed" 'mode = nat' "egress = $META:80"
alice_row "nat, tcp_connect = 443" "web4/443 web6/443 web4/u5353 web6/u5353 dns/u53" 'mode = nat' 'tcp_connect = 443'
if [ -x /usr/bin/pasta ]; then
	# It does not know one port of two addresses. What else it can't: a connection of its own to a published port.
	publish4="publish = $HOST4:8081:8000/tcp"
	alice_row "pasta" "$public $closed" 'mode = pasta' "$publish4"
	alice_row "pasta, egress none" "dns/* $closed" 'mode = pasta' 'egress = none'
	alice_row "pasta, host:5432, tcp/80" "web4/80 web6/80 host4/5432 host6/5432 hostlan/* ~link/5432 ~gate* dns/* $closed" \
		'mode = pasta' 'egress = host:5432, tcp/80'
	alice_row "pasta, 10.0.0.0/8 tcp/5432, fd00:1::/48" "lan4/5432 lan6/* dns/* $closed" 'mode = pasta' \
		'egress = 10.0.0.0/8 tcp/5432, fd00:1::/48'
	alice_row "pasta, host:8080, host:60020/udp" "bobpub4/u* ~bobpub?/8080 dns/* $closed" 'mode = pasta' \
		'egress = host:8080, host:60020/udp'
	from "pasta, the internet" internet eth0 'web*' 'dns/*' 'meta/*' 'host4/*' 'host6/*' 'hostlan/*' 'link/*' 'bobpub*'
	alice_row "pasta, published" "$public $closed" 'mode = pasta' "$publish4"
	from "pasta, published: the internet" internet eth0 'web*' 'dns/*' 'meta/*' 'host4/*' 'host6/*' 'hostlan/*' 'link/*' \
		'bobpub*' 'alicepub4/*'
	[ ! -S /tmp/session-alice ] || inside_nft alice delete table inet hostel
	beyond="-meta/* -lan4/* -lan6/* -host4/* -host6/* -hostlan/* -link/* -bob4/* -bob6/*" # the host's wall
	alice_again "pasta, control: without her own table" "* -loop/* ~gate* $beyond ~bobpub?/* ~alicepub* own/*"
	nft list chain inet hostel pasta >/tmp/pasta-chain
	nft flush chain inet hostel pasta
	alice_again "pasta, control: without both" "* -loop/* ~gate* -bob4/8001 -bob6/8001 ~bobpub?/8080 ~alicepub* own/*"
	nft -f /tmp/pasta-chain
else
	skip "the rows of mode = pasta" "no /usr/bin/pasta here"
fi

# --- from elsewhere ----------------------------------------------------------------------------------------
alice_row "nat again" "$public $closed" 'mode = nat' "$own_publish"
from "internet" internet eth0 'web*' 'dns/*' 'meta/*' 'host4/*' 'host6/*' 'hostlan/*' 'link/*' 'bobpub*' 'alicepub*'
from "lan" lan eth0 'lan4/*' 'lan6/*' 'host4/*' 'host6/*' 'hostlan/*' 'bobpub*' 'alicepub*'
from "the host" "" up0 '*' -bob4/8001 -bob6/8001 '-own/*'
bob_row "bob: host:3306, any" "$from_bob"
case $ROWS in . | *control* | *after* | *bob*) . "$NET_DIR/walls.sh" ;; esac # each builds on the one before
alice_row "host" "* -bob4/8001 -bob6/8001 -alicepub* own/*" 'mode = host'
end_session alice
end_session bob
net_down
cat $table
finish
