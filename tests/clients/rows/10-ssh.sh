# SPDX-License-Identifier: GPL-2.0-or-later
# OpenSSH's client: commands, terminals, what comes back, what the session finds.

ssh_command() { on 'echo out; echo err >&2; exit 7' 2>"$D/err"; echo $?; cat "$D/err"; }
row quick "ssh: a command" ssh_command 'out|7|err'

ssh_statuses() {
	local command
	for command in true 'exit 255' 'no-such-program' /etc/passwd 'kill -KILL $$' 'kill -TERM $$' 'sh -c "kill -SEGV \$\$"; echo $?'; do
		on "$command" 2>/dev/null; echo $?
	done
}
row whole "ssh: exit statuses, signals" ssh_statuses '0|255|127|126|255|255|139|0'

ssh_tty_statuses() {
	local command
	for command in true 'exit 3' 'kill -TERM $$' 'sh -c "kill -INT \$\$"' 'test -t 0 && test -t 2 && echo terminal'; do
		on -tt "$command" 2>/dev/null; echo $?
	done
}
row whole "ssh -t: exit statuses, signals" ssh_tty_statuses '0|3|255|255|terminal|0'

ssh_shell() {
	talk ssh -tt "$A" <<-'X'
	say PS1=rea''dy:
	want ready:
	size 31 77
	sleep 0.3
	say stty size; echo $TERM
	want 31 77\r\n
	want ready:
	say sleep 100
	sleep 0.4
	send \x03
	want ready:
	say echo status=$?
	want status=130
	want ready:
	say sleep 1
	sleep 0.4
	send \x1a
	want Stopped
	want ready:
	say fg; echo back=$?
	want back=0
	want ready:
	say shopt -q login_shell && echo is-lo''gin; exit 3
	want is-login
	ended 3
	X
}
row whole "ssh: a shell on a terminal" ssh_shell ok

ssh_script() { printf 'x=40\necho $((x + 2))\ncat <<Y\nhere\nY\nexit 4\n' >"$D/script"; t ssh "$A" bash <"$D/script"; echo $?; }
row quick "ssh host bash < script" ssh_script '42|here|4'
ssh_script_login() { printf 'echo $((40 + 2))\nexit 4\n' >"$D/script"; t ssh -T "$A" <"$D/script" 2>/dev/null | tail -n 1; echo ${PIPESTATUS[0]}; }
row whole "ssh host < script" ssh_script_login '42|4'

ssh_n() { echo lost | on -n 'cat; echo done'; }
row whole "ssh -n" ssh_n done

ssh_f() { # goes to the background once it is in; the command's output still comes
	t ssh -f "$A" 'sleep 3; echo later' >"$D/f" 2>&1; echo "$? $(cat "$D/f")"
	until_true 30 test -s "$D/f"; cat "$D/f"
}
row quick "ssh -f" ssh_f '0 |later'

ssh_binary() {
	head -c 33554432 /dev/urandom >"$D/big"
	on 'cat >big; sha256sum <big' <"$D/big" | cut -c1-64 >"$D/there"
	on 'cat big; rm big' | sum >"$D/back"
	sum <"$D/big" >"$D/here"; rm "$D/big"
	same "$D/here" "$D/there"; same "$D/here" "$D/back"
}
row quick "ssh: 32 MiB in and out" ssh_binary 'same|same'

ssh_eof() { # each side closes when it is done, not later
	on 'exec >&-; sleep 0.5; exit 5' | wc -c; on 'head -c 3' < <(printf abcdef; sleep 1); echo; yes | on 'head -n 2'
	on 'yes' | head -n 1
}
row whole "ssh: ends of streams" ssh_eof '0|abc|y|y|y'

ssh_environment() { # with SetEnv and ~/.ssh/environment, of a command and on a terminal; XDG_RUNTIME_DIR is pam_systemd's where there is one
	local how
	echo FROM=file >$H/.ssh/environment
	for how in '' -tt; do
		on $how -o SetEnv='LC_TIME=C.UTF-8 GREETING=hello' env 2>/dev/null | sort | grep -v '^_=\|^XDG_' |
			sed -E 's/^(SSH_(CLIENT|CONNECTION)=127.0.0.1 )[0-9]+ /\1N /; s,/dev/pts/.*,/dev/pts/N,'
	done | tr '\n' ' '
	rm $H/.ssh/environment
}
row quick "ssh: the environment" ssh_environment '~^FROM=file GREETING=hello HOME=/home/USER .*LC_TIME=C.UTF-8 .* USER=USER FROM=.* SSH_TTY=/dev/pts/N .*TERM='

ssh_self() { on 'id -un; pwd; umask; echo ~; echo $0; nice; ls -ld ~ | cut -c1-10; cd /tmp && pwd; type -p gcc ls; date +%Z; echo $BASH'; }
row quick "ssh: who and where" ssh_self '~^USER\|/home/USER\|0022\|/home/USER\|bash\|0\|drwx.*bin/bash$'

ssh_greeting() { # what is printed before the first prompt, of the second login
	[ -e /var/log/lastlog ] || { echo "SKIP no lastlog here (Debian 13)"; return; }
	t ssh -tt "$A" <<<'exit' >/dev/null 2>&1; sleep 2.2
	t ssh -tt "$A" < <(sleep 0.7; echo exit) 2>/dev/null | sed -E '/exit|logout|\$/d; s/(Last login:).*from/\1 DATE from/' | tr -d '\r' | grep .
}
row quick "ssh: the greeting" ssh_greeting '~Last login: DATE from 127.0.0.1'

ssh_hush() { touch $H/.hushlogin; ssh_greeting | grep -vc "^SKIP"; rm $H/.hushlogin; }
row whole "ssh: ~/.hushlogin" ssh_hush 0

ssh_hostname() { on 'hostname; uname -n'; }
row quick "ssh: the host's name" ssh_hostname 'world|world' 'USER|USER' "Host name"
ssh_limits() { on 'ulimit -u; ulimit -Hn' | sed -E 's/[0-9]{5,}|unlimited/large/'; }
row quick "ssh: limits" ssh_limits 'large|large' '128|4096' Limits
ssh_neighbours() {
	on 'id -u carol alice bob 2>/dev/null | wc -l; ps -eo comm= | grep -c sshd; ls /home | wc -l' | sed -E '2,$s/^[2-9]$|^[0-9]{2,}$/many/'
}
row quick "ssh: other accounts" ssh_neighbours '3|many|many' '1|0|1' "Other accounts"
ssh_tmp() { on 'date >/tmp/of.$USER; ls /tmp/of.$USER'; sleep 0.5; on 'ls /tmp/of.$USER' 2>/dev/null || echo gone; rm -f /tmp/of.$U; }
row whole "a file in /tmp, at the next login" ssh_tmp '/tmp/of.USER|/tmp/of.USER'
ssh_privileged() { # programs that are set-user-ID natively
	on 'sudo -n true 2>&1 | grep -o "no new privileges\|password is required"; crontab -l 2>&1 | grep -c "no crontab"; echo correct horse | passwd 2>&1 | grep -c "Current password: New"'
}
row whole "sudo, crontab, passwd typed inside" ssh_privileged 'password is required|1|1' 'no new privileges|1|0' "Set-user-ID programs"
