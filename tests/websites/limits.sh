# SPDX-License-Identifier: GPL-2.0-or-later
# alice's PHP takes what it gets. Which limit stops it, and is her site back by itself?

stopped_by() { # limit: by the events since `begun`
	until_true 10 eval "hostel events alice --since $((EPOCHSECONDS - begun + 1))s | grep -q '$1'" && echo "$1" ||
		hostel events alice --since 1h | tail -3
}
grows() { # file: KiB in three seconds
	local a b
	a=$(stat -c %s "$1"); sleep 3; b=$(stat -c %s "$1")
	echo $(((b - a) / 1024))
}

limits() {
	local begun bomb='for i in $(seq 500); do sleep 5 & done 2>/dev/null; wait' n
	serves alice; serves bob
	begun=$EPOCHSECONDS
	ask alice run "$bomb" >/dev/null &
	until_true 10 eval '[ "$(pgrep -u alice -c)" -ge 120 ]'
	n=$(pgrep -u alice -c)
	ok "alice: her page forks: no more than pids.max, and her porch" test $n -le 140 -a $n -ge 100
	is "and meanwhile there is bob's page" "The site of bob" "$(front bob | sed -n 's,.*<title>\(.*\)</title>.*,\1,p')"
	is "alice: stopped by" pids.max "$(stopped_by pids.max)"
	ok "alice: her site is back by itself" serves alice 30
	ask usual-alice run "$bomb" >/dev/null & n=$!
	ok "control: 500 processes" until_true 10 eval '[ "$(pgrep -u alice -xc sleep)" -ge 480 ]'
	wait $n

	begun=$EPOCHSECONDS
	local hog='ini_set("memory_limit", -1); $s = str_repeat("x", 700 << 20); echo "has-", strlen($s) >> 20;'
	unlike "alice: 700 MB of memory" has-700 "$(ask alice code "$hog")"
	is "alice: stopped by" memory.max "$(stopped_by memory.max)"
	ok "alice: her site is back by itself" serves alice 30
	like "control: 700 MB of memory" has-700 "$(ask usual-alice code "$hog")"

	begun=$EPOCHSECONDS # a memory hog that the kernel cannot end by one process
	T=10 ask alice run 'for i in $(seq 40); do python3 -c "import time; x = bytearray(64 << 20); time.sleep(8)" & done; wait' >/dev/null
	is "alice: many who take memory: stopped by" memory.max "$(stopped_by memory.max)"
	ok "alice: her site is back by itself" serves alice 40

	local flood='while (time() < $_SERVER["REQUEST_TIME"] + 8) error_log(str_repeat("x", 900));'
	ask alice code "$flood" >/dev/null & n=$!
	until_true 10 eval '[ $(stat -c %s /tmp/log.alice) -gt 1400000 ]'
	ok "alice: a flood of log: 128 KiB a second" test "$(grows /tmp/log.alice)" -le 600
	wait $n
	ask usual-alice code "$flood" >/dev/null & n=$!
	sleep 1
	ok "control: a flood of log" test "$(grows /tmp/log.usual)" -gt 1200
	wait $n
	: >/tmp/log.usual
	ok "alice: her site is there" serves alice

	mariadb_down
	like "MariaDB is down: WordPress says so" 'Error establishing a database connection' "$(front bob)"
	mariadb_up
	ok "MariaDB is there again, at the same name in the same room" serves bob
}
