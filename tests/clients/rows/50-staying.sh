# SPDX-License-Identifier: GPL-2.0-or-later
# What goes on when the connection is gone; natively all of it, of a tenant what `linger` says. bob has linger = 1m.

drop() { # pid of a client: its connection breaks
	kill -9 "$1"; wait "$1" 2>/dev/null
	until_true 5 eval "! pgrep -f '^sshd(-session)?: $U@' >/dev/null"
	sleep 0.5
}
terminal() { # command: a client whose terminal stays open; CLIENT is its pid
	ssh -tt "$A" "stty rows 24 cols 80; exec $*" >"$D/terminal" 2>&1 < <(sleep 60) & CLIENT=$!
}

nohupped() { # in the background behind a logout
	on 'nohup sh -c "sleep 1.5; echo done >later" >/dev/null 2>&1 &'
	until_true 15 test -s $H/later && cat $H/later || echo gone; rm -f $H/later
}
row whole "nohup, without linger" nohupped done gone Linger
TENANT=bob row quick "nohup" nohupped done

setsid_row() { on 'setsid -f sh -c "sleep 1.5; echo done >later" >/dev/null 2>&1 </dev/null'; until_true 15 test -s $H/later && cat $H/later; rm -f $H/later; }
TENANT=bob row whole "setsid" setsid_row done

tmuxed() {
	have tmux || return
	terminal 'tmux -f /dev/null new-session -s work "echo bef\"\"ore; sleep 2.5; echo aft\"\"er; exec sleep 300"'
	until_true 30 grep -q before "$D/terminal" && echo started
	drop $CLIENT
	sleep 2; on 'tmux ls 2>&1 | grep -o "^work: 1 windows\|no server.*\|error.*"; tmux capture-pane -p -t work 2>/dev/null | grep .'
	talk sh -c "stty rows 24 cols 80; exec ssh -F /root/.ssh/config -tt $A tmux attach -t work" <<-'X' | cut -c1-2
	want after
	send \x02d
	want detached
	ended 0
	X
	on 'tmux kill-server' 2>/dev/null
}
TENANT=bob row quick "tmux behind a broken connection" tmuxed 'started|work: 1 windows|before|after|ok'

screened() {
	have screen || return
	terminal 'screen -S work sh -c "echo bef\"\"ore; sleep 2; echo aft\"\"er; exec sleep 300"'
	until_true 30 grep -q before "$D/terminal" && echo started || tail -c 100 "$D/terminal"
	drop $CLIENT
	sleep 2; on 'screen -ls | grep -c "work.*Detached"'
	talk sh -c "stty rows 24 cols 80; exec ssh -F /root/.ssh/config -tt $A screen -r work" <<-'X' | cut -c1-2
	want after
	send \x01d
	want detached from
	ended 0
	X
	on 'screen -S work -X quit' >/dev/null
}
install -d -m 1777 /run/screen # systemd-tmpfiles' on a host that was booted
TENANT=bob row quick "screen behind a broken connection" screened 'started|1|ok'

hung_up() { # without any of these a terminal's processes end with it
	terminal 'sh -c "echo started; sleep 1234"'
	until_true 30 grep -q started "$D/terminal"; drop $CLIENT
	on 'pgrep -fc "^sleep 1234"'
}
TENANT=bob row whole "a hang-up ends what runs on a terminal" hung_up 0

backgrounded() { # ssh -f with a forwarding, the usual tunnel; ended by its pid
	on "nohup socat TCP-LISTEN:$P,bind=127.0.0.1,fork,reuseaddr 'SYSTEM:echo tunnel' >/dev/null 2>&1 & echo \$! >pid"
	t ssh -f -N -o ExitOnForwardFailure=yes -L $((P + 1)):127.0.0.1:$P "$A"
	t socat -u TCP:127.0.0.1:$((P + 1)) -
	pkill -f "ssh -f -N .*-L $((P + 1)):"; on 'kill $(cat pid); rm pid'
}
TENANT=bob row quick "ssh -f -N, a tunnel to a service" backgrounded tunnel
