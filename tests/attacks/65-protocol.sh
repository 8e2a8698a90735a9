# SPDX-License-Identifier: GPL-2.0-or-later
# What somebody says to PID 1 of a sandbox who took over the tenant's sshd, which stands on the porch: the
# program door.py, there and with his uid. Control: a server that executes whatever comes.

if want A45; then
	attack A45
	ln -sfn /proc/1/cwd /home/alice/out; ln -sfn /bin/sh /home/alice/sh
	door_of() { # stand on the porch of a new session of this tenant's
		S "$1" -f -N -M -S "/tmp/a45.$1" </dev/null
		on_porch "$1"
	}
	naive=/tmp/naive.sock
	python3 tests/attacks/door.py serve $naive "$(id -u carol)" 2>/dev/null & naive_pid=$!
	until_true 5 test -S $naive
	fresh
	door_of alice

	# door.py prints PID 1's answer at its end, or what the kernel says to connect(2); anything else is our own trouble.
	answered() {
		local last; last=$(tail -n 1 /tmp/a45.out)
		case $last in
		refused | closed* | ended | started | PermissionError* | ConnectionRefusedError* | ConnectionResetError* | BrokenPipeError*) echo "refused: $last" ;;
		*) echo "unclear: it did not take place: $last" ;;
		esac
	}
	what_ran() { # home, what standard input must not be: how the process was started, if it was
		local said place
		[ -s "$1/said" ] || { answered; return; }
		said=$(cat "$1/said"); place=$(placed "$(head -n 1 "$1/said")")
		rm -f "$1/said"
		case $place in inside) ;; *) echo "$place"; return ;; esac
		said=$(sed 1d <<<"$said")
		# Three, none of them O_PATH (0010000000), a directory or something that is no file.
		if [ "$(grep -c '^flags' <<<"$said")" != 3 ]; then echo "escaped: $(tr '\n' ' ' <<<"$said")"
		elif grep -Eq "^flags:.*01[0-7]{7}\$|^/\$|^mnt:|anon_inode|$2" <<<"$said"; then echo "escaped: with $(head -n 1 <<<"$said")"
		else echo inside; fi
	}
	others_answer() { # account...: their logins in the meantime and afterwards
		local who said
		for who in "${@:-alice}"; do
			said=$(T=${T:-10} S $who 'echo in' </dev/null 2>&1 | tail -n 1)
			[ "$said" = in ] || echo "escaped: $who has to wait: $said; $(grep 'pam_hostel\|hostel-shell' $LOG | tail -n 1)"
		done
	}
	told() { # case, what standard input must not be
		local verdict
		rm -f /home/alice/said
		timeout 20 python3 tests/attacks/door.py say "$porch" "$(id -u alice)" "$1" >/tmp/a45.out 2>&1
		LEAST=1 until_true 1 test -s /home/alice/said
		verdict=$(what_ran /home/alice "${2:-none}")
		echo "$verdict"
		others_answer
	}
	naive_told() { # case
		rm -f /home/carol/said
		DOOR=$naive timeout 20 python3 tests/attacks/door.py say 0 "$(id -u carol)" "$1" >/dev/null 2>&1
		until_true 10 test -s /home/carol/said && echo "escaped: $(sed -n 2p /home/carol/said)"
	}
	while read -r case; do
		bad=none
		case $case in *TCP*) bad=socket: ;; *terminal*) bad=/dev/pts ;; esac
		attempt porch "$case" "told ${case@Q} $bad" "naive_told ${case@Q}"
	done < <(python3 tests/attacks/door.py cases)

	# Others' uids on this porch. Control: the naive server asks nobody for a name.
	told_by() { # account
		rm -f /home/*/said
		timeout 20 python3 tests/attacks/door.py say "$porch" "$(id -u "$1")" correct >/tmp/a45.out 2>&1
		sleep 0.5
		if ls /home/*/said /said /root/said >/dev/null 2>&1; then echo "escaped: executed for $1"; else answered; fi
		rm -f /home/*/said
		others_answer
	}
	naive_by() { DOOR=$naive timeout 20 python3 tests/attacks/door.py say 0 "$(id -u "$1")" correct >/dev/null 2>&1; until_true 2 test -s /home/carol/said && echo escaped; rm -f /home/carol/said; }
	for who in bob root nobody carol; do attempt porch "the right message by $who" "told_by $who" "naive_by $who"; done
	correct() { # that all the refusals above are not for another reason
		[ "$(told correct)" = inside ] && echo "inside: a right one is served" || echo "unclear: $(tail -n 1 /tmp/a45.out)"
	}
	attempt porch "the right message by alice" correct "naive_told correct"

	flooded() { # messages without end
		local verdict
		: >/tmp/a45.out; timeout 40 python3 tests/attacks/door.py say "$porch" "$(id -u alice)" flood >/tmp/a45.out 2>&1 & local pid=$!
		until_true 10 grep -q on /tmp/a45.out
		verdict=$(T=60 others_answer alice bob root carol)
		wait $pid
		grep -q '^[1-9][0-9]* messages$' /tmp/a45.out || verdict=${verdict:-unclear: it did not take place: $(tail -n 1 /tmp/a45.out)}
		echo "${verdict:-refused: $(tail -n 1 /tmp/a45.out)}"
	}
	naive_hangs() { # one connection that says nothing, and nobody else is served
		rm -f /tmp/a45.idle
		python3 -c 'import socket, sys, time; s = socket.socket(1, 5); s.connect(sys.argv[1]); print("on", flush=True); time.sleep(30)' $naive >/tmp/a45.idle & local pid=$!
		until_true 20 grep -q on /tmp/a45.idle
		DOOR=$naive timeout 4 python3 tests/attacks/door.py say 0 "$(id -u carol)" correct >/dev/null 2>&1
		[ $? = 124 ] && echo "escaped: it hangs"
		kill $pid
	}
	attempt porch "messages without end" flooded naive_hangs
	ssh -F /root/.ssh/config -S /tmp/a45.alice -O exit host 2>/dev/null

	# Through sshd itself: a forwarding to the socket, and one in its place.
	forward() { # account, socket
		local said
		fresh # what was started before is gone
		rm -f /tmp/a45.l "/home/$1/said"
		S "$1" -f -N -M -S /tmp/a45.m -L "/tmp/a45.l:$2" </dev/null; until_true 5 test -S /tmp/a45.l
		said=$(python3 -c '
import socket, sys
sys.path.insert(0, "tests/attacks")
import door
s = socket.socket(socket.AF_UNIX); s.settimeout(4); s.connect("/tmp/a45.l"); s.sendall(door.packet(door.request()))
print(s.recv(100))' 2>&1 | tail -n 1)
		ssh -F /root/.ssh/config -S /tmp/a45.m -O exit host 2>/dev/null
		sleep 0.3
		{ [ ! -e "/home/$1/said" ] && [ "$said" != "b'heard'" ]; } && echo "refused: $said" || echo "escaped: $said"
		rm -f "/home/$1/said"
		[ "$1" = carol ] || others_answer
	}
	listening() { # any server of carol's that is reached so
		socat UNIX-LISTEN:/tmp/a45.s,fork,mode=666,unlink-early SYSTEM:'printf heard; sleep 1' & local pid=$!
		until_true 5 test -S /tmp/a45.s; forward carol /tmp/a45.s; kill $pid
	}
	attempt ssh "-L to the socket" "forward alice /run/hostel/door/socket" listening
	over() { # account, path: sshd listens there for him
		timeout 10 ssh -F /root/.ssh/config -l "$1" -o ExitOnForwardFailure=yes -o StreamLocalBindUnlink=yes \
			-R "$2:127.0.0.1:22" host 'sleep 2' </dev/null >/tmp/a45.out 2>&1
		[ $? = 0 ] && echo "escaped: it listens on $2" || echo "refused: $(tail -n 1 /tmp/a45.out)"
		[ "$1" = carol ] || others_answer
	}
	start_sshd "StreamLocalBindUnlink yes"
	for path in /run/hostel/door/socket /run/hostel/door/other /run/hostel/socket; do
		attempt ssh "-R over $path" "over alice $path" "over carol /tmp/a45.r"
	done
	start_sshd
	kill $naive_pid
	rm -f /home/alice/out /home/alice/sh
fi

# Whoever closes a socket last may have to wait for its data (SO_LINGER), through any number of queues.
if want A65; then
	attack A65
	patient
	python3 tests/attacks/linger.py serve /tmp/a65.sock 2>/dev/null & closing=$!
	until_true 5 test -S /tmp/a65.sock
	ps_answers() { timeout $((60 * ${SLOW:-1})) hostel ps >/tmp/a65.ps 2>&1 && ! grep -q 'does not answer' /tmp/a65.ps; } # nor one that just ends
	lingered() { # what, way
		local verdict pid
		fresh
		until_true 10 eval '! pgrep -f "^sshd(-session)?: alice"' # of the one before
		S alice -f -N -M -S /tmp/a65 </dev/null
		on_porch alice
		: >/tmp/a65.out; timeout 300 python3 tests/attacks/linger.py say "$porch" "$(id -u alice)" "$1" "$2" >/tmp/a65.out 2>&1 & pid=$!
		until_true 10 grep -q sent /tmp/a65.out || { echo "unclear: $(tail -n 1 /tmp/a65.out)"; return; }
		[ "$(T=$((60 * ${SLOW:-1})) S alice 'echo in' </dev/null)" = in ] || verdict="escaped: her own login waits"
		until_true 60 ps_answers || verdict="escaped: $(grep alice /tmp/a65.ps)"
		kill $pid; wait $pid
		ssh -F /root/.ssh/config -S /tmp/a65 -O exit host 2>/dev/null
		until_true 10 no_sandbox || verdict="escaped: the sandbox does not end"
		echo "${verdict:-refused: PID 1 goes on}"
	}
	waits() { # what: the server closes it, and nobody is served any more
		local pid
		[ "$(python3 tests/attacks/linger.py ask /tmp/a65.sock)" = answered ] || return
		: >/tmp/a65.out; DOOR=/tmp/a65.sock timeout 60 python3 tests/attacks/linger.py say 0 "$(id -u carol)" "$1" 'without START' >/tmp/a65.out 2>&1 & pid=$!
		until_true 10 grep -q sent /tmp/a65.out
		[ "$(python3 tests/attacks/linger.py ask /tmp/a65.sock 2>/dev/null)" = answered ] || echo "escaped: it waits"
		kill $pid; wait $pid
	}
	for what in 'a TCP socket' 'a unix socket with it' 'three unix sockets around it' 'a listening socket with it'; do
		for way in 'as stdin' 'without START'; do attempt porch "$what $way" "lingered ${what@Q} ${way@Q}" "waits ${what@Q}"; done
	done
	what='a unix socket with it'
	for way in 'as the request' malformed 'behind another' 'and gone' '20 times' 'on the connection of the session'; do
		attempt porch "$what $way" "lingered ${what@Q} ${way@Q}" "waits ${what@Q}"
	done
	kill $closing; rm -f /tmp/a65.sock
fi
