# SPDX-License-Identifier: GPL-2.0-or-later
# What does not answer: file systems, PID 1s, locks. Whoever waits has a bound, and nobody waits for another.

login_seconds=$((10 * ${SLOW:-1})) # [host] timeout of these rows
HUNG=$here/hung.py
elapsed() { echo $((($(date +%s%N) - $1) / 1000000)); } # since then, in milliseconds
hang() { # directory: its file system stops answering, until recover
	mkdir -p "$1"; rm -f /tmp/hung.out # what the last one said is not of this one
	python3 "$HUNG" "$1" >/tmp/hung.out & hung=$!
	until_true 10 grep -q mounted /tmp/hung.out
}
recover() { kill "$hung"; wait "$hung" 2>/dev/null; umount -l "$1"; }
with_timeout() { sed -i '/^timeout/d' $CONF/hostel.ini; sed -i "s/^\[host\]/&\ntimeout = ${login_seconds}s/" $CONF/hostel.ini; }
without_timeout() { sed -i '/^timeout/d' $CONF/hostel.ini; }
hangs() { # command: does it still run after a second?
	local verdict=refused
	"$@" >/dev/null 2>&1 & local pid=$!
	sleep 1
	kill -0 $pid 2>/dev/null && verdict="escaped: it hangs"
	kill $pid
	echo "$verdict" # who hangs ends when the file system is there again
}
enters() { # account: a login by su that has no sandbox to join
	timeout $((login_seconds * 3)) hostel run "$1" -- /bin/echo in </dev/null 2>/dev/null | grep -q '^in'
}

if want A60; then
	attack A60
	useradd -m -s $SHELL_PATH -G hostel dora
	with_timeout
	neighbours() { # command that looks at dora's dead home: the others' first logins meanwhile
		local verdict=refused
		fresh; hostel kill bob >/dev/null 2>&1; until_true 10 no_sandbox
		hang /home/dora
		"$@" >/dev/null 2>&1 </dev/null & local looks=$!
		until_true 10 pgrep -P $looks,$looks -x 'stat|hostel|flock'
		until_true 5 grep -qs request_wait_answer /proc/[0-9]*/wchan
		enters alice && enters bob || verdict="escaped: others cannot come in"
		recover /home/dora
		wait $looks
		echo "$verdict"
	}
	attempt run "the home of a tenant hangs: others' first logins" "neighbours hostel run dora -- /bin/true" \
		"neighbours flock $STATE/lock stat /home/dora"
	own() { # her own logins end in time, and the second leaves no second process behind
		local begun ended verdict=refused stuck
		hang /home/dora
		begun=$(date +%s%N)
		hostel run dora -- /bin/true </dev/null >/dev/null 2>&1 && verdict="escaped: she is in"
		ended=$(elapsed $begun)
		[ $ended -lt $((login_seconds * 1000 + 10000 * ${SLOW:-1})) ] || verdict="escaped: it took $ended ms"
		begun=$(date +%s%N)
		for i in 1 2 3; do hostel run dora -- /bin/true </dev/null >/dev/null 2>&1; done
		[ $(elapsed $begun) -lt $((login_seconds * 1000)) ] || verdict="escaped: the next ones took $(elapsed $begun) ms"
		stuck=$(grep -ls request_wait_answer /proc/[0-9]*/wchan | wc -l)
		[ "$stuck" = 1 ] || verdict="escaped: $stuck processes are stuck"
		log_since 0 | grep -q "the home directory /home/dora does not answer" || verdict="escaped: nobody says why"
		recover /home/dora
		until_true 10 enters dora || verdict="escaped: she stays out"
		echo "$verdict"
	}
	unbounded_stat() { hang /home/dora; hangs stat /home/dora; recover /home/dora; }
	attempt run "the home of a tenant hangs: their own login" own unbounded_stat
	roots() { # commands of root's
		local one verdict=refused
		hang /home/dora
		for one in ps 'ps -p' check metrics gc 'doctor tenants processes' 'kill dora' reload; do
			hostel $one >/dev/null 2>&1 </dev/null & local command=$!
			until_true 60 sh -c "! kill -0 $command" || { verdict="escaped: hostel $one hangs"; break; }
		done
		recover /home/dora
		echo "$verdict"
	}
	attempt root "the home of a tenant hangs: root's commands" roots unbounded_stat
	without_timeout
	fresh; hostel kill dora >/dev/null 2>&1; userdel -r dora
fi

if want A61; then
	attack A61
	with_timeout
	source_hangs() { # directory: shown to alice, and dead; her login, and bob's meanwhile
		local begun verdict=refused
		fresh '[filesystem]' "read_only = $1"; hostel kill bob >/dev/null 2>&1; until_true 10 no_sandbox
		hang "$1"
		begun=$(date +%s%N)
		hostel run alice -- /bin/ls "$1" </dev/null >/dev/null 2>&1 & local login=$!
		enters bob || verdict="escaped: others cannot come in"
		wait $login && verdict="escaped: it was shown"
		[ $(elapsed $begun) -lt $((login_seconds * 1000 + 12000 * ${SLOW:-1})) ] || verdict="escaped: it took $(elapsed $begun) ms"
		recover "$1"
		until_true 10 enters alice || verdict="escaped: she stays out"
		fresh
		echo "$verdict"
	}
	unbounded_ls() { hang "$1"; hangs ls "$1"; recover "$1"; }
	attempt run "a read_only source hangs" "source_hangs /srv/dead" "unbounded_ls /srv/dead"
	doctors() {
		local verdict="escaped: it hangs"
		fresh '[filesystem]' 'read_only = /srv/dead'
		hang /srv/dead
		hostel --json doctor privileged-files >/tmp/doctor.json 2>/dev/null </dev/null & local doctor=$!
		until_true 60 sh -c "! kill -0 $doctor" && grep -q '/srv/dead (not looked at' /tmp/doctor.json && verdict=refused
		recover /srv/dead
		wait $doctor
		fresh
		echo "$verdict"
	}
	attempt root "a read_only source hangs: hostel doctor" doctors "unbounded_ls /srv/dead"
	without_timeout
	rm -rf /srv/dead
fi

if want A62; then
	attack A62
	in_payload() { # PID 1 as one of its tenant's processes, as good as each
		local d; d=$(find /sys/fs/cgroup -type d -path "*/$WORLD_CGROUP*/alice/payload" | head -n 1)
		renice -n 0 -p "$1" >/dev/null
		echo "$1" >"$d/tasks" 2>/dev/null || echo "$1" >"$d/cgroup.threads"
	}
	spent() { # microseconds of processors' time, alice's
		local d; d=$(find /sys/fs/cgroup -type d -path "*/$WORLD_CGROUP*/alice" | sort | head -n 1)
		[ ! -e "$d/cpu.stat" ] || sed -n 's/^usage_usec //p' "$d/cpu.stat" | grep . && return
		echo $(($(cat /sys/fs/cgroup/*cpuacct*/"$WORLD_CGROUP"/alice/cpuacct.usage | head -n 1) / 1000))
	}
	questions() { # answers that are enough, silences that are too many: which comes first?
		local answers=0 silences=0
		while [ $answers -lt "$1" ] && [ $silences -lt "$2" ]; do
			if hostel --json ps alice 2>/dev/null | grep -q '"answers": *true'; then answers=$((answers + 1)); else silences=$((silences + 1)); fi
		done
		[ $silences -lt "$2" ]
	}
	many=$((${SLOW:-1} > 1 ? 32 : 128)) # on a slow machine a shell would be an hour on its way among 128
	busy() { # protected or not: does PID 1 answer while so many of its children are busy?
		local pid verdict=refused before begun used T=$((120 * ${SLOW:-1}))
		local policy=('[session]' 'linger = 1h' '[ulimits]' 'nproc = 400' '[resources]' 'pids.max = 400')
		fresh "${policy[@]}" 'cpu.max = 50%' # with 5 % they would be half a minute on their way
		S alice 'for i in $(seq '$many'); do (while :; do :; done) & done; disown -a; exit 0' </dev/null >/dev/null 2>&1 &
		until_true 60 sh -c '[ "$(pgrep -cU alice bash)" -ge '$many' ]' || verdict='void: they are not there'
		policy "${policy[@]}" 'cpu.max = 5%'
		hostel reload alice >/dev/null 2>&1 || verdict='void: the limit does not change'
		pid=$(pgrep -x hostel-init)
		[ "$1" = protected ] || in_payload "$pid"
		# The machine has others to serve, too: most answers are there, or, for the control, two are missing of many.
		if [ "$1" = protected ]; then questions 4 8; else questions 40 2; fi || verdict='escaped: silent'
		if [ "$1" = protected ]; then
			before=$(spent) begun=$(date +%s%N)
			# PID 1 was quick; a shell finds its time among 128 others, in their twentieth of a processor.
			S alice 'exit 7' </dev/null >/dev/null 2>&1
			[ $? = 7 ] || verdict="escaped: the tenant's own login fails"
			used=$((($(spent) - before) * 100000 / ($(date +%s%N) - begun)))
			[ $used -le 10 ] || verdict="escaped: $used % of a processor"
		fi
		hostel kill alice >/dev/null 2>&1
		wait
		echo "$verdict"
	}
	attempt ssh "a busy tenant makes its own PID 1 silent" "busy protected" "busy not"
fi

if want A63; then
	attack A63
	many=20
	silent_ones() {
		local i
		for i in $(seq $many); do
			useradd -M -d /home/bob -s $SHELL_PATH -G hostel "silent$i"
			printf '[session]\nlinger = 1h\n[filesystem]\nhome = tmpfs\n' >"$CONF/tenants/silent$i.ini"
			mkdir -p "/home/silent$i"; usermod -d "/home/silent$i" "silent$i"; chown "silent$i" "/home/silent$i"
			hostel run "silent$i" -- /bin/sleep 1000 </dev/null >/dev/null 2>&1 &
		done
		until_true 60 sh -c "[ \$(pgrep -xc hostel-init) = $many ]" && until_true 30 sh -c "[ \$(hostel ps 2>/dev/null | grep -c silent) = $many ]"
		pkill -STOP -x hostel-init
	}
	at_once() { # what asks them: as long as for one
		local one begun verdict=refused
		for one in ps 'ps --net' metrics events gc; do
			begun=$(date +%s%N)
			timeout 60 hostel $one >/dev/null 2>&1
			[ $(elapsed $begun) -lt $((15000 * ${SLOW:-1})) ] || verdict="escaped: hostel $one took $(elapsed $begun) ms"
		done
		echo "$verdict"
	}
	one_by_one() {
		local i begun; begun=$(date +%s%N)
		for i in 1 2 3 4 5 6 7 8 9 10; do timeout 60 hostel ps silent$i >/dev/null 2>&1; done
		[ $(elapsed $begun) -lt 15000 ] && echo refused || echo "escaped: 10 took $(elapsed $begun) ms"
	}
	fresh; hostel kill bob >/dev/null 2>&1; until_true 10 no_sandbox
	silent_ones
	attempt root "20 sandboxes do not answer: hostel ps, metrics, events, gc" at_once one_by_one
	drained() { # all are ended in one time of grace
		local begun; begun=$(date +%s%N)
		timeout 60 hostel drain >/dev/null 2>&1; hostel drain --off >/dev/null
		begun=$(elapsed $begun)
		[ $begun -lt $((15000 * ${SLOW:-1})) ] && until_true 20 no_sandbox && echo refused || echo "escaped: it took $begun ms"
	}
	attempt root "20 sandboxes do not answer: hostel drain" drained one_by_one
	pkill -KILL -x hostel-init; wait
	for i in $(seq $many); do userdel -r "silent$i"; rm -f "$CONF/tenants/silent$i.ini"; done
fi

if want A64; then
	attack A64
	held() { # command that waits for the lock of bob's: how long alice's is held meanwhile
		local a=$STATE/t/$(id -u alice)/lock b=$STATE/t/$(id -u bob)/lock verdict=refused refused=0
		fresh; enters alice; enters bob; hostel kill alice >/dev/null 2>&1; hostel kill bob >/dev/null 2>&1; until_true 10 no_sandbox
		flock "$b" sleep 60 & local holder=$!
		until_true 5 sh -c "! flock -n $b true"
		"$@" >/dev/null 2>&1 & local waits=$!
		while kill -0 $waits 2>/dev/null; do
			flock -w 5 "$a" true || refused=$((refused + 1))
		done
		[ $refused = 0 ] || verdict="escaped: for more than five seconds"
		kill $holder $waits 2>/dev/null; wait $holder $waits 2>/dev/null
		echo "$verdict"
	}
	old_order() { flock "$STATE/t/$(id -u alice)/lock" flock -w 20 "$STATE/t/$(id -u bob)/lock" true; }
	attempt root "hostel gc waits for one tenant: another's login" "held hostel gc" "held old_order"
fi
