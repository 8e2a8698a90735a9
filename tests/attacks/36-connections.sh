# SPDX-License-Identifier: GPL-2.0-or-later
# What all tenants share of the host's network: its table of connections, the ports of its addresses. And a
# denial that a translator near by would get round.

if want A53 A54 A55 A56 A57; then
	. "$here/../net/topology.sh"
	install -m 755 "$here/../net/flood.py" /usr/local/bin/
	patient
	if ! net_up >/dev/null || [ ! -e /proc/net/nf_conntrack ]; then
		attack A53
		absent "connections of the host" "the network of the test, or /proc/net/nf_conntrack, is not to be had"
		return 0
	fi
	for kind in listen:9000 listen:9005 greet:9003; do
		for address in $WEB4 $WEB6; do
			nsenter --net=/run/netns/internet flood.py ${kind%:*} $address ${kind#*:} >/tmp/$kind-$address 2>&1 &
			net_servers+=($!)
			until_true 10 grep -q listening /tmp/$kind-$address
		done
	done
	has_pasta() { command -v pasta >/dev/null; }
	remembered() { grep -c "$1" /proc/net/nf_conntrack; }
	# More than there may be? The kernel's count loses one that is still unconfirmed after two jiffies, where a processor
	# has been away (find_or_evict(), net/netfilter/nf_conncount.c): of a thousand one, once, in an emulated machine.
	over() { [ "$1" -gt $(($2 + 1 + $2 / 100)) ]; } # seen, most
	made() { sed -n 's/^made //p' "$1" 2>/dev/null; }
	new_table() { # the host's, as it is meant to be
		rm -f $STATE/table
		nft delete table inet hostel
	}
	# Whose sandbox is just ending is left alone by gc: what she has counts on until it has taken it down.
	taken_down() { until_true 30 eval 'hostel gc >/dev/null; [ ! -e "$(note_of_alice)" ]'; }
	note_of_alice() { echo "$STATE/t/$(id -u alice)/net"; }
	flood() { # KIND ADDRESS PORT COUNT, as alice: how many she thinks she has
		within alice "SLOW=${SLOW:-1} flood.py $* >/tmp/flooded 2>&1 & until grep -qs made /tmp/flooded; do sleep 0.05; done; cat /tmp/flooded" |
			sed -n 's/^made //p'
	}
	from_outside() { # the same at alice's published port
		within alice "flood.py listen 0.0.0.0 80 >/tmp/listens 2>&1 & until grep -qs listening /tmp/listens; do sleep 0.05; done"
		nsenter --net=/run/netns/internet flood.py tcp $HOST4 8085 60 >/tmp/outside 2>&1 &
		outside=$!
		until_true 60 grep -q made /tmp/outside
		made /tmp/outside
		kill $outside
	}
	# Without the note hostel-net knows of no network before: what the host has of it is neither forgotten nor counted.
	logins() { # protected or not, most that may be remembered, what to look for, command...: three logins that do it
		local how=$1 most=$2 what=$3 i n first=''; shift 3
		for i in 1 2 3; do
			if [ "$how" = not ]; then
				rm -f "$(note_of_alice)"
				nft flush chain inet hostel short_memory 2>/dev/null
			fi
			open_session alice || { echo "unclear: no login"; return; }
			n=$("$@")
			first=${first:-$n}
			end_session alice
		done
		n=$(remembered "$what")
		[ "$how" = protected ] || new_table
		taken_down
		if [ "${first:-0}" -lt 16 ]; then echo "unclear: the first login made ${first:-none}"
		elif over "$n" "$most"; then echo "escaped: $n remembered"
		else echo "refused: $n remembered"
		fi
	}

	if want A53; then
		attack A53
		bounds="'connections = 40' 'egress = any'"
		three() { # way, what, most, what to look for, command...
			local way=$1 name=$2; shift 2
			attempt "$way" "$name" "logins protected $*" "logins not $*"
		}
		eval "net_policy alice 'mode = nat' $bounds 'publish = $HOST4:8085:80/tcp'"
		for address in $WEB4 $WEB6; do
			three nat "open connections, three logins, $address" 40 "dport=9000" flood tcp $address 9000 60
			three nat "closed ones, $address" 100 "dport=9003" flood churn $address 9003 60
			three nat "datagrams, $address" 40 "dport=9001" flood udp $address 9001 60
		done
		three nat "echo requests" 40 'type=8 ' flood ping $WEB4 0 60
		three nat "echo requests, IPv6" 40 'type=128 ' flood ping $WEB6 0 60
		three nat "a published port" 40 'dport=8085' from_outside
		eval "net_policy alice 'mode = pasta' $bounds 'publish = $HOST4:8085:80/tcp'"
		if has_pasta; then
			three pasta "open connections, three logins" 40 "dport=9000" flood tcp $WEB4 9000 60
			three pasta "datagrams" 40 "dport=9001" flood udp $WEB4 9001 60
			one_login() { # protected or not: pasta takes a connection before the sandbox is asked
				# Of an earlier try: gc has taken its count away, the peers have closed.
				until_true 150 eval '[ "$(remembered dport=8085)" = 0 ]'
				open_session alice || { echo "unclear: no login"; return; }
				[ "$1" = protected ] || nft flush chain inet hostel to_pasta
				local n; n=$(from_outside)
				[ "${n:-0}" -ge 16 ] && n=$(remembered 'dport=8085') || n=none
				end_session alice
				[ "$1" = protected ] || new_table
				taken_down
				if [ "$n" = none ]; then echo "unclear: nobody came in"; elif over "$n" 40; then echo "escaped: $n"; else echo "refused: $n"; fi
			}
			attempt pasta "a published port" "one_login protected" "one_login not"
		else
			absent "mode = pasta" "there is no pasta(1)"
		fi
		# Entries that outlive the network, until somebody takes it down.
		left() { # command of the admin's
			net_policy alice 'mode = nat' 'connections = 40' 'egress = any'
			open_session alice || { echo "unclear: no login"; return; }
			[ "$(flood tcp $WEB4 9005 30)" = 30 ] || { echo "unclear: no connections"; return; }
			[ "$1" = "hostel kill alice" ] || end_session alice
			eval "$1" >/dev/null 2>&1
			until_true 10 gone alice
			if [ "$(remembered "dport=9005")" -gt 0 ]; then echo "escaped: they are still there"; else echo refused; fi
			taken_down
		}
		for command in "hostel kill alice" "hostel gc"; do attempt nat "what is left behind $command" "left '$command'" "left true"; done

		# A peer's packets keep a closed connection from being forgotten, and no count sees it: here it has two minutes.
		closed() { # command of the admin's
			net_policy alice 'mode = nat' 'connections = 40' 'egress = any'
			open_session alice || { echo "unclear: no login"; return; }
			nft flush chain inet hostel short_memory
			flood churn $WEB4 9003 30 >/dev/null
			until_true 20 eval '[ "$(remembered "TIME_WAIT.*dport=9003")" -ge 5 ]' ||
				{ echo "unclear: no connections"; return; }
			eval "$1" >/dev/null 2>&1
			if [ "$(remembered "TIME_WAIT.*dport=9003")" -gt 0 ]; then echo "escaped: they are still there"; else echo refused; fi
			end_session alice
			new_table
			taken_down
		}
		attempt nat "closed connections behind hostel gc" "closed 'hostel gc'" "closed true"

		# The table filled: only where it is small. It is one number for the whole machine; tests/vm/attacks.sh sets it.
		full() { # protected or not
			local i said
			net_policy alice 'mode = nat' 'egress = any'
			for i in 1 2 3 4 5 6; do
				[ "$1" = protected ] || rm -f "$(note_of_alice)"
				open_session alice || { echo "escaped: no login ($i)"; return; }
				flood tcp $WEB4 9000 1000 >/dev/null
				end_session alice
			done
			said=$(reach "" tcp $WEB4 80)
			hostel gc >/dev/null
			case $said in internet) echo "refused root connects" ;; timeout | unreachable) echo "escaped: root's connection: $said" ;; *) echo "unclear: $said" ;; esac
		}
		[ "$(cat /proc/sys/net/netfilter/nf_conntrack_max)" -gt 4000 ] ||
			attempt nat "root's own connection, the table full" "full protected" "full not"
	fi

	if want A54; then
		attack A54
		# One tenant, no bound of connections: the ports of the host's address towards one place.
		ports() { # protected or not, most, port, mode
			local taken="dst=$WEB4 .*dport=$3 " n
			# Of what ran before: pasta's sockets are the host's, which remembers them for half a minute; longer where
			# that is too short for taking them all.
			until_true $((150 * ${SLOW:-1})) eval '[ "$(remembered "$taken")" = 0 ]'
			[ "${SLOW:-1}" = 1 ] || echo 90 >/proc/sys/net/netfilter/nf_conntrack_udp_timeout
			net_policy alice "mode = $4" 'connections = max' 'egress = any'
			open_session alice || { echo "unclear: no login"; return; }
			[ "$1" = protected ] || { nft flush chain inet hostel ports; nft flush chain inet hostel pasta_ports; }
			flood udp $WEB4 $3 $(($2 + 200)) >/dev/null
			n=$(remembered "$taken")
			end_session alice
			new_table
			taken_down
			if over "$n" "$2"; then echo "escaped: $n ports"; elif [ "$n" -lt 200 ]; then echo "unclear: $n"; else echo "refused: $n ports"; fi
		}
		for mode in nat pasta; do
			[ $mode = nat ] || has_pasta || { absent "ports, mode = pasta" "there is no pasta(1)"; continue; }
			attempt $mode "ports towards one place" "ports protected 1024 9002 $mode" "ports not 1024 9002 $mode"
			attempt $mode "ports towards a resolver" "ports protected 256 53 $mode" "ports not 256 53 $mode"
		done
	fi

	if want A55; then
		attack A55
		# The network's NAT64: 64:ff9b::198.51.100.80 is the web server's IPv4 address.
		internet ip address add 64:ff9b::c633:6450/128 dev lo
		serve internet nat64 'tcp:[64:ff9b::c633:6450]:443'
		serving nat64
		translated() { # egress
			net_policy alice 'mode = nat' "egress = $1"
			open_session alice || { echo "unclear: no login"; return; }
			local said; said=$(reach alice tcp 64:ff9b::c633:6450 443)
			end_session alice
			case $said in nat64) echo "escaped: the address answers" ;; refused | unreachable) echo "refused $said" ;; *) echo "unclear: $said" ;; esac
		}
		attempt nat "a denied address by NAT64" "translated 'deny $WEB4, any'" "translated any"
		attempt nat "a denied network by NAT64" "translated 'deny 198.51.0.0/16, any'" "translated any"
	fi

	if want A56; then
		attack A56
		# Pieces of datagrams whose others her rate has dropped: they wait in the host's memory, which all share.
		pieces() { # protected or not, address
			local got
			# Less than she can send, also where that is little.
			net_policy alice 'mode = nat' 'egress = any' "rate = $((20 / ${SLOW:-1}))mbit"
			open_session alice || { echo "unclear: no login"; return; }
			[ "$1" = protected ] || nft flush chain inet hostel fragments
			within alice "flood.py pieces $2 9999 400 >/tmp/flooded 2>&1 & until grep -qs made /tmp/flooded; do sleep 0.05; done"
			got=$(ping -n -c 5 -i 0.2 -W 2 -s 3000 "$2" | sed -n 's/.* \([0-9]*\) received.*/\1/p')
			end_session alice
			new_table
			hostel gc >/dev/null
			case $got in 0) echo "escaped: root's large datagrams are lost" ;; [1-5]) echo "refused $got of 5" ;; *) echo "unclear: $got" ;; esac
		}
		for address in $WEB4 $WEB6; do
			attempt nat "memory for pieces, $address" "pieces protected $address" "pieces not $address"
		done
	fi

	if want A57; then
		attack A57
		# A new policy, while a session of the old one goes on by pasta: the host's own addresses stay out of reach.
		ip address add 198.51.100.200/32 dev lo # younger than her sandbox: the table inside does not know it
		switched() { # protected or not, lines of the new policy...: a login by it, refused or not, then what the old one reaches
			local how=$1 said; shift
			net_policy alice 'mode = pasta' 'egress = any'
			ip address delete 198.51.100.200/32 dev lo
			open_session alice || { echo "unclear: no login"; return; }
			ip address add 198.51.100.200/32 dev lo
			net_policy alice "$@"
			S alice true >/dev/null 2>&1
			[ "$how" = protected ] || nft flush set inet hostel pastas
			said=$(reach alice tcp 198.51.100.200 5432)
			end_session alice
			hostel gc >/dev/null
			case $said in host) echo "escaped: the host answers" ;; refused | unreachable | timeout) echo "refused $said" ;; *) echo "unclear: $said" ;; esac
		}
		net_policy bob 'mode = nat' "publish = $HOST4:8080:8000/tcp"
		open_session bob
		if has_pasta; then
			attempt pasta "a new policy, with nat" "switched protected 'mode = nat' 'egress = any'" "switched not 'mode = nat' 'egress = any'"
			attempt pasta "one that is refused" "switched protected 'mode = nat' 'publish = $HOST4:8080:80/tcp'" \
				"switched not 'mode = nat' 'publish = $HOST4:8080:80/tcp'"
		else
			absent "a new policy, with nat; one that is refused" "there is no pasta(1)"
		fi
		# The same with nat: the session that goes on keeps its network. Control: what was put back is taken away.
		survives() { # protected or not: what the old session reaches when a login by a new policy was refused
			local how=$1 said
			net_policy alice 'mode = nat'
			open_session alice || { echo "unclear: no login"; return; }
			[ "$(reach alice tcp $WEB4 80)" = internet ] || { end_session alice; echo "unclear: no network"; return; }
			net_policy alice 'mode = nat' "publish = $HOST4:8080:80/tcp"
			! S alice true >/dev/null 2>&1 || { end_session alice; echo "unclear: it was not refused"; return; }
			[ "$how" = protected ] || $PREFIX/libexec/hostel/hostel-net down "$(id -u alice)"
			said=$(reach alice tcp $WEB4 80)
			end_session alice
			hostel gc >/dev/null
			case $said in internet) echo "refused: it goes on" ;; *) echo "escaped: ${said:-silence}" ;; esac
		}
		attempt nat "a session's network, taken by a login that is refused" "survives protected" "survives not"
		end_session bob
		rm -f $CONF/tenants/bob.ini
	fi

	policy
	net_down
	hostel gc >/dev/null
fi
