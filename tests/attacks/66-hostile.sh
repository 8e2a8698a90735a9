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
