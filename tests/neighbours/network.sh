# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by run.sh: what is the whole host's network, taken by alice over many logins. Beside bob's work: how long
# a connection of root's own takes, and how many of bob's questions to the resolver are answered.

network_rows=(
	"connections|flood.py tcp $(printf %s 198.51.100.80) 9000 2000"
	"datagrams|flood.py udp 198.51.100.80 9001 4000"
	"resolver's ports|flood.py udp 198.51.100.53 53 4000"
)

connect_root() { # until killed: a line a connection, with its time in microseconds, or "failed"
	python3 -c 'import socket, sys, time
while True:
    begin = time.monotonic()
    try:
        socket.create_connection((sys.argv[1], 80), timeout=2).close()
        print(int((time.monotonic() - begin) * 1e6), flush=True)
    except OSError:
        print("failed", flush=True)
    time.sleep(0.02)' "$WEB4" >"$1" &
}
middle() { grep -v failed "$1" | sort -n | awk '{ v[NR] = $1 } END { print NR ? v[int((NR + 1) / 2)] : 0 }'; }

take() { # command of alice's, for $seconds: as many logins as there is time for
	local end=$((SECONDS + seconds))
	while [ $SECONDS -lt $end ]; do
		open_session alice || continue
		within alice "$1 >/tmp/flooded 2>&1 & until grep -qs made /tmp/flooded; do sleep 0.05; done"
		end_session alice
	done
}

network_row() { # name, command
	local asked=30 answered t0 t1 t2 alone meanwhile before during n ratio root_ratio failed note=''
	t0=$(now); connect_root /tmp/root.alone; local root=$!; sleep $calm; kill $root; t1=$(now)
	connect_root /tmp/root.meanwhile; root=$!
	take "$2" & local taking=$!
	sleep $((seconds / 2))
	answered=$(for i in $(seq $asked); do echo "$i dns $DNS4 53"; done | within bob 'probe.py 5' | grep -c ' dns$')
	wait $taking; kill $root; t2=$(now)
	read -r before n <<<"$(median $t0 $t1)"; read -r during n <<<"$(median $t1 $t2)"
	ratio=$(awk -v a=$before -v b=$during 'BEGIN { printf "%.2f", a ? b / a : 99 }')
	alone=$(middle /tmp/root.alone) meanwhile=$(middle /tmp/root.meanwhile) failed=$(grep -c failed /tmp/root.meanwhile)
	root_ratio=$(awk -v a=$alone -v b=$meanwhile 'BEGIN { printf "%.2f", a ? b / a : 99 }')
	awk -v r=$ratio -v w=$worst 'BEGIN { exit !(r > w) }' && note="$note (over $worst)"
	# A connection takes some 200 us: beside logins what it waits for is a processor.
	[ "$failed" = 0 ] || note="$note ($failed of root's connections failed)"
	[ "$answered" = $asked ] || note="$note (bob: $answered of $asked answers)"
	[ -z "$note" ] || bad=$((bad + 1))
	printf '%-20s %-20s %6d us %6d us %6s %6d root connects in %d us alone, %d us meanwhile (%s); the host remembers %d%s\n' \
		"$1" connections $before $during $ratio $n $alone $meanwhile $root_ratio \
		"$(wc -l </proc/net/nf_conntrack)" "$note"
}

case " ${ATTACKS:-connections} " in *" connections "* | *" datagrams "* | *" resolver's "*)
	. "$here/../net/topology.sh"
	install -m 755 "$here/../net/flood.py" /usr/local/bin/
	net_up
	nsenter --net=/run/netns/internet flood.py listen $WEB4 9000 >/tmp/listens 2>&1 &
	net_servers+=($!)
	printf '%s\n' '[session]' 'login_rate = max' '[network]' 'mode = nat' >$CONF/tenants/alice.ini
	cp $CONF/tenants/alice.ini $CONF/tenants/bob.ini
	open_session bob
	for row in "${network_rows[@]}"; do network_row "${row%%|*}" "${row#*|}"; done
	end_session bob
	net_down
	;;
esac
