# SPDX-License-Identifier: GPL-2.0-or-later
# A network of one's own: to the host, its loopback, its networks, the cloud's metadata and the neighbours; by
# every address they have, by names, by forged packets, by sshd's forwarding, by ports of others.

if want A32; then
	attack A32
	. "$here/../net/topology.sh"
	if ! net_up >/dev/null; then absent "a network of one's own" "the network of the test cannot be made"; return 0; fi
	printf '[capabilities]\nkeep = net_raw\n[network]\nmode = nat\npublish = %s:8080:8000/tcp\n' $HOST4 >$CONF/tenants/bob.ini
	open_session bob
	within bob 'serve.py bob tcp:0.0.0.0:8000-8001 tcp:[::]:8000-8001 udp:0.0.0.0:8000 >/tmp/ready 2>&1 & until grep -qs ready /tmp/ready; do sleep 0.1; done'
	BOB4=$(own4 bob) BOB6=$(own6 bob)
	answer() { case $1 in host* | lan* | bob* | metadata* | *SSH*) echo "escaped: $1 answers" ;; *) echo "refused ${1:-}" ;; esac; }
	from_inside() { answer "$(reach alice "$@")"; } # KIND ADDRESS PORT
	from_host() { answer "$(reach "" "$@")"; }      # as an account without a sandbox would
	every_address() { # way
		local what
		for what in "tcp $HOST4 5432" "tcp $HOST6 5432" "tcp $HOST4 3306" "udp $HOST4 5353" "tcp 10.1.2.1 5432" "tcp fd00:1::1 5432" \
			"tcp $LAN4 5432" "tcp $LAN6 5432" "udp $LAN4 5353" "tcp $META 80" "tcp $BOB4 8001" "tcp $BOB6 8001" "tcp $HOST4 8080"; do
			local control="from_host $what"
			case $what in *"$BOB4"* | *"$BOB6"*) control="answer \"\$(reach bob $what)\"" ;; esac
			attempt "$1" "$what" "from_inside $what" "$control"
		done
		attempt "$1" "the host's loopback" "from_inside tcp 127.0.0.1 5432" "from_host tcp 127.0.0.1 5432"
		attempt "$1" "the gateway for the host's loopback" "from_inside tcp 10.99.0.1 5432" "from_host tcp 10.99.0.1 5432"
		attempt "$1" "the host as a link-local neighbour" "from_inside tcp $LINKLOCAL%eth0 5432" "from_host tcp $LINKLOCAL%up0 5432"
		attempt "$1" "::ffff: before an address" "from_inside tcp ::ffff:$HOST4 5432" "from_host tcp ::ffff:$HOST4 5432"
		rebound() { answer "$($1 "timeout 3 curl -s http://rebind.example/ | cut -d' ' -f1")"; }
		attempt "$1" "a name that leads to the metadata" "rebound 'within alice'" "rebound 'sh -c'"
	}
	for mode in nat pasta; do
		net_policy alice "mode = $mode"
		if open_session alice; then every_address $mode; else absent "mode = $mode" "$(tail -n 1 $LOG | cut -c1-120)"; fi
		end_session alice
	done

	# Forged packets: a tenant with net_raw, and somebody outside.
	printf '[capabilities]\nkeep = net_raw\n[network]\nmode = nat\n' >$CONF/tenants/alice.ini
	open_session alice
	internet socat -u UDP-RECV:7777,bind=$WEB4 - >>/tmp/got & # until the namespace ends
	forged() { # from: alice sends to the internet
		: >/tmp/got
		within alice "forge.py $1 $WEB4 7777 forged"
		if LEAST=3 until_true 3 grep -q forged /tmp/got; then echo "escaped: it arrived"; else echo refused; fi
	}
	unguarded() {
		nft list chain inet hostel forged >/tmp/chain
		nft flush chain inet hostel forged
		"$@"
		nft -f /tmp/chain
	}
	for from in "$BOB4" 203.0.113.7 $HOST4 $LAN4; do
		attempt raw "a packet from $from" "forged $from" "unguarded forged $BOB4"
	done
	end_session alice

	# A port that somebody has already, or that is the host's own.
	squat() { # address: alice publishes it, with a server behind
		net_policy alice 'mode = nat' "publish = $1:7100/tcp"
		if ! timeout 20 ssh -F /root/.ssh/config -l alice host true 2>/dev/null; then echo refused; return; fi
		open_session alice
		within alice 'serve.py alice tcp:0.0.0.0:7100 >/tmp/ready 2>&1 & until grep -qs ready /tmp/ready; do sleep 0.1; done'
		case $(reach internet tcp "${1%:*}" "${1##*:}") in alice) echo "escaped: what was bob's is hers" ;; *) echo "refused bob's" ;; esac
		end_session alice
	}
	attempt publish "bob's published port" "squat $HOST4:8080" "squat $HOST4:8085"
	end_session bob
	rm -f $CONF/tenants/bob.ini
	policy
	net_down
	hostel gc >/dev/null
fi
