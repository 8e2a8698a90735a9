# SPDX-License-Identifier: GPL-2.0-or-later
# What bob's front page takes while alice's site is busy and her PHP misbehaves, against bob undisturbed just before
# and after. A figure; what is aimed at is told, and judged by nobody: a machine of tests is never quiet.
# Her visitors are another machine's in earnest, so they only get what nobody else wants (SCHED_IDLE).

pages=$here/pages.py
now() { awk '{ printf "%.0f\n", $1 * 1000000 }' /proc/uptime; }
figures() { # from, to[, from, to]: median, 99th percentile, count, how many were none
	awk -v a="$1" -v b="$2" -v c="${3:-0}" -v d="${4:-0}" '($1 >= a && $1 < b) || ($1 >= c && $1 < d) { print $2 }' /tmp/bob |
		sort -n | awk '$1 { v[++n] = $1 } !$1 { none++ }
		END { print (n ? v[int((n + 1) / 2)] : 0), (n ? v[int(n * 0.99 + 0.5)] : 0), n + 0, none + 0 }'
}
visitors() { chrt --idle 0 $pages alice.example $1 8; } # seconds
by_page() { T=$each ask alice "$@" >/dev/null; }
misbehave() { # what
	case $1 in
	nothing) sleep $each ;;
	visitors) ;;
	"all processors") by_page run "for i in 1 2 3 4 5 6; do timeout $each sh -c 'while :; do :; done' & done; wait" ;;
	"fork bomb") by_page run "bomb() { bomb | bomb & }; timeout $each bash -c 'bomb() { bomb | bomb & }; bomb; sleep $each' 2>/dev/null" ;;
	memory) by_page run "while :; do python3 -c 'x = bytearray(900 << 20)'; done" ;;
	"page cache") by_page run "while :; do cat /usr/lib/*/*.so* /usr/bin/* >/dev/null; done" ;;
	log) by_page code "while (time() < \$_SERVER['REQUEST_TIME'] + $each) error_log(str_repeat('x', 900));" ;;
	database) by_page code "for (\$i = 0; \$i < 8; \$i++) { \$m[\$i] = new mysqli('localhost', 'alice', '', 'alice', 0, '/run/mysqld/mysqld.sock');
		\$m[\$i]->query('SELECT BENCHMARK(1000000000, SHA2(RAND(), 512))', MYSQLI_ASYNC); } sleep($each);" ;;
	esac
}

# On a machine that others are busy on too, all tenants together are one of many who want its processors, and alice
# halves what that one has. WEIGHT=N: this world's tenants, and its host, count N times against what is not this
# world's (cgroup v1; nothing where processors are counted by v2).
weigh() {
	local cpu=/sys/fs/cgroup/cpu
	[ -n "${WEIGHT:-}" ] && [ -e $cpu/$WORLD_CGROUP/cpu.shares ] || return 0
	mkdir -p $cpu/$WORLD_CGROUP.host
	echo $((1024 * WEIGHT)) | tee $cpu/$WORLD_CGROUP/cpu.shares >$cpu/$WORLD_CGROUP.host/cpu.shares
	for pid in $$ $(pgrep 'nginx|mariadbd'); do echo $pid >$cpu/$WORLD_CGROUP.host/cgroup.procs; done
}

neighbours() {
	local begun each=${SECONDS_EACH:-12} calm=${SECONDS_CALM:-6} t0 t1 t2 t3 t4 what visitor a99 b99 an bn none row rows=() ratio ratio99 a b x
	# What stops her, as hostel events names it; nothing of the tenant's for what goes on in the log and MariaDB.
	local -A stops=(["fork bomb"]=pids.max [memory]=memory.max ["all processors"]=cpu.max)
	local all=(nothing visitors "all processors" "fork bomb" memory "page cache" log database)
	serves alice; serves bob
	weigh
	$pages bob.example $((${#all[@]} * (each + 2 * calm + 20))) >/tmp/bob & local bob=$!
	held="$held $bob"
	sleep 3
	for what in "${all[@]}"; do
		t0=$(now); sleep $calm; t1=$(now); begun=$EPOCHSECONDS
		visitor=
		[ "$what" = nothing ] || { visitors $each >/tmp/visitors & visitor=$!; }
		misbehave "$what"
		[ -z "$visitor" ] || wait $visitor
		t2=$(now)
		hostel kill -t 5 alice >/dev/null 2>&1 # what she left; her service starts again
		serves alice
		t3=$(now); sleep $calm; t4=$(now)
		read -r a a99 an x <<<"$(figures $t0 $t1 $t3 $t4)"; read -r b b99 bn none <<<"$(figures $t1 $t2)"
		ratio=$(awk -v a=$a -v b=$b 'BEGIN { printf "%.2f", (a ? b / a : 99) }'); ratio99=$(awk -v a=$a99 -v b=$b99 'BEGIN { printf "%.2f", (a ? b / a : 99) }')
		[ -z "${stops[$what]:-}" ] || is "alice: $what: stopped by" "${stops[$what]}" "$(stopped_by "${stops[$what]}")"
		is "bob's pages are all there: alice: $what" 0 "$none"
		ok "alice's site is back by itself: $what" serves alice
		row=$(printf '%-15s %8.1f %8.1f %6s %8.1f %8.1f %6s %6d %6s  %s' "$what" $(awk -v a=$a -v b=$b -v r=$ratio -v c=$a99 -v d=$b99 -v s=$ratio99 'BEGIN { print a / 1000, b / 1000, r, c / 1000, d / 1000, s }') $bn "$(cat /tmp/visitors 2>/dev/null || echo -)" \
			"$(awk -v m=$ratio -v p=$ratio99 'BEGIN { print (m <= 1.25 ? "" : "median not reached ") (p <= 2 ? "" : "99th not reached") }')")
		rows+=("$row")
		: >/tmp/visitors
	done
	kill $bob
	printf '# %-15s %8s %8s %6s %8s %8s %6s %6s %6s\n' "alice" "median" "meanwh." "ratio" "99th" "meanwh." "ratio" "pages" "hers"
	printf '# %s\n' "${rows[@]}"
	echo "# bob's front page, ms; asked: median within 1.25, 99th percentile within 2; hers: pages of her visitors"
}
