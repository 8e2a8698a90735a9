# SPDX-License-Identifier: GPL-2.0-or-later
# Other ways in than sshd. What runs where is tests/system/66-jobs.sh's; here it is what a user finds.

seen='id -un; pwd; echo $HOME $SHELL $LOGNAME $USER; echo $0; echo $PATH; umask; tty | sed "s,/dev/pts/.*,pts,"'
su_command() { su - $U -c "$seen; exit 4"; echo $?; echo in | su $U -c 'cat; pwd; kill -TERM $$'; echo $?; }
row quick "su - -c, su -c" su_command '~^USER\|/home/USER\|/home/USER /bin/bash USER USER\|.*\|0022\|not a tty\|4\|in\|/\|.*143$'
on_terminal() { # command: a login shell, its environment, job control; behind Ctrl-C bash may lose a letter: a blank
	talk "$@" <<-'X'
	say PS1=rea''dy:
	want ready:
	say echo $HOME $SHELL $0; pwd
	want /home/[a-z]+ /bin/bash -(ba|su|sh)?.*\r\n/home/[a-z]+\r\n
	want ready:
	say sh -c 'echo run''ning; exec sleep 100'
	want running
	send \x1a
	want Stopped
	want ready:
	say fg
	want sleep 100
	sleep 0.3
	send \x03
	sleep 1
	send \x03
	want ready:
	say    echo se''en
	want seen
	want ready:
	say exit 6
	ended 6
	X
}
su_terminal() { on_terminal su - $U; }
row quick "su - on a terminal" su_terminal ok
sudo_login() { have sudo || return; sudo -iu $U sh -c "$seen" 2>&1; sudo -u $U sh -c 'exit 5'; echo $?; on_terminal sudo -iu $U; }
row whole "sudo -iu" sudo_login '~^USER\|/home/USER\|/home/USER /bin/bash USER USER\|.*\|0022\|not a tty\|5\|ok$'
runuser_login() { runuser -l $U -c "$seen"; runuser -u $U -- sh -c 'exit 5'; echo $?; on_terminal runuser -l $U; }
row whole "runuser -l, -u" runuser_login '~^USER\|/home/USER\|/home/USER /bin/bash USER USER\|.*\|0022\|not a tty\|5\|ok$'

login_password() {
	talk login <<-X
	want login:
	say $U
	want assword:
	say wrong
	want login:
	say $U
	want assword:
	say correct horse
	want \\$
	say echo came in as \$(id -un) \$((6 * 7))
	want came in as $U 42
	say exit
	ended 0
	X
}
row whole "login, on a terminal, by password" login_password ok
login_there() { talk login -f $U <<<$'want \\$\nsay logout\nended 0'; }
row quick "login -f" login_there ok

at_job() {
	have at atd || return
	setpriv --reuid $U --regid $U --init-groups env -i HOME=$H USER=$U LOGNAME=$U SHELL=/bin/bash PATH=/usr/bin:/bin GREETING=hello sh -c "cd; exec at now" <<<"{ $seen; echo \$GREETING; } >at.out 2>&1" >/dev/null 2>&1
	until_true 20 test -s $H/at.out; sleep 0.3; cat $H/at.out
}
case $quick in no) : >/etc/at.deny; mkdir -p /var/spool/cron/atjobs /var/spool/cron/atspool; atd -b 1 -l 1000 ;; esac
row whole "at" at_job 'USER|/home/USER|/home/USER USER USER|sh|/usr/bin:/bin|0022|not a tty|hello' \
	'USER|/home/USER|/home/USER /bin/bash USER USER|sh|/usr/bin:/bin|0022|not a tty|hello' Environment
cron_job() {
	have cron || return
	printf 'GREETING=hello\n* * * * * cat /proc/self/status >cron.status; { %s; echo $GREETING; } >cron.out 2>&1\n' "$seen" | crontab -u $U -
	until_true 75 test -s $H/cron.out; sleep 0.3; cat $H/cron.out; crontab -u $U -r
}
[ $quick = yes ] || ! wanted whole cron || env --default-signal=INT,QUIT cron
row whole "cron" cron_job '~^USER\|/home/USER\|/home/USER /bin/sh USER\|.*\|0022\|not a tty\|hello$' \
	'~^USER\|/home/USER\|/home/USER /bin/sh USER USER\|.*\|0022\|not a tty\|hello$' Environment

dropbear_server() { # Debian's is built without PAM: nothing makes a room, so hostel-shell has to refuse
	have dropbear dropbearkey dbclient || return
	[ -s "$D/host" ] || dropbearkey -t ed25519 -f "$D/host" >/dev/null 2>&1
	dropbear -F -E -r "$D/host" -p 127.0.0.1:$P >"$D/dropbear" 2>&1 & local server=$!
	until_true 5 bash -c "exec 3<>/dev/tcp/127.0.0.1/$P"
	t ssh -p $P "$A" 'echo in; exit 3' 2>&1 | sed 's/^hostel: .*inside its sandbox.*/hostel-shell refuses/'; echo ${PIPESTATUS[0]}
	t scp -O -q -P $P /tmp/random "$A:by-dropbear" >/dev/null 2>&1; echo $?
	kill $server; wait $server; grep -o 'invalid shell' "$D/dropbear" | head -n 1
}
row whole "Dropbear's server" dropbear_server 'in|3|0' '~^.*Permission denied.*\|255\|[0-9]+\|invalid shell$' "Dropbear's server"
dropbear_shells() { [ $U = carol ] || echo $SHELL_PATH >>/etc/shells; dropbear_server; [ $U = carol ] || sed -i "\,^$SHELL_PATH$,d" /etc/shells; }
row quick "Dropbear's server, with /etc/shells" dropbear_shells 'in|3|0' 'hostel-shell refuses|1|1' "Dropbear's server"

not_here "systemd: User= and PAMName=" "tests/vm/pamname.sh, with systemd, in make check-vm"

# What root gives a login to take with it.
wishes() { nice -n 7 su - $U -c nice; taskset -c 0 su - $U -c nproc; chrt -b 0 su - $U -c 'chrt -p $$ | grep -c BATCH'; nice -n 3 runuser -u $U nice; }
row quick "nice, taskset, chrt in front of su" wishes '7|1|1|3'
disks() {
	ionice -c 3 su $U -c ionice; ionice -c 2 -n 7 su - $U -c ionice; ionice -c 3 runuser -u $U ionice
	ionice -c 3 sudo -u $U ionice; su $U -c ionice | sed 's/: prio.*//'
}
row quick "ionice in front of su, sudo, runuser" disks 'idle|best-effort: prio 7|idle|idle|none'
ignored() { # of HUP INT QUIT TERM PIPE TSTP TTIN TTOU, by their numbers
	perl -ne 'if (/^SigIgn:\s*(\S+)/) { $m = hex $1; print join(",", grep { $m >> ($_ - 1) & 1 } 1, 2, 3, 13, 15, 20, 21, 22) || "none", "\n" }'
}
handed() {
	local plain="env --default-signal=INT,QUIT" # a side runs in the background, where a shell has them ignored
	nohup $plain su $U -c 'cat /proc/self/status' 2>/dev/null | ignored
	(trap '' PIPE TERM TSTP TTIN TTOU; $plain su - $U -c 'cat /proc/self/status' | ignored; runuser -u $U cat /proc/self/status | ignored)
	(trap '' HUP TERM; $plain sudo -u $U cat /proc/self/status | ignored)
	(trap '' HUP; su $U -c 'kill -HUP $$; echo survived')
	$plain su - $U -c 'cat /proc/self/status' | ignored
}
row quick "signals that are ignored in front of su, sudo, runuser" handed '1|13,15,20,21,22|2,3,13,15,20,21,22|1,15|survived|none'
from_ssh() { on 'cat /proc/self/status' | ignored; }
row quick "signals that are ignored behind sshd" from_ssh none
from_cron() { ignored <$H/cron.status; } # of the job above
row whole "signals that are ignored behind cron" from_cron none
groupadd -f crew; usermod -aG crew carol; usermod -aG crew alice
own_group() { runuser -u $U -g crew id -- -gn; }
row quick "runuser -g, a group of the account's" own_group crew
foreign_group() { runuser -u $U -g games id -- -gn; }
row quick "runuser -g, another group" foreign_group games '~^hostel: group .* is not one of this account.s, and is not there inside$' "Groups of others"
