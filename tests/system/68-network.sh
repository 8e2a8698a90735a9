#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A network of one's own: the essential cells of tests/net/matrix.sh, names, published ports, limits, forged
# addresses, sshd that stands in it, and what is left of it all.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/../net/topology.sh"
net_up || { echo "not ok - the network of the test"; exit 1; }

bobs="publish = $HOST4:8080:8000/tcp, [$HOST6]:8080:8000/tcp, $HOST4:60000-60020/udp"
net_policy bob 'mode = nat' "$bobs"
ok "a tenant with mode = nat logs in" open_session bob
within bob 'serve.py bob tcp:0.0.0.0:8000-8001 tcp:[::]:8000-8001 udp:0.0.0.0:60000-60001 udp:0.0.0.0:60020 >/tmp/ready 2>&1 &'
BOB4=$(own4 bob) BOB6=$(own6 bob)

# --- names: systemd-resolved's stub is out of reach, the list of what it knows is not ------------------------
cp /etc/resolv.conf /tmp/resolv.conf
printf 'nameserver 127.0.0.53\noptions edns0 trust-ad\nsearch example\n' >/etc/resolv.conf
mkdir -p /run/systemd/resolve
sed "s/^search/options timeout:1\n&/" /tmp/resolv.conf >/run/systemd/resolve/resolv.conf
net_policy alice 'mode = nat'
open_session alice
is "systemd-resolved: its own list is inside" "nameserver $DNS4" "$(within alice 'grep ^nameserver /etc/resolv.conf')"
is "and names are found" "$WEB4" "$(within alice 'getent ahostsv4 web | awk "{ print \$1; exit }"')"
end_session alice
printf 'nameserver 198.51.100.9\n' >/etc/resolv.conf
net_policy alice 'mode = nat' "dns = $DNS4"
open_session alice
is "dns = names the resolvers" "nameserver $DNS4" "$(within alice 'grep ^nameserver /etc/resolv.conf')"
is "of IPv6 as well names are found" "$WEB6" "$(within alice 'getent ahostsv6 web.example | awk "{ print \$1; exit }"')"
end_session alice
rm -r /run/systemd/resolve
cp /tmp/resolv.conf /etc/resolv.conf

# --- who reaches whom ----------------------------------------------------------------------------------------
net_policy alice 'mode = nat'
open_session alice
is "the host's resolver and search list are inside" "$(cat /etc/resolv.conf)" "$(within alice 'cat /etc/resolv.conf')"
is "the host has a name inside" 10.99.0.1 "$(within alice 'getent ahostsv4 host.hostel.internal | cut -d" " -f1 | uniq')"
within alice 'probe.py' >/tmp/answers <<E
web4 tcp $WEB4 443
web6 tcp $WEB6 443
web4-udp udp $WEB4 5353
dns dns $DNS4 53
mail tcp $WEB4 25
metadata tcp $META 80
lan4 tcp $LAN4 5432
lan6 tcp $LAN6 5432
host4 tcp $HOST4 5432
host6 tcp $HOST6 5432
sshd tcp $HOST4 22
link tcp $LINKLOCAL%eth0 5432
localhost tcp 127.0.0.1 5432
gateway tcp 10.99.0.1 5432
gateway6 tcp fd68:6f73:7465::1 5432
bob4 tcp $BOB4 8000
bob6 tcp $BOB6 8000
bob-published tcp $HOST4 8080
E
is "the world is open, the host, its networks and neighbours are not" "dns web4 web4-udp web6" \
	"$(grep -v -e refused -e unreachable -e timeout /tmp/answers | sort | cut -d' ' -f1 | paste -sd' ')"
is "each was asked" 18 "$(wc -l </tmp/answers)"
is "refused at once, not in silence" "" "$(grep timeout /tmp/answers | grep -v ^link)"
ok "ping answers" within alice "ping -c1 -W2 $WEB4 && ping -c1 -W2 $WEB6"
ok "but not the host, nor a neighbour" within alice "! ping -c1 -W1 $HOST4 && ! ping -c1 -W1 $BOB4"
ok "nobody outside pings a tenant" sh -c "! nsenter --net=/run/netns/internet ping -c1 -W1 $BOB4"

# --- published ports ---------------------------------------------------------------------------------------
until_true 5 within bob 'grep -q ready /tmp/ready'
is "a published port, from outside" "bob bob" "$(reach internet tcp $HOST4 8080) $(reach internet tcp $HOST6 8080)"
is "a range of udp" "bob bob timeout" \
	"$(reach internet udp $HOST4 60000) $(reach internet udp $HOST4 60020) $(internet probe.py <<<"x udp $HOST4 60021" | sed 's/x //;s/refused/timeout/')"
is "on the named address only" refused "$(reach internet tcp 10.1.2.1 8080)"
end_session alice
net_policy alice 'mode = nat' "publish = $HOST4:60020:1000/udp"
mark=$(log_mark)
ok "what another tenant has published cannot be published" sh -c "! timeout 60 ssh -F /root/.ssh/config -l alice host true"
like "the log says why" 'refused: .*another tenant has one of these ports' "$(log_since $mark)"
ok "nor at the second try" sh -c "! timeout 60 ssh -F /root/.ssh/config -l alice host true"
hostel gc >/dev/null
is "and it stays bob's" bob "$(reach internet udp $HOST4 60020)"
like "and hostel check finds it" '60020.*(alice|bob)' "$($PREFIX/sbin/hostel check 2>&1)"

# --- what the admin sees ------------------------------------------------------------------------------------
like "hostel ps --net" "bob +[0-9]+ +nat +$BOB4 +$BOB6 +[0-9.]+[KM]?B? +[0-9.]+[KM]?B? +[0-9]+ +$(link_of bob)" "$(hostel ps --net)"
sent() { hostel ps --net --json | python3 -c 'import json,sys; print([t["sent_bytes"] for t in json.load(sys.stdin) if t["tenant"]=="bob"][0])'; }
before=$(sent)
within bob "head -c 100000 /dev/zero | timeout 3 socat -u - UDP-SENDTO:$WEB4:9"
ok "counts what he sends" test $(($(sent) - before)) -ge 100000
ok "so does hostel metrics" test "$(hostel metrics | sed -n 's/^hostel_tenant_network_transmit_bytes_total{tenant="bob"} //p')" -ge 100000
like "hostel doctor: the table is whole" 'net-rules.*as it was made' "$(hostel doctor net-rules | tr '\n' ' ')"
like "hostel doctor: it was hostel that made the host forward" 'lets it do so for tenants only' "$(hostel doctor net-forwarding)"
nft add table ip other
nft add chain ip other FORWARD '{ type filter hook forward priority 0; policy drop; }'
like "hostel doctor names who drops what tenants send" 'table ip other chain FORWARD' "$(hostel doctor net-others)"
nft delete table ip other
nft delete table inet hostel
like "hostel doctor: a table that somebody flushed" 'flushed or changed' "$(hostel doctor net-rules)"
hostel gc >/dev/null
is "hostel gc makes it again, with what bob has published" bob "$(reach internet tcp $HOST4 8080)"
sed -i '/ sources/d; / pastas/d' "$STATE/t/$(id -u bob)/net" # as a version wrote it that had no such sets
nft delete table inet hostel
hostel gc >/dev/null
is "for who was in before an upgrade, too" internet "$(reach bob tcp $WEB4 80)"

# --- what a tenant's connections look like from outside -------------------------------------------------------
net_policy alice 'mode = nat'
open_session alice
internet python3 -c 'import socket, sys
s = socket.socket(type=socket.SOCK_DGRAM); s.bind((sys.argv[1], 9100)); print("bound", flush=True)
while True: print(s.recvfrom(9)[1][1], flush=True)' $WEB4 >/tmp/ports &
until_true 5 grep -q bound /tmp/ports
for port in 53 5353 8080 60000; do
	within alice "echo x | socat -u - UDP-SENDTO:$WEB4:9100,bind=:$port"
done
until_true 5 sh -c '[ "$(wc -l </tmp/ports)" = 5 ]'
is "all that she sends arrives" 5 "$(wc -l </tmp/ports)"
is "from no port on which something listens" bound "$(awk '!($1 >= 32768 && $1 <= 49151)' /tmp/ports)"
nft list chain inet hostel translate >/tmp/translate
nft flush chain inet hostel translate
nft add rule inet hostel translate ip saddr 10.99.0.0/16 masquerade
within alice "echo x | socat -u - UDP-SENDTO:$WEB4:9100,bind=:5354"
ok "control: without the range it is the port that she chose" until_true 5 grep -qx 5354 /tmp/ports
nft flush chain inet hostel translate
nft -f /tmp/translate
like "so nothing can be published there" 'from ports 32768 to 49151' "$(net_policy bob 'mode = nat' "publish = $HOST4:40000/tcp"
	hostel check 2>&1; net_policy bob 'mode = nat' "$bobs")"
flows() { awk 'NR == 2 { print $1 }' "/proc/$(sandbox_of alice)/net/stat/nf_conntrack"; }
before=$(flows)
within alice 'for i in $(seq 40); do echo x | socat -u - UDP-SENDTO:127.0.0.1:$((20000 + i)); done 2>/dev/null; true'
ok "his loopback fills no table of the kernel's" [ $((0x$(flows))) -le $((0x$before)) ] # others' may have ended
nsenter -t "$(sandbox_of alice)" -n sh -c 'nft flush chain inet hostel unseen; nft flush chain inet hostel unseen_sent'
within alice 'for i in $(seq 40); do echo x | socat -u - UDP-SENDTO:127.0.0.1:$((20000 + i)); done 2>/dev/null; true'
ok "control: without the two chains it does" [ $((0x$(flows) - 0x$before)) -ge 30 ]
net_policy carl 'mode = nat'
sed -i '/^pool/d' $CONF/hostel.ini; sed -i 's/^\[host\]/&\npool = 10.98.0.0\/16/' $CONF/hostel.ini
end_session alice
mark=$(log_mark)
unlike "pools are not changed under those who have addresses" '^in$' "$(timeout 60 ssh -F /root/.ssh/config -l alice host 'echo in' 2>/dev/null)"
like "and the log says what to do" 'pool, pool6: there are tenants with addresses of 10.99.0.0/16' "$(log_since $mark)"
sed -i '/^pool/d' $CONF/hostel.ini; rm $CONF/tenants/carl.ini
net_policy alice 'mode = loopback'
S alice true
ok "who has no network any more has nothing on the host" test ! -e $STATE/t/$(id -u alice)/net
if [ -x /usr/bin/pasta ]; then
	net_policy alice 'mode = pasta'
	open_session alice
	is "pasta: the world" internet "$(reach alice tcp $WEB4 80)"
	ip address add 192.0.2.77/24 dev up0
	unlike "pasta: an address that the host has got since" host "$(reach alice tcp 192.0.2.77 3306)"
	nft flush chain inet hostel by_pasta
	is "control: without the host's rule" host "$(reach alice tcp 192.0.2.77 3306)"
	rm -f $STATE/table; nft delete table inet hostel
	end_session alice
	for last in pasta nat; do # the sandbox of before lives on in its session, and so does its pasta
		net_policy alice 'mode = pasta' "publish = $HOST4:7070:80/tcp"
		ip address delete 192.0.2.77/24 dev up0
		open_session alice
		ip address add 192.0.2.77/24 dev up0
		old=$(sandbox_of alice)
		[ $last = pasta ] || { net_policy alice 'mode = nat'; S alice true; }
		net_policy alice 'mode = loopback'
		S alice true
		hostel gc >/dev/null; nft delete table inet hostel; hostel gc >/dev/null
		ok "pasta, then $([ $last = pasta ] || echo "nat, then ")loopback: the old one is there" kill -0 "$old"
		is "and the world with it" internet "$(reach alice tcp $WEB4 80)"
		unlike "but no address that the host has got since" host "$(reach alice tcp 192.0.2.77 3306)"
		is "what it published is not kept from others" "" "$(nft list table inet hostel | grep '\. 7070')"
		# As a killed one of hostel's leaves it: what the host has is not known, and is given again.
		sed -i '$d' $STATE/t/$(id -u alice)/net; nft flush set inet hostel pastas
		net_policy alice 'mode = none'
		S alice true
		unlike "nor with a note that was not complete" host "$(reach alice tcp 192.0.2.77 3306)"
		link=$(link_of alice)
		if [ $last = pasta ]; then # a set-up that fails takes nothing away
			ip link add $link type veth peer name strangers
			net_policy alice 'mode = nat'
			unlike "a link of another's has the tenant's name: refused" '^in$' "$(S alice 'echo in' 2>/dev/null)"
			unlike "nor then" host "$(reach alice tcp 192.0.2.77 3306)"
			ip link delete $link 2>/dev/null
		fi
		net_policy alice 'mode = pasta'
		S alice true
		unlike "nor with the next pasta" host "$(reach alice tcp 192.0.2.77 3306)"
		nft flush set inet hostel pastas
		is "control: were it taken out of the host's rules" host "$(reach alice tcp 192.0.2.77 3306)"
		end_session alice; hostel kill alice >/dev/null 2>&1; hostel gc >/dev/null
		ok "at its end nothing is left" test ! -e $STATE/t/$(id -u alice)/net
	done
	net_policy alice 'mode = pasta'
	open_session alice
	rm -f $STATE/table; nft delete table inet hostel; ip address delete 192.0.2.77/24 dev up0
	unlike "pasta: no port of the host's that a service may want" internet "$(within alice "echo x | timeout 1 socat - UDP:$WEB4:5353,bind=:6000" 2>&1)"
	end_session alice
	net_policy alice 'mode = nat'
	open_session alice # and with it the table
	end_session alice
	# A port that the last sandbox has not let go of yet, and a pasta of whose words nothing can be read.
	mv /usr/bin/pasta /usr/bin/pasta.real
	printf '#!/bin/sh\n/usr/bin/pasta.real "$@" 2>/dev/null && exit\necho it cannot be done >&2\nexit 1\n' >/usr/bin/pasta
	chmod 755 /usr/bin/pasta
	net_policy alice 'mode = pasta' "publish = $HOST4:7777:8000/tcp"
	python3 -c 'import socket, sys; s = socket.create_server((sys.argv[1], 7777)); print("has", flush=True); sys.stdin.read()' \
		$HOST4 < <(until_true 20 pgrep -x hostel-net) >/tmp/holder &
	until_true 5 grep -q has /tmp/holder
	ok "pasta: a port that is given up meanwhile" open_session alice
	end_session alice
	# The first login's own: what it has serves all that come after it.
	mv /usr/bin/pasta.real /usr/bin/pasta
	net_policy alice 'mode = pasta'
	(umask 077; echo 900 >/proc/self/oom_score_adj; exec nice -n 7 taskset -c 0 prlimit --cpu=1000: \
		su alice -c 'echo in; exec sleep 300') </dev/null >/tmp/first 2>&1 & first=$!
	until_true 20 grep -q in /tmp/first
	translator=$(pgrep -n -x '(pasta|passt).*')
	is "pasta has nothing of the login that has started it" "Max cpu time unlimited unlimited seconds 0 0022 0 $(awk '/^Cpus_allowed_list/ { print $2 }' /proc/self/status)" \
		"$(echo $(grep '^Max cpu' /proc/$translator/limits; ps -o ni= -p $translator; awk '/^Umask/ { print $2 }' /proc/$translator/status; cat /proc/$translator/oom_score_adj; awk '/^Cpus_allowed_list/ { print $2 }' /proc/$translator/status))"
	hostel kill alice >/dev/null; wait $first; until_true 20 gone alice
	mv /usr/bin/pasta /usr/bin/pasta.real
	# As newer ones do. Like what it stands in for it is found by its own name.
	printf '#!/bin/bash\nfor fd in {3..63}; do exec {fd}>&-; done\nexec -a pasta /usr/bin/pasta.real "$@"\n' >/usr/bin/pasta
	chmod 755 /usr/bin/pasta
	net_policy alice 'mode = pasta' 'egress = any'
	ok "pasta: one that closes what it inherits" open_session alice
	is "and its network" internet "$(reach alice tcp $WEB4 80)"
	is "it has the names of the tenant's namespaces to itself" "" "$(ls -A /run/user)"
	end_session alice
	if command -v strace >/dev/null; then
		net=$PREFIX/libexec/hostel/hostel-net
		mv $net $net.real
		printf '#!/bin/sh\nexec strace -f -qq -o /dev/null -e trace=unshare -e inject=unshare:retval=0 %s "$@"\n' $net.real >$net
		chmod 755 $net
		open_session alice
		is "control: in the host's mount namespace they stand before everybody" net,user "$(ls -x -w0 -m /run/user/*/netns | tr -d ' ')"
		end_session alice
		umount -l /run/user; mount --make-rshared / # as it was before hostel-net made it a slave
		mv $net.real $net
	else
		skip "pasta's names in the host's mount namespace" "there is no strace"
	fi
	mv /usr/bin/pasta.real /usr/bin/pasta
else
	skip "pasta" "passt is not installed"
fi

# --- limits --------------------------------------------------------------------------------------------------
internet socat TCP-LISTEN:9001,fork,reuseaddr,bind=$WEB4 'SYSTEM:wc -c' &
head -c 2M /dev/zero >/tmp/2m
internet socat TCP-LISTEN:9002,fork,reuseaddr,bind=$WEB4 'SYSTEM:cat /tmp/2m' &
spent() { # command as alice: tenths of a second, if 2 MiB came over
	local start=${EPOCHREALTIME/./}
	[ "$(within alice "$1")" = 2097152 ] && echo $(((${EPOCHREALTIME/./} - start) / 100000)) || echo incomplete
}
send="head -c 2M /dev/zero | socat -t 20 - TCP:$WEB4:9001" receive="socat -u TCP:$WEB4:9002 - | wc -c"
net_policy alice 'mode = nat'
open_session alice
least() { # of three, as what else the processors do is no part of it
	local n best=incomplete
	for _ in 1 2 3; do
		n=$(spent "$1")
		[ "$n" != incomplete ] && { [ "$best" = incomplete ] || [ "$n" -lt "$best" ]; } && best=$n
	done
	echo $best
}
free_out=$(least "$send") free_in=$(least "$receive")
many() { # how many connections of 24
	within alice "n=0; for i in \$(seq 10 33); do eval \"exec \$i<>/dev/tcp/$WEB4/80\" || break; n=\$((n + 1)); done 2>/dev/null; echo \$n"
}
is "control: 24 connections" 24 "$(many)"
brief() { # how many of 60, each closed before the next
	within alice "n=0; for i in \$(seq 60); do (exec 9<>/dev/tcp/$WEB4/80) && n=\$((n + 1)); done 2>/dev/null; echo \$n"
}
is "control: 60 one after the other" 60 "$(brief)"
end_session alice
net_policy alice 'mode = nat' 'rate = 8mbit' 'rate_in = 6mbit' 'connections = 16'
open_session alice
out=$(spent "$send") in=$(spent "$receive")
ok "rate = 8mbit: two seconds ($out tenths)" [ "$out" -ge 15 -a "$out" -lt 200 ]
ok "rate_in = 6mbit: three seconds ($in tenths)" [ "$in" -ge 20 -a "$in" -lt 250 ]
ok "control: without a rate it was faster ($free_out and $free_in tenths)" \
	[ $((2 * free_out)) -lt "$out" -a $((2 * free_in)) -lt "$in" ]
opened=$(many)
began=$SECONDS one_by_one=$(brief)
# Those that have ended are forgotten after ten seconds, and their places free.
ok "nor many more one after the other: $one_by_one of 60" [ "$one_by_one" -lt $((40 + 16 * ((SECONDS - began) / 10))) ]
ok "connections = 16: $opened of 24" [ "$opened" -ge 10 -a "$opened" -le 17 ] # those that have just ended count a while
end_session alice

# --- forged addresses -----------------------------------------------------------------------------------------
printf '[capabilities]\nkeep = net_raw\n' >$CONF/tenants/alice.ini
printf '[network]\nmode = nat\n' >>$CONF/tenants/alice.ini
open_session alice
internet socat -u UDP-RECV:7777,bind=$WEB4 - >>/tmp/got &
internet socat -u UDP6-RECV:7777,bind=[$WEB6] - >>/tmp/got &
until_true 30 eval '[ "$(internet ss -lunH "sport = :7777" | wc -l)" = 2 ]'
within bob 'socat -u UDP-RECV:60015 - >/tmp/got 2>&1 & until ss -lunH "sport = :60015" | grep -q .; do sleep 0.05; done'
got() { tr ' ' '\n' </tmp/got | sort | xargs; }
bob_got() { within bob 'xargs </tmp/got'; }
forge() { # what shall arrive outside, at bob's: the same from inside, and from outside with a tenant's address
	within alice "forge.py $(own4 alice) $WEB4 7777 'own '; forge.py $(own6 alice) $WEB6 7777 'own6 '
		forge.py $BOB4 $WEB4 7777 'bob '; forge.py 203.0.113.7 $WEB4 7777 'else '; forge.py $BOB6 $WEB6 7777 'bob6 '"
	internet forge.py $WEB4 $HOST4 60015 'web '
	internet forge.py "$(own4 alice)" $HOST4 60015 'alice '
	until_true 30 eval "[ \"\$(got)\" = '$1' ] && [ \"\$(bob_got)\" = '$2' ]"
	sleep 0.3 # for what shall not
}
forge "own own6" web
is "a tenant with net_raw sends from his own addresses only" "own own6" "$(got)"
is "nobody outside sends from a tenant's" "web" "$(bob_got)"
nft flush chain inet hostel forged
forge "bob bob6 else own own own6 own6" "web web alice"
is "control: without the chain all of it arrives" "bob bob6 else own own own6 own6" "$(got)"
is "control: outside, too" "web web alice" "$(bob_got)"
end_session alice

# --- sshd stands in it -------------------------------------------------------------------------------------------
net_policy alice 'mode = nat'
eval "$(ssh-agent -a /tmp/agent.sock)" >/dev/null
ssh-add -q $KEY
socat UNIX-LISTEN:/run/secret.sock,fork,mode=666 SYSTEM:'echo secret' &
socat TCP-LISTEN:6077,bind=127.0.0.1,fork,reuseaddr 'SYSTEM:head -c 48 >/dev/null; echo the display' &
DISPLAY=localhost:77 S alice -f -N -M -S /tmp/session-alice -A -Y -o ExitOnForwardFailure=yes -L 7001:127.0.0.1:8001 \
	-L 7002:127.0.0.1:5432 -L 7003:$WEB4:80 -L 7004:$HOST4:5432 -L 7005:$WEB4:25 -L 7006:$BOB4:8000 -L 7007:web.example:80 \
	-L /tmp/f.sock:/run/secret.sock -D 7008 -R 9100:127.0.0.1:3306 </dev/null 2>/tmp/session-alice.err
until_true 10 within alice true
within alice 'serve.py alice tcp:127.0.0.1:8001 >/tmp/ready 2>&1 & until grep -qs ready /tmp/ready; do sleep 0.05; done'
through() { reach "" tcp 127.0.0.1 "$1"; }
is "ssh -L: the sandbox's localhost" alice "$(through 7001)"
unlike "not the host's" host "$(through 7002)"
is "ssh -L: what egress allows, by name too" "internet internet" "$(through 7003) $(through 7007)"
unlike "ssh -L: nothing that it forbids" 'host|internet|bob' "$(through 7004) $(through 7005) $(through 7006)"
is "ssh -L: no socket of the host's" "" "$(timeout 5 socat -u UNIX:/tmp/f.sock - 2>/dev/null)"
socks() { timeout 5 curl -s --socks5-hostname 127.0.0.1:7008 "http://$1/" | cut -d' ' -f1; }
is "ssh -D: the sandbox's localhost and the world" "alice internet internet" \
	"$(socks 127.0.0.1:8001) $(socks web.example) $(socks "[$WEB6]:443")"
is "ssh -D: not the host" "" "$(socks 127.0.0.1:5432)$(socks $HOST4:5432)$(socks "[$HOST6]:5432")$(socks 10.99.0.1:5432)"
is "ssh -R listens inside" host "$(reach alice tcp 127.0.0.1 9100)"
unlike "and nowhere else" host "$(through 9100)$(reach internet tcp $HOST4 9100)"
like "agent forwarding" ED25519 "$(DISPLAY=localhost:77 S alice -A 'ssh-add -l')"
is "X11 forwarding reaches the client's display" "the display" \
	"$(DISPLAY=localhost:77 S alice -Y talk_x11.py 2>/dev/null)"
ssh-agent -k >/dev/null

# --- a link of somebody else with the name of hers -------------------------------------------------------------
hers=$(link_of alice)
end_session alice
until_true 5 sh -c "! ip link show dev $hers"
ip link add "$hers" type veth peer name stranger
mark=$(log_mark)
unlike "a stranger's link stands in the way: refused" '^in$' "$(timeout 60 ssh -F /root/.ssh/config -l alice host 'echo in' 2>/dev/null)"
like "the log names it" "the link $hers of this host is not hostel's" "$(log_since $mark)"
ok "it is not touched" ip link show dev "$hers"
ip link delete dev "$hers"
open_session alice

# --- the end --------------------------------------------------------------------------------------------------------
link=$(link_of alice)
ok "it has a link on the host" ip link show dev "$link"
kill -9 "$(sandbox_of alice)"
until_true 10 gone alice
ok "a login behind kill -9 of PID 1" S alice true
until_true 10 gone alice
until_true 5 sh -c "! ip link show dev $link"
is "the link ends with the sandbox" "" "$(ip -o link show group 26735 | grep "$link:")"
end_session bob
hostel gc >/dev/null
is "hostel gc: no element is left" "" "$(nft list map inet hostel published 2>/dev/null | grep elements)$(nft list map inet hostel tenants 2>/dev/null | grep elements)"
is "no link, route or address of a tenant" "" "$(ip -o link show group 26735; ip route show | grep -E 'dev ht|10\.99'; ip -6 route show | grep -E 'dev ht|fd68:6f'; ip -o address show | grep -E '10\.99|fd68')"
net_down
finish
