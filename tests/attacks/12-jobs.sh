# SPDX-License-Identifier: GPL-2.0-or-later
# Jobs that a daemon of the host starts under a tenant's name. Controls: the same jobs of carol's.

if want A12; then
	attack A12
	jobs_of() { # account: a crontab with every trick; each job leaves its place
		local home=/home/$1
		printf '#!/bin/sh\n%s\n' "{ $PLACE; } >$home/job.evil 2>/dev/null" >/tmp/evil; chmod 755 /tmp/evil
		cp /tmp/evil $home/evil; chmod 755 $home/evil
		sed s/job.evil/job.python/ /tmp/evil >$home/place-job
		cat <<-C
		MAILTO=root
		* * * * * { $PLACE; } >~/job.default
		SHELL=/bin/bash
		* * * * * { $PLACE; } >~/job.bash
		SHELL=/usr/bin/dash
		* * * * * { $PLACE; } >~/job.dash; echo output for the mail
		SHELL=/usr/bin/python3
		* * * * * import os; os.system("sh $home/place-job")
		SHELL=/tmp/evil
		* * * * * true
		SHELL=$home/evil
		* * * * * true
		SHELL=/bin/sh
		MAILTO=""
		LD_PRELOAD=/tmp/evil.so
		PATH=/tmp
		HOME=/
		* * * * * cd $home; PATH=/usr/bin:/bin; { $PLACE; } >$home/job.environment
		C
	}
	for user in alice carol; do
		jobs_of $user >/var/spool/cron/crontabs/$user
		chown $user:crontab /var/spool/cron/crontabs/$user; chmod 600 /var/spool/cron/crontabs/$user
		rm -f /home/$user/job.*
		# An admin's line that runs as the account.
		echo "* * * * * $user { $PLACE; } >/home/$user/job.system" >/etc/cron.d/attack-$user
	done
	# A mailer that says where it ran and with which arguments.
	[ ! -e /usr/sbin/sendmail ] || mv /usr/sbin/sendmail /usr/sbin/sendmail.away
	printf '#!/bin/sh\n{ %s; } >/tmp/job.mail.$$ 2>/dev/null\nmv /tmp/job.mail.$$ /home/$(id -un)/job.mail\ncat >/dev/null\n' "$PLACE" >/usr/sbin/sendmail
	chmod 755 /usr/sbin/sendmail
	[ -s /run/crond.pid ] || cron
	for kind in default bash dash python environment system mail; do until_true 130 test -s /home/carol/job.$kind; done
	until_true 130 test -s /home/alice/job.environment
	sleep 3
	rm -f /var/spool/cron/crontabs/alice /var/spool/cron/crontabs/carol /etc/cron.d/attack-*
	job() { placed_file "/home/$1/job.$2" 1; }
	for kind in default bash dash python evil environment system mail; do
		case $kind in evil) what="SHELL= a script in /tmp or the home" ;; mail) what="the mail of its output" ;;
		environment) what="LD_PRELOAD=, PATH=, HOME=" ;; system) what="a line in /etc/cron.d" ;; default) what="a job" ;; *) what="SHELL=$kind" ;; esac
		attempt cron "$what" "job alice $kind" "job carol $kind"
	done
	rm -f /usr/sbin/sendmail; [ ! -e /usr/sbin/sendmail.away ] || mv /usr/sbin/sendmail.away /usr/sbin/sendmail
	if command -v atd >/dev/null; then
		pam_lines atd
		atd -b 1 -l 100; until_true 5 pgrep -x atd
		at_job() { # submitted by root for the account, as from a panel
			setpriv --reuid "$1" --regid "$1" --clear-groups env -i HOME="/home/$1" PATH=/usr/bin:/bin SHELL=/bin/sh USER="$1" LOGNAME="$1" \
				sh -c "cd /home/$1; at now" <<<"{ $PLACE; } >/home/$1/job.at" >/dev/null 2>&1
			until_true 10 test -s "/home/$1/job.at"
			job "$1" at
		}
		both at "at now" at_job
		kill "$(pgrep -x atd)" 2>/dev/null
	else
		absent "at now" "atd is not installed"
	fi
fi

if want A14; then
	attack A14
	# Set-user-ID programs of the host, from inside: none gives another uid.
	echo 'carol:x' | chpasswd; echo 'alice:x' | chpasswd; echo 'root:r' | chpasswd
	gained() { # account, command that would print root's uid
		case $(S "$1" "$2" </dev/null 2>/dev/null) in *uid=0*) echo "escaped: uid 0" ;; *) echo refused ;; esac
	}
	install -m 4755 "$(readlink -f "$(command -v id)")" /usr/local/bin/id-setuid
	install -m 2755 -g root "$(readlink -f "$(command -v id)")" /usr/local/bin/id-setgid
	attempt ssh "a set-user-ID program in /usr" "gained alice 'id-setuid | sed s/euid/uid/'" "gained carol 'id-setuid | sed s/euid/uid/'"
	attempt ssh "a set-group-ID program in /usr" "gained alice 'id-setgid | sed s/egid=0/uid=0/'" "gained carol 'id-setgid | sed s/egid=0/uid=0/'"
	by_su_root() { # with root's own password
		case $(S "$1" "echo r | su -c id" </dev/null 2>/dev/null) in *uid=0*) echo "escaped: uid 0" ;; *) echo refused ;; esac
	}
	attempt ssh "su to root with the right password" "by_su_root alice" "by_su_root carol"
	changed_shell() { # chsh: the account's own entry on the host
		S "$1" "echo x | chsh -s /bin/sh" </dev/null >/dev/null 2>&1
		[ "$(getent passwd "$1" | cut -d: -f7)" = /bin/sh ] && echo "escaped: the shell is changed" || echo refused
	}
	attempt ssh "chsh" "changed_shell alice" "changed_shell carol"
	chsh -s /bin/bash carol
	if command -v sudo >/dev/null; then
		printf 'alice ALL=(ALL) NOPASSWD: ALL\ncarol ALL=(ALL) NOPASSWD: ALL\n' >/etc/sudoers.d/attack; chmod 440 /etc/sudoers.d/attack
		attempt ssh "sudo with NOPASSWD" "gained alice 'sudo -n id'" "gained carol 'sudo -n id'"
		rm -f /etc/sudoers.d/attack
	else
		absent "sudo with NOPASSWD" "sudo is not installed"
	fi
	by_admin() { # an admin's su to the account, with a shell of his choice
		rm -f "/home/$1/place"; su -s /bin/bash "$1" -c "{ $PLACE; } >~/place" >/dev/null 2>&1; su "$1" -c true
		placed_file "/home/$1/place" 1
	}
	both su "an admin's su -s /bin/bash" by_admin
fi
