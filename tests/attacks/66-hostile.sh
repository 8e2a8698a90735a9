# SPDX-License-Identifier: GPL-2.0-or-later
# A PID 1 that the tenant has taken over answers sshd's module: hostile.py, which the session asks instead.

if want A75; then
	attack A75
	patient
	sent() { # case: a second session, while the first one is open
		local verdict control recorded=$STATE/t/$(id -u alice)/record
		rm -f /tmp/a75.out
		fresh "${@:2}"
		S alice -f -N -M -S /tmp/a75 </dev/null
		until_true 10 eval 'kill -0 "$(sed -n "s/^pid //p" $recorded)"'
		control=${recorded%/*}/$(sed -n 's/^number //p' $recorded)/control
		python3 tests/attacks/hostile.py answer "$control" "$1" >/tmp/a75.out 2>/tmp/a75.err & local hostile=$!
		until_true 10 grep -qx on /tmp/a75.out
		# Where sshd stands that serves them, too: the sandbox's own PID 1 still answers hostel-shell.
		S alice -M -S /tmp/a75.second 'echo in; sleep 60' </dev/null >/tmp/a75.said 2>/dev/null & local login=$!
		until_true 20 eval "grep -q in /tmp/a75.said || ! kill -0 $login"
		if ! grep -q asked /tmp/a75.out; then verdict="unclear: the login did not ask it: $(tail -n 1 /tmp/a75.err)"
		elif grep -q in /tmp/a75.said; then verdict="escaped: the session is served"
		else verdict="refused: $(grep -o 'hostel-init sent.*\|what hostel-init.*\|an answer of another.*' $LOG | tail -n 1)"; fi
		for one in $(pgrep -f '^sshd(-session)?: alice'); do
			cmp -s <(readlink /proc/$one/ns/net) <(readlink /proc/self/ns/net) && [ "$(stat -c %u /proc/$one)" != 0 ] &&
				verdict="escaped: sshd stands in the host's network"
		done
		kill $login $hostile 2>/dev/null; wait $login $hostile 2>/dev/null
		for one in /tmp/a75 /tmp/a75.second; do ssh -F /root/.ssh/config -S $one -O exit host 2>/dev/null; done
		echo "$verdict"
	}
	while read -r case; do
		attempt ssh "PID 1 sends $case" "sent ${case@Q}" "sent 'what is right'"
	done < <(python3 tests/attacks/hostile.py cases | sed 1d)
	# Where the policy says so there is none to send: what would be everybody's without the question.
	attempt ssh "PID 1 sends no net namespace, mode = loopback" "sent 'no net namespace' '[network]' 'mode = loopback'" \
		"sent 'no net namespace' '[network]' 'mode = host'"
fi

if want A100; then
	attack A100
	root_asks() { # way, root's command: it is sent descriptors whose last close waits
		local verdict recorded=$STATE/t/$(id -u alice)/record control hostile
		fresh
		S alice -f -N -M -S /tmp/a98 </dev/null
		until_true 10 eval 'kill -0 "$(sed -n "s/^pid //p" $recorded)"'
		control=${recorded%/*}/$(sed -n 's/^number //p' $recorded)/control
		: >/tmp/a98.out; python3 tests/attacks/hostile.py wait "$control" "$1" >/tmp/a98.out 2>&1 & hostile=$!
		until_true 10 grep -qx on /tmp/a98.out
		timeout $((60 * ${SLOW:-1})) ${2//CONTROL/$control} >/tmp/a98.said 2>&1
		case $? in 124) verdict="escaped: it waits" ;; *) verdict="refused: $(tail -n 1 /tmp/a98.out)" ;; esac
		grep -q sent /tmp/a98.out || verdict="unclear: it was not asked: $(tail -n 1 /tmp/a98.said)"
		kill $hostile; wait $hostile
		ssh -F /root/.ssh/config -S /tmp/a98 -O exit host 2>/dev/null
		hostel kill alice >/dev/null 2>&1
		echo "$verdict"
	}
	for command in 'hostel ps' 'hostel metrics' 'hostel reload alice' 'hostel gc' 'hostel kill alice' 'ssh -F /root/.ssh/config alice@host true'; do
		for way in asked 'at once'; do
			[ "$way $command" != 'asked hostel gc' ] || continue # it asks nothing
			attempt "${command%% *}" "PID 1 sends what close(2) waits for, $way: ${command#hostel }" "root_asks ${way@Q} ${command@Q}" \
				"root_asks ${way@Q} 'python3 tests/attacks/hostile.py ask CONTROL'"
		done
	done
	# The kernel that cannot be told not to pass any: what comes is not taken, and a process that ends does not wait.
	if command -v strace >/dev/null; then
		older() { root_asks "$1" "strace -f -qq -o /tmp/a98.calls -e trace=setsockopt -e inject=setsockopt:error=ENOPROTOOPT:when=2 $2"; }
		for command in 'hostel ps' 'hostel gc' 'hostel kill alice'; do
			attempt "${command%% *}" "the same before Linux 6.16: ${command#hostel }" "older 'at once' ${command@Q}" \
				"root_asks 'at once' 'python3 tests/attacks/hostile.py ask CONTROL'"
		done
	fi
	fresh
fi
