# SPDX-License-Identifier: GPL-2.0-or-later
# Beginnings and ends: what outlives a session, a first login in bad company, old sandboxes and new ones.

if want A38; then
	attack A38
	left_over() { # policy of linger, command that wants to stay, with a room that is kept: yes or no
		fresh '[session]' "linger = $1" "keep_room = $3" 'stop_timeout = 1s'
		T=9 S alice "$2" </dev/null >/dev/null 2>&1 # what holds the output would keep the client waiting
		# What is to end may take its time; a control is over when it has stayed for some.
		LEAST=8 until_true $([ "$1" = no ] && echo 30 || echo 8) bash -c "! pgrep -f '^(sleep|tail) 77' && case $3 in no) ! pgrep -x hostel-init ;; *) hostel ps | grep -q kept ;; esac" &&
			echo refused || echo "escaped: $(pgrep -fa '^(sleep|tail) 77' | head -1)"
		fresh
	}
	for stay in 'sleep 77 & disown' 'setsid sleep 77 &' '(setsid sh -c "sleep 77 &" &)' 'nohup sleep 77 >/dev/null 2>&1 &' \
		'trap "" HUP TERM; sleep 77 &' 'tmux new -d sleep 77' 'python3 -c "
import os, socket
if os.fork() == 0:
    os.setsid(); s = socket.create_server((\"127.0.0.1\", 7777)); f = open(\"/tmp/held\", \"w\"); os.chdir(\"/tmp\"); os.execvp(\"sleep\", [\"sleep\", \"77\"])"'; do
		attempt ssh "$(head -n 1 <<<"$stay") ...and logout" "left_over no ${stay@Q} no" "left_over 1h ${stay@Q} no"
		attempt ssh "$(head -n 1 <<<"$stay") ...and logout, the room kept" "left_over no ${stay@Q} yes" "left_over 1h ${stay@Q} yes"
	done
fi

if want A40; then
	attack A40
	upgraded() { # the package is installed anew while a session is open: old channel, new login
		fresh
		open_master "$1" "/tmp/a40.$1"
		install_hostel >/dev/null; default_config
		local old new
		old=$(timeout 10 ssh -F /root/.ssh/config -l nobody -o BatchMode=yes -S "/tmp/a40.$1" host "$PLACE" </dev/null | tail -n 1)
		new=$(S "$1" "$PLACE" </dev/null | tail -n 1)
		ssh -F /root/.ssh/config -S "/tmp/a40.$1" -O exit host 2>/dev/null
		case "$(placed "$old") $(placed "$new")" in "inside inside") echo inside ;; *escaped*) echo "escaped: $old $new" ;; *) echo "refused one of both" ;; esac
	}
	attempt channel "an upgrade while a session is open" "upgraded alice" "upgraded carol"
	strange_record() { # what an older version, or half a write, left in /run/hostel
		fresh '[session]' 'linger = 1h'; S alice true </dev/null
		local record; record=$(find $STATE/t -name record | head -1)
		[ -n "$record" ] || { echo "unclear: no record"; return; }
		eval "$1" 2>/dev/null
		local place; place=$(S alice "$PLACE" </dev/null 2>/dev/null | tail -n 1)
		[ -n "$place" ] && placed "$place" || echo refused
		fresh; hostel gc >/dev/null 2>&1
	}
	for spoil in ': >$record' 'truncate -s 10 $record' 'head -c 4096 /dev/urandom >$record' 'printf "\\1\\0\\0\\0" | dd of=$record conv=notrunc' 'rm $record; mkdir $record' 'rm -rf ${record%/*}'; do
		attempt ssh "the record: $spoil" "strange_record ${spoil@Q}" "placed \"\$(S carol \"\$PLACE\" </dev/null)\""
	done
fi

if want A46; then
	attack A46
	goes_on() { # before PID 1 is killed, afterwards: what still serves the tenant on the porch?
		fresh
		open_master alice /tmp/a46 -L 127.0.0.1:7046:127.0.0.1:22 -D 127.0.0.1:7047
		mkfifo /tmp/a46.in; timeout 120 sftp -q alice@host </tmp/a46.in >/dev/null 2>&1 & local client=$!
		exec 8>/tmp/a46.in; echo pwd >&8
		until_true 20 pgrep -x sftp-server
		$1; pkill -9 -x hostel-init; until_true 10 no_sandbox
		$2 >/dev/null 2>&1
		until_true 10 eval '! pgrep -f "^sshd(-session)?: alice"'
		local left; left=$(pgrep -fc '^sshd(-session)?: alice' | head -1)
		exec 8>&-; ssh -F /root/.ssh/config -S /tmp/a46 -O exit host 2>/dev/null
		wait $client; rm -f /tmp/a46.in
		[ "${left:-0}" = 0 ] && echo refused || echo "escaped: $left processes serve him"
	}
	attempt sftp "PID 1 killed with sftp, -L, -D open" "goes_on true true" "goes_on unwatch true"
	attempt sftp "the same unnoticed by sshd, then hostel kill" "goes_on unwatch 'hostel kill alice'" "goes_on unwatch true"
fi

if want A47; then
	attack A47
	cat >/root/odd.py <<-'P'
	import os, signal, sys
	os.nice(10); os.sched_setaffinity(0, {0}); os.umask(0)
	signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.signal(signal.SIGINT, signal.SIG_IGN)
	signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1, signal.SIGCHLD])
	for i in range(1000): os.set_inheritable(os.open('/dev/null', os.O_RDONLY), True)
	os.chdir('/root'); os.environ['ODD'] = 'odd'
	os.execvp(sys.argv[1], sys.argv[1:])
	P
	# awk's own signals: bash still blocks SIGCHLD and SIGTERM for a moment after it forked awk
	CONTEXT='echo $(nice) $(grep -c . /proc/self/task/*/status | wc -l) $(nproc) $(umask) $(awk "/^Sig(Blk|Ign)/ {print \$2}" /proc/self/status) $(ls /proc/$$/fd | wc -w) ${ODD:-none}'
	company() { # the second login after a first one in bad company; carol: her first one itself
		local first clean
		clean=$(S "$1" "$CONTEXT" </dev/null)
		if [ "$1" = alice ]; then
			fresh
			python3 /root/odd.py su alice -c 'sleep 4' </dev/null >/dev/null 2>&1 &
			until_true 5 pgrep -x hostel-init; sleep 0.3
			first=$(S alice "$CONTEXT" </dev/null)
			wait $!
		else
			first=$(python3 /root/odd.py su carol -c "$CONTEXT" </dev/null)
		fi
		[ "$first" = "$clean" ] && echo "refused: $first" || echo "escaped: $first, not $clean"
	}
	attempt su "nice, affinity, signals, umask, 1000 files of the first login" "company alice" "company carol"
	private_tmp() { # the first login from a mount namespace of its own, such as a unit's with PrivateTmp
		fresh
		mkdir -p /root/private; echo of-the-unit >/root/private/mark
		unshare --mount --propagation private bash -c 'mount --bind /root/private /opt; su alice -c "sleep 4"' </dev/null >/dev/null 2>&1 &
		until_true 5 pgrep -x hostel-init; sleep 0.3
		S alice 'ls /opt' </dev/null | grep -q mark && echo "escaped: the unit's mounts for everybody" || echo refused
		wait $!
	}
	naive_private() { unshare --mount --propagation private bash -c 'mount --bind /root/private /opt; su carol -c "ls /opt"' </dev/null | grep -q mark && echo escaped; }
	attempt su "the first login from another mount namespace" private_tmp naive_private
fi

if want A49; then
	attack A49
	entries() { # two accounts on terminals of the same number: what the host's wtmp says of them
		python3 - "$1" "$2" <<-'P'
		import struct, sys
		data = open('/var/log/wtmp', 'rb').read()
		lines = {}
		for i in range(0, len(data) - 383, 384):
		    kind, pid, line, _, user = struct.unpack_from('<hxxi32s4s32s', data, i)
		    if kind == 7: lines.setdefault(user.split(b'\0')[0].decode(), []).append(line.split(b'\0')[0].decode())
		a, b = (set(lines.get(u, [])) for u in sys.argv[1:3])
		print('escaped: no entry' if not a or not b else f'escaped: one line for both, {a & b}' if a & b else 'refused')
		P
	}
	same_line() {
		: >/var/log/wtmp; : >/run/utmp
		S "$1" -tt 'tty; sleep 2' </dev/null >/dev/null 2>&1 & S "$2" -tt 'tty; sleep 2' </dev/null >/dev/null 2>&1 &
		wait $(jobs -p | tail -2)
		entries "$1" "$2"
	}
	naive_line() { # what sshd would write from two devpts instances that both begin with pts/0
		: >/var/log/wtmp
		python3 -c '
import struct
for user in (b"alice", b"bob"): open("/var/log/wtmp", "ab").write(struct.pack("<hxxi32s4s32s", 7, 1, b"pts/0", b"0", user).ljust(384, b"\0"))'
		entries alice bob
	}
	attempt terminal "two tenants on pts/0 in wtmp" "same_line alice bob" naive_line
	forged() { # account: a line of his in the records
		chmod 666 /var/log/wtmp /run/utmp 2>/dev/null; : >/var/log/wtmp
		S "$1" 'echo forged >>/var/log/wtmp; echo forged >>/run/utmp' </dev/null 2>/dev/null
		grep -q forged /var/log/wtmp && echo "escaped: a forged line" || echo refused
		chmod 644 /var/log/wtmp /run/utmp; : >/var/log/wtmp
	}
	attempt ssh "forging wtmp, even if everybody may write it" "forged alice" "forged carol"
fi

if want A51; then
	attack A51
	successor() { # a new account with the uid of one that was removed while his processes live
		local old=$1 new=$2 uid; uid=$(id -u "$1")
		[ "$3" = no ] || fresh '[session]' 'linger = 1h'
		[ "$3" = no ] || { useradd -m -s $SHELL_PATH -G hostel "$old" 2>/dev/null; }
		S "$old" 'echo secret >/tmp/of-the-old; (setsid sleep 78 >/dev/null 2>&1 &)' </dev/null >/dev/null 2>&1
		cp -a /etc/passwd /etc/group /etc/shadow /root/
		sed -i "/^$old:/d" /etc/passwd /etc/shadow; sed -i "/^$old:/d; s/\b$old\b//" /etc/group
		useradd -m -u "$uid" -s "$4" $([ "$3" = no ] || echo "-G hostel") "$new"
		install -d -o "$new" -m 700 "/home/$new/.ssh"; install -o "$new" -m 600 $KEY.pub "/home/$new/.ssh/authorized_keys"
		S "$new" 'cat /tmp/of-the-old; pgrep -f "^sleep 78" && echo met' </dev/null 2>/dev/null | grep -qE 'secret|met' && echo "escaped: he meets the old one's" || echo refused
		pkill -f '^sleep 78'; userdel -rf "$new" >/dev/null 2>&1
		cp /root/passwd /root/group /root/shadow /etc/
		hostel kill "$old" >/dev/null 2>&1; pkill -KILL -x hostel-init; rm -f /tmp/of-the-old
		until_true 10 no_sandbox
	}
	attempt ssh "userdel and useradd with the same uid" "successor alice sandra yes $SHELL_PATH" "successor carol karola no /bin/bash"
	policy
fi
