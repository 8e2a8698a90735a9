# SPDX-License-Identifier: GPL-2.0-or-later
# A tenant against what the host does for him: races, traps in his home, names and groups, dead services.

if want A15; then
	attack A15
	named() { # what doctor says while a service lacks our lines, or runs programs by itself
		if hostel doctor $1 2>/dev/null | grep -qE "$2"; then echo "refused: hostel doctor names it"; else echo "escaped: nobody says so"; fi
	}
	without_lines() { # that service without our lines: what it starts as the account
		cp -a /etc/pam.d /root/pam.away; pam_lines_remove su; pam_lines_remove atd
		"$@"
		rm -rf /etc/pam.d; mv /root/pam.away /etc/pam.d
	}
	started() { su -s /bin/bash alice -c "{ $PLACE; } >~/place" >/dev/null 2>&1; placed_file /home/alice/place 1; }
	attempt doctor "su without the PAM lines" "without_lines named 'services services-of-admins' '^ +su: '" "without_lines started"
	attempt doctor "atd without the PAM lines" "without_lines named services 'atd: '" "without_lines started"
	forward() { mkdir -p /etc/postfix /usr/lib/postfix/sbin; : >/etc/postfix/main.cf; : >/etc/postfix/master.cf; : >/usr/lib/postfix/sbin/local; chmod 755 /usr/lib/postfix/sbin/local
		named mail 'postfix|Postfix|Exim'; }
	mailer() { # what such a mailer does with a pipe in ~/.forward
		setpriv --reuid alice --regid alice --clear-groups sh -c "cd ~alice; { $PLACE; } >place" </dev/null; placed_file /home/alice/place 1; }
	attempt doctor "a mailer that runs pipes of ~/.forward" forward mailer
	linger() { mkdir -p /var/lib/systemd/linger; touch /var/lib/systemd/linger/alice; named linger alice; rm /var/lib/systemd/linger/alice; }
	attempt doctor "systemd told to keep a manager for a tenant" linger mailer
fi

if want A19; then
	attack A19
	overwrite() { # where the admin's command enters: its program's file, from inside, in a loop
		local before; before=$(sha256sum $PREFIX/libexec/hostel/hostel-init $PREFIX/libexec/hostel/porch/hostel-shell $PREFIX/sbin/hostel)
		S alice 'end=$((SECONDS + 8)); while [ $SECONDS -lt $end ]; do for p in /proc/[0-9]*/exe /proc/self/exe /proc/1/exe; do
			(echo x >>$p || dd if=/dev/zero of=$p bs=1 count=1 conv=notrunc) 2>/dev/null; done; done' </dev/null >/dev/null 2>&1 &
		until_true 5 pgrep -x hostel-init
		for i in $(seq 40); do hostel enter alice -- true; hostel run alice -- true; done >/dev/null 2>&1
		wait $!
		[ "$(sha256sum $PREFIX/libexec/hostel/hostel-init $PREFIX/libexec/hostel/porch/hostel-shell $PREFIX/sbin/hostel)" = "$before" ] && echo refused || echo "escaped: a program is changed"
	}
	naive_enter() { # a helper of the host's that goes in, and root inside that keeps its file open
		cp /bin/sleep /root/helper
		/root/helper 1 & local pid=$!
		python3 - $pid <<-'P'
		import os, sys, time
		fd = os.open(f'/proc/{sys.argv[1]}/exe', os.O_PATH)
		time.sleep(1.3)
		os.write(os.open(f'/proc/self/fd/{fd}', os.O_WRONLY), b'changed')
		P
		wait $pid; cmp -s /bin/sleep /root/helper || echo "escaped: the helper is changed"
	}
	attempt enter "the helper's file overwritten while the admin enters" overwrite naive_enter
fi

if want A20; then
	attack A20
	canary() { findmnt -rno TARGET,SOURCE,FSROOT | grep -v "$STATE"; stat -c '%n %Y %i' /etc /etc/passwd /root /usr /usr/bin /srv; ls /etc; }
	race() { # sandboxes are made while their mount points and sources change under them
		local before after round
		mkdir -p /srv/alice/share /srv/alice/other; chown -R alice /srv/alice
		fresh '[session]' 'linger = 1h'
		S alice 'mkdir -p ~/data ~/cache; cd ~; (
			while :; do
				mv -T data w2; ln -s /etc data; rm data; ln -s /proc/1/root/etc data; rm data; mv -T w2 data
				mv -T cache c2; ln -s / cache; rm cache; mv -T c2 cache
			done ) >/dev/null 2>&1 & disown' </dev/null
		setpriv --reuid alice --regid alice --clear-groups bash -c 'cd /srv/alice; while :; do mv -T share s2; ln -s /root share; rm share; ln -s /etc share; rm share; mv -T s2 share; done' >/dev/null 2>&1 & local swapper=$!
		before=$(canary)
		for round in $(seq 25); do
			policy '[session]' "max_sessions = $((round + 1))" '[filesystem]' 'read_write = /srv/alice/share:/home/alice/data' 'tmpfs = /home/alice/cache:1M'
			S alice 'touch ~/data/was-here ~/cache/was-here; cat ~/data/shadow ~/data/.ssh/id_rsa' </dev/null 2>/dev/null
		done >/tmp/race.out
		kill $swapper; wait $swapper 2>/dev/null
		fresh
		after=$(canary)
		rm -rf /home/alice/data /home/alice/cache /home/alice/w2 /home/alice/c2
		if [ "$before" != "$after" ]; then echo "escaped: $(diff <(echo "$before") <(echo "$after") | grep '^[<>]' | head -2 | tr '\n' ' ')"
		elif find /etc /root /usr /srv -newer /tmp/race.out -name was-here 2>/dev/null | grep -v /srv/alice | grep -q .; then echo "escaped: a file of his on the host"
		elif grep -q '^root:' /tmp/race.out; then echo "escaped: he read a file of the host's"
		else echo refused; fi
	}
	naive_mount() { # root mounts by path, and the path is a link at that moment
		mkdir -p /srv/naive /home/carol/x; touch /srv/naive/was-here; rmdir /home/carol/x; ln -sfn /etc /home/carol/x
		unshare --mount --propagation private bash -c 'mount --bind /srv/naive /home/carol/x; ls /etc | grep -q was-here && echo "escaped: mounted over /etc"'
		rm -f /home/carol/x
	}
	attempt ssh "links swapped for directories while sandboxes are made" race naive_mount
fi

if want A21; then
	attack A21
	in_time() { # how a login ends with such a home: within a bound, inside or refused. What a shell of
		# his reads by itself, and hangs on, is his own affair: a program is started without one.
		local place
		fresh
		place=$(timeout 15 hostel run alice -- /bin/sh -c "$PLACE" </dev/null 2>/dev/null) || [ $? != 124 ] || { echo "escaped: it hangs"; return; }
		[ -n "$place" ] && placed "$place" || echo refused
	}
	trap_in() { # command that lays the trap as alice, the one that takes it away
		setpriv --reuid alice --regid alice --clear-groups bash -c "cd ~alice && $1" || echo "could not: $1" >&2
		in_time
		bash -c "cd ~alice && $2"
	}
	naive_read() { mkfifo /home/carol/fifo; timeout 2 cat /home/carol/fifo >/dev/null; [ $? = 124 ] && echo "escaped: it hangs"; rm /home/carol/fifo; }
	while IFS='@' read -r lay take; do
		attempt ssh "home: $lay" "trap_in ${lay@Q} ${take@Q}" naive_read
	done <<-'T'
	mkfifo .hushlogin .profile .bashrc .pam_environment@rm -f .hushlogin .profile .bashrc .pam_environment
	mkfifo .ssh/environment .ssh/rc@rm -f .ssh/environment .ssh/rc
	mkdir m; cd m; seq 100000 | xargs touch@rm -rf m
	d=$(printf "d%.0s" {1..255}); for i in {1..60}; do mkdir $d && cd $d; done@rm -rf dddd*
	ln -s /proc/self/fd/0 .profile; ln -s loop loop@rm -f .profile loop
	python3 -c "import socket; socket.socket(1).bind('.bash_profile')"@rm -f .bash_profile
	truncate -s 100G .bash_history .ssh/known_hosts@rm -f .bash_history .ssh/known_hosts
	T
	home_is() { # the home itself is something else
		mv /home/alice /home/alice.away
		eval "$1"
		in_time
		rm -rf /home/alice; mv /home/alice.away /home/alice
	}
	for what in 'mkfifo /home/alice' 'ln -s /etc /home/alice' 'ln -s /home/alice /home/alice' 'touch /home/alice' 'true'; do
		attempt ssh "the home is: $what" "home_is '$what'" naive_read
	done
fi

if want A22; then
	attack A22
	kill_all() { # every process of his uid that he can reach: his own sshd goes on
		open_master "$1" "/tmp/a22.$1"
		timeout 10 ssh -F /root/.ssh/config -l "$1" -S "/tmp/a22.$1" host 'kill -STOP -1; kill -9 -1' </dev/null >/dev/null 2>&1
		sleep 0.5
		case $(timeout 60 ssh -F /root/.ssh/config -l nobody -o BatchMode=yes -S "/tmp/a22.$1" host 'echo alive' 2>/dev/null) in alive) echo "refused: it goes on" ;; *) echo "escaped: sshd's process is dead or stopped" ;; esac
		ssh -F /root/.ssh/config -S "/tmp/a22.$1" -O exit host 2>/dev/null
		pkill -KILL -f "^sshd(-session)?: $1"
	}
	attempt channel "kill -9 -1 against sshd's own process" "kill_all alice" "kill_all carol"
fi

if want A23; then
	attack A23
	teardown() { # 40 logins while sandboxes are killed in every way: where each one's command ran
		rm -f /tmp/a23.*
		fresh
		for i in $(seq 40); do
			S "$1" "$PLACE" </dev/null >"/tmp/a23.$i" 2>/dev/null &
			case $((i % 4)) in
			0) sleep 0.1; pkill -9 -x hostel-init ;;
			1) sleep 0.2; [ "$1" != alice ] || hostel kill alice >/dev/null 2>&1 ;;
			2) sleep 0.05 ;;
			esac
			[ $((i % 8)) != 0 ] || wait $(jobs -p | tail -8)
		done
		wait $(jobs -p | tail -8)
		local one said verdict ran=0
		for one in /tmp/a23.*; do
			[ -s "$one" ] || continue
			said=$(tail -n 1 "$one")
			verdict=$(placed "$said")
			# It was killed before it had said its last word; what it did say is looked at.
			case $verdict in unclear*) case $said in user:*" ") continue ;; esac ;; esac
			ran=$((ran + 1))
			case $verdict in inside) ;; *) echo "$verdict"; return ;; esac
		done
		[ $ran -gt 5 ] && echo "inside: $ran of 40" || echo "unclear: only $ran came in"
	}
	attempt ssh "logins while their sandboxes are killed" "teardown alice" "teardown carol"
	until_true 10 no_sandbox
fi

if want A37; then
	attack A37
	# Names that occur nowhere else: another tenant's, the host's, his session's address.
	useradd -m -s /bin/bash -G hostel zorblax
	install -d -o zorblax -g zorblax -m 700 /home/zorblax/.ssh; install -o zorblax -m 600 $KEY.pub /home/zorblax/.ssh/authorized_keys
	old_name=$(hostname); hostname quuxhost; echo quuxhost >/etc/hostname; sed -i "1i 127.0.1.1 quuxhost.example.org quuxhost" /etc/hosts
	start_sshd
	ssh -F /root/.ssh/config -b 127.0.0.77 -l zorblax host 'echo $SSH_CONNECTION >/tmp/mine; sleep 1200' </dev/null & neighbour=$!
	useradd -m -s /bin/bash erwin; install -d -o erwin -m 700 /home/erwin/.ssh; install -o erwin -m 600 $KEY.pub /home/erwin/.ssh/authorized_keys
	ssh -F /root/.ssh/config -b 127.0.0.77 -l erwin host 'echo $SSH_CONNECTION >/tmp/mine; exec -a "erwin of 127.0.0.77" sleep 1200' </dev/null & another=$!
	until_true 60 eval 'test -s /tmp/mine && pgrep -u zorblax -x sleep && pgrep -u erwin -f "^erwin of 127"'
	leaks() { # account, pattern: where it is found in names and contents of everything that can be read
		S "$1" "cd /; { find / -xdev -name home -prune -o \\( -path '*$2*' \\) -print; ls -A /home /var/log /run /tmp /var/tmp /run/user
			grep -rslaE --exclude-dir=sys '$2' /etc /run /tmp /var /opt /srv /dev/shm /home /mnt /media
			find /proc -maxdepth 3 -type f -not -path '*/task/*' -not -name kmsg -not -name kcore -not -name pagemap -not -name mem -exec timeout 1 grep -slaE '$2' {} +
			getent passwd; getent group; getent hosts 127.0.1.1; hostname; who; w -h; last; ps -ef; cat /proc/self/mountinfo /proc/self/cgroup; env; } 2>/dev/null" </dev/null 2>/dev/null |
			grep -aE "$2|\.hit" | grep -avE "grep|find / " | head -3 | tr '\n' ' '
	}
	none_of() { local found; found=$(leaks "$@"); [ -z "$found" ] && echo refused || echo "escaped: $found"; }
	attempt ssh "another tenant's name" "none_of alice zorblax" "none_of carol zorblax"
	attempt ssh "the host's name" "none_of alice quuxhost" "none_of carol quuxhost"
	attempt ssh "another session's address" "none_of alice '127\\.0\\.0\\.77'" "none_of carol '127\\.0\\.0\\.77'"
	mkdir -p /srv/of-another-tenant /run/attack-mount; mount --bind /srv/of-another-tenant /run/attack-mount
	paths() { # mounts of the host, of other tenants, and hostel's own of this one
		local found; found=$(S "$1" "grep -oE 'of-another-tenant|[^ ]*hostel/t/[^ ]*|keeper|hostel-world' /proc/self/mountinfo /proc/self/mounts /proc/self/cgroup" </dev/null 2>/dev/null | grep -v "hostel/t/$(id -u "$1")/" | head -3 | tr '\n' ' ')
		[ -z "$found" ] && echo refused || echo "escaped: $found"
	}
	attempt ssh "paths of others in mountinfo" "paths alice" "paths carol"
	umount /run/attack-mount
	kill $neighbour $another 2>/dev/null; wait $neighbour $another 2>/dev/null
	hostname "$old_name"; echo "$old_name" >/etc/hostname; sed -i 1d /etc/hosts; start_sshd
fi

if want A39; then
	attack A39
	stopped() { # alice's own PID 1 does not answer: her login ends in time, nobody else waits
		local out
		fresh '[session]' 'linger = 1h'; S alice true </dev/null
		sed -i '/^timeout/d; s/^\[host\]/[host]\ntimeout = 15s/' $CONF/hostel.ini
		pkill -STOP -x hostel-init
		[ "$(T=60 S root 'echo in' </dev/null)" = in ] && [ "$(T=60 S bob 'echo in' </dev/null)" = in ] || { echo "escaped: others wait"; pkill -KILL -x hostel-init; return; }
		T=90 S alice 'echo in' </dev/null >/tmp/a39.out 2>/dev/null
		[ $? != 124 ] && echo "refused: $(tr '\n' ' ' </tmp/a39.out)" || echo "escaped: it hangs"
		pkill -KILL -x hostel-init
		sed -i '/^timeout/d' $CONF/hostel.ini
		fresh
	}
	unbounded() { socat UNIX-LISTEN:/tmp/a39.sock SYSTEM:'sleep 30' & local pid=$!; until_true 3 test -S /tmp/a39.sock
		timeout 3 socat -u UNIX:/tmp/a39.sock - >/dev/null; [ $? = 124 ] && echo "escaped: it hangs"; kill $pid; }
	attempt ssh "PID 1 of his sandbox is stopped" stopped unbounded
	logless() { # nobody reads /dev/log
		kill -STOP "$(pgrep -x busybox | head -1)"
		local verdict
		verdict=$(T=20 S alice "$PLACE" </dev/null 2>/dev/null | tail -n 1)
		kill -CONT "$(pgrep -x busybox | head -1)"
		[ -n "$verdict" ] && placed "$verdict" || echo refused
	}
	attempt ssh "the log daemon is stopped" logless unbounded
fi

if want A43; then
	attack A43
	renamed() { # file, what would show: a new file is renamed over it on the host while a session is open
		fresh
		open_master alice /tmp/a43
		cp -a "$1" "$1.a43"; { cat "$1"; echo "$2"; } >"$1.new"; chmod --reference="$1" "$1.new"; mv "$1.new" "$1"
		timeout 10 ssh -F /root/.ssh/config -l nobody -o BatchMode=yes -S /tmp/a43 host "cat $1" </dev/null 2>/dev/null | grep -aq "$2" && echo "escaped: the host's new file is seen" || echo refused
		mv "$1.a43" "$1"
		ssh -F /root/.ssh/config -S /tmp/a43 -O exit host 2>/dev/null
	}
	naive_bind() { # a file mounted over a file
		echo ours >/root/ours; rm -f /tmp/a43.go /tmp/a43.bound
		unshare --mount --propagation slave bash -c 'mount --bind /root/ours /etc/passwd; touch /tmp/a43.bound; until [ -e /tmp/a43.go ]; do sleep 0.1; done; grep -q a43mark /etc/passwd && echo "escaped: the host'"'"'s file is seen"' >/tmp/a43.out & local pid=$!
		until_true 20 test -e /tmp/a43.bound; cp -a /etc/passwd /root/passwd.a43; { cat /etc/passwd; echo a43mark:x:4999:4999::/:/bin/false; } >/etc/passwd.new; mv /etc/passwd.new /etc/passwd
		touch /tmp/a43.go; wait $pid; cp -a /root/passwd.a43 /etc/passwd.new; mv /etc/passwd.new /etc/passwd
		cat /tmp/a43.out
	}
	attempt channel "a new /etc/passwd renamed over the old one" "renamed /etc/passwd a43mark:x:4999:4999::/:/bin/false" naive_bind
	attempt channel "a new /etc/group renamed over the old one" "renamed /etc/group a43mark:x:4999:" naive_bind
	attempt channel "a new /etc/hosts renamed over the old one" "renamed /etc/hosts 192.0.2.43" naive_bind
fi

if want A44; then
	attack A44
	groupadd -g 4444 wheelish
	groups_of_sshd() { # what sshd's own process holds: on the porch root calls initgroups()
		open_master "$1" /tmp/a44
		grep -h Groups $(pgrep -f "^sshd(-session)?: $1" | sed 's,.*,/proc/&/status,') 2>/dev/null | grep -qw 4444 && echo "escaped: group 4444" || echo refused
		ssh -F /root/.ssh/config -S /tmp/a44 -O exit host 2>/dev/null
	}
	given() { # the account makes itself a member, in what it can write of /etc/group and nsswitch on its side
		S "$1" 'mkdir -p ~/etc; echo "wheelish:x:4444:'$1'" >>/etc/group; echo "wheelish:x:4444:'$1'" >~/etc/group' </dev/null >/dev/null 2>&1
		groups_of_sshd "$1"
	}
	member() { gpasswd -a carol wheelish >/dev/null; groups_of_sshd carol; gpasswd -d carol wheelish >/dev/null; }
	attempt ssh "a group that he has not, in sshd's process" "given alice" member
	revoked_group() { # taken away while his sandbox lives
		gpasswd -a "$1" wheelish >/dev/null; fresh
		open_master "$1" /tmp/a44.old
		gpasswd -d "$1" wheelish >/dev/null
		if [ "$2" = new ]; then S "$1" 'id -G' </dev/null; else timeout 60 ssh -F /root/.ssh/config -l nobody -o BatchMode=yes -S /tmp/a44.old host 'id -G' </dev/null; fi 2>/dev/null |
			grep -qw 4444 && echo "escaped: it is still held" || echo refused
		ssh -F /root/.ssh/config -S /tmp/a44.old -O exit host 2>/dev/null
	}
	attempt ssh "a group taken away while his sandbox lives" "revoked_group alice new" "revoked_group carol old"
fi

if want A13; then
	attack A13
	# What a user manager of systemd's would be asked through: its sockets, the buses.
	mkdir -p /run/dbus /run/systemd/private
	for user in alice carol; do mkdir -p "/run/user/$(id -u $user)"; chown $user "/run/user/$(id -u $user)"; done
	listeners=()
	for path in /run/dbus/system_bus_socket /run/systemd/notify "/run/user/$(id -u alice)/bus" "/run/user/$(id -u carol)/bus"; do
		socat "UNIX-LISTEN:$path,fork,mode=666,unlink-early" SYSTEM:'echo host' & listeners+=($!)
	done
	until_true 5 test -S "/run/user/$(id -u carol)/bus"
	bus() { case $(S "$1" "socat -u UNIX:$2 - </dev/null" </dev/null 2>/dev/null) in *host*) echo "escaped: it answers" ;; *) echo refused ;; esac; }
	attempt ssh "the system bus (logind, systemd-run, activation)" "bus alice /run/dbus/system_bus_socket" "bus carol /run/dbus/system_bus_socket"
	attempt ssh "the user's bus (systemctl --user)" "bus alice /run/user/$(id -u alice)/bus" "bus carol /run/user/$(id -u carol)/bus"
	attempt ssh "systemd's notify socket" "bus alice /run/systemd/notify" "bus carol /run/systemd/notify"
	kill "${listeners[@]}"; rm -f "/run/user/$(id -u alice)/bus" "/run/user/$(id -u carol)/bus" /run/dbus/system_bus_socket
fi

if want A52; then
	attack A52
	printf 'account required pam_permit.so\naccount required %s\nsession required pam_permit.so\n' $MODULE >/etc/pam.d/systemd-user
	cat >/root/manager.c <<-'C'
	#include <security/pam_appl.h>
	#include <security/pam_misc.h>
	/* what systemd does before it starts user@UID.service */
	int main(int argc, char **argv)
	{
		struct pam_conv conv = {misc_conv, NULL};
		pam_handle_t *pamh;
		return argc != 2 || pam_start("systemd-user", argv[1], &conv, &pamh) || pam_acct_mgmt(pamh, 0) || pam_open_session(pamh, 0);
	}
	C
	gcc -o /root/manager /root/manager.c -lpam -lpam_misc
	manager() { /root/manager "$1" >/dev/null 2>&1 && echo "escaped: a user manager is started" || echo refused; }
	attempt PAM "user@UID.service (login, linger, systemd-run --user)" "manager alice" "manager carol"
fi

if want A102; then
	attack A102
	sessions=/var/lib/php/sessions
	mkdir -p $sessions; chmod 1733 $sessions; echo hosts >$sessions/sess_host; chmod 644 $sessions/sess_host
	fresh '[session]' 'linger = 1m'
	reads() { case $(S "$1" "cat $sessions/$2" </dev/null 2>/dev/null) in "$3") echo "escaped: it is read" ;; *) echo refused ;; esac; }
	puts() { rm -f $sessions/sess_put; S "$1" "echo x >$sessions/sess_put" </dev/null; [ -e $sessions/sess_put ] && echo "escaped: it is the host's" || echo inside; }
	fills() { # what is written there counts for the tenant's memory, not for the host's disk
		S "$1" "head -c 300M /dev/zero >$sessions/sess_large" </dev/null 2>/dev/null
		local large; large=$(stat -c %s $sessions/sess_large 2>/dev/null); rm -f $sessions/sess_large
		S "$1" "rm -f $sessions/sess_large" </dev/null
		[ "${large:-0}" -gt 0 ] && echo "escaped: $large bytes" || echo inside
	}
	neighbours() { S "$1" "echo $1 >$sessions/sess_of; chmod 644 $sessions/sess_of" </dev/null; reads "$2" sess_of "$1"; S "$1" "rm -f $sessions/sess_of" </dev/null; }
	of_another() { install -o bob -m 644 <(echo bob) $sessions/sess_of; reads carol sess_of bob; rm -f $sessions/sess_of; }
	attempt ssh "a session of PHP's of the host's is read" "reads alice sess_host hosts" "reads carol sess_host hosts"
	attempt ssh "one is put there" "puts alice" "puts carol"
	attempt ssh "the host's disk is filled by it" "fills alice" "fills carol"
	attempt ssh "a neighbour's is read" "neighbours bob alice" of_another
	rm -f $sessions/sess_*; fresh
fi
